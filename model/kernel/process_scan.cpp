#include "model/kernel/process_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace kernel {

namespace {

struct DirCloser {
    void operator()(DIR* dir) const { closedir(dir); }
};
using Dir = std::unique_ptr<DIR, DirCloser>;

template <typename Number>
std::optional<Number> toNumber(std::string_view text)
{
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// A small file of /proc; empty if it cannot be read, as when the process has ended.
std::string contentOf(const std::string& path)
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {};
    char text[1024];
    const ssize_t octets = read(file, text, sizeof text);
    close(file);
    return octets > 0 ? std::string(text, std::size_t(octets)) : std::string();
}

/// The inode of "socket:[4711]"; nothing for what is no socket.
std::optional<std::uint32_t> socketInode(std::string_view link)
{
    constexpr std::string_view kPrefix = "socket:[";
    if (!link.starts_with(kPrefix) || !link.ends_with(']'))
        return std::nullopt;
    return toNumber<std::uint32_t>(link.substr(kPrefix.size(), link.size() - kPrefix.size() - 1));
}

/// How many octets the UTF-8 character at the beginning has; 0: it is none, or one that moves a terminal's cursor.
std::size_t characterLength(std::string_view text)
{
    const auto octet = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (octet(0) < 0x80)
        return octet(0) >= 0x20 && octet(0) != 0x7F ? 1 : 0;
    const std::size_t length = octet(0) >= 0xF0 && octet(0) < 0xF5 ? 4 : octet(0) >= 0xE0 && octet(0) < 0xF0 ? 3 : octet(0) >= 0xC2 && octet(0) < 0xE0 ? 2 : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xC0) != 0x80)
            return 0;
    }
    const bool isOverlong = (octet(0) == 0xE0 && octet(1) < 0xA0) || (octet(0) == 0xF0 && octet(1) < 0x90);
    const bool isSurrogate = octet(0) == 0xED && octet(1) >= 0xA0;
    const bool isTooHigh = octet(0) == 0xF4 && octet(1) >= 0x90;
    const bool isC1 = octet(0) == 0xC2 && octet(1) < 0xA0;
    return isOverlong || isSurrogate || isTooHigh || isC1 ? 0 : length;
}

/// A process may call itself anything, and the kernel cuts names after 15 octets, in mid-character too.
std::string readable(std::string_view name)
{
    std::string text;
    while (!name.empty()) {
        const std::size_t length = characterLength(name);
        text += length == 0 ? std::string_view("?") : name.substr(0, length);
        name.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

std::vector<Holder> holdersIn(DIR* dir)
{
    std::vector<Holder> holders;
    const int folder = dirfd(dir);
    while (const dirent* entry = readdir(dir)) {
        const auto descriptor = toNumber<std::int32_t>(entry->d_name);
        if (!descriptor)
            continue;
        char link[64];
        const ssize_t length = readlinkat(folder, entry->d_name, link, sizeof link);
        if (length <= 0)
            continue;
        if (const auto inode = socketInode({link, std::size_t(length)}))
            holders.push_back({*inode, 0, *descriptor});
    }
    return holders;
}

} // namespace

void ProcessScan::begin(bool holdersOnly)
{
    m_todo.clear();
    if (holdersOnly) {
        for (const auto& [pid, seen] : m_processes) {
            if (!seen.holders.empty())
                m_todo.push_back(pid);
        }
        return;
    }
    const Dir dir(opendir(m_root.c_str()));
    while (const dirent* entry = dir ? readdir(dir.get()) : nullptr) {
        if (const auto pid = toNumber<std::int32_t>(entry->d_name))
            m_todo.push_back(*pid);
    }
    const std::set<std::int32_t> alive(m_todo.begin(), m_todo.end());
    std::erase_if(m_processes, [&alive](const auto& process) { return !alive.contains(process.first); });
    // Process 1 is always there: who cannot see it is not shown the other users' processes either.
    m_hides = !alive.contains(1);
}

bool ProcessScan::advance(std::chrono::nanoseconds budget)
{
    const auto until = std::chrono::steady_clock::now() + budget;
    while (!m_todo.empty()) {
        const std::int32_t pid = m_todo.back();
        m_todo.pop_back();
        look(pid);
        if (std::chrono::steady_clock::now() >= until)
            break;
    }
    return m_todo.empty();
}

void ProcessScan::look(std::int32_t pid)
{
    const std::string folder = m_root + "/" + std::to_string(pid);
    const Dir dir(opendir((folder + "/fd").c_str()));
    if (!dir) {
        if (errno != EACCES && errno != EPERM)
            m_processes.erase(pid); // it has ended
        else if (Seen& seen = m_processes[pid]; !seen.isUnreadable)
            seen = {{}, {}, !isKernelThread(pid)};
        return;
    }
    Seen seen{{}, holdersIn(dir.get()), false};
    if (!seen.holders.empty()) {
        std::string name = contentOf(folder + "/comm");
        if (name.ends_with('\n'))
            name.pop_back();
        seen.name = readable(name);
    }
    m_processes[pid] = std::move(seen);
}

/// They hold no descriptors, and are children of kthreadd, process 2.
bool ProcessScan::isKernelThread(std::int32_t pid) const
{
    const std::string stat = contentOf(m_root + "/" + std::to_string(pid) + "/stat");
    const std::size_t name = stat.rfind(')'); // the name may hold anything
    if (name == std::string::npos || name + 4 >= stat.size())
        return false;
    const std::string_view rest = std::string_view(stat).substr(name + 4);
    const auto parent = toNumber<std::int32_t>(rest.substr(0, rest.find(' ')));
    return parent == 2 || (pid == 2 && parent == 0);
}

std::shared_ptr<const Owners> ProcessScan::owners(std::vector<std::uint32_t> asked) const
{
    auto owners = std::make_shared<Owners>();
    owners->asked = std::move(asked);
    owners->hidesProcesses = m_hides;
    for (const auto& [pid, seen] : m_processes) {
        owners->unreadable += seen.isUnreadable ? 1 : 0;
        if (seen.holders.empty())
            continue;
        const auto process = std::uint32_t(owners->processes.size());
        owners->processes.push_back({pid, seen.name});
        for (const Holder& holder : seen.holders)
            owners->holders.push_back({holder.inode, process, holder.descriptor});
    }
    std::ranges::sort(owners->holders, {}, [](const Holder& holder) { return std::tuple(holder.inode, holder.process, holder.descriptor); });
    return owners;
}

} // namespace kernel
