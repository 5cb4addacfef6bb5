#include "views/state_diagram/route_finder.h"

#include "views/state_diagram/label_placement.h"

#include <queue>

#include <algorithm>
#include <array>
#include <limits>

namespace {

// Distances in units of a line of label text, costs in the same.
constexpr qreal kPitch = 0.5;
constexpr qreal kClearance = 0.42; ///< Around boxes.
constexpr float kBend = 3.0f;
constexpr float kLabelCost = 6.0f; ///< For a node on a label.
constexpr float kTokenCost = 3.0f;
constexpr float kLineCost = 1.6f; ///< Beside or upon another arrow: cheap to cross, dear to follow.
constexpr std::array<int, 4> kDx = {0, 1, 0, -1};
constexpr std::array<int, 4> kDy = {-1, 0, 1, 0};

QPolygonF withoutStraightPoints(const QPolygonF& points)
{
    QPolygonF result;
    for (qsizetype i = 0; i < points.size(); ++i) {
        if (i > 0 && i + 1 < points.size()) {
            const QPointF in = points[i] - points[i - 1];
            const QPointF out = points[i + 1] - points[i];
            if (std::abs(in.x() * out.y() - in.y() * out.x()) < 1e-6)
                continue;
        }
        result << points[i];
    }
    return result;
}

struct Candidate {
    float cost;
    int key; ///< Node and direction.
    bool operator>(const Candidate& other) const { return cost != other.cost ? cost > other.cost : key > other.key; }
};

} // namespace

RouteFinder::RouteFinder(const DiagramLayout& layout) : m_layout(layout)
{
    makeGrid();
    addCosts();
}

void RouteFinder::makeGrid()
{
    const qreal pitch = kPitch * m_layout.unit;
    const QRectF inside = m_layout.area.adjusted(0.5 * pitch, 0.5 * pitch, -0.5 * pitch, -0.5 * pitch);
    for (qreal x = inside.left(); x <= inside.right(); x += pitch)
        m_xs.push_back(x);
    for (qreal y = inside.top(); y <= inside.bottom(); y += pitch)
        m_ys.push_back(y);
    m_blocked.assign(m_xs.size() * m_ys.size(), false);
    m_costs.assign(m_xs.size() * m_ys.size(), 0.0f);
}

void RouteFinder::addCost(const QRectF& rect, float cost)
{
    for (std::size_t row = 0; row < m_ys.size(); ++row) {
        for (std::size_t column = 0; column < m_xs.size(); ++column) {
            if (rect.contains(QPointF(m_xs[column], m_ys[row])))
                m_costs[std::size_t(nodeAt(column, row))] += cost;
        }
    }
}

void RouteFinder::block(const QRectF& rect)
{
    for (std::size_t row = 0; row < m_ys.size(); ++row) {
        for (std::size_t column = 0; column < m_xs.size(); ++column) {
            if (rect.contains(QPointF(m_xs[column], m_ys[row])))
                m_blocked[std::size_t(nodeAt(column, row))] = true;
        }
    }
}

void RouteFinder::addCosts()
{
    const qreal u = m_layout.unit;
    const auto grown = [](const QRectF& rect, qreal by) { return rect.adjusted(-by, -by, by, by); };
    for (BoxId id = 0; id < kBoxCount; ++id) {
        block(grown(m_layout.boxes[std::size_t(id)].rect, kClearance * u));
        for (Side side : kSides)
            addCost(grown(m_layout.tokenRect(id, side), 0.2 * u), kTokenCost);
    }
    block(grown(m_layout.legend, 0.2 * u));
    for (const DiagramArrow& arrow : m_layout.arrows) {
        for (const DiagramText& line : arrow.label)
            addCost(grown(line.rect, 0.2 * u), kLabelCost);
        for (qsizetype i = 1; i < arrow.points.size(); ++i)
            addCost(grown(QRectF(arrow.points[i - 1], arrow.points[i]).normalized(), 0.45 * u), kLineCost);
    }
}

QPointF RouteFinder::point(int node) const
{
    const auto columns = int(m_xs.size());
    return QPointF(m_xs[std::size_t(node % columns)], m_ys[std::size_t(node / columns)]);
}

/// Whether no token stands and no other arrow begins or ends near that point of the box's edge.
bool RouteFinder::isFree(BoxId box, const QPointF& edge) const
{
    const qreal u = m_layout.unit;
    for (Side side : kSides) {
        if (m_layout.tokenRect(box, side).adjusted(-0.5 * u, 0, 0.5 * u, 0).contains(edge))
            return false;
    }
    return std::none_of(m_layout.arrows.begin(), m_layout.arrows.end(), [&](const DiagramArrow& arrow) {
        return (arrow.points.first() - edge).manhattanLength() < 0.5 * u
               || (arrow.points.last() - edge).manhattanLength() < 0.5 * u;
    });
}

