#pragma once
#include "views/ladder/ladder_metrics.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

/// What stands out in a run of rows.
enum class Anomaly : std::uint8_t { Retransmission, Lost, ZeroWindow, Rst };
inline constexpr int kAnomalyCount = 4;

/// What some rows of a connection contain.
struct DensityCount {
    std::array<std::uint32_t, 2> segments{};  ///< By sender.
    std::array<std::uint64_t, 2> octets{};    ///< Of text, by sender.
    std::array<std::uint32_t, kAnomalyCount> anomalies{};

    void add(const Record& record);
    void add(const DensityCount& more);
    void subtract(const DensityCount& less);
};

/// Running sums over a connection's rows, one for every 16: any run of rows is counted by looking at no more than 32 records.
/// 2.5 octets a record; built in slices, so that no frame waits for it.
class LadderDensity {
public:
    /// Forgets all and counts that connection from now on.
    void restart(ConnectionId id);
    /// Goes on counting for about `budget`; true once all records of the connection are counted.
    bool advance(const Trace& trace, std::chrono::microseconds budget);
    /// The rows that are counted so far; those behind them count as empty.
    std::uint32_t rows() const { return m_rows; }
    DensityCount count(const Trace& trace, RowRange rows) const;
    /// Counts the rows between every two neighbours of `boundaries`, which rise. Where these are long runs, boundaries are moved by less
    /// than an eighth of one, so that no record need be looked at. The last answer is kept: most frames show the same rows as the one before.
    const std::vector<DensityCount>& runs(const Trace& trace, const std::vector<std::uint32_t>& boundaries) const;

private:
    static constexpr std::uint32_t kBlock = 16;
    DensityCount before(const Trace& trace, std::uint32_t row) const;
    std::vector<DensityCount> countRuns(const Trace& trace, const std::vector<std::uint32_t>& boundaries) const;

    struct LastRuns {
        std::vector<std::uint32_t> boundaries;
        std::uint32_t rows = 0; ///< rows() at that time.
        std::vector<DensityCount> counts;
    };
    mutable LastRuns m_last;
    ConnectionId m_connection = 0;
    std::uint32_t m_rows = 0;
    DensityCount m_total;
    std::vector<DensityCount> m_sums{DensityCount{}}; ///< Of the rows before block i.
};
