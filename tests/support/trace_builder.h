#pragma once
#include "model/trace/trace.h"
#include "model/trace/trace_source.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// TCP options as they stand in a header, written one after the other.
class OptionOctets {
public:
    OptionOctets& end() { return put({0}); }
    OptionOctets& nop() { return put({1}); }
    OptionOctets& mss(std::uint16_t octets) { return put({2, 4, std::uint8_t(octets >> 8), std::uint8_t(octets & 0xFF)}); }
    OptionOctets& windowScale(std::uint8_t shift) { return put({3, 3, shift}); }
    OptionOctets& sackPermitted() { return put({4, 2}); }
    OptionOctets& sack(std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> blocks)
    {
        put({5, std::uint8_t(2 + 8 * blocks.size())});
        for (const auto& [left, right] : blocks)
            put32(left).put32(right);
        return *this;
    }
    OptionOctets& timestamps(std::uint32_t value, std::uint32_t echo) { return put({8, 10}).put32(value).put32(echo); }
    OptionOctets& unknown(std::uint8_t kind, std::uint8_t length)
    {
        put({kind, length});
        m_octets.resize(m_octets.size() + length - 2u);
        return *this;
    }

    const std::vector<std::uint8_t>& octets() const { return m_octets; }

private:
    OptionOctets& put(std::initializer_list<std::uint8_t> octets)
    {
        for (const std::uint8_t octet : octets) // not insert(): g++ 12 sees an overflow in it
            m_octets.push_back(octet);
        return *this;
    }
    OptionOctets& put32(std::uint32_t value)
    {
        return put({std::uint8_t(value >> 24), std::uint8_t(value >> 16 & 0xFF), std::uint8_t(value >> 8 & 0xFF), std::uint8_t(value & 0xFF)});
    }

    std::vector<std::uint8_t> m_octets;
};

/// What a segment may say besides flags and sender. What is left out follows from the segments before it.
struct SegmentFields {
    std::optional<std::uint32_t> seq = {}; ///< Default: after the sender's highest octet so far.
    std::optional<std::uint32_t> ack = {}; ///< Default: after the other side's highest octet so far.
    std::uint32_t text = 0;
    std::uint16_t window = 65535; ///< The header's field, unscaled.
    Labels labels = {};
    OptionOctets options = {};
    ChecksumState checksum = ChecksumState::Correct;
    std::uint16_t checksumField = 0;
    std::uint16_t urgentPointer = 0;
};

/// Writes a trace by hand: connections, segments in order, and the steps that they make. Each call adds to the last connection
/// made (or chosen with in()); records of several connections may alternate.
///
///     Trace trace = TraceBuilder().connection().handshake().segment(Side::Initiator, Flag::Ack, {.text = 20}).close().build();
class TraceBuilder {
public:
    static constexpr std::uint32_t kClientIsn = 1000;
    static constexpr std::uint32_t kServerIsn = 8000;

    /// Begins another connection; without arguments 10.0.0.1:40000 (and up) to 10.0.0.2:80. ISNs are those of its first segments' defaults.
    TraceBuilder& connection() { return connection(address(1, std::uint16_t(40000 + m_ends.size() % 20000)), address(2, 80)); }
    TraceBuilder& connection(const SocketAddress& initiator, const SocketAddress& responder, bool midstream = false,
                             tcp::State initiatorState = tcp::State::Closed, tcp::State responderState = tcp::State::Closed)
    {
        ConnectionInfo info;
        info.initiator = initiator;
        info.responder = responder;
        info.midstream = midstream;
        info.initialStates[0] = initiatorState;
        info.initialStates[1] = responderState;
        m_batch.connections.push_back(info);
        Ends ends;
        ends.state[0] = initiatorState;
        ends.state[1] = responderState;
        if (midstream)
            ends.certainty[0] = ends.certainty[1] = Certainty::Assumed;
        m_ends.push_back(ends);
        m_current = ConnectionId(m_ends.size() - 1);
        return *this;
    }
    /// Further records go to that connection.
    TraceBuilder& in(ConnectionId id)
    {
        m_current = id;
        return *this;
    }
    /// Sequence numbers with which the current connection's sides begin.
    TraceBuilder& isns(std::uint32_t initiator, std::uint32_t responder)
    {
        m_ends[m_current].next = {initiator, responder};
        return *this;
    }

