#include "model/capture/output_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace {

constexpr const char* kCheckFolder = "Check that the folder exists and may be written to.";
constexpr const char* kCheckRoom = "Check the disk's free space, or whatever reads it.";

/// The file that a chain of symbolic links leads to, whether it exists or not; the path itself if it is no link.
std::string behindLinks(const std::string& path)
{
    constexpr int kMostLinks = 40; // as Linux follows
    std::filesystem::path file = path;
    std::error_code error;
    for (int i = 0; i < kMostLinks && std::filesystem::is_symlink(file, error); ++i)
        file = file.parent_path() / std::filesystem::read_symlink(file, error); // an absolute target takes the place of all
    return file.string();
}

} // namespace

OutputFile::~OutputFile()
{
    if (m_descriptor >= 0 && m_descriptor != STDOUT_FILENO)
        close(m_descriptor);
    if (!m_temporary.empty())
        unlink(m_temporary.c_str());
}

std::optional<Error> OutputFile::failure(const char* remedy) const
{
    if (const int reason = errno; m_descriptor != STDOUT_FILENO && (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)) {
        const std::string folder = std::filesystem::path(m_target).parent_path().string();
        return Error{"Cannot write " + m_path + ": " + std::strerror(reason) + ".",
                     "Make room there (df -h \"" + (folder.empty() ? "." : folder) + "\" shows how much), or choose another place."};
    }
    return Error{(m_path == "-" ? "Cannot write to standard output: " : "Cannot write " + m_path + ": ") + std::strerror(errno) + ".", remedy};
}

std::optional<Error> OutputFile::open()
{
    if (m_path == "-") {
        if (isatty(STDOUT_FILENO))
            return Error{"Standard output is a terminal, which cannot show packets.", "Name a file, or pipe it into a program such as Wireshark."};
        m_descriptor = STDOUT_FILENO;
        return std::nullopt;
    }
    m_target = behindLinks(m_path);
    struct stat status {};
    const bool exists = stat(m_target.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return failure("Name a file in it.");
    }
    if (!exists || S_ISREG(status.st_mode))
        return openTemporary(exists ? std::optional(status.st_mode) : std::nullopt);
    m_descriptor = ::open(m_target.c_str(), O_WRONLY | O_CLOEXEC);
    return m_descriptor < 0 ? failure(kCheckFolder) : std::nullopt;
}

std::optional<Error> OutputFile::openTemporary(std::optional<mode_t> permissions)
{
    if (permissions && access(m_target.c_str(), W_OK) != 0)
        return failure("Make it writable, or choose another name."); // a folder's permissions alone would let it be replaced
    const std::string stem = m_target + "." + std::to_string(getpid()) + ".";
    constexpr int kAttempts = 100;
    for (int i = 0; i < kAttempts && m_descriptor < 0; ++i) {
        m_temporary = stem + std::to_string(i);
        m_descriptor = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (m_descriptor < 0 && errno != EEXIST)
            break;
    }
    if (m_descriptor < 0) {
        m_temporary.clear();
        return failure(kCheckFolder);
    }
    if (permissions && fchmod(m_descriptor, *permissions & 07777) != 0)
        return failure(kCheckFolder);
    return std::nullopt;
}

std::optional<Error> OutputFile::write(std::span<const std::uint8_t> octets)
{
    for (std::size_t written = 0; written < octets.size();) {
        const ssize_t count = ::write(m_descriptor, octets.data() + written, octets.size() - written);
        if (count < 0 && errno != EINTR)
            return failure(kCheckRoom);
        written += std::size_t(std::max<ssize_t>(count, 0));
    }
    return std::nullopt;
}

std::optional<Error> OutputFile::finish()
{
    if (m_descriptor == STDOUT_FILENO)
        return std::nullopt;
    const bool isFile = !m_temporary.empty();
    // On the disk before the old file goes, so that a power cut leaves one of the two.
    if (isFile && fsync(m_descriptor) != 0)
        return failure(kCheckRoom);
    if (close(std::exchange(m_descriptor, -1)) != 0)
        return failure(kCheckRoom);
    if (isFile && rename(m_temporary.c_str(), m_target.c_str()) != 0)
        return failure(kCheckFolder);
    m_temporary.clear();
    return std::nullopt;
}
