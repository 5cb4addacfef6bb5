#pragma once
#include <string_view>

/// How remedies begin that presume packets, the capture helper's among them; LiveCapture takes it away where none came.
inline constexpr std::string_view kCapturedIsKept = "What was captured until then is kept.";
