#include "model/capture/recording.h"

#include "model/base/background.h"
#include "model/capture/joined_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kOctetsAtOnce = std::size_t(1) << 18;
constexpr const char* kApplication = "tcplens";

std::string timeInName()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

/// What may stand in a file's name.
std::string inName(std::string text)
{
    constexpr std::size_t kMost = 64;
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '/' || static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }, '_');
    if (text.size() > kMost)
        text.resize(kMost);
    return text.empty() || text.front() == '.' ? '_' + text : text;
}

/// Standard output has no folder.
std::string roomRemedy(const std::string& folder)
{
    if (folder.empty())
        return "Make room there (df -h shows how much), or limit the size of the recording.";
    return "Make room there (df -h \"" + folder + "\" shows how much), or limit the size of the recording.";
}

/// Cuts off so many octets that were written last. Not where another program has written behind them, and not of a pipe.
void takeBack(int descriptor, std::size_t octets)
{
    struct stat status {};
    const off_t end = lseek(descriptor, 0, SEEK_CUR);
    if (octets == 0 || end < off_t(octets) || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != end)
        return;
    // What was there before this run stays, and whoever shares the descriptor goes on writing without a gap.
    if (ftruncate(descriptor, end - off_t(octets)) == 0)
        lseek(descriptor, -off_t(octets), SEEK_CUR);
}

} // namespace

std::string defaultRecordingFolder()
{
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache && *cache == '/')
        return std::string(cache) + "/tcplens/recordings";
    const char* home = std::getenv("HOME");
    if (home && *home == '/')
        return std::string(home) + "/.cache/tcplens/recordings";
    return (fs::temp_directory_path() / ("tcplens-" + std::to_string(getuid()))).string() + "/recordings";
}

// Beginning ------------------------------------------------------------------------------------------------------------

Result<std::shared_ptr<Recording>> Recording::create(const RecordingOptions& options)
{
    std::shared_ptr<Recording> recording(new Recording(options));
    recording->m_isPrivate = true;
    auto error = recording->makeFolder();
    if (!error)
        error = recording->openNext();
    if (!error)
        return recording;
    recording->discard(); // half a recording is of no use to anybody
    return *error;
}

Result<std::shared_ptr<Recording>> Recording::createAt(const std::string& path)
{
    std::shared_ptr<Recording> recording(new Recording(RecordingOptions{}));
    if (path == "-") {
        recording->m_descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        if (recording->m_descriptor < 0 || isatty(STDOUT_FILENO))
            return Error{"Standard output is a terminal, which cannot show packets.", "Name a file, or pipe it into a program such as Wireshark."};
        recording->m_files.push_back({"-", 0});
        recording->m_isWaiting = true;
        return recording;
    }
    if (auto error = recording->openPlace(path))
        return *error;
    return recording;
}

/// Only opens it, so that a place that cannot be written to is said at once: a capture that fails to start must not cost what lies there.
std::optional<Error> Recording::openPlace(const std::string& path)
{
    constexpr int kFlags = O_WRONLY | O_CREAT | O_CLOEXEC;
    constexpr mode_t kAsUmaskHasIt = 0666;
    m_descriptor = ::open(path.c_str(), kFlags | O_EXCL, kAsUmaskHasIt);
    m_isNewPlace = m_descriptor >= 0;
    if (!m_isNewPlace && errno == EEXIST)
        m_descriptor = ::open(path.c_str(), kFlags, kAsUmaskHasIt);
    if (m_descriptor < 0)
        return failure(path);
    m_files.push_back({path, 0});
    m_isWaiting = true;
    return std::nullopt;
}

std::optional<Error> Recording::begin()
{
    if (!std::exchange(m_isWaiting, false))
        return std::nullopt;
    struct stat status {};
    const std::string path = m_files.back().path;
    const bool isFile = path != "-" && fstat(m_descriptor, &status) == 0 && S_ISREG(status.st_mode); // nothing else has an end to cut at
    if (isFile && ftruncate(m_descriptor, 0) != 0) {
        m_hasFailed = true;
        return failure(path);
    }
    return beginFile();
}

