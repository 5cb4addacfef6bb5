#pragma once
#include "model/tcp/rto_estimator.h"
#include "model/trace/stage.h"
#include "model/trace/trace.h"
#include "views/charts/chart_data.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_set>
#include <vector>

/// Makes the series of one chart from a connection's records, a few at a time; goes on when the trace has grown.
///
/// In a recording a segment stands at its capture. In a simulation it stands where its sender saw it: its own segments when it sent them,
/// the other side's when they arrived.
class ChartBuilder {
public:
    /// `trace` must outlive this. `stage` is null for a recording.
    ChartBuilder(const Trace& trace, ConnectionId connection, Side sender, ChartKind kind, std::shared_ptr<const Stage> stage);

    /// Takes at most `count` more records; false if none are left.
    bool advance(std::uint32_t count);
    /// How much of what the trace has is done, 0 to 1.
    double progress() const;
    const ChartData& data() const { return m_data; }
    /// Where the record stands in time, seconds since the chart's zero: the stage's start, or the connection's.
    double timeOf(const Record& record) const;
    /// The moment that is 0 in the chart.
    Timestamp zero() const { return m_zero; }

private:
    /// One of the sender's records or of those it receives, when it meets it.
    struct Event {
        double time = 0;
        std::uint32_t position = 0; ///< In Connection::records.
        std::uint32_t frame = 0;
    };
    void orderBySender();
    void takeSamples();
    void take(std::uint32_t position, double time);
    void noteEnd(const Record& record, RecordNumber number, double time);
    void noteSent(const Record& record, RecordNumber number, double time, std::uint64_t nxtBefore);
    void measureRoundTrip(const Record& record, RecordNumber number, double time, const tcp::Options& options);
    void measureEcho(const Record& record, RecordNumber number, double time, const tcp::Options& options);
    void noteAcknowledged(const Record& record, RecordNumber number, double time, std::uint64_t unaBefore, const tcp::Options& options);
    void put(Quantity quantity, double time, double low, double span, RecordNumber record);
    /// Only where the value is another one than before.
    void putChange(Quantity quantity, double time, double value, RecordNumber record);
    double seconds(Timestamp time) const { return double((time - m_zero).count()) * 1e-9; }

    const Trace& m_trace;
    const ConnectionId m_connection;
    const Side m_sender;
    const ChartKind m_kind;
    const std::shared_ptr<const Stage> m_stage;
    Timestamp m_zero{};
    std::vector<Timestamp> m_sentAt; ///< By Record::frame; simulations only.
    std::vector<Event> m_events;     ///< Of a simulation; a recording's order is that of its records.
    std::uint32_t m_done = 0;
    double m_last = 0;
    ConnectionState m_state;
    tcp::RtoEstimator m_estimator;
    bool m_wasOpen = false;  ///< The sender has had a connection,
    bool m_hasEnded = false; ///< and has none any more.
    std::uint64_t m_reported = 0; ///< By SACK, of what is in flight.
    double m_sentOctets = 0;
    double m_delivered = 0;
    struct Stamp {
        std::uint32_t value = 0;
        double time = 0;
    };
    std::deque<Stamp> m_stamps; ///< Timestamps sent and not echoed, each where it was first used.
    ChartData m_data;
};
