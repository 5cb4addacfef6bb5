#pragma once
#include "model/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

/// Octets in order, each read once: a file, a pipe, or what a decompressor makes of another stream.
class OctetStream {
public:
    /// `subject` names the input at the start of a message: `"a.pcap"` with its quotes, or `Standard input`.
    explicit OctetStream(std::string subject) : m_subject(std::move(subject)) {}
    OctetStream(const OctetStream&) = delete;
    OctetStream& operator=(const OctetStream&) = delete;
    virtual ~OctetStream() = default;

    /// Fills at least one octet of `room`, waiting where it must, and says how many. 0: at the end, broken, or stopped.
    virtual std::size_t read(std::span<std::uint8_t> room) = 0;

    /// Why read() gave 0 although the input has not ended; empty at a proper end.
    const std::optional<Error>& failure() const { return m_failure; }
    /// Whether read() gave 0 because someone asked to stop.
    bool isStopped() const { return m_isStopped; }
    /// How messages name the input.
    const std::string& subject() const { return m_subject; }

protected:
    std::size_t fail(Error error)
    {
        m_failure = std::move(error);
        return 0;
    }
    std::size_t stop()
    {
        m_isStopped = true;
        return 0;
    }
    /// Ends for the same reason as the stream beneath.
    std::size_t endLike(const OctetStream& below)
    {
        m_failure = below.failure();
        m_isStopped = below.isStopped();
        return 0;
    }

private:
    std::string m_subject;
    std::optional<Error> m_failure;
    bool m_isStopped = false;
};
