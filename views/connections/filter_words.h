#pragma once
#include "model/trace/connection_filter.h"

#include <QString>

/// What in a filter is not understood, and how to write it instead: two sentences in the user's language.
QString filterProblemText(const FilterProblem& problem);
