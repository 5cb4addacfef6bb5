#pragma once
#include "model/base/result.h"

/// The error in the user's language. The model writes its messages in English, for the programs without Qt as well; those that have a
/// translation are recognised by their pattern, all others stay as they are.
Error translated(const Error& error);
