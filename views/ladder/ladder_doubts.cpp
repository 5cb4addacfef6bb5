#include "views/ladder/ladder_doubts.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_relations.h"

#include <QCoreApplication>

#include <algorithm>

namespace {

const Record& recordOf(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    return trace.record(trace.connection(id).records[row]);
}

/// What waits for an acknowledgment, while the rows are gone through in order.
class Waiting {
public:
    Waiting(const Trace& trace, ConnectionId id) : m_trace(trace), m_id(id) {}

    bool isEmpty() const { return m_rows.empty(); }
    const std::vector<Doubt>& doubts() const { return m_doubts; }
    void add(std::uint32_t row) { m_rows.push_back(row); }

    /// By a cumulative ACK or a SACK block.
    void acknowledge(const Record& ack)
    {
        const tcp::Options options = ack.extra == 0 ? tcp::Options() : m_trace.options(ack);
        std::erase_if(m_rows, [&](std::uint32_t row) {
            const Record& sent = recordOf(m_trace, m_id, row);
            if (sent.sender() == ack.sender())
                return false;
            const auto lies = [&sent](const tcp::SackBlock& block) { return sent.seq - block.left >= 0 && block.right - sent.end() >= 0; };
            return ack.ack - sent.end() >= 0 || std::ranges::any_of(options.sackBlocks(), lies);
        });
    }
    /// What the row sends again has not been acknowledged before it.
    void sendAgain(std::uint32_t again)
    {
        const Record& record = recordOf(m_trace, m_id, again);
        std::erase_if(m_rows, [&](std::uint32_t row) {
            const Record& sent = recordOf(m_trace, m_id, row);
            const bool isSame = sent.sender() == record.sender() && record.end() - sent.seq > 0 && sent.end() - record.seq > 0;
            if (isSame)
                m_doubts.push_back({row, Doubt::Until::Resent, again});
            return isSame;
        });
    }
    /// A reset that closes no end has been refused (RFC 5961) or lost, and decides nothing.
    void noteReset(std::uint32_t row, const Record& reset)
    {
        if (std::ranges::any_of(kSides, [&reset](Side side) { return reset.state(side) == tcp::State::Closed; }))
            m_resets.push_back(row);
    }
    void end(std::uint32_t lastRow)
    {
        for (const std::uint32_t row : m_rows) {
            const auto reset = std::ranges::upper_bound(m_resets, row); // the first one ends the connection
            const bool isReset = reset != m_resets.end();
            m_doubts.push_back({row, isReset ? Doubt::Until::Reset : Doubt::Until::End, isReset ? *reset : lastRow});
        }
        m_rows.clear();
    }

private:
    const Trace& m_trace;
    ConnectionId m_id;
    std::vector<std::uint32_t> m_rows;
    std::vector<std::uint32_t> m_resets; ///< Rows, in order.
    std::vector<Doubt> m_doubts;
};

bool isSimulated(const Trace& trace, ConnectionId id)
{
    return trace.stepCount(id) > 0 && recordOf(trace, id, 0).certainty(Side::Initiator) == Certainty::Simulated;
}

/// Whether it is to be expected that an acknowledgment of it is recorded.
bool canBeInDoubt(const Connection& connection, const Record& record)
{
    if (record.kind() != RecordKind::Segment || record.len() == 0 || record.has(tcp::Flag::Rst) || record.labels().has(Label::KeepAlive))
        return false;
    // Whoever acknowledges has heard the other end: if the recording has not, it lacks that direction.
    return connection.side(other(record.sender())).heard || !record.has(tcp::Flag::Ack);
}

} // namespace

std::vector<Doubt> doubtsIn(const Trace& trace, ConnectionId id, RowRange rows, bool isComplete)
{
    if (rows.count == 0 || isSimulated(trace, id))
        return {};
    const Connection& connection = trace.connection(id);
    Waiting waiting(trace, id);
    const std::uint32_t all = trace.stepCount(id), stop = std::min(all, rows.end() + kRelationRows);
    for (std::uint32_t row = rows.first; row < stop && (row < rows.end() || !waiting.isEmpty()); ++row) {
        const Record& record = recordOf(trace, id, row);
        if (record.kind() != RecordKind::Segment)
            continue;
        if (record.has(tcp::Flag::Ack))
            waiting.acknowledge(record);
        if (record.has(tcp::Flag::Rst))
            waiting.noteReset(row, record);
        else if (record.len() > 0)
            waiting.sendAgain(row);
        if (rows.contains(row) && canBeInDoubt(connection, record))
            waiting.add(row);
    }
    if (stop == all && isComplete)
        waiting.end(all - 1);
    std::vector<Doubt> doubts = waiting.doubts();
    std::ranges::sort(doubts, {}, &Doubt::row);
    return doubts;
}

QString doubtText(const Trace& trace, ConnectionId id, const Doubt& doubt)
{
    const QString frame = QString::number(recordOf(trace, id, doubt.untilRow).frame);
    switch (doubt.until) {
    case Doubt::Until::Resent:
        return QCoreApplication::translate("Ladder", "not acknowledged before frame %1").arg(frame);
    case Doubt::Until::Reset:
        return QCoreApplication::translate("Ladder", "not acknowledged before the reset");
    case Doubt::Until::End:
        break;
    }
    return QCoreApplication::translate("Ladder", "not acknowledged before the end");
}

QString doubtExplanation(const Trace& trace, ConnectionId id, const Doubt& doubt)
{
    const Record& until = recordOf(trace, id, doubt.untilRow);
    const QString frame = QString::number(until.frame), later = wording::duration(until.time - recordOf(trace, id, doubt.row).time);
    const QString unknown = QCoreApplication::translate("Ladder", "Whether it arrived is not known.");
    switch (doubt.until) {
    case Doubt::Until::Resent:
        return QCoreApplication::translate("Ladder", "Not acknowledged before frame %1 sent it again, %2 later.").arg(frame, later) + u' ' + unknown;
    case Doubt::Until::Reset:
        return QCoreApplication::translate("Ladder", "Not acknowledged before frame %1 reset the connection, %2 later.").arg(frame, later) + u' ' + unknown;
    case Doubt::Until::End:
        break;
    }
    return QCoreApplication::translate("Ladder", "Not acknowledged before the recording of this connection ends.") + u' ' + unknown;
}
