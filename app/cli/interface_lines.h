#pragma once
#include "model/capture/interface_list.h"

#include <string>
#include <vector>

/// One JSON object a line for each interface.
std::string interfaceLines(const std::vector<NetworkInterface>& interfaces);
