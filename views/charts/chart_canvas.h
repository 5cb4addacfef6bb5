#pragma once
#include "views/charts/chart_layout.h"

#include <memory>
#include <vector>

class QPainter;

/// A line through corners (x in seconds, y in the unit of the values).
struct ChartLine {
    QPen pen;
    QList<QPointF> corners;
};

/// What lies between two lines.
struct ChartArea {
    QPen pen;
    QBrush brush;
    QList<QPointF> upper;
    QList<QPointF> lower;
};

/// What draws lines and areas. Axes, grid, legend, marks and the pointer are not its business, so that another library takes one file.
class ChartCanvas {
public:
    virtual ~ChartCanvas() = default;
    /// Draws them into the layout's plot, cut at its edges: areas first, all in their order.
    virtual void paint(QPainter& painter, const ChartLayout& layout, const std::vector<ChartArea>& areas, const std::vector<ChartLine>& lines) = 0;
};

/// The one of this program: Qt Charts.
std::unique_ptr<ChartCanvas> makeChartCanvas();
