#include "model/capture/input_file.h"

#include "model/capture/recording_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr int kPollMilliseconds = 50; // a stop request is heard at most this much later

Error cannotOpen(const std::string& path, int reason)
{
    const std::string name = '"' + path + '"';
    switch (reason) {
    case ENOENT:
    case ENOTDIR:
        return {name + " does not exist.", "Check the name and the folder."};
    case EACCES:
    case EPERM:
        return {name + " may not be read: permission denied.",
                "Make it readable for you, for example with: sudo chown \"$USER\" " + name + "."};
    default:
        return {name + " cannot be opened: " + std::strerror(reason) + ".", "Check that it is an ordinary capture file."};
    }
}

} // namespace

InputFile::InputFile(std::string subject, int descriptor, bool isOwner)
    : OctetStream(std::move(subject)), m_descriptor(descriptor), m_isOwner(isOwner)
{
}

InputFile::~InputFile()
{
    if (m_isOwner)
        ::close(m_descriptor);
}

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path)
{
    const bool isStandardInput = path == "-";
    std::vector<std::string> files = isStandardInput ? std::vector<std::string>() : recordingFilesIn(path);
    if (files.empty())
        files.push_back(path);
    // O_NONBLOCK: a FIFO opens before its writer comes; poll() does the waiting, where it can be stopped.
    const int descriptor = isStandardInput ? STDIN_FILENO : ::open(files.front().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return cannotOpen(path, errno);
    const std::string subject = isStandardInput ? std::string("Standard input") : '"' + path + '"';
    std::unique_ptr<InputFile> file(new InputFile(subject, descriptor, !isStandardInput));
    file->m_rest.assign(files.rbegin(), std::prev(files.rend()));
    if (std::optional<Error> error = file->examine())
        return *std::move(error);
    return Result<std::unique_ptr<InputFile>>(std::move(file));
}

std::unique_ptr<InputFile> InputFile::adopt(int descriptor, const std::string& subject)
{
    return std::unique_ptr<InputFile>(new InputFile(subject, descriptor, true));
}

std::optional<Error> InputFile::examine()
{
    struct stat status = {};
    if (::fstat(m_descriptor, &status) != 0)
        return Error{subject() + " cannot be read: " + std::strerror(errno) + ".", "Check that it is open, or name a capture file."};
    if (S_ISDIR(status.st_mode))
        return Error{subject() + " is a folder, not a capture file.", "Name a capture file in it."};
    if (::isatty(m_descriptor) != 0)
        return Error{subject() + " is a terminal, not a capture.", "Pipe a capture into it, for example from: tcpdump -U -w - tcp."};
    if (S_ISREG(status.st_mode)) {
        m_isRegular = true;
        const off_t begin = std::max<off_t>(::lseek(m_descriptor, 0, SEEK_CUR), 0); // `< file` may have been read from before
        m_length = status.st_size > begin ? std::uint64_t(status.st_size - begin) : 0;
        for (const std::string& each : m_rest) {
            std::error_code unknown; // shows again when it is its turn
            const std::uintmax_t length = std::filesystem::file_size(each, unknown);
            m_length += unknown ? 0 : length;
        }
    }
    return std::nullopt;
}

void InputFile::control(std::stop_token stop, std::function<bool()> starved)
{
    m_stop = std::move(stop);
    m_starved = std::move(starved);
}

bool InputFile::waitUntilReadable()
{
    pollfd descriptor{m_descriptor, POLLIN, 0};
    if (::poll(&descriptor, 1, 0) > 0)
        return true;
    if (m_starved && !m_starved())
        return false;
    while (!m_stop.stop_requested()) {
        // An error here shows again, with its reason, in read().
        const int ready = ::poll(&descriptor, 1, kPollMilliseconds);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
    }
    return false;
}

bool InputFile::openNext()
{
    const int next = ::open(m_rest.back().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (next < 0)
        return false;
    m_rest.pop_back();
    ::close(std::exchange(m_descriptor, next));
    return true;
}

std::size_t InputFile::read(std::span<std::uint8_t> room)
{
    while (!m_stop.stop_requested()) {
        if (!m_isRegular && !waitUntilReadable())
            break;
        const ssize_t got = ::read(m_descriptor, room.data(), room.size());
        if (got > 0) {
            m_readOctets += std::uint64_t(got);
            return std::size_t(got);
        }
        if (got == 0 && m_rest.empty()) {
            m_hasEnded = true;
            return 0;
        }
        if (got == 0 && openNext())
            continue;
        if (errno != EINTR && errno != EAGAIN)
            return fail({subject() + " cannot be read any further: " + std::strerror(errno) + ".",
                         "Check the disk or the connection that it comes from."});
    }
    return stop();
}

std::optional<double> InputFile::progress() const
{
    if (!m_isRegular || m_length == 0)
        return std::nullopt;
    return std::min(1.0, double(m_readOctets) / double(m_length));
}
