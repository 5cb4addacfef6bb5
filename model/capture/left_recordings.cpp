#include "model/capture/joined_files.h"
#include "model/capture/recording.h"

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kEmptyOctets = 256; // a section and an interface need less, with a packet it is more

std::vector<std::string> captureFilesIn(const fs::path& folder)
{
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
        if (each->path().extension() == recording_names::kEnding)
            files.push_back(each->path().string());
    }
    std::sort(files.begin(), files.end()); // their names are numbers of equal length
    return files;
}

/// Its program holds a lock while it lives.
bool isAbandoned(const fs::path& folder)
{
    const int lock = ::open((folder / recording_names::kLock).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    const bool isFree = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;
    if (lock >= 0)
        close(lock);
    return isFree;
}

/// Empty where its program still lives, or where there is nothing in it.
std::optional<LeftRecording> examine(const fs::path& folder)
{
    if (!isAbandoned(folder))
        return std::nullopt;
    LeftRecording recording;
    recording.folder = folder.string();
    const std::string name = folder.filename().string();
    const std::size_t separator = name.find('_');
    recording.title = separator == std::string::npos ? name : name.substr(separator + 1);
    std::tm parts{};
    if (strptime(name.c_str(), "%Y%m%dT%H%M%SZ", &parts))
        recording.begun = std::chrono::system_clock::from_time_t(timegm(&parts));
    for (const std::string& file : captureFilesIn(folder)) {
        std::error_code error;
        const std::uint64_t octets = fs::file_size(file, error);
        if (error)
            continue;
        recording.files.push_back(file);
        recording.octets += octets;
    }
    if (recording.octets < kEmptyOctets && recording.files.size() <= 1) {
        discardLeftRecording(recording);
        return std::nullopt;
    }
    return recording;
}

} // namespace

std::vector<LeftRecording> findLeftRecordings(const std::string& folder)
{
    std::vector<LeftRecording> found;
    std::error_code error;
    const std::string root = folder.empty() ? defaultRecordingFolder() : folder;
    for (fs::directory_iterator each(root, error), end; !error && each != end; each.increment(error)) {
        std::error_code ignored;
        if (!each->is_directory(ignored) || each->is_symlink(ignored))
            continue;
        if (auto recording = examine(each->path()))
            found.push_back(*std::move(recording));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.folder > b.folder; });
    return found;
}

std::optional<Error> saveLeftRecording(const LeftRecording& recording, const std::string& path)
{
    std::vector<FilePart> parts;
    for (const std::string& file : recording.files) {
        std::error_code error; // a file that has gone cannot be opened either
        const std::uint64_t octets = fs::file_size(file, error);
        parts.emplace_back(file, error ? 0 : octets);
    }
    return joinFiles(parts, path);
}

void discardLeftRecording(const LeftRecording& recording)
{
    std::error_code ignored; // it is offered again
    fs::remove_all(recording.folder, ignored);
}
