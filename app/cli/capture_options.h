#pragma once
#include "model/capture/live_capture.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What `tcplens-cli capture` is asked for.
struct CaptureRequest {
    LiveCaptureOptions interface;    ///< Its interface is "-" for standard input, or names a pipe where that contains a '/'.
    CaptureLimits limits;
    std::optional<std::string> file; ///< Where the packets go, too; "-" is standard output.
    bool json = false;
    bool segments = false;
    bool isPipe() const { return interface.interface.find('/') != std::string::npos || interface.interface == "-"; }
};

/// Reads the arguments from left to right. Nothing: they are wrong, and the user has been told.
std::optional<CaptureRequest> parseCaptureOptions(std::span<const std::string_view> arguments);