    /// The next record (only) comes that much after the last one, instead of after 1 ms.
    TraceBuilder& after(Duration gap)
    {
        m_gap = gap;
        return *this;
    }
    TraceBuilder& segment(Side from, tcp::Flags flags, const SegmentFields& fields = {})
    {
        Ends& ends = m_ends[m_current];
        Record record = begin(RecordKind::Segment);
        record.frame = ++m_frames;
        record.seq = tcp::SeqNumber(fields.seq.value_or(ends.next[index(from)]));
        record.textLength = fields.text & 0xFFFFFFu;
        record.window = fields.window;
        if (flags.has(tcp::Flag::Ack))
            record.ack = tcp::SeqNumber(fields.ack.value_or(ends.next[index(other(from))]));
        else
            record.ack = tcp::SeqNumber(fields.ack.value_or(0));
        record.labelBits = fields.labels.bits();
        bool timestamps = false;
        record.extra = putExtra(fields, record, timestamps);
        record.setFlags(flags, from, timestamps, fields.checksum);
        if (!flags.has(tcp::Flag::Rst) && record.end() - tcp::SeqNumber(ends.next[index(from)]) > 0)
            ends.next[index(from)] = record.end().value();
        m_batch.records.push_back(record);
        return *this;
    }
    /// A timer ran out at `at`: a record that is no segment.
    TraceBuilder& timeout(Side at) { return bare(RecordKind::Timeout, at); }
    /// The user of `at` called: a record that is no segment.
    TraceBuilder& call(Side at) { return bare(RecordKind::Call, at); }
    /// The last record made `side` take a step.
    TraceBuilder& step(Side side, tcp::Event event, tcp::State to, Certainty certainty = Certainty::Proven)
    {
        Ends& ends = m_ends[m_current];
        TransitionRecord transition;
        transition.record = RecordNumber(m_batch.records.size() - 1);
        transition.connection = m_current;
        transition.side = side;
        transition.from = ends.state[index(side)];
        transition.to = to;
        transition.event = event;
        transition.certainty = certainty;
        m_batch.transitions.push_back(transition);
        ends.state[index(side)] = to;
        ends.certainty[index(side)] = certainty;
        setStates(m_batch.records.back());
        return *this;
    }
    /// The state of `side` has become certain with the last record, without a step.
    TraceBuilder& proven(Side side)
    {
        m_ends[m_current].certainty[index(side)] = Certainty::Proven;
        setStates(m_batch.records.back());
        return *this;
    }

    /// SYN, SYN-ACK, ACK, each `trip` after the other, with the usual options.
    TraceBuilder& handshake(Duration trip = std::chrono::milliseconds(20))
    {
        using enum tcp::Flag;
        using tcp::Event, tcp::State;
        const auto options = OptionOctets().mss(1460).sackPermitted().timestamps(1, 0).nop().windowScale(7);
        const auto answer = OptionOctets().mss(1460).sackPermitted().timestamps(500, 1).nop().windowScale(7);
        after(trip).segment(Side::Initiator, Syn, {.window = 64240, .options = options});
        step(Side::Initiator, Event::ActiveOpen, State::SynSent);
        after(trip).segment(Side::Responder, Syn | Ack, {.window = 65160, .options = answer});
        step(Side::Initiator, Event::RcvSynAck, State::Established, Certainty::Assumed);
        step(Side::Responder, Event::PassiveOpen, State::Listen).step(Side::Responder, Event::RcvSyn, State::SynReceived);
        after(trip).segment(Side::Initiator, Ack, {.window = 502, .options = OptionOctets().nop().nop().timestamps(41, 500)});
        proven(Side::Initiator).step(Side::Responder, Event::RcvAckOfSyn, State::Established, Certainty::Assumed);
        return *this;
    }
    /// The initiator closes first, the responder after it, TIME-WAIT lasts 60 s.
    TraceBuilder& close(Duration trip = std::chrono::milliseconds(20))
    {
        using enum tcp::Flag;
        using tcp::Event, tcp::State;
        after(trip).segment(Side::Initiator, Fin | Ack, {.window = 502}).proven(Side::Responder);
        step(Side::Initiator, Event::Close, State::FinWait1);
        after(trip).segment(Side::Responder, Ack, {.window = 509});
        step(Side::Initiator, Event::RcvAckOfFin, State::FinWait2, Certainty::Assumed).step(Side::Responder, Event::RcvFin, State::CloseWait);
        after(trip).segment(Side::Responder, Fin | Ack, {.window = 509}).step(Side::Responder, Event::Close, State::LastAck);
        after(trip).segment(Side::Initiator, Ack, {.window = 502});
        step(Side::Initiator, Event::RcvFin, State::TimeWait).step(Side::Responder, Event::RcvAckOfFin, State::Closed, Certainty::Assumed);
        after(std::chrono::seconds(60)).timeout(Side::Initiator);
        return step(Side::Initiator, Event::TimeWaitTimeout, State::Closed, Certainty::TimedOut);
    }

