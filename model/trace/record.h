#pragma once
#include "model/base/time.h"
#include "model/tcp/event.h"
#include "model/tcp/segment.h"
#include "model/tcp/state.h"

#include <cstdint>
#include <string_view>

/// Position of a record in its trace, from 0.
using RecordNumber = std::uint32_t;
/// Position of a connection in its trace, from 0, in the order of first segments.
using ConnectionId = std::uint32_t;

/// One end of a connection. The initiator sent the first SYN; where none was seen, it is the end held to be the client.
enum class Side : std::uint8_t { Initiator, Responder };
inline constexpr Side kSides[] = {Side::Initiator, Side::Responder};
constexpr Side other(Side side) { return side == Side::Initiator ? Side::Responder : Side::Initiator; }
constexpr std::size_t index(Side side) { return std::size_t(side); }
/// "initiator" or "responder".
std::string_view toString(Side side);

/// How sure the trace is of a state or a transition.
enum class Certainty : std::uint8_t {
    Simulated, ///< The simulator did it.
    Proven,    ///< The endpoint's own segment proves it.
    Assumed,   ///< It follows if a segment arrived; the endpoint's next segment may retract it.
    Retracted, ///< An assumption taken back.
    TimedOut,  ///< The capture's clock ran past 2 MSL.
};
/// "simulated", "proven", "assumed", "retracted", "timed-out".
std::string_view toString(Certainty certainty);

/// What was noticed about a segment; the names are those under which tshark's users know them.
enum class Label : std::uint8_t {
    Retransmission,
    FastRetransmission,
    SpuriousRetransmission,
    OutOfOrder,
    LostSegment,    ///< Octets before this segment were not captured.
    AckLostSegment, ///< Acknowledges octets that were not captured.
    DuplicateAck,
    KeepAlive,
    KeepAliveAck,
    WindowUpdate,
    WindowFull,
    ZeroWindow,
    ZeroWindowProbe,
    ZeroWindowProbeAck,
    ReusedPorts,
};
inline constexpr int kLabelCount = 15;
/// "fast-retransmission" and so on, as in the JSON output.
std::string_view toString(Label label);

/// A set of labels.
class Labels {
public:
    constexpr Labels() = default;
    constexpr Labels(Label label) : m_bits(bit(label)) {}
    static constexpr Labels fromBits(std::uint16_t bits)
    {
        Labels labels;
        labels.m_bits = bits;
        return labels;
    }
    constexpr bool has(Label label) const { return (m_bits & bit(label)) != 0; }
    constexpr bool isEmpty() const { return m_bits == 0; }
    constexpr std::uint16_t bits() const { return m_bits; }
    constexpr void add(Label label) { m_bits = std::uint16_t(m_bits | bit(label)); }
    constexpr void remove(Label label) { m_bits = std::uint16_t(m_bits & ~bit(label)); }
    friend constexpr bool operator==(Labels, Labels) = default;

private:
    static constexpr std::uint16_t bit(Label label) { return std::uint16_t(1u << unsigned(label)); }
    std::uint16_t m_bits = 0;
};

/// What kind of thing happened.
enum class RecordKind : std::uint8_t {
    Segment, ///< A segment passed the observer.
    Timeout, ///< A timer ran out at `sender`; no segment.
    Call,    ///< The user of `sender` called (simulations only); no segment.
    LostSegment, ///< A segment of `sender` was lost on its way (simulations only): its receiver knows nothing of it.
    Departed,    ///< A stand-in: what was here has left the memory with its connection. It has a time and a connection that is gone.
};

/// Whether the TCP checksum was looked at.
enum class ChecksumState : std::uint8_t { NotVerified, Correct, Wrong };

/// One entry of the log: 48 octets, so that ten million fit a laptop. Rare things stand in the trace's extras.
struct Record {
    Timestamp time{};
    tcp::SeqNumber seq;            ///< SEG.SEQ as on the wire.
    tcp::SeqNumber ack;            ///< SEG.ACK as on the wire.
    ConnectionId connection = 0;
    std::uint32_t frame = 0;       ///< Number of the packet in its capture, from 1; 0 where there was no packet.
    std::uint32_t timestampValue = 0;
    std::uint32_t timestampEcho = 0;
    std::uint32_t extra = 0;       ///< Where Trace::extra() finds options and rare fields; 0 for none.
    std::uint32_t textLength : 24 = 0; ///< Octets of user data.
    std::uint32_t packedStates : 8 = 0; ///< Use state().
    std::uint16_t window = 0;      ///< The header's field, unscaled: see Trace::scaledWindow().
    std::uint16_t packedFlags = 0; ///< Use flags(), sender(), hasTimestamps(), checksum().
    std::uint16_t labelBits = 0;   ///< Use labels().
    std::uint16_t packedCertainties = 0; ///< Use certainty(), kind().

    tcp::Flags flags() const { return tcp::Flags::fromBits(packedFlags); }
    bool has(tcp::Flag flag) const { return flags().has(flag); }
    Side sender() const { return Side((packedFlags >> 9) & 1u); }
    bool hasTimestamps() const { return ((packedFlags >> 10) & 1u) != 0; }
    ChecksumState checksum() const { return ChecksumState((packedFlags >> 11) & 3u); }
    Labels labels() const { return Labels::fromBits(labelBits); }
    /// The state of that end just after this record.
    tcp::State state(Side side) const { return tcp::State((packedStates >> (4 * unsigned(side))) & 0xFu); }
    /// How sure that state is.
    Certainty certainty(Side side) const { return Certainty((packedCertainties >> (3 * unsigned(side))) & 7u); }
    RecordKind kind() const { return RecordKind((packedCertainties >> 6) & 7u); }
    /// Whether it is a segment that was sent, lost or not.
    bool isSegment() const { return kind() == RecordKind::Segment || kind() == RecordKind::LostSegment; }
    /// Octets of sequence space: text, SYN and FIN.
    std::uint32_t len() const { return textLength + (has(tcp::Flag::Syn) ? 1u : 0u) + (has(tcp::Flag::Fin) ? 1u : 0u); }
    tcp::SeqNumber end() const { return seq + len(); }

    void setFlags(tcp::Flags flags, Side sender, bool timestamps, ChecksumState checksum)
    {
        packedFlags = std::uint16_t(flags.bits() | unsigned(sender) << 9 | unsigned(timestamps) << 10 | unsigned(checksum) << 11);
    }
    void setStates(tcp::State initiator, Certainty initiatorCertainty, tcp::State responder, Certainty responderCertainty)
    {
        packedStates = (unsigned(initiator) | unsigned(responder) << 4) & 0xFFu;
        packedCertainties = std::uint16_t((packedCertainties & ~0x3Fu) | unsigned(initiatorCertainty) | unsigned(responderCertainty) << 3);
    }
    void setKind(RecordKind kind) { packedCertainties = std::uint16_t((packedCertainties & 0x3Fu) | unsigned(kind) << 6); }
};
static_assert(sizeof(Record) == 48);

/// One step of one endpoint through the state machine, made when record `record` was seen.
struct TransitionRecord {
    RecordNumber record = 0;
    ConnectionId connection = 0;
    Side side = Side::Initiator;
    tcp::State from = tcp::State::Closed;
    tcp::State to = tcp::State::Closed;
    tcp::Event event = tcp::Event::PassiveOpen;  ///< For a retracted step: the event that is taken back.
    Certainty certainty = Certainty::Proven;     ///< Retracted: `to` is the state before the assumption.
};
