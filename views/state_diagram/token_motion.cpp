#include "views/state_diagram/token_motion.h"

#include "views/state_diagram/arrow_path.h"

#include <QEasingCurve>

#include <algorithm>

std::vector<TokenMove> tokenMoves(const DiagramLayout& layout, RouteFinder& routes, const std::vector<DiagramStep>& steps,
                                  bool backward)
{
    std::vector<TokenMove> moves;
    for (const DiagramStep& step : steps) {
        const QPolygonF way = wayOf(layout, routes, step);
        QPainterPath path(layout.boxes[std::size_t(step.from)].tokens[index(step.side)]);
        path.lineTo(way.first());
        path.connectPath(roundedPath(way, 0.8 * layout.unit));
        path.lineTo(layout.boxes[std::size_t(step.to)].tokens[index(step.side)]);
        moves.push_back({step.side, step.back != backward ? path.toReversed() : path});
    }
    if (backward)
        std::reverse(moves.begin(), moves.end());
    return moves;
}

std::array<QPointF, 2> tokenPositions(const std::vector<TokenMove>& moves, qreal progress, const std::array<QPointF, 2>& resting)
{
    std::array<QPointF, 2> positions = resting;
    if (progress >= 1.0 || moves.empty())
        return positions;
    const qreal whole = std::max(progress, 0.0) * qreal(moves.size());
    const auto current = std::min(std::size_t(whole), moves.size() - 1);
    // Those that have not begun yet stand where their first move begins; later entries must not override earlier ones.
    for (std::size_t i = moves.size(); i-- > current + 1;)
        positions[index(moves[i].side)] = moves[i].path.pointAtPercent(0.0);
    for (std::size_t i = 0; i < current; ++i) {
        const bool movesOn = std::any_of(moves.begin() + std::ptrdiff_t(current), moves.end(),
                                         [&](const TokenMove& move) { return move.side == moves[i].side; });
        if (!movesOn)
            positions[index(moves[i].side)] = moves[i].path.pointAtPercent(1.0);
    }
    const qreal share = QEasingCurve(QEasingCurve::InOutCubic).valueForProgress(whole - qreal(current));
    positions[index(moves[current].side)] = moves[current].path.pointAtPercent(share);
    return positions;
}
