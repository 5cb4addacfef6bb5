#pragma once
#include "model/base/result.h"

#include <optional>
#include <string>

/// What is wrong with a capture filter (BPF as tcpdump has it) for an interface of this LINKTYPE_ value; empty if nothing.
///
/// Can be called from any thread, several at a time. A name of a host in it is looked up, which may take seconds: while someone is
/// typing, not on the thread that draws.
std::optional<Error> checkFilter(const std::string& filter, int linkType);
