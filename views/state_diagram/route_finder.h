#pragma once
#include "views/state_diagram/diagram_layout.h"

#include <map>
#include <utility>
#include <vector>

/// Finds ways for arrows that the figure leaves out: from box to box around all others, past labels and lines where that is
/// possible. A way depends on the layout and its two ends alone, never on what else is shown.
class RouteFinder {
public:
    explicit RouteFinder(const DiagramLayout& layout);

    /// Axis-parallel, from edge to edge; a loop at a corner where both ends are the same box. Found once, then remembered.
    const QPolygonF& way(BoxId from, BoxId to);

private:
    struct Port {
        int node = 0;      ///< The first node outside the box.
        int direction = 0; ///< Away from the box: index into the four directions.
        QPointF edge;
    };

    class Search;

    void makeGrid();
    void addCosts();
    void addCost(const QRectF& rect, float cost);
    void block(const QRectF& rect);
    int nodeAt(std::size_t column, std::size_t row) const { return int(row * m_xs.size() + column); }
    QPointF point(int node) const;
    bool isFree(BoxId box, const QPointF& edge) const;
    std::vector<Port> ports(BoxId box, bool leaving) const;
    QPolygonF search(BoxId from, BoxId to) const;
    QPolygonF loop(BoxId box, std::vector<Port> sources, std::vector<Port> targets) const;

    const DiagramLayout m_layout;
    std::vector<qreal> m_xs;
    std::vector<qreal> m_ys;
    std::vector<bool> m_blocked;
    std::vector<float> m_costs;
    std::map<std::pair<BoxId, BoxId>, QPolygonF> m_ways;
};
