#pragma once
#include "model/trace/trace.h"

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

/// A stretch in which window and flight fill the width. It moves on by a tenth of itself at a time and grows with the largest
/// flight so far, so the picture is still while the window slides; and the same step always gives the same stretch.
OctetRange chooseRange(const StreamState& stream);

/// What a piece of a tape is.
enum class TapePart {
    Acknowledged, ///< Sent and acknowledged.
    InFlight,     ///< Sent and not acknowledged.
    NotCaptured,  ///< Must have been sent, and did not pass the capture point.
    Usable,       ///< May be sent now.
    Beyond,       ///< May not be sent; there is no room.
    Delivered,    ///< The receiver has acknowledged it.
    Held,         ///< The receiver has reported it with SACK, behind a gap.
    Missing,      ///< A gap before something held.
    Expected,     ///< In flight: the capture does not show whether it has arrived.
    Room,         ///< Advertised by the receiver and free.
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
    bool outside = false; ///< Lies to the right of the picture.
};

struct AxisTick {
    qreal x = 0;
    QString text;
    QRectF label;
};

struct LegendEntry {
    QRectF swatch;
    QRectF label;
    TapePart part = TapePart::Acknowledged;
    bool resent = false;
    bool sacked = false;
    QString text;
};

/// One end's row: its name, its tape, the window on it, its markers.
struct TapeLayout {
    Side side = Side::Initiator;
    QString title;
    QRectF titleRect;
    QRectF tape;
    std::vector<TapeBlock> blocks;
    std::vector<TapeMarker> markers;
    std::optional<QRectF> window; ///< Frame from the left to the right edge of the window, cut at the picture's edge.
    bool windowRunsOn = false;    ///< The window ends beyond the picture.
};

/// Everything that paintWindow() draws, in logical pixels.
struct WindowLayout {
    OctetRange range;
    TapeLayout sender;
    TapeLayout receiver;
    std::vector<AxisTick> ticks;
    QRectF axis;
    std::vector<LegendEntry> legend;
    QString sentence;
    QRectF sentenceRect;
};

/// Lays out what `sender` has sent, and the other side received, after the connection's first `step` records.
WindowLayout layoutWindow(const Trace& trace, ConnectionId connection, std::uint32_t step, Side sender, const QRectF& area, const QFont& font);
/// The same for a state that is known already.
WindowLayout layoutWindow(const Trace& trace, ConnectionId connection, const ConnectionState& state, Side sender, const QRectF& area, const QFont& font);

/// "3 segments, 4,096 octets in flight; 2,048 octets more may be sent."
QString describeWindow(const StreamState& stream, bool scaleUnknown);
/// The height in which layoutWindow() leaves nothing out, in logical pixels.
qreal comfortableWindowHeight(const QFont& font);
