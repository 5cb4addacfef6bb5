#pragma once
#include "views/common/notation.h"
#include "views/common/theme.h"
#include "views/ladder/ladder_doubts.h"
#include "views/ladder/ladder_metrics.h"

#include <QFontMetricsF>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <functional>
#include <vector>

// The ladder as data. Every function looks at the rows asked for and at no others, so its cost does not depend on the length of the
// connection. All shapes are in logical pixels; y counts from the upper edge of the first row asked for.

/// A small frame with a word beside an arrow's label.
struct TagShape {
    QRectF box;
    QString text;
};

/// One row's arrow with its label; for a timeout or call: a mark on the lifeline with its text beside it.
struct ArrowShape {
    std::uint32_t row = 0;
    RecordKind kind = RecordKind::Segment;
    SegmentKind segmentKind = SegmentKind::Ack;
    Side sender = Side::Initiator;
    QPointF from;  ///< At the sender's lifeline; of a mark its centre.
    QPointF to;    ///< At the other lifeline; equals `from` for a mark.
    QRectF labelBox;
    QString label; ///< Elided to the box.
    bool elided = false;
    std::vector<TagShape> tags;
    bool isFromEstimated = false; ///< Where it begins, or ends, follows from the handshake's round trip, not from the recording.
    bool isToEstimated = false;
    bool isInDoubt = false; ///< Nobody knows whether it arrived: it ends in a question mark.
    QRectF doubtBox;        ///< Says until when it was not acknowledged; where the ladder is true to time.
    QString doubt;
};
/// `doubts` are those of the rows asked for, or of more.
std::vector<ArrowShape> layoutArrows(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& metrics, const Notation& notation,
                                     const std::vector<Doubt>& doubts = {});
/// The doubt about that row; null where there is none.
const Doubt* doubtOf(const std::vector<Doubt>& doubts, std::uint32_t row);

/// A thin curve beside the sender's lifeline from a segment's last sending to its retransmission.
struct JoinShape {
    std::uint32_t row = 0;      ///< Of the retransmission.
    std::uint32_t original = 0; ///< Of the sending before it; it may lie far above the rows asked for.
    QPointF from;
    QPointF to;
    qreal bend = 0; ///< x of both control points.
};
/// The curves of the retransmissions in those rows and of some rows behind them.
std::vector<JoinShape> layoutJoins(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& metrics);
/// The same where arrows begin at the heights that `y` says.
std::vector<JoinShape> layoutJoins(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& metrics, const std::function<qreal(std::uint32_t row)>& y);

/// A run of one state of one end, as far as it is equally certain.
struct BandShape {
    Side side = Side::Initiator;
    tcp::State state = tcp::State::Closed;
    Certainty certainty = Certainty::Proven;
    QRectF box;
    bool begins = false;       ///< The end changed to this state at the box's upper edge: a tick stands there.
    bool goesOn = false;       ///< The next box of this side is the same state with another certainty.
};
/// From top to bottom, the initiator's first. The state changes at its sender where the arrow begins, at the other end where the
/// arrow ends.
std::vector<BandShape> layoutBands(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& metrics);

/// The same from the connection's steps alone, for windows of very many rows; `y` says where a row changes the state of a side, from
/// top to bottom without going back.
std::vector<BandShape> layoutBandsBySteps(const Trace& trace, ConnectionId id, qreal top, qreal bottom, const LadderMetrics& metrics,
                                          const std::function<qreal(std::uint32_t row, Side side)>& y);

/// A state's name within its band.
struct BandNameShape {
    Side side = Side::Initiator;
    QRectF box;
    QString text;
    bool assumed = false;
};
/// One name for each state of which anything lies between `top` and `bottom`: at its beginning, or pinned to `top` while the
/// beginning is further up.
std::vector<BandNameShape> layoutBandNames(const std::vector<BandShape>& bands, qreal top, qreal bottom, const LadderMetrics& metrics);

/// The columns on the left of one row.
struct RowShape {
    std::uint32_t row = 0;
    RecordNumber record = 0;
    QRectF frameBox;
    QString frame;
    QRectF timeBox;
    QString time;
    QRectF gapBox;
    QString gap; ///< How long nothing happens before the next row, where that is long; else empty.
};
std::vector<RowShape> layoutRows(const Trace& trace, ConnectionId id, RowRange rows, const LadderMetrics& metrics);

/// Whether nothing happened for so long between two records of the connection that the even rows need a remark.
bool isIdleGap(Duration gap, const Connection& connection);

/// Seconds since the connection's start: "0.020000".
QString ladderTime(Duration sinceStart, int decimals);
/// The time of a record as its column writes it: "*REF*" for the reference itself.
QString ladderTimeOf(const Trace& trace, RecordNumber record, const LadderMetrics& metrics);
/// What the times are; says so where they count from a reference.
QString ladderTimeTitle(const LadderMetrics& metrics);
QString ladderFrameTitle();

/// Ends the text with dots after a whole word: half a number would be a wrong number.
QString ladderElided(const QString& text, const QFontMetricsF& font, qreal width);

/// What a record that is no segment is called.
QString ladderMarkText(const Trace& trace, ConnectionId id, std::uint32_t row);

/// What a row is about, at full length and with the steps that it made: for tool tips and for screen readers.
QString ladderRowText(const Trace& trace, ConnectionId id, std::uint32_t row, const Notation& notation, bool isComplete = true);

/// The names of what was noticed about a segment.
std::vector<QString> ladderLabelWords(Labels labels);
