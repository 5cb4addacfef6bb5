#pragma once
#include "views/common/theme.h"
#include "views/window/window_layout.h"

#include <QFont>
#include <QRectF>

class QPainter;

/// Draws the octets that `sender` has sent and the other side received after the connection's first `step` records, or both directions.
void paintWindow(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId connection, std::uint32_t step, Side sender,
                 const Theme& theme, const QFont& font, const WindowOptions& options = {});
/// A picture that is laid out already.
void paintWindow(QPainter& painter, const QRectF& area, const WindowPicture& picture, const Theme& theme, const QFont& font);
