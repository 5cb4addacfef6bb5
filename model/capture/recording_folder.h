#pragma once
#include "model/base/result.h"

#include <optional>
#include <string>
#include <vector>

/// How the files of a recording are called in their folder.
namespace recording_names {
inline constexpr const char* kLock = "lock";
inline constexpr const char* kEnding = ".pcapng"; ///< Behind a number of eight digits or more that says their order.
}

/// The lock of a recording's folder: whoever has it may write, read for good, or delete what is in it. It ends with its process.
class FolderLock {
public:
    /// The existing folder's. Empty: another has it (errno is EWOULDBLOCK), or there is no recording any more (ENOENT).
    static std::optional<FolderLock> take(const std::string& folder);
    /// A new folder's, which has none yet.
    static std::optional<FolderLock> make(const std::string& folder);
    ~FolderLock();
    FolderLock(FolderLock&& from) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;

private:
    explicit FolderLock(int descriptor) : m_descriptor(descriptor) {}
    static std::optional<FolderLock> open(const std::string& folder, int flags);
    int m_descriptor;
};

/// A recording's folder that is held.
struct RecordingFolder {
    std::string path;
    FolderLock lock;
};

/// Makes `root`/`name`, or with a number behind it where that is taken, for this user alone; it is locked before it can be seen under
/// that name. Empty: errno says why not.
std::optional<RecordingFolder> makeRecordingFolder(const std::string& root, const std::string& name);
/// The captures in a recording's folder, oldest first; empty where it is none.
std::vector<std::string> recordingFilesIn(const std::string& folder);
/// Whether that name is a recording's own below its root, and not that of one which begins or goes.
bool isRecordingName(const std::string& name);
/// Deletes the recording in a folder whose lock the caller holds, and the folder unless there is something else in it. It is out of the
/// way at once; large files are deleted on a thread that the end of the process waits for.
void deleteRecordingFolder(const std::string& folder);
/// Deletes what a killed process has left half begun or half deleted below `root`.
void sweepRecordings(const std::string& root);
/// Why a copy cannot be written there: it would be deleted together with the recording in `folder`.
std::optional<Error> refuseCopyIn(const std::string& folder, const std::string& path);
/// Whether a file of that name lies below `folder`, symbolic links followed; neither need exist.
bool liesIn(const std::string& path, const std::string& folder);
