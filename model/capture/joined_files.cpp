#include "model/capture/joined_files.h"

#include "model/capture/output_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace {

Error cannotRead(const std::string& path, int reason)
{
    const bool areTooMany = reason == EMFILE || reason == ENFILE;
    return {"The recording " + path + " cannot be read: " + std::strerror(reason) + '.',
            areTooMany ? "Close other programs or files." : "Check whether it is still there, and the disk that it lies on."};
}

std::optional<Error> copy(const FilePart& part, OutputFile& to)
{
    constexpr std::size_t kOctetsAtOnce = std::size_t(1) << 18;
    std::vector<std::uint8_t> room(kOctetsAtOnce);
    for (std::uint64_t done = 0; done < part.octets();) {
        const ssize_t got = pread(part.descriptor(), room.data(), std::min<std::uint64_t>(room.size(), part.octets() - done), off_t(done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return cannotRead(part.path(), got < 0 ? errno : EIO);
        if (auto error = to.write(std::span(room).first(std::size_t(got))))
            return error;
        done += std::uint64_t(got);
    }
    return std::nullopt;
}

} // namespace

FilePart::FilePart(const std::string& path, std::uint64_t octets)
    : m_path(path), m_octets(octets), m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), m_reason(m_descriptor < 0 ? errno : 0)
{
}

FilePart::~FilePart()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

FilePart::FilePart(FilePart&& from) noexcept
    : m_path(std::move(from.m_path)), m_octets(from.m_octets), m_descriptor(std::exchange(from.m_descriptor, -1)), m_reason(from.m_reason)
{
}

std::optional<Error> joinFiles(const std::vector<FilePart>& parts, const std::string& path, std::span<const std::uint8_t> tail)
{
    for (const FilePart& part : parts) {
        if (part.descriptor() < 0)
            return cannotRead(part.path(), part.reason());
    }
    OutputFile output(path);
    if (auto error = output.open())
        return error;
    for (const FilePart& part : parts) {
        if (auto error = copy(part, output))
            return error;
    }
    if (auto error = output.write(tail))
        return error;
    return output.finish();
}
