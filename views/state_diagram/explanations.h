#pragma once
#include "model/trace/trace.h"
#include "views/state_diagram/active_arrows.h"

#include <QString>

#include <optional>

/// Title and rich text for the panel.
struct Explanation {
    QString title;
    QString body;
};

/// What the state means, and when either end of the connection entered it (as links "step:7").
Explanation explainState(tcp::State state, const Trace& trace, std::optional<ConnectionId> connection);
/// What the arrow's event and actions are, where the RFC says so, and when either end took it.
Explanation explainArrow(const tcp::Transition& row, tcp::State from, const Trace& trace, std::optional<ConnectionId> connection);
