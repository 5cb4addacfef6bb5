#pragma once
#include "model/capture/packet_reader.h"
#include "model/capture/pcapng_blocks.h"
#include "model/capture/recording_folder.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

/// How what is captured is written to disk as it comes.
struct RecordingOptions {
    std::string folder;            ///< Where recordings lie; empty: defaultRecordingFolder().
    std::string title;             ///< What is captured, for the names of files: "eth0".
    std::uint64_t fileOctets = 0;  ///< A file that would grow larger is followed by the next one; 0: one file without a limit.
    std::size_t filesKept = 0;     ///< The oldest file goes when there are more; 0: all stay.
};

/// `$XDG_CACHE_HOME/tcplens/recordings`, or `~/.cache/tcplens/recordings`.
std::string defaultRecordingFolder();

/// A recording as it grows on disk, in pcapng: complete up to the last flush() whatever happens to this process.
///
/// It lies in a folder of its own that only this user can look into, and stays there until discard(): whoever has captured saves or
/// discards it; what a crash leaves is found by findLeftRecordings(). write(), flush() and finish() belong to one thread, all else may
/// be called from any.
class Recording {
public:
    /// Begins one in a new private folder.
    static Result<std::shared_ptr<Recording>> create(const RecordingOptions& options);
    /// One at a place that the user has named, and where it stays; "-" is standard output. What is there stays until begin().
    static Result<std::shared_ptr<Recording>> createAt(const std::string& path);
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    /// There is something to record: what createAt() has found at its place goes. The first packet, and finish(), do it too.
    std::optional<Error> begin();
    /// Appends a packet. After an error, which is told once and says which disk is full, what was written stays readable; this packet and
    /// those that still come wait in memory for saveAs().
    std::optional<Error> write(const Packet& packet);
    /// Hands all packets to the system, so that they are there even if this process dies.
    std::optional<Error> flush();
    /// Appends the capturing program's counts, and flushes.
    std::optional<Error> finish(const std::optional<pcapng::InterfaceStatistics>& statistics);
    /// What the interface descriptions in it say, before the first packet.
    void describe(const std::string& interfaceName, const std::string& filter, std::uint32_t snapLength);

    /// Octets written so far, those of files that are gone too.
    std::uint64_t octets() const;
    /// The files, oldest first; each is a capture of its own.
    std::vector<std::string> files() const;
    /// How many files had to go.
    std::size_t filesGone() const;
    /// Copies all that is there to one file, also while more is written, and what found no room on the recording's disk. An existing file
    /// is replaced when the new one is complete. Not to a place in the recording's own folder.
    std::optional<Error> saveAs(const std::string& path);
    /// Takes hold of what is there now. The answer saves that as saveAs() does, even if it was discarded meanwhile; this object must live.
    std::function<std::optional<Error>(const std::string& path)> hold();
    /// Packets taken that the last copy has not got; the counts that finish() appends are none. Without a copy: all.
    std::uint64_t unsavedPackets() const;
    /// Deletes it from disk; what is written after that is not kept either. Takes no time: see deleteRecordingFolder(). Not for createAt().
    void discard();

private:
    struct File {
        std::string path;
        std::uint64_t octets = 0;
    };
    explicit Recording(const RecordingOptions& options) : m_options(options) {}
    std::string root() const;
    std::optional<Error> makeFolder();
    std::optional<Error> openNext();
    std::optional<Error> openFile(const std::string& path, int flags);
    std::optional<Error> openPlace(const std::string& path);
    std::optional<Error> beginFile();
    std::optional<Error> put();
    std::optional<Error> makeRoomFor(const Packet& packet);
    void keepWholeBlocks(std::size_t written);
    void keepUnwritten();
    std::uint32_t interfaceFor(int linkType);
    Error failure(const std::string& path) const;

    RecordingOptions m_options;
    std::string m_folder; ///< Of its own; empty for createAt().
    std::optional<FolderLock> m_lock; ///< Held while this process has the recording.
    int m_descriptor = -1;
    bool m_isPrivate = false;
    bool m_isWaiting = false; ///< For begin(): nothing has been written.
    bool m_isNewPlace = false; ///< Nothing was there before.
    bool m_hasFailed = false;
    pcapng::InterfaceDescription m_description;
    std::vector<int> m_linkTypes; ///< Of the file's interfaces, in their order.
    std::vector<std::uint8_t> m_pending;
    std::uint64_t m_pendingPackets = 0;
    std::atomic<std::uint64_t> m_takenPackets{0};
    Timestamp m_lastTime{};
    unsigned m_filesBegun = 0;

    mutable std::mutex m_mutex; ///< For what follows.
    std::deque<File> m_files;
    std::vector<std::uint8_t> m_unwritten; ///< Whole blocks that belong behind the last file, where there is no room.
    std::uint64_t m_octets = 0;
    std::uint64_t m_packets = 0;      ///< In the files, in those that are gone, and in m_unwritten.
    std::uint64_t m_savedPackets = 0; ///< Of those, up to the end of the last copy.
    std::size_t m_filesGone = 0;
    bool m_isDiscarded = false;
};

/// A recording that nobody has saved or discarded, and whose program is gone.
struct LeftRecording {
    std::string folder;             ///< Of its own.
    std::string title;
    std::vector<std::string> files; ///< Oldest first.
    std::uint64_t octets = 0;
    std::chrono::system_clock::time_point begun;
};

/// The recordings that a crash has left below `folder` (empty: defaultRecordingFolder()), newest first. Those without a packet are
/// deleted on the way, with all that a killed program had not deleted to the end.
std::vector<LeftRecording> findLeftRecordings(const std::string& folder = {});
/// Copies all of its files to one, not in its own folder, and deletes it then. An error, also where another program has it: it is as it was.
std::optional<Error> saveLeftRecording(const LeftRecording& recording, const std::string& path);
/// Deletes it from disk, except what others have put into its folder. An error: another program has it.
std::optional<Error> discardLeftRecording(const LeftRecording& recording);
