#pragma once
#include "views/ladder/ladder_layout.h"

class QPainter;

/// All that decides what a ladder looks like, besides its area and how far it is scrolled.
struct LadderPicture {
    const Trace& trace;
    ConnectionId connection = 0;
    std::uint32_t step = 0; ///< Rows below it are dimmed: they have not happened yet.
    const Theme& theme;
    Notation notation;
};

/// Draws the header and the rows that `area` shows when its content is scrolled by `scrollTop`. Returns the number of rows drawn.
std::uint32_t paintLadderWindow(QPainter& painter, const QRectF& area, double scrollTop, const LadderPicture& picture, const LadderMetrics& metrics);

/// Draws the connection after its first `step` records: the rows around the last of them that fit, or all if they do.
/// Needs no widget and no event loop, so that exports look like the window.
void paintLadder(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId id, std::uint32_t step, const Theme& theme,
                 const QFont& font, const Notation& notation);

/// The area that shows all rows of a connection (at most 200 of them) without shortening a label, within reason.
QSizeF ladderSize(const Trace& trace, ConnectionId id, const QFont& font, const Notation& notation);
