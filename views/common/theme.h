#pragma once
#include "model/tcp/state.h"
#include "model/trace/record.h"

#include <QColor>
#include <QPalette>
#include <QPen>

/// What a segment is drawn as: its most important feature.
enum class SegmentKind { Syn, Fin, Rst, Retransmission, Data, Ack };
inline constexpr int kSegmentKindCount = 6;
SegmentKind segmentKind(const Record& record);

/// All colours, as a value that is passed in. Okabe and Ito's colours, which stay distinct with colour-vision deficiencies;
/// nothing is told by colour alone: ends differ by shape too, segments by line style, states by name.
struct Theme {
    bool dark = false;
    QColor background; ///< Of pictures and canvases.
    QColor panel;      ///< Slightly raised areas: boxes, headers.
    QColor text;
    QColor mutedText;  ///< Secondary text, still at a contrast of 4.5 to 1.
    QColor line;       ///< Grid lines, box borders, resting arrows.
    QColor highlight;  ///< The arrow just taken, the current row.
    QColor initiator;  ///< Its token is a disc.
    QColor responder;  ///< Its token is a square that stands on a corner.
    QColor kinds[kSegmentKindCount];

    static Theme light();
    static Theme darkTheme();
    /// The one that fits the desktop's palette.
    static Theme fromPalette(const QPalette& palette);

    const QColor& side(Side side) const { return side == Side::Initiator ? initiator : responder; }
    const QColor& kind(SegmentKind kind) const { return kinds[int(kind)]; }
    /// Colour and line style of an arrow: each kind has a style of its own. `width` in logical pixels.
    QPen kindPen(SegmentKind kind, qreal width) const;
    /// A calm fill for state bands and boxes, by phase: closed, opening, established, closing first, closing second. text reads on it.
    QColor stateFill(tcp::State state) const;
    /// Line style that says how sure a state or step is: assumed and retracted ones are dashed.
    static Qt::PenStyle certaintyStyle(Certainty certainty);
};

/// WCAG's contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);
