#pragma once

/// How the capture helper ends; model/capture/helper_process.cpp reads it, and a test compares the two.
enum class HelperExit {
    Done = 0,
    Failed = 1,          ///< The device could not be opened or read for another reason.
    WrongUsage = 2,
    NoPermission = 3,
    NoSuchDevice = 4,
    WrongFilter = 5,
    DeviceGone = 6,      ///< While it was capturing.
    CannotWrite = 7,     ///< Disk full; a reader that has gone is no error but an end.
};
