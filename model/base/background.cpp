#include "model/base/background.h"

#include <mutex>
#include <thread>
#include <utility>

namespace {

class Background {
public:
    void run(std::function<void()> work)
    {
        const std::lock_guard lock(m_mutex);
        // The new thread waits for the one before when it ends, so that this one never has to.
        m_last = std::jthread([before = std::move(m_last), work = std::move(work)] { work(); });
    }

private:
    std::mutex m_mutex;
    std::jthread m_last;
};

} // namespace

void inBackground(std::function<void()> work)
{
    static Background s_background;
    s_background.run(std::move(work));
}