std::vector<RouteFinder::Port> RouteFinder::ports(BoxId box, bool leaving) const
{
    const QRectF& rect = m_layout.boxes[std::size_t(box)].rect;
    const QRectF blocked = rect.adjusted(-kClearance * m_layout.unit, -kClearance * m_layout.unit, kClearance * m_layout.unit,
                                         kClearance * m_layout.unit);
    const qreal corner = 0.5 * m_layout.unit;
    std::vector<Port> found;
    const auto add = [&](std::size_t column, std::size_t row, int direction, const QPointF& edge) {
        const int node = nodeAt(column, row);
        if (!m_blocked[std::size_t(node)] && isFree(box, edge))
            found.push_back({node, leaving ? direction : (direction + 2) % 4, edge});
    };
    const auto above = std::lower_bound(m_ys.begin(), m_ys.end(), blocked.top()) - m_ys.begin() - 1;
    const auto below = std::upper_bound(m_ys.begin(), m_ys.end(), blocked.bottom()) - m_ys.begin();
    const auto before = std::lower_bound(m_xs.begin(), m_xs.end(), blocked.left()) - m_xs.begin() - 1;
    const auto behind = std::upper_bound(m_xs.begin(), m_xs.end(), blocked.right()) - m_xs.begin();
    for (std::size_t column = 0; column < m_xs.size(); ++column) {
        if (m_xs[column] < rect.left() + corner || m_xs[column] > rect.right() - corner)
            continue;
        if (above >= 0)
            add(column, std::size_t(above), 0, QPointF(m_xs[column], rect.top()));
        if (std::size_t(below) < m_ys.size())
            add(column, std::size_t(below), 2, QPointF(m_xs[column], rect.bottom()));
    }
    for (std::size_t row = 0; row < m_ys.size(); ++row) {
        if (m_ys[row] < rect.top() + corner || m_ys[row] > rect.bottom() - corner)
            continue;
        if (before >= 0)
            add(std::size_t(before), row, 3, QPointF(rect.left(), m_ys[row]));
        if (std::size_t(behind) < m_xs.size())
            add(std::size_t(behind), row, 1, QPointF(rect.right(), m_ys[row]));
    }
    return found;
}

/// Dijkstra's algorithm over nodes and directions, where bends cost extra.
class RouteFinder::Search {
public:
    explicit Search(const RouteFinder& grid)
        : m_grid(grid),
          m_best(grid.m_costs.size() * 4, std::numeric_limits<float>::infinity()),
          m_previous(grid.m_costs.size() * 4, -1)
    {
    }

    /// From any of `sources` to any of `targets`; empty if there is no way.
    QPolygonF run(const std::vector<Port>& sources, const std::vector<Port>& targets)
    {
        std::map<int, QPointF> starts;
        std::map<int, QPointF> ends;
        for (const Port& port : targets)
            ends.emplace(keyOf(port), port.edge);
        for (const Port& port : sources) {
            starts.emplace(keyOf(port), port.edge);
            reach(keyOf(port), m_grid.m_costs[std::size_t(port.node)], -1);
        }
        while (!m_open.empty()) {
            const Candidate now = m_open.top();
            m_open.pop();
            if (now.cost > m_best[std::size_t(now.key)])
                continue;
            if (const auto end = ends.find(now.key); end != ends.end())
                return pointsTo(now.key, starts, end->second);
            expand(now);
        }
        return {};
    }

private:
    static int keyOf(const Port& port) { return port.node * 4 + port.direction; }

    void reach(int key, float cost, int by)
    {
        if (cost >= m_best[std::size_t(key)])
            return;
        m_best[std::size_t(key)] = cost;
        m_previous[std::size_t(key)] = by;
        m_open.push({cost, key});
    }

    void expand(const Candidate& now)
    {
        const auto columns = int(m_grid.m_xs.size());
        const auto rows = int(m_grid.m_ys.size());
        const int node = now.key / 4;
        const int direction = now.key % 4;
        for (int next = 0; next < 4; ++next) {
            const int column = node % columns + kDx[std::size_t(next)];
            const int row = node / columns + kDy[std::size_t(next)];
            if (next == (direction + 2) % 4 || column < 0 || row < 0 || column >= columns || row >= rows)
                continue;
            const int neighbour = row * columns + column;
            if (!m_grid.m_blocked[std::size_t(neighbour)])
                reach(neighbour * 4 + next,
                      now.cost + float(kPitch) + m_grid.m_costs[std::size_t(neighbour)] + (next == direction ? 0.0f : kBend),
                      now.key);
        }
    }

    QPolygonF pointsTo(int key, const std::map<int, QPointF>& starts, const QPointF& end) const
    {
        QPolygonF points = {end};
        int first = key;
        for (; key >= 0; key = m_previous[std::size_t(key)]) {
            points << m_grid.point(key / 4);
            first = key;
        }
        points << starts.at(first);
        std::reverse(points.begin(), points.end());
        return withoutStraightPoints(points);
    }

    const RouteFinder& m_grid;
    std::vector<float> m_best;
    std::vector<int> m_previous;
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> m_open;
};

QPolygonF RouteFinder::search(BoxId from, BoxId to) const
{
    const std::vector<Port> sources = ports(from, true);
    const std::vector<Port> targets = ports(to, false);
    QPolygonF points = from == to ? loop(from, sources, targets) : Search(*this).run(sources, targets);
    // Nothing is free in a picture too small to read: go straight.
    if (points.isEmpty())
        points = {m_layout.boxes[std::size_t(from)].rect.center(), m_layout.boxes[std::size_t(to)].rect.center()};
    return points;
}

/// A loop leaves above or below and comes back from a side, if it can from the one where the picture has room.
QPolygonF RouteFinder::loop(BoxId box, std::vector<Port> sources, std::vector<Port> targets) const
{
    const bool onTheRight = m_layout.boxes[std::size_t(box)].rect.center().x() > m_layout.area.center().x() + m_layout.unit;
    std::erase_if(sources, [](const Port& port) { return port.direction % 2 != 0; });
    std::erase_if(targets, [](const Port& port) { return port.direction % 2 == 0; });
    std::vector<Port> inner = targets;
    std::erase_if(inner, [onTheRight](const Port& port) { return port.direction != (onTheRight ? 1 : 3); });
    const QPolygonF points = Search(*this).run(sources, inner);
    return points.isEmpty() ? Search(*this).run(sources, targets) : points;
}

const QPolygonF& RouteFinder::way(BoxId from, BoxId to)
{
    const auto found = m_ways.find({from, to});
    return found != m_ways.end() ? found->second : m_ways.emplace(std::pair(from, to), search(from, to)).first->second;
}