    /// All so far, as one batch.
    const RecordBatch& batch() const { return m_batch; }
    Trace build() const
    {
        Trace trace;
        trace.append(m_batch);
        return trace;
    }
    /// All so far, as something that a session can open.
    std::unique_ptr<TraceSource> source(std::string name = "test") const;

    /// 10.0.0.`host`:`port`.
    static SocketAddress address(std::uint8_t host, std::uint16_t port)
    {
        SocketAddress address;
        address.ip.octets = {10, 0, 0, host};
        address.port = port;
        return address;
    }

private:
    struct Ends {
        std::array<std::uint32_t, 2> next{kClientIsn, kServerIsn};
        tcp::State state[2]{};
        Certainty certainty[2]{Certainty::Proven, Certainty::Proven};
    };

    Record begin(RecordKind kind)
    {
        Record record;
        m_now += m_gap;
        m_gap = std::chrono::milliseconds(1);
        record.time = m_now;
        record.connection = m_current;
        record.setKind(kind);
        setStates(record);
        return record;
    }
    TraceBuilder& bare(RecordKind kind, Side at)
    {
        Record record = begin(kind);
        record.setFlags({}, at, false, ChecksumState::NotVerified);
        m_batch.records.push_back(record);
        return *this;
    }
    void setStates(Record& record) const
    {
        const Ends& ends = m_ends[m_current];
        record.setStates(ends.state[0], ends.certainty[0], ends.state[1], ends.certainty[1]);
    }
    /// As the observer does: what is usual stands in the record, all else among the extras.
    std::uint32_t putExtra(const SegmentFields& fields, Record& record, bool& timestamps)
    {
        const auto& octets = fields.options.octets();
        const auto four = [&](std::size_t at) {
            return std::uint32_t(octets[at]) << 24 | std::uint32_t(octets[at + 1]) << 16 | std::uint32_t(octets[at + 2]) << 8 | octets[at + 3];
        };
        constexpr std::uint8_t kUsual[] = {1, 1, 8, 10};
        const bool usual = octets.size() == 12 && std::equal(std::begin(kUsual), std::end(kUsual), octets.begin());
        if (usual) {
            timestamps = true;
            record.timestampValue = four(4);
            record.timestampEcho = four(8);
        }
        if ((octets.empty() || usual) && fields.urgentPointer == 0 && fields.checksum != ChecksumState::Wrong)
            return 0;
        auto& extras = m_batch.extras;
        const auto offset = std::uint32_t(extras.size() + 1);
        const auto two = [&](std::uint16_t value) {
            std::uint8_t raw[2];
            std::memcpy(raw, &value, sizeof raw);
            for (const std::uint8_t octet : raw)
                extras.push_back(octet);
        };
        two(fields.checksumField);
        two(fields.urgentPointer);
        extras.push_back(std::uint8_t(octets.size()));
        for (const std::uint8_t octet : octets)
            extras.push_back(octet);
        return offset;
    }

    RecordBatch m_batch;
    std::vector<Ends> m_ends;
    ConnectionId m_current = 0;
    Timestamp m_now{std::chrono::seconds(1'700'000'000)};
    Duration m_gap = std::chrono::milliseconds(1);
    std::uint32_t m_frames = 0;
};

/// Hands over one batch and ends.
class BatchSource : public TraceSource {
public:
    BatchSource(RecordBatch batch, std::string name) : m_batch(std::move(batch)), m_name(std::move(name)) {}
    SourceInfo info() const override { return {m_name, {}, false}; }
    std::optional<Error> run(RecordSink& sink, std::stop_token) override
    {
        sink.write(std::move(m_batch));
        return std::nullopt;
    }

private:
    RecordBatch m_batch;
    std::string m_name;
};

inline std::unique_ptr<TraceSource> TraceBuilder::source(std::string name) const
{
    return std::make_unique<BatchSource>(m_batch, std::move(name));
}
