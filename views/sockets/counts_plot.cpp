#include "views/sockets/counts_plot.h"

#include "views/charts/chart_paint.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <vector>

namespace {

constexpr auto kDrawEvery = std::chrono::milliseconds(500);
constexpr int kMostColumns = 300;

double secondsBetween(Timestamp from, Timestamp to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

ChartContent countsContent(const std::deque<kernel::CountsAt>& counts, const Theme& theme, int columns)
{
    ChartContent content;
    content.kind = ChartKind::StatesOverTime;
    content.values = {0, 1, AxisUnit::Count, CountsPlot::tr("Sockets")};
    if (counts.size() < 2) {
        content.notice = CountsPlot::tr("Counts over time appear here.");
        return content;
    }
    const Timestamp now = counts.back().time;
    const double begin = secondsBetween(now, counts.front().time);
    content.time = {begin, 0, AxisUnit::Seconds, CountsPlot::tr("Time before now")};
    content.end = 0;
    // Of the moments in one column the last one counts.
    std::vector<double> times;
    std::vector<StateCounts> shown;
    std::array<bool, tcp::kStateCount> wasSeen{};
    const double column = -begin / std::clamp(columns, 1, kMostColumns);
    for (const kernel::CountsAt& moment : counts) {
        for (std::size_t i = 0; i < wasSeen.size(); ++i)
            wasSeen[i] = wasSeen[i] || moment.counts[i] > 0;
        const double time = secondsBetween(now, moment.time);
        if (times.size() > 1 && time - times[times.size() - 2] < column) {
            times.back() = time;
            shown.back() = moment.counts;
        } else {
            times.push_back(time);
            shown.push_back(moment.counts);
        }
    }
    stackStates(content, times, shown, {}, [&wasSeen](tcp::State state) { return wasSeen[std::size_t(state)]; }, theme);
    if (content.isEmpty())
        content.notice = CountsPlot::tr("There are no TCP sockets.");
    return content;
}

namespace {

void paint(QPainter& painter, ChartCanvas& canvas, const QRectF& area, const std::deque<kernel::CountsAt>& counts, const Theme& theme, const QFont& font)
{
    const int columns = chartColumns(area.width() / 2);
    const ChartContent content = countsContent(counts, theme, columns);
    paintChartContent(painter, canvas, content, layoutChart(content, area, font), theme, font, columns);
}

} // namespace

void paintCounts(QPainter& painter, const QRectF& area, const std::deque<kernel::CountsAt>& counts, const Theme& theme, const QFont& font)
{
    const auto canvas = makeChartCanvas();
    paint(painter, *canvas, area, counts, theme, font);
}

CountsPlot::CountsPlot(const kernel::SocketHistory& history, QWidget* parent)
    : QWidget(parent)
    , m_history(history)
    , m_canvas(makeChartCanvas())
{
    setAccessibleName(tr("Sockets in each state over time"));
    setMinimumHeight(fontMetrics().height() * 6);
}

void CountsPlot::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void CountsPlot::takeGrowth()
{
    const auto& counts = m_history.counts();
    if (counts.empty() || (m_drawnAt && counts.back().time >= *m_drawnAt && counts.back().time - *m_drawnAt < kDrawEvery))
        return;
    m_drawnAt = counts.back().time;
    update();
}

QSize CountsPlot::sizeHint() const
{
    return {fontMetrics().height() * 30, fontMetrics().height() * 14};
}

void CountsPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.background);
    paint(painter, *m_canvas, rect(), m_history.counts(), m_theme, font());
}
