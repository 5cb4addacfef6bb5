#pragma once
#include "views/state_diagram/active_arrows.h"

#include <QPainterPath>

#include <array>
#include <vector>

/// One token on its way along one arrow.
struct TokenMove {
    Side side = Side::Initiator;
    QPainterPath path;
};

/// How the tokens glide along the arrows of `steps`, one after the other; the other way round for a step back.
std::vector<TokenMove> tokenMoves(const DiagramLayout& layout, RouteFinder& routes, const std::vector<DiagramStep>& steps,
                                  bool backward);

/// Where both tokens are when `progress` (0 to 1) of all moves is done; `resting` is where they end up, or stay.
std::array<QPointF, 2> tokenPositions(const std::vector<TokenMove>& moves, qreal progress, const std::array<QPointF, 2>& resting);
