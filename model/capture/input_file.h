#pragma once
#include "model/capture/octet_stream.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

/// A file, pipe, FIFO, device or standard input as a stream that can be stopped even while it waits.
class InputFile : public OctetStream {
public:
    /// Opens `path`, or standard input for "-", without waiting: a FIFO need not have a writer yet. Of a recording's folder the files come
    /// one after the other.
    static Result<std::unique_ptr<InputFile>> open(const std::string& path);
    /// Takes over a descriptor that is open for reading, which messages call `subject`.
    static std::unique_ptr<InputFile> adopt(int descriptor, const std::string& subject);
    ~InputFile() override;

    /// From now on read() ends within 100 ms of a stop request, and calls `starved` each time before it waits for octets
    /// that have not been written yet; an answer of false is a request to stop.
    void control(std::stop_token stop, std::function<bool()> starved);

    std::size_t read(std::span<std::uint8_t> room) override;

    /// Whether reading never has to wait, and the length is known: an ordinary file.
    bool isRegular() const { return m_isRegular; }
    /// Whether anything has come yet.
    bool hasRead() const { return m_readOctets > 0; }
    /// Whether all has been read, and no more can come.
    bool hasEnded() const { return m_hasEnded; }
    /// Share of the input read so far, 0 to 1; empty where its length is not known.
    std::optional<double> progress() const;

private:
    InputFile(std::string subject, int descriptor, bool isOwner);
    std::optional<Error> examine();
    bool waitUntilReadable();
    bool openNext();

    int m_descriptor;
    bool m_isOwner;
    bool m_isRegular = false;
    bool m_hasEnded = false;
    std::vector<std::string> m_rest; ///< Of a recording in several files: those to come, the next one last.
    std::uint64_t m_length = 0;     ///< Octets from where reading began to the end, of an ordinary file.
    std::uint64_t m_readOctets = 0;
    std::stop_token m_stop;
    std::function<bool()> m_starved;
};
