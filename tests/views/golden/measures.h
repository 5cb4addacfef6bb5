#pragma once
#include "tests/views/golden/block_font.h"
#include "tests/views/golden/scene.h"
#include "views/charts/chart_content.h"
#include "views/ladder/ladder_axis.h"
#include "views/path/path_layout.h"

#include <QFont>
#include <QRectF>

#include <optional>
#include <vector>

/// How large the pictures are that the golden files describe, and what else of them is chosen.
namespace measures {

inline constexpr QRectF kDiagram(0, 0, 900, 860);
inline constexpr QRectF kWindow(0, 0, 1100, 420);
inline constexpr QRectF kChart(0, 0, 900, 420);
inline constexpr QRectF kPath(0, 0, 900, 320);
inline constexpr qreal kLadderWidth = 1200;
inline constexpr qreal kLadderHeight = 900;

inline QFont font() { return block_font::font(15); }

ChartContent content(const Scene& scene, ChartKind kind, int columns);

/// Half way of the segment in the middle of the shown connection's.
std::optional<Timestamp> pathMoment(const Scene& scene);
PathMoment pathAt(const Scene& scene, const PathIndex& index, Timestamp now);

LadderAxis axisOf(const Scene& scene, ConnectionId connection);

} // namespace measures
