#include "model/capture/joined_files.h"
#include "model/capture/recording.h"
#include "model/capture/recording_folder.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

namespace fs = std::filesystem;

/// Whether there is a packet in it, or may be: what is not understood is kept.
bool mayHoldPackets(const std::string& path)
{
    constexpr std::uint32_t kWithoutPacket[] = {0x0A0D0D0A, 1, 5}; // section, interface, statistics
    constexpr std::uint32_t kShortest = 12;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return true;
    const auto number = [&file] {
        unsigned char octets[4] = {};
        file.read(reinterpret_cast<char*>(octets), sizeof octets);
        return std::uint32_t(octets[0]) | std::uint32_t(octets[1]) << 8 | std::uint32_t(octets[2]) << 16 | std::uint32_t(octets[3]) << 24;
    };
    for (;;) {
        const std::uint32_t type = number();
        const std::uint32_t length = number();
        if (!file)
            return false; // at its end
        if (std::find(std::begin(kWithoutPacket), std::end(kWithoutPacket), type) == std::end(kWithoutPacket) || length < kShortest)
            return true;
        file.seekg(std::streamoff(length) - 8, std::ios::cur);
    }
}

/// Empty where its program still lives, or where there is nothing in it.
std::optional<LeftRecording> examine(const fs::path& folder)
{
    const auto lock = FolderLock::take(folder.string());
    if (!lock)
        return std::nullopt;
    LeftRecording recording;
    recording.folder = folder.string();
    const std::string name = folder.filename().string();
    const std::size_t separator = name.find('_');
    recording.title = separator == std::string::npos ? name : name.substr(separator + 1);
    std::tm parts{};
    if (strptime(name.c_str(), "%Y%m%dT%H%M%SZ", &parts))
        recording.begun = std::chrono::system_clock::from_time_t(timegm(&parts));
    for (const std::string& file : recordingFilesIn(folder.string())) {
        std::error_code error;
        const std::uint64_t octets = fs::file_size(file, error);
        if (error)
            continue;
        recording.files.push_back(file);
        recording.octets += octets;
    }
    if (std::none_of(recording.files.begin(), recording.files.end(), mayHoldPackets)) {
        deleteRecordingFolder(recording.folder);
        return std::nullopt;
    }
    return recording;
}

/// Why FolderLock::take() has given nothing.
bool isElsewhere() { return errno == EWOULDBLOCK; }

Error inUse(const LeftRecording& recording)
{
    return {"The recording of " + recording.title + " is in use by another window of tcplens.", "Look there: it is being saved or discarded."};
}

} // namespace

std::vector<LeftRecording> findLeftRecordings(const std::string& folder)
{
    std::vector<LeftRecording> found;
    std::error_code error;
    const std::string root = folder.empty() ? defaultRecordingFolder() : folder;
    sweepRecordings(root);
    for (fs::directory_iterator each(root, error), end; !error && each != end; each.increment(error)) {
        std::error_code ignored;
        if (!each->is_directory(ignored) || each->is_symlink(ignored) || !isRecordingName(each->path().filename().string()))
            continue;
        if (auto recording = examine(each->path()))
            found.push_back(*std::move(recording));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.folder > b.folder; });
    return found;
}

std::optional<Error> saveLeftRecording(const LeftRecording& recording, const std::string& path)
{
    const auto lock = FolderLock::take(recording.folder);
    if (!lock && isElsewhere())
        return inUse(recording);
    if (!lock)
        return Error{"The recording of " + recording.title + " is no longer there.", "Another window of tcplens has saved or discarded it."};
    if (auto refusal = refuseCopyIn(recording.folder, path))
        return refusal;
    std::vector<FilePart> parts;
    for (const std::string& file : recording.files) {
        std::error_code error; // a file that has gone cannot be opened either
        const std::uint64_t octets = fs::file_size(file, error);
        parts.emplace_back(file, error ? 0 : octets);
    }
    if (auto error = joinFiles(parts, path))
        return error;
    deleteRecordingFolder(recording.folder);
    return std::nullopt;
}

std::optional<Error> discardLeftRecording(const LeftRecording& recording)
{
    const auto lock = FolderLock::take(recording.folder);
    if (lock)
        deleteRecordingFolder(recording.folder);
    else if (isElsewhere())
        return inUse(recording);
    return std::nullopt;
}
