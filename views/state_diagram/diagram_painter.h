#pragma once
#include "model/trace/trace.h"
#include "views/common/theme.h"
#include "views/state_diagram/active_arrows.h"
#include "views/state_diagram/diagram_layout.h"
#include "views/state_diagram/diagram_moment.h"
#include "views/state_diagram/trail_beads.h"

#include <QPainter>
#include <QString>

#include <array>
#include <optional>

/// What the key in the corner, and the tip upon it, say of one end; address and state are empty without a connection.
struct DiagramKeyEntry {
    QString name;
    QString address;
    QString state; ///< With its certainty.
};
using DiagramKey = std::array<DiagramKeyEntry, 2>;
DiagramKey diagramKey(const Trace& trace, std::optional<ConnectionId> connection, std::uint32_t step);

/// Draws shapes, and knows nothing of traces. Lines and margins follow the layout's unit.
class DiagramPainter {
public:
    DiagramPainter(QPainter& painter, const DiagramLayout& layout, const Theme& theme);

    /// Arrows, labels and boxes that are always there.
    void paintAtRest();
    /// The ways walked so far, the arrows just taken, and the boxes in which the tokens stand.
    void paintMoment(const DiagramMoment& moment, const std::vector<ActiveArrow>& arrows);
    /// After paintMoment(): the numbers of the steps.
    void paintTrail(const std::vector<TrailBead>& beads);
    void paintKey(const DiagramKey& key);
    void paintToken(Side side, const QPointF& centre, bool assumed);
    /// A frame around a box, and another around one that has the keyboard's focus.
    void paintHover(BoxId box, bool focus);
    void paintHover(const QPolygonF& points, const std::vector<DiagramText>& label);

private:
    void paintLine(const QPolygonF& points, const QPen& pen, qreal headScale);
    void paintUse(const ActiveArrow& arrow, Side side);
    void paintBead(Side side, const QPolygonF& points);
    void paintLabel(const std::vector<DiagramText>& label);
    void paintLitLabel(const ActiveArrow& arrow);
    void paintBox(const DiagramBox& box);
    void paintOccupied(const DiagramMoment& moment, BoxId box);
    /// The side's colour, fainter where the step is older.
    QColor faded(Side side, qreal strength) const;
    QPainterPath sideShape(Side side, const QPointF& centre, qreal radius) const;

    QPainter& m_painter;
    const DiagramLayout& m_layout;
    const Theme& m_theme;
    qreal m_unit;
    qreal m_line; ///< Width of a resting line.
};

/// The whole diagram of that connection after its first `step` records (at most all); at rest without a connection. For pictures
/// and export. With `trail` the steps are numbered and older ones are fainter.
void paintStateDiagram(QPainter& painter, const QRectF& area, const Trace& trace, std::optional<ConnectionId> connection,
                       std::uint32_t step, const Theme& theme, const QFont& font, bool trail = true);
