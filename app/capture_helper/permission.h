#pragma once
#include <string>

/// What to do where the device may not be opened: a sentence with the exact command, by what keeps the capability from this program.
/// Says nothing of use once the privileges are given up.
std::string permissionRemedy();
