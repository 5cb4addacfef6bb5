#pragma once
#include "model/trace/trace.h"
#include "views/charts/point_log.h"

#include <array>
#include <cstdint>
#include <vector>

/// How many ends are in each state, by State. CLOSED counts ends that have been something else, or whose other end has.
using StateCounts = std::array<std::uint32_t, tcp::kStateCount>;

/// How many ends of all connections are in which state at any moment; made a few records at a time.
class StatesOverTime {
public:
    /// `trace` must outlive this.
    explicit StatesOverTime(const Trace& trace) : m_trace(&trace) {}

    /// Takes at most `count` more records; false if none are left.
    bool advance(std::uint32_t count);
    /// How much of what the trace has is done, 0 to 1.
    double progress() const;
    /// After all that happened until `time` (seconds since the trace's first record), that included.
    StateCounts countsAt(double time) const;
    /// From the first to the last record.
    TimeRange extent() const { return m_extent; }
    /// Whether any end has ever been in that state.
    bool wasSeen(tcp::State state) const { return m_seen[std::size_t(state)]; }
    /// The last record until that time.
    RecordNumber recordAt(double time) const;
    std::size_t changeCount() const { return m_changes.size(); }
    Timestamp zero() const { return m_trace->recordCount() > 0 ? m_trace->record(0).time : Timestamp{}; }

private:
    /// One end left a state for another; a connection's first record brings its ends from none.
    struct Change {
        RecordNumber record = 0;
        std::uint8_t from = 0;
        std::uint8_t to = 0;
    };
    static constexpr std::uint8_t kNone = tcp::kStateCount;
    static constexpr std::size_t kEvery = 256;

    void change(RecordNumber record, std::uint8_t from, tcp::State to);
    double seconds(Timestamp time) const { return double((time - zero()).count()) * 1e-9; }

    const Trace* m_trace;
    RecordNumber m_done = 0;
    TimeRange m_extent{0, 0};
    ChunkedLog<Change, 14> m_changes;
    ChunkedLog<StateCounts, 10> m_counts;          ///< After every kEvery changes.
    StateCounts m_now{};
    std::array<bool, tcp::kStateCount> m_seen{};
    std::vector<std::array<std::uint8_t, 2>> m_states; ///< Of each connection that has begun, now.
};
