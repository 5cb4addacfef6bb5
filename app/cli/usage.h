#pragma once
#include "model/base/result.h"

#include <string_view>

/// Exit statuses of the command line, as documented in README.md.
enum ExitStatus { kDone = 0, kBadInput = 1, kWrongUsage = 2, kNoPermission = 3 };

/// Prints how to call the program.
void printUsage();
/// "tcplens-cli: WHAT. REMEDY." on standard error.
void printError(const Error& error);
/// Hands on what stdio still holds. Returns kDone, or says that not all could be `printed` and returns kBadInput.
int finishOutput(bool printed);
/// Says what is wrong with the command line; returns kWrongUsage.
int wrongUsage(std::string_view what);
