#pragma once
#include <functional>

/// Does on a thread of its own what may take long. Returns at once; the end of the process waits for all such work.
void inBackground(std::function<void()> work);
