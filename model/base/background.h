#pragma once
#include <functional>

/// Does on a thread of its own what may take long. Returns at once; the end of the process waits for all such work, which therefore must not
/// throw, nor use what the end of the process destroys.
void inBackground(std::function<void()> work);
