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

/// What the state means, and when either end of the connection was in it (as links "step:7") and for how long. Of long lists the
/// part around `step`, the connection's records so far, is shown; what is true there is set in bold.
Explanation explainState(tcp::State state, const Trace& trace, std::optional<ConnectionId> connection, std::uint32_t step);
/// What the arrow's event and actions are, where the RFC says so, and when either end took it.
Explanation explainArrow(const tcp::Transition& row, tcp::State from, const Trace& trace, std::optional<ConnectionId> connection,
                         std::uint32_t step);
