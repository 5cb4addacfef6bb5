#include "model/capture/pcapng_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace {

// draft-ietf-opsawg-pcapng
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kComment = 1;
constexpr std::uint16_t kUserApplication = 4;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kTimestampResolution = 9;
constexpr std::uint32_t kLinkTypeEthernet = 1;

/// Appends one block; its lengths are filled in at the end.
class Block {
public:
    Block(std::uint32_t type, std::vector<std::uint8_t>& out) : m_out(out), m_begin(out.size())
    {
        number(type, 4);
        number(0, 4);
    }
    void number(std::uint64_t value, int octets)
    {
        for (int i = 0; i < octets; ++i)
            m_out.push_back(std::uint8_t(value >> 8 * i));
    }
    template <typename Octets>
    void padded(const Octets& octets)
    {
        m_out.insert(m_out.end(), octets.begin(), octets.end());
        m_out.resize((m_out.size() + 3) & ~std::size_t(3));
    }
    template <typename Octets>
    void option(std::uint16_t code, const Octets& value)
    {
        number(code, 2);
        number(value.size(), 2);
        padded(value);
        m_hasOptions = true;
    }
    void end()
    {
        if (m_hasOptions)
            number(kEndOfOptions, 4);
        const std::size_t length = m_out.size() - m_begin + 4;
        number(length, 4);
        for (std::size_t i = 0; i < 4; ++i)
            m_out[m_begin + 4 + i] = std::uint8_t(length >> 8 * i);
    }

private:
    std::vector<std::uint8_t>& m_out;
    std::size_t m_begin;
    bool m_hasOptions = false;
};

/// As much of the text as an option holds, without cutting a character in two.
std::string_view fitting(std::string_view text)
{
    if (text.size() <= 0xFFFF)
        return text;
    std::size_t length = 0xFFFF;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
        --length;
    return text.substr(0, length);
}

void addText(Block& block, std::uint16_t code, const std::string& text)
{
    if (!text.empty())
        block.option(code, fitting(text));
}

} // namespace

void appendPcapngHeader(const CaptureDescription& description, std::vector<std::uint8_t>& out)
{
    Block section(kSectionHeader, out);
    section.number(kByteOrderMagic, 4);
    section.number(1, 2); // version 1.0
    section.number(0, 2);
    section.number(~std::uint64_t(0), 8); // the section's length: not said
    addText(section, kComment, description.comment);
    addText(section, kUserApplication, description.application);
    section.end();

    Block interface(kInterfaceDescription, out);
    interface.number(kLinkTypeEthernet, 2);
    interface.number(0, 2);
    interface.number(0, 4); // no packet is cut
    addText(interface, kInterfaceName, description.interfaceName);
    constexpr std::string_view kNanoseconds = "\x09"; // 10^-9 s
    interface.option(kTimestampResolution, kNanoseconds);
    interface.end();
}

void appendPcapngPacket(const wire::Frame& frame, std::vector<std::uint8_t>& out)
{
    Block packet(kEnhancedPacket, out);
    const auto time = std::uint64_t(frame.time.time_since_epoch().count());
    packet.number(0, 4); // interface
    packet.number(time >> 32, 4);
    packet.number(time, 4);
    packet.number(frame.octets.size(), 4); // captured
    packet.number(frame.octets.size(), 4); // of
    packet.padded(frame.octets);
    for (const std::string& comment : frame.comments)
        addText(packet, kComment, comment);
    packet.end();
}

namespace {

/// Where the octets go: a new file beside the old one, or straight to something that is no file.
class Output {
public:
    explicit Output(const std::string& path) : m_path(path) {}
    ~Output()
    {
        if (m_descriptor >= 0 && m_descriptor != STDOUT_FILENO)
            close(m_descriptor);
        if (!m_temporary.empty())
            unlink(m_temporary.c_str());
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    std::optional<Error> open();
    std::optional<Error> write(const std::vector<std::uint8_t>& octets);
    /// The file is complete: it takes its place.
    std::optional<Error> finish();

private:
    std::optional<Error> openTemporary(std::optional<mode_t> permissions);
    std::optional<Error> failure(const char* remedy) const
    {
        return Error{(m_path == "-" ? "Cannot write to standard output: " : "Cannot write " + m_path + ": ") + std::strerror(errno) + ".", remedy};
    }

    std::string m_path;
    std::string m_target;    ///< The file itself, behind symbolic links.
    std::string m_temporary; ///< Empty: none, or it has its place.
    int m_descriptor = -1;
};

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

std::optional<Error> Output::open()
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

std::optional<Error> Output::openTemporary(std::optional<mode_t> permissions)
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

std::optional<Error> Output::write(const std::vector<std::uint8_t>& octets)
{
    for (std::size_t written = 0; written < octets.size();) {
        const ssize_t count = ::write(m_descriptor, octets.data() + written, octets.size() - written);
        if (count < 0 && errno != EINTR)
            return failure(kCheckRoom);
        written += std::size_t(std::max<ssize_t>(count, 0));
    }
    return std::nullopt;
}

std::optional<Error> Output::finish()
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

} // namespace

std::optional<Error> savePcapng(const std::string& path, const CaptureDescription& description, const FrameProducer& next)
{
    constexpr std::size_t kOctetsAtOnce = std::size_t(1) << 18;
    Output output(path);
    if (auto error = output.open())
        return error;
    std::vector<std::uint8_t> octets;
    appendPcapngHeader(description, octets);
    wire::Frame frame;
    for (bool goesOn = true; goesOn;) {
        goesOn = next(frame);
        if (goesOn)
            appendPcapngPacket(frame, octets);
        if (goesOn && octets.size() < kOctetsAtOnce)
            continue;
        if (auto error = output.write(octets))
            return error;
        octets.clear();
    }
    return output.finish();
}