Recording::~Recording()
{
    if (!m_hasFailed)
        flush();
    if (m_isWaiting && m_isNewPlace)
        unlink(m_files.back().path.c_str());
    if (m_descriptor < 0)
        return;
    if (m_isDiscarded) // then the disk gets its room back only now, which may take long
        inBackground([descriptor = m_descriptor] { close(descriptor); });
    else
        close(m_descriptor);
}

Error Recording::failure(const std::string& path) const
{
    const int reason = errno;
    Error error{"The recording cannot be written to " + path + ": " + std::strerror(reason) + '.', "Check that the folder exists and may be written to."};
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
        error.remedy = roomRemedy(m_isPrivate ? root() : fs::path(path).parent_path().string());
    return error;
}

/// Where its folder lies.
std::string Recording::root() const { return m_options.folder.empty() ? defaultRecordingFolder() : m_options.folder; }

/// Nobody else may look into it: packets hold passwords.
std::optional<Error> Recording::makeFolder()
{
    const std::string name = timeInName() + '_' + inName(m_options.title);
    std::optional<RecordingFolder> folder = makeRecordingFolder(root(), name);
    if (!folder)
        return failure(root() + '/' + name);
    m_folder = folder->path;
    m_lock.emplace(std::move(folder->lock));
    return std::nullopt;
}

std::optional<Error> Recording::openNext()
{
    char name[16];
    std::snprintf(name, sizeof name, "%08u", ++m_filesBegun);
    return openFile(m_folder + '/' + name + recording_names::kEnding, O_EXCL);
}

std::optional<Error> Recording::openFile(const std::string& path, int flags)
{
    const mode_t permissions = m_isPrivate ? 0600 : 0666; // as the user's umask has it, where the user has named it
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, permissions);
    if (descriptor < 0)
        return failure(path);
    if (m_descriptor >= 0)
        close(m_descriptor);
    m_descriptor = descriptor;
    std::string gone;
    {
        const std::lock_guard lock(m_mutex);
        m_files.push_back({path, 0});
        if (m_options.filesKept > 0 && m_files.size() > m_options.filesKept) {
            gone = m_files.front().path;
            m_files.pop_front();
            ++m_filesGone;
        }
        if (m_isDiscarded)
            gone = path;
    }
    if (!gone.empty())
        unlink(gone.c_str());
    return beginFile();
}

std::optional<Error> Recording::beginFile()
{
    m_linkTypes.clear();
    pcapng::appendSection(kApplication, {}, m_pending);
    return put(); // a file that a crash leaves is a capture from its first moment
}

void Recording::describe(const std::string& interfaceName, const std::string& filter, std::uint32_t snapLength)
{
    m_description.name = interfaceName;
    m_description.filter = filter;
    m_description.snapLength = snapLength;
}

// Writing --------------------------------------------------------------------------------------------------------------

std::optional<Error> Recording::write(const Packet& packet)
{
    std::optional<Error> error = m_hasFailed ? std::nullopt : begin();
    if (!error && !m_hasFailed)
        error = makeRoomFor(packet);
    const std::uint32_t interface = interfaceFor(packet.linkType);
    pcapng::appendPacket(interface, packet.time, packet.captured, packet.originalLength, m_pending);
    m_lastTime = packet.time;
    ++m_pendingPackets;
    ++m_takenPackets;
    if (m_hasFailed)
        keepUnwritten();
    else if (m_pending.size() >= kOctetsAtOnce)
        error = put();
    return error;
}

/// Goes on in the next file where this one would grow too large.
std::optional<Error> Recording::makeRoomFor(const Packet& packet)
{
    constexpr std::size_t kBlockOctets = 36; // around the packet, with its padding
    if (m_options.fileOctets == 0 || !m_isPrivate || m_linkTypes.empty())
        return std::nullopt;
    const std::uint64_t written = [this] {
        const std::lock_guard lock(m_mutex);
        return m_files.back().octets;
    }();
    if (written + m_pending.size() + packet.captured.size() + kBlockOctets <= m_options.fileOctets)
        return std::nullopt;
    std::optional<Error> error = put();
    if (!error)
        error = openNext();
    m_hasFailed = error.has_value();
    return error;
}

