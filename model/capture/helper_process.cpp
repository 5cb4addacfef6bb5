#include "model/capture/helper_process.h"

#include "model/capture/kept_sentence.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char** environ; // POSIX

namespace {

constexpr const char* kName = "tcplens-capture";

void closeIfOpen(int& descriptor)
{
    if (descriptor >= 0)
        close(std::exchange(descriptor, -1));
}

/// Both ends of the three channels; those of the helper are closed here once it has them.
struct Channels {
    int control[2] = {-1, -1};
    int output[2] = {-1, -1};
    int messages[2] = {-1, -1};
    bool open()
    {
        // A socket takes MSG_NOSIGNAL, so that a helper that has died costs no SIGPIPE.
        return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control) == 0 && pipe2(output, O_CLOEXEC) == 0 && pipe2(messages, O_CLOEXEC) == 0;
    }
    ~Channels()
    {
        for (int* pair : {control, output, messages}) {
            closeIfOpen(pair[0]);
            closeIfOpen(pair[1]);
        }
    }
};

/// Runs `program`; 0, or what errno would say.
int spawn(const std::string& program, const std::vector<std::string>& arguments, const Channels& channels, pid_t& pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, channels.control[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, channels.output[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, channels.messages[1], STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::vector<std::string> words{kName};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const int result = posix_spawnp(&pid, program.c_str(), &actions, &attributes, pointers.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

/// Where a name without a folder is found, as the system searches: what may not be started only where nothing else is. As it is if nowhere.
std::string inPath(const std::string& name)
{
    const char* value = std::getenv("PATH");
    std::string_view folders = value ? value : "/bin:/usr/bin";
    std::string closed;
    while (name.find('/') == std::string::npos) {
        const std::string_view folder = folders.substr(0, folders.find(':'));
        const std::string path = std::string(folder.empty() ? "." : folder) + '/' + name;
        if (access(path.c_str(), X_OK) == 0)
            return path;
        if (closed.empty() && access(path.c_str(), F_OK) == 0)
            closed = path;
        if (folder.size() == folders.size())
            break;
        folders.remove_prefix(folder.size() + 1);
    }
    return closed.empty() ? name : closed;
}

/// How a user comes to be one of those who may start the program.
std::string remedyForClosed(const std::string& program)
{
    struct stat status {};
    if (stat(program.c_str(), &status) != 0)
        return "Ask whoever has installed tcplens.";
    // A group that may not start it helps nobody, and in root's group one may do far more than capture.
    if (status.st_gid == 0 || (status.st_mode & S_IXGRP) == 0) {
        const std::string quoted = " \"" + program + '"';
        return "Give it a group of its own and join that, then log in again: sudo groupadd --system --force tcplens && sudo chgrp tcplens" + quoted
            + " && sudo chmod 0750" + quoted + " && sudo setcap cap_net_raw,cap_net_admin=ep" + quoted + " && sudo usermod -aG tcplens \"$USER\"";
    }
    const group* entry = getgrgid(status.st_gid);
    const std::string name = entry ? entry->gr_name : std::to_string(status.st_gid);
    return "Join its group, then log in again: sudo usermod -aG " + name + " \"$USER\"";
}

LiveFailure cannotStart(const std::string& program, int reason)
{
    const std::string what = "The capture helper " + program + " cannot be started: " + std::strerror(reason) + '.';
    switch (reason) {
    case EACCES:
        return {LiveProblem::NoPermission, {what, remedyForClosed(program)}};
    case EPERM: // its capabilities are not among those that this container may ever have
        return {LiveProblem::NoPermission, {what, "In a container, allow it to capture: docker run --cap-add=NET_RAW --cap-add=NET_ADMIN"}};
    case ENOENT:
        return {LiveProblem::NoHelper, {what, "Install it beside this program, or open a recording instead."}};
    default:
        return {LiveProblem::NoHelper, {what, "Install tcplens again, or open a recording instead."}};
    }
}

/// By app/capture_helper/exit_status.h.
LiveProblem problemOf(int status)
{
    constexpr LiveProblem kByStatus[] = {LiveProblem::None, LiveProblem::Other, LiveProblem::Other, LiveProblem::NoPermission,
                                         LiveProblem::NoSuchDevice, LiveProblem::WrongFilter, LiveProblem::DeviceGone, LiveProblem::Other};
    return status >= 0 && std::size_t(status) < std::size(kByStatus) ? kByStatus[status] : LiveProblem::Other;
}

/// The last two lines that the helper has said, without its name in front: what, and the remedy.
Error errorFrom(std::string_view messages, int status)
{
    constexpr std::string_view kPrefix = "tcplens-capture: ";
    std::vector<std::string> lines;
    while (!messages.empty()) {
        const std::size_t end = std::min(messages.find('\n'), messages.size());
        const std::string_view line = messages.substr(0, end);
        if (line.starts_with(kPrefix))
            lines.emplace_back(line.substr(kPrefix.size()));
        messages.remove_prefix(std::min(end + 1, messages.size()));
    }
    if (lines.size() >= 2)
        return {lines[lines.size() - 2], lines.back()};
    return {"The capture helper failed with status " + std::to_string(status) + '.', "Start the capture again."};
}

} // namespace

std::string findHelper()
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    if (length > 0) {
        std::string beside(path, std::size_t(length));
        beside.resize(beside.rfind('/') + 1);
        beside += kName;
        if (access(beside.c_str(), F_OK) == 0)
            return beside;
    }
    return kName;
}

std::variant<std::unique_ptr<HelperProcess>, LiveFailure> HelperProcess::start(const std::string& name, const std::vector<std::string>& arguments)
{
    const std::string program = inPath(name);
    Channels channels;
    if (!channels.open())
        return LiveFailure{LiveProblem::Other, {std::string("The capture helper cannot be started: ") + std::strerror(errno) + '.', "Close other programs or files."}};
    std::unique_ptr<HelperProcess> process(new HelperProcess);
    if (const int reason = spawn(program, arguments, channels, process->m_pid); reason != 0) {
        process->m_pid = -1;
        return cannotStart(program, reason);
    }
    process->m_control = std::exchange(channels.control[0], -1);
    process->m_output = std::exchange(channels.output[0], -1);
    process->m_messages = std::exchange(channels.messages[0], -1);
    fcntl(process->m_messages, F_SETFL, O_NONBLOCK);
    return process;
}

HelperProcess::~HelperProcess()
{
    kill();
    if (m_pid > 0)
        wait();
    closeIfOpen(m_control);
    closeIfOpen(m_output);
    closeIfOpen(m_messages);
}

int HelperProcess::takeOutput() { return std::exchange(m_output, -1); }

void HelperProcess::requestStop() const
{
    constexpr std::string_view kStop = "stop\n";
    // Whatever goes wrong means that it is ending anyway, or will be killed.
    [[maybe_unused]] const ssize_t ignored = send(m_control, kStop.data(), kStop.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void HelperProcess::kill() const
{
    if (m_pid > 0)
        ::kill(m_pid, SIGKILL);
}

std::string HelperProcess::takeMessages()
{
    std::string text;
    char room[4096];
    for (ssize_t got = 0; (got = read(m_messages, room, sizeof room)) > 0;)
        text.append(room, std::size_t(got));
    return text;
}

std::optional<LiveFailure> HelperProcess::wait()
{
    int status = 0;
    while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        const char* remedy = signal == SIGSYS ? "It tried what its sandbox forbids: report this, please." : "Start the capture again.";
        return LiveFailure{LiveProblem::HelperKilled,
                           {std::string("The capture helper was killed (") + strsignal(signal) + ").", std::string(kCapturedIsKept) + ' ' + remedy}};
    }
    if (WEXITSTATUS(status) == 0)
        return std::nullopt;
    return LiveFailure{problemOf(WEXITSTATUS(status)), errorFrom(takeMessages(), WEXITSTATUS(status))};
}
