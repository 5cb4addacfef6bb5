#pragma once
#include "model/tcp/transition_table.h"
#include "model/trace/record.h"

#include <QFont>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <array>
#include <optional>
#include <vector>

/// A box of the diagram: a state's number, or kEndBox. RFC 9293's Figure 5 draws CLOSED twice, and so does this.
using BoxId = int;
inline constexpr BoxId kEndBox = tcp::kStateCount; ///< CLOSED at the bottom right, where connections end.
inline constexpr int kBoxCount = tcp::kStateCount + 1;

constexpr tcp::State stateOf(BoxId box)
{
    return box == kEndBox ? tcp::State::Closed : tcp::State(box);
}
/// The box that a step out of `from` into `to` ends in: whoever gives up before ESTABLISHED goes back to the upper CLOSED.
BoxId boxAfter(BoxId from, tcp::State to);

/// A line of text with the room that it may fill, even in bold.
struct DiagramText {
    QString text;
    QRectF rect;
    bool action = false;                        ///< Below the line in the figure: what is done, not what happened.
    Qt::Alignment alignment = Qt::AlignHCenter; ///< Towards the line, for text beside it.
};

struct DiagramBox {
    tcp::State state = tcp::State::Closed;
    QRectF rect;
    std::vector<DiagramText> name; ///< One line, or two where the RFC breaks the name.
    std::array<QPointF, 2> tokens; ///< Where the sides' tokens stand: index(Side).
};

/// An arrow that is always there.
struct DiagramArrow {
    const tcp::Transition* row = nullptr;
    BoxId from = 0;
    BoxId to = 0;
    QPolygonF points; ///< Axis-parallel, from edge to edge; corners are rounded when drawn.
    std::vector<DiagramText> label;
};

/// The picture at rest, in logical pixels.
struct DiagramLayout {
    QRectF area; ///< What the picture fills, inside of what it was given.
    QFont nameFont;
    QFont labelFont;
    qreal unit = 0; ///< Height of a line of label text: all distances follow it.
    qreal tokenRadius = 0;
    std::array<DiagramBox, kBoxCount> boxes;
    std::vector<DiagramArrow> arrows; ///< Those that the table marks Drawn::Fig5, one for each state they leave.
    QRectF legend;                    ///< Kept free for the key.
    QRectF corner;                    ///< At the bottom left, where nothing is at rest.

    /// The arrow that is always there for this step.
    const DiagramArrow* find(BoxId from, BoxId to, tcp::Event event) const;
    /// Where a token stands in that box, with its outline.
    QRectF tokenRect(BoxId box, Side side) const;
};

enum class DiagramStyle {
    Walks, ///< For the tokens of one connection.
    Crowd, ///< Boxes with room for counts; arrows without labels.
};

/// Lays the states out as RFC 9293's Figure 5 does, in the largest type not above `largest` times `font` that fits `area`.
DiagramLayout layoutStateDiagram(const QRectF& area, const QFont& font, qreal largest = 3.0, DiagramStyle style = DiagramStyle::Walks);

/// Of the counts in DiagramStyle::Crowd: of both sides' sum, and of each side's share.
QFont crowdTotalFont(const QFont& labelFont);
QFont crowdCountFont(const QFont& labelFont);

/// The smallest area in which everything keeps the size of `font`.
QSizeF naturalDiagramSize(const QFont& font);

enum class Breaks { AtCommas, AtSpaces };
/// "event" over "action", as lines of text; those wider than `widest` pixels are broken at their commas, or at the last space if
/// there is none. Their rectangles have sizes, but no places yet.
std::vector<DiagramText> labelLines(const tcp::Transition& row, const QFont& font, qreal widest,
                                    Breaks breaks = Breaks::AtCommas);
/// Room for that line in any weight.
QSizeF textRoom(const QString& text, const QFont& font);
