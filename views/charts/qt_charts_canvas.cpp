// The only file that knows Qt Charts.
#include "views/charts/chart_canvas.h"

#include <QAreaSeries>
#include <QChart>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>

namespace {

/// A chart without a view: it is rendered where it is wanted, and its series stay for the next time.
///
/// Qt Charts draws neither numbers nor marks here. It cuts long axis labels off and knows no "20 ms", and it makes a graphics item for
/// every mark, which takes ten times as long as all the lines.
class QtChartsCanvas final : public ChartCanvas {
public:
    QtChartsCanvas();
    void paint(QPainter& painter, const ChartLayout& layout, const std::vector<ChartArea>& areas, const std::vector<ChartLine>& lines) override;

private:
    struct Area {
        QAreaSeries* series = nullptr;
        QLineSeries* upper = nullptr;
        QLineSeries* lower = nullptr;
    };
    void attach(QAbstractSeries* series);
    QLineSeries* line(std::size_t position);
    Area& area(std::size_t position);
    void hideFrom(std::size_t lines, std::size_t areas);
    void place(const ChartLayout& layout);

    QGraphicsScene m_scene;
    QChart* m_chart = new QChart;
    QValueAxis* m_time = new QValueAxis;
    QValueAxis* m_values = new QValueAxis;
    std::vector<QLineSeries*> m_lines;
    std::vector<Area> m_areas;
};

QtChartsCanvas::QtChartsCanvas()
{
    m_scene.addItem(m_chart);
    m_scene.setItemIndexMethod(QGraphicsScene::NoIndex);
    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    m_chart->setPlotAreaBackgroundVisible(false);
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->setMargins(QMargins());
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->addAxis(m_time, Qt::AlignBottom);
    m_chart->addAxis(m_values, Qt::AlignLeft);
    m_time->setVisible(false);
    m_values->setVisible(false);
}

void QtChartsCanvas::attach(QAbstractSeries* series)
{
    m_chart->addSeries(series);
    series->attachAxis(m_time);
    series->attachAxis(m_values);
}

QLineSeries* QtChartsCanvas::line(std::size_t position)
{
    while (m_lines.size() <= position) {
        m_lines.push_back(new QLineSeries);
        attach(m_lines.back());
    }
    return m_lines[position];
}

QtChartsCanvas::Area& QtChartsCanvas::area(std::size_t position)
{
    while (m_areas.size() <= position) {
        Area area{nullptr, new QLineSeries, new QLineSeries};
        area.series = new QAreaSeries(area.upper, area.lower);
        area.upper->setParent(area.series);
        area.lower->setParent(area.series);
        attach(area.series);
        m_areas.push_back(area);
    }
    return m_areas[position];
}

void QtChartsCanvas::hideFrom(std::size_t lines, std::size_t areas)
{
    for (; lines < m_lines.size(); ++lines) {
        m_lines[lines]->setVisible(false);
        m_lines[lines]->clear();
    }
    for (; areas < m_areas.size(); ++areas) {
        m_areas[areas].series->setVisible(false);
        m_areas[areas].upper->clear();
        m_areas[areas].lower->clear();
    }
}

void QtChartsCanvas::place(const ChartLayout& layout)
{
    const QRectF plot = layout.plot.translated(-layout.area.topLeft());
    if (m_chart->size() != layout.area.size())
        m_chart->resize(layout.area.size());
    if (m_chart->plotArea() != plot)
        m_chart->setPlotArea(plot);
    m_chart->layout()->activate();
    m_time->setRange(layout.time.begin, layout.time.end);
    m_values->setRange(layout.low, layout.high);
}

void QtChartsCanvas::paint(QPainter& painter, const ChartLayout& layout, const std::vector<ChartArea>& areas, const std::vector<ChartLine>& lines)
{
    if (areas.empty() && lines.empty())
        return;
    hideFrom(0, 0); // before the axes move: what is about to go need not be computed anew
    place(layout);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const Area& shown = area(i);
        shown.series->setPen(areas[i].pen);
        shown.series->setBrush(areas[i].brush);
        shown.upper->replace(areas[i].upper);
        shown.lower->replace(areas[i].lower);
        shown.series->setVisible(true);
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        QLineSeries& shown = *line(i);
        shown.setPen(lines[i].pen);
        shown.replace(lines[i].corners);
        shown.setVisible(true);
    }
    m_scene.render(&painter, layout.area, QRectF(QPointF(), layout.area.size()), Qt::IgnoreAspectRatio);
}

} // namespace

std::unique_ptr<ChartCanvas> makeChartCanvas()
{
    return std::make_unique<QtChartsCanvas>();
}
