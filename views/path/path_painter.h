#pragma once
#include "views/path/path_layout.h"

class QPainter;

/// What is pointed at.
struct PathHighlight {
    std::optional<std::size_t> hovered; ///< Positions in Stage::flights.
    std::optional<std::size_t> focused;
};

/// Draws the shapes. The bubbles of what is highlighted need `moment` for their texts.
void paintPathLayout(QPainter& painter, const PathLayout& layout, const PathMoment& moment, const Theme& theme, const PathHighlight& highlight = {});

struct PathOptions {
    std::optional<std::uint32_t> step; ///< Of the connection, for its states; by default its records up to `now`.
};

/// The stage at `now` with that connection in the foreground. Needs no widget and no event loop, so that exports look like the window.
void paintPath(QPainter& painter, const QRectF& area, const Stage& stage, const Trace& trace, std::optional<ConnectionId> connection,
               Timestamp now, const Theme& theme, const QFont& font, const PathOptions& options = {});
