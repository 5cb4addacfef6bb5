#pragma once
#include <chrono>

/// A length of time; nanoseconds, as the finest capture files have them.
using Duration = std::chrono::nanoseconds;

/// A moment on the capture's (or the simulation's) clock, never the wall clock of this machine.
using Timestamp = std::chrono::sys_time<Duration>;
