#include "views/ladder/ladder_relations.h"

#include "views/common/wording.h"

#include <QCoreApplication>

#include <algorithm>

namespace {

const Record& recordOf(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    return trace.record(trace.connection(id).records[row]);
}

std::uint32_t firstRow(std::uint32_t row)
{
    return row > kRelationRows ? row - kRelationRows : 0;
}

bool liesIn(const Record& record, tcp::SeqNumber left, tcp::SeqNumber right)
{
    return record.seq - left >= 0 && right - record.end() >= 0;
}

/// The highest acknowledgment number and the SACK blocks that `sender` had sent before `row`; a block within another is left out.
struct Reported {
    std::optional<tcp::SeqNumber> ack;
    std::vector<tcp::SackBlock> blocks;
};

Reported reportedBefore(const Trace& trace, ConnectionId id, std::uint32_t row, Side sender)
{
    Reported reported;
    for (std::uint32_t at = row; at-- > firstRow(row);) {
        const Record& record = recordOf(trace, id, at);
        if (record.kind() != RecordKind::Segment || record.sender() != sender || !record.has(tcp::Flag::Ack))
            continue;
        if (!reported.ack || record.ack - *reported.ack > 0) // ACKs overtake each other
            reported.ack = record.ack;
        if (record.extra == 0)
            continue;
        const tcp::Options options = trace.options(record);
        for (const tcp::SackBlock& block : options.sackBlocks()) {
            const auto holds = [&block](const tcp::SackBlock& later) { return block.left - later.left >= 0 && later.right - block.right >= 0; };
            if (std::ranges::none_of(reported.blocks, holds))
                reported.blocks.push_back(block);
        }
    }
    return reported;
}

} // namespace

bool isRetransmission(const Record& record)
{
    const Labels labels = record.labels();
    return record.isSegment() && (labels.has(Label::Retransmission) || labels.has(Label::FastRetransmission) || labels.has(Label::SpuriousRetransmission));
}

std::optional<std::uint32_t> previousSending(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    constexpr std::uint32_t kOvertaken = 512; // nothing is overtaken by more
    const Record& record = recordOf(trace, id, row);
    const bool isOutOfOrder = record.isSegment() && record.labels().has(Label::OutOfOrder);
    if (!isRetransmission(record) && !isOutOfOrder)
        return std::nullopt;
    const std::uint32_t first = isOutOfOrder ? row - std::min(row, kOvertaken) : firstRow(row);
    for (std::uint32_t at = row; at-- > first;) {
        const Record& earlier = recordOf(trace, id, at);
        const bool isCandidate = earlier.isSegment() && earlier.sender() == record.sender() && earlier.len() > 0;
        if (isCandidate && record.seq - earlier.seq >= 0 && earlier.end() - record.seq > 0)
            return at;
    }
    return std::nullopt;
}

Labels shownLabels(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    Labels labels = recordOf(trace, id, row).labels();
    if (labels.has(Label::OutOfOrder) && previousSending(trace, id, row)) {
        labels.remove(Label::OutOfOrder);
        labels.add(Label::Retransmission);
    }
    return labels;
}

SegmentKind shownKind(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    const SegmentKind kind = segmentKind(recordOf(trace, id, row));
    return kind != SegmentKind::Rst && shownLabels(trace, id, row).has(Label::Retransmission) ? SegmentKind::Retransmission : kind;
}

std::vector<std::uint32_t> coveredBy(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    const Record& record = recordOf(trace, id, row);
    std::vector<std::uint32_t> rows;
    if (record.kind() != RecordKind::Segment || !record.has(tcp::Flag::Ack))
        return rows;
    const Reported before = reportedBefore(trace, id, row, record.sender());
    const tcp::Options options = trace.options(record);
    const auto isCovered = [&](const Record& data) {
        const bool isNew = !before.ack || data.end() - *before.ack > 0;
        if (isNew && record.ack - data.end() >= 0)
            return true;
        const auto lies = [&data](const tcp::SackBlock& block) { return liesIn(data, block.left, block.right); };
        return isNew && std::ranges::any_of(options.sackBlocks(), lies) && std::ranges::none_of(before.blocks, lies);
    };
    for (std::uint32_t at = firstRow(row); at < row; ++at) {
        const Record& data = recordOf(trace, id, at);
        // What was lost on its way cannot have been meant.
        if (data.kind() == RecordKind::Segment && data.sender() != record.sender() && data.len() > 0 && isCovered(data))
            rows.push_back(at);
    }
    return rows;
}

QString coveredText(const Trace& trace, ConnectionId id, std::uint32_t row)
{
    const std::vector<std::uint32_t> rows = coveredBy(trace, id, row);
    if (rows.empty())
        return {};
    const auto frame = [&](std::uint32_t at) { return QString::number(recordOf(trace, id, at).frame); };
    if (rows.size() == 1)
        return QCoreApplication::translate("Ladder", "Acknowledges frame %1").arg(frame(rows.front()));
    return QCoreApplication::translate("Ladder", "Acknowledges %1 segments: frames %2 to %3").arg(wording::number(rows.size()), frame(rows.front()), frame(rows.back()));
}