std::uint32_t Recording::interfaceFor(int linkType)
{
    const auto known = std::find(m_linkTypes.begin(), m_linkTypes.end(), linkType);
    if (known == m_linkTypes.end()) {
        m_description.linkType = std::uint16_t(linkType);
        pcapng::appendInterface(m_description, m_pending);
        m_linkTypes.push_back(linkType);
        return std::uint32_t(m_linkTypes.size() - 1);
    }
    return std::uint32_t(known - m_linkTypes.begin());
}

std::optional<Error> Recording::flush() { return m_hasFailed || m_pending.empty() ? std::nullopt : put(); }

std::optional<Error> Recording::finish(const std::optional<pcapng::InterfaceStatistics>& statistics)
{
    if (auto error = begin())
        return error;
    if (statistics && !m_linkTypes.empty())
        pcapng::appendStatistics(0, m_lastTime, *statistics, m_pending);
    return flush();
}

/// Cuts off what the last write left of a block after so many octets of m_pending, and leaves there what is not in the file.
void Recording::keepWholeBlocks(std::size_t written)
{
    std::size_t whole = 0;
    for (std::uint32_t length = 0; whole + 8 <= written; whole += length) {
        const std::uint8_t* const at = m_pending.data() + whole + 4;
        length = std::uint32_t(at[0]) | std::uint32_t(at[1]) << 8 | std::uint32_t(at[2]) << 16 | std::uint32_t(at[3]) << 24;
        if (whole + length > written)
            break;
    }
    m_pending.erase(m_pending.begin(), m_pending.begin() + std::ptrdiff_t(whole));
    const std::lock_guard lock(m_mutex);
    m_files.back().octets += whole;
    m_octets += whole;
    takeBack(m_descriptor, written - whole);
}

/// After an error: a copy on another disk shall have all that was taken.
void Recording::keepUnwritten()
{
    const std::lock_guard lock(m_mutex);
    m_unwritten.insert(m_unwritten.end(), m_pending.begin(), m_pending.end());
    m_packets += std::exchange(m_pendingPackets, 0);
    m_pending.clear();
}

/// Writes whole blocks; half a block that a full disk leaves is cut off again.
std::optional<Error> Recording::put()
{
    std::size_t written = 0;
    while (written < m_pending.size()) {
        const ssize_t count = ::write(m_descriptor, m_pending.data() + written, m_pending.size() - written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            const std::string path = files().back();
            const Error error = failure(path == "-" ? "standard output" : path);
            m_hasFailed = true;
            keepWholeBlocks(written);
            keepUnwritten();
            return error;
        }
        written += std::size_t(count);
    }
    m_pending.clear();
    const std::lock_guard lock(m_mutex);
    m_files.back().octets += written;
    m_octets += written;
    m_packets += std::exchange(m_pendingPackets, 0);
    return std::nullopt;
}

// Saving ---------------------------------------------------------------------------------------------------------------

std::uint64_t Recording::octets() const
{
    const std::lock_guard lock(m_mutex);
    return m_octets;
}

std::vector<std::string> Recording::files() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> paths;
    for (const File& file : m_files)
        paths.push_back(file.path);
    return paths;
}

std::size_t Recording::filesGone() const
{
    const std::lock_guard lock(m_mutex);
    return m_filesGone;
}

std::optional<Error> Recording::saveAs(const std::string& path) { return hold()(path); }

std::function<std::optional<Error>(const std::string& path)> Recording::hold()
{
    const auto parts = std::make_shared<std::vector<FilePart>>();
    const std::lock_guard lock(m_mutex); // a file that is open can go without harm
    for (const File& file : m_files)
        parts->emplace_back(file.path, file.octets);
    return [this, parts, unwritten = m_unwritten, packets = m_packets](const std::string& path) {
        std::optional<Error> error = refuseCopyIn(m_folder, path);
        if (!error)
            error = joinFiles(*parts, path, unwritten);
        if (!error) {
            const std::lock_guard saved(m_mutex);
            m_savedPackets = std::max(m_savedPackets, packets);
        }
        return error;
    };
}

std::uint64_t Recording::unsavedPackets() const
{
    const std::lock_guard lock(m_mutex);
    return m_takenPackets - m_savedPackets;
}

void Recording::discard()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_folder.empty() || m_isDiscarded)
            return;
        m_isDiscarded = true;
    }
    deleteRecordingFolder(m_folder); // what cannot be deleted is offered again at the next start
}
