#include "model/capture/recording_folder.h"

#include "model/base/background.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace {

namespace fs = std::filesystem;

constexpr const char* kBeginning = ".new_"; // until it is locked
constexpr const char* kGoing = ".gone_";    // set aside, to be deleted

bool isCaptureName(const fs::path& name)
{
    constexpr std::size_t kDigits = 8;
    const std::string number = name.stem().string();
    return name.extension() == recording_names::kEnding && number.size() >= kDigits
        && std::all_of(number.begin(), number.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::vector<fs::path> namesIn(const fs::path& folder)
{
    std::vector<fs::path> names;
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error))
        names.push_back(each->path().filename());
    return names;
}

/// Never what somebody else has put there.
void deleteOwnFiles(const std::string& folder)
{
    for (const std::string& file : recordingFilesIn(folder))
        unlink(file.c_str());
    unlink((folder + '/' + recording_names::kLock).c_str()); // last: until then it is a recording
    rmdir(folder.c_str());
}

/// Makes an empty folder of this user's; its path, or nothing.
std::string makeHidden(const std::string& root, const char* beginning)
{
    std::string path = root + '/' + beginning + "XXXXXX";
    return mkdtemp(path.data()) ? path : std::string();
}

} // namespace

// Locks ----------------------------------------------------------------------------------------------------------------

std::optional<FolderLock> FolderLock::open(const std::string& folder, int flags)
{
    const std::string path = folder + '/' + recording_names::kLock;
    FolderLock lock(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
    if (lock.m_descriptor < 0 || flock(lock.m_descriptor, LOCK_EX | LOCK_NB) != 0)
        return std::nullopt;
    // Whoever had it may have deleted everything while this one came.
    struct stat held {};
    struct stat there {};
    if (fstat(lock.m_descriptor, &held) != 0 || stat(path.c_str(), &there) != 0)
        return std::nullopt;
    if (held.st_ino != there.st_ino || held.st_dev != there.st_dev) {
        errno = ENOENT;
        return std::nullopt;
    }
    return lock;
}

std::optional<FolderLock> FolderLock::take(const std::string& folder) { return open(folder, 0); }

std::optional<FolderLock> FolderLock::make(const std::string& folder) { return open(folder, O_CREAT | O_EXCL); }

FolderLock::~FolderLock()
{
    const int reason = errno; // of what has failed before
    if (m_descriptor >= 0)
        close(m_descriptor);
    errno = reason;
}

FolderLock::FolderLock(FolderLock&& from) noexcept : m_descriptor(std::exchange(from.m_descriptor, -1)) {}

// Folders --------------------------------------------------------------------------------------------------------------

std::optional<RecordingFolder> makeRecordingFolder(const std::string& root, const std::string& name)
{
    const mode_t before = umask(077);
    std::error_code problem; // shows again below
    fs::create_directories(root, problem);
    umask(before);
    constexpr int kAttempts = 1000;
    int suffix = 0;
    for (int i = 0; i < kAttempts; ++i) {
        const std::string hidden = makeHidden(root, kBeginning);
        if (hidden.empty())
            return std::nullopt;
        std::optional<FolderLock> lock = FolderLock::make(hidden);
        for (; lock && suffix < kAttempts; ++suffix) {
            const std::string folder = root + '/' + name + (suffix == 0 ? std::string() : '_' + std::to_string(suffix));
            if (rename(hidden.c_str(), folder.c_str()) == 0)
                return RecordingFolder{folder, *std::move(lock)};
            if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR)
                break;
        }
        const int reason = errno;
        deleteOwnFiles(hidden);
        errno = reason;
        if (reason != ENOENT && reason != EWOULDBLOCK) // else another program sweeps just now
            break;
    }
    return std::nullopt;
}

std::vector<std::string> recordingFilesIn(const std::string& folder)
{
    std::vector<std::string> files;
    for (const fs::path& name : namesIn(folder)) {
        if (isCaptureName(name))
            files.push_back((fs::path(folder) / name).string());
    }
    std::sort(files.begin(), files.end(), [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b; // their names are numbers
    });
    return files;
}

bool isRecordingName(const std::string& name) { return !name.starts_with('.'); }

void deleteRecordingFolder(const std::string& folder)
{
    const std::vector<fs::path> names = namesIn(folder);
    const bool isOurs = std::all_of(names.begin(), names.end(), [](const fs::path& name) { return isCaptureName(name) || name == recording_names::kLock; });
    const std::string aside = isOurs ? makeHidden(fs::path(folder).parent_path().string(), kGoing) : std::string();
    if (aside.empty() || rename(folder.c_str(), aside.c_str()) != 0) {
        if (!aside.empty())
            rmdir(aside.c_str());
        deleteOwnFiles(folder);
        return;
    }
    inBackground([aside] { deleteOwnFiles(aside); });
}

void sweepRecordings(const std::string& root)
{
    for (const fs::path& each : namesIn(root)) {
        const std::string name = each.string();
        const std::string folder = root + '/' + name;
        if (name.starts_with(kGoing)) {
            deleteOwnFiles(folder);
        } else if (name.starts_with(kBeginning)) {
            if (const auto lock = FolderLock::take(folder))
                deleteOwnFiles(folder);
            else
                rmdir(folder.c_str()); // only if there is no lock either
        }
    }
}

bool liesIn(const std::string& path, const std::string& folder)
{
    std::error_code error;
    const fs::path file = fs::weakly_canonical(fs::absolute(path, error), error);
    const fs::path above = fs::weakly_canonical(fs::absolute(folder, error), error);
    return !error && std::mismatch(above.begin(), above.end(), file.begin(), file.end()).first == above.end();
}

std::optional<Error> refuseCopyIn(const std::string& folder, const std::string& path)
{
    if (path == "-" || folder.empty() || !liesIn(path, folder))
        return std::nullopt;
    return Error{"Cannot write " + path + ": this folder is deleted together with the recording.", "Choose another folder."};
}
