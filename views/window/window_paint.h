#pragma once
#include "model/trace/trace.h"
#include "views/common/theme.h"

#include <QFont>
#include <QRectF>

class QPainter;

/// Draws the octets that `sender` has sent and the other side received, to scale, after the connection's first `step` records.
void paintWindow(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId connection, std::uint32_t step, Side sender,
                 const Theme& theme, const QFont& font);
/// The same for a state that is known already.
void paintWindow(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId connection, const ConnectionState& state, Side sender,
                 const Theme& theme, const QFont& font);
