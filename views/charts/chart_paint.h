#pragma once
#include "model/trace/stage.h"
#include "views/charts/chart_canvas.h"

#include <QFont>

/// Axes, grid, legend, lines and marks: all of a chart but playhead and pointer. `columns`: see makeContent().
void paintChartContent(QPainter& painter, ChartCanvas& canvas, const ChartContent& content, const ChartLayout& layout, const Theme& theme,
                       const QFont& font, int columns);
/// The line that says "now".
void paintChartPlayhead(QPainter& painter, const ChartLayout& layout, double time, const Theme& theme, const QFont& font);

/// The whole chart of one connection for pictures and export, with the playhead after its first `step` records unless that is its start
/// or its end; for ChartKind::StatesOverTime that of all connections. `stage` may be null. Needs a QApplication, no event loop.
void paintChart(QPainter& painter, const QRectF& area, const Trace& trace, ConnectionId connection, std::uint32_t step, const Theme& theme,
                const QFont& font, ChartKind kind, Side sender, const std::shared_ptr<const Stage>& stage = nullptr);
