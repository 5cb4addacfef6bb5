#pragma once
#include "views/window/window_moment.h"

#include <QFont>
#include <QRectF>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

/// The stretch of the stream that a picture shows, in stream offsets (see StreamState).
struct OctetRange {
    std::uint64_t begin = 0;
    std::uint64_t span = 1;
    std::uint64_t end() const { return begin + span; }
    friend bool operator==(const OctetRange&, const OctetRange&) = default;
};

/// How the octets are drawn.
enum class WindowStyle {
    Tape,    ///< To scale, with an axis.
    Squares, ///< As textbooks draw it: each square stands for the same number of octets.
};

/// What a picture shows besides the trace.
struct WindowOptions {
    WindowStyle style = WindowStyle::Tape;
    bool bothDirections = false;
    const Stage* stage = nullptr;          ///< Of a simulation; null for a recording.
    std::optional<RecordNumber> hovered;   ///< Is marked.
};

/// A stretch in which window and flight fill the width. It moves on by a tenth of itself at a time and grows with the largest
/// flight so far, so the picture is still while the window slides; and the same step always gives the same stretch.
OctetRange chooseRange(const RangeFacts& facts);

/// Octets for which one square stands, and how many squares stand side by side: 20 to 60, `most` if there is less room.
struct SquareGrid {
    std::uint64_t unit = 1;
    std::uint32_t count = 20;
    friend bool operator==(const SquareGrid&, const SquareGrid&) = default;
};
/// One square is a full-sized segment or 1 K, or so many of them (or so small a part) that window and flight fill the squares.
SquareGrid chooseSquares(const RangeFacts& facts, std::uint32_t most);
/// As the other one, but whole squares; square 1 begins with the first octet of text.
OctetRange chooseRange(const RangeFacts& facts, const SquareGrid& grid);

/// What a piece of a tape is.
enum class TapePart {
    Acknowledged, ///< Sent and acknowledged.
    InFlight,     ///< Sent and not acknowledged.
    NotCaptured,  ///< Must have been sent, and did not pass the capture point.
    Usable,       ///< May be sent now.
    BeyondCwnd,   ///< There is room, but the congestion window, which is known, ends before it.
    Beyond,       ///< May not be sent; there is no room.
    Delivered,    ///< The receiver has acknowledged it.
    Read,         ///< Its application has read it.
    Waiting,      ///< It has arrived in order, and its application has not read it.
    Held,         ///< It stands behind a gap; a recording shows it where SACK reports it.
    Missing,      ///< A gap before something held.
    Expected,     ///< In flight: the capture does not show whether it has arrived.
    Room,         ///< Advertised by the receiver and free.
    NeverAcknowledged, ///< Sent, and its sender has no connection any more.
    Blank,        ///< Neither allowed nor forbidden: no connection, or a window of unknown scale.
};

/// One piece of a tape. Segments too narrow to tell apart share one.
struct TapeBlock {
    QRectF rect;
    TapePart part = TapePart::Acknowledged;
    std::uint32_t segments = 0; ///< How many segments it stands for; 0 for pieces that are none.
    bool resent = false;
    bool sacked = false;
    QString text; ///< Fits into `rect`, or empty.
    friend bool operator==(const TapeBlock&, const TapeBlock&) = default;
};

/// A named place on a tape with its label and the line that joins both.
struct TapeMarker {
    QString name;  ///< "SND.UNA"; several at the same place joined by " = ".
    QString value;
    QRectF label;
    QPointF foot;  ///< On the tape's edge.
    bool outside = false; ///< Lies beside the picture.
    bool isEstimate = false;
    bool crosses = false; ///< Its line goes on through the tape: cwnd, which is no edge of a piece.
};

struct WindowTick {
    qreal x = 0;
    QString text;
    QRectF label;
};

struct WindowLegendEntry {
    QRectF swatch;
    QRectF label;
    TapePart part = TapePart::Acknowledged;
    bool resent = false;
    bool sacked = false;
    QString text;
};

/// One square of the row, cut at the picture's edges.
struct SquareCell {
    QRectF rect;
    QString number; ///< From 1; empty where there is no room for it.
};

/// One end's row: its name, its tape, the window on it, its markers.
struct TapeLayout {
    Side side = Side::Initiator;
    QString title;
    QRectF titleRect;
    QRectF labels; ///< The strip of the markers' labels.
    QRectF tape;
    std::vector<TapeBlock> blocks;
    std::vector<SquareCell> squares; ///< In the style of squares.
    std::vector<TapeMarker> markers;
    std::optional<QRectF> hovered; ///< Where the hovered segment lies.
    std::optional<qreal> hoveredAck; ///< Up to where the hovered segment acknowledges.
    std::optional<QRectF> window; ///< Frame from the left to the right edge of the window, cut at the picture's edge.
    bool windowRunsOn = false;    ///< The window ends beyond the picture, or nobody knows where.
    bool windowIsEstimate = false; ///< Its end is not seen itself, only what it said last.
};

/// One direction of the picture.
struct WindowLayout {
    OctetRange range;
    SquareGrid grid; ///< In the style of squares.
    TapeLayout sender;
    TapeLayout receiver;
    std::vector<WindowTick> ticks;
    QRectF axis;
    QString unit; ///< What a square stands for; instead of ticks.
    QString limit; ///< What limits the sender now.
    QRectF limitRect;
    QString sentence;
    QRectF sentenceRect;
};

/// Everything that paintWindow() draws, in logical pixels.
struct WindowPicture {
    std::vector<WindowLayout> directions;
    std::vector<WindowLegendEntry> legend;
};

/// Lays out what `sender` has sent and the other side received, or both directions with `sender`'s above.
WindowPicture layoutPicture(const Trace& trace, ConnectionId connection, const WindowMoment& moment, Side sender, const QRectF& area, const QFont& font,
                            const WindowOptions& options);
/// One direction alone, after the connection's first `step` records.
WindowLayout layoutWindow(const Trace& trace, ConnectionId connection, std::uint32_t step, Side sender, const QRectF& area, const QFont& font,
                          const WindowOptions& options = {});
/// The same for a moment that is known already.
WindowLayout layoutWindow(const Trace& trace, ConnectionId connection, const WindowMoment& moment, Side sender, const QRectF& area, const QFont& font,
                          const WindowOptions& options);

/// The segment that lies at `place` on one of the tapes.
std::optional<RecordNumber> recordAt(const WindowLayout& layout, const StreamMoment& moment, const QPointF& place);

/// "3 segments, 4,096 octets in flight; the receiver has room for 2,048 octets more."
QString describeWindow(const StreamMoment& moment);
/// "The receiver's window holds the sender back: it is full."
QString describeLimit(const StreamMoment& moment);
/// Both for those who cannot see the picture, with the direction's name where it shows both.
QString describeMoment(const WindowMoment& moment, Side sender, bool bothDirections);
/// "1 square: 1,024 octets (1 K)".
QString describeUnit(std::uint64_t unit, std::uint32_t mss);
/// The size in which a picture leaves nothing out, in logical pixels: the least width, and the height for a width.
qreal leastWindowWidth(const QFont& font);
qreal comfortableWindowHeight(const QFont& font, qreal width, const WindowOptions& options);
