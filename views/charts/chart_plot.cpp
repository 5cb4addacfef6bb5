#include "views/charts/chart_plot.h"

#include "model/session/crowd_index.h"
#include "views/charts/chart_paint.h"
#include "views/common/wording.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace {

constexpr std::int64_t kSliceNanoseconds = 6'000'000; // a frame has room for it
constexpr std::uint32_t kRecordsAtOnce = 512;
constexpr std::uint32_t kRecordsAtFirst = 20'000; // about 2 ms: most connections are complete at once
constexpr qint64 kContentEveryMs = 200; // while the chart is being made

} // namespace

std::optional<RecordNumber> nearestRecord(const Trace& trace, ConnectionId connection, Timestamp time)
{
    const auto& records = trace.connection(connection).records;
    if (records.empty())
        return std::nullopt;
    const auto behind = std::lower_bound(records.begin(), records.end(), time,
                                         [&trace](RecordNumber record, Timestamp moment) { return trace.record(record).time < moment; });
    if (behind == records.end())
        return records.back();
    if (behind != records.begin() && time - trace.record(*std::prev(behind)).time < trace.record(*behind).time - time)
        return *std::prev(behind);
    return *behind;
}

ChartPlot::ChartPlot(Session& session, QWidget* parent) : QWidget(parent), m_session(session), m_canvas(makeChartCanvas())
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_work.setInterval(0);
    connect(&m_work, &QTimer::timeout, this, &ChartPlot::advance);
    connect(&session, &Session::reset, this, &ChartPlot::forget);
    connect(&session, &Session::stageChanged, this, &ChartPlot::forget);
    connect(&session, &Session::traceGrew, this, &ChartPlot::takeMore);
    connect(&session.playhead(), &Playhead::selected, this, [this] {
        if (!isOverAll())
            forget();
    });
    connect(&session.playhead(), &Playhead::moved, this, &ChartPlot::movePlayhead);
    connect(&session, &Session::hoveredChanged, this, [this] { update(); });
    describeAll();
}

ChartPlot::~ChartPlot() = default;

QSize ChartPlot::sizeHint() const
{
    return {fontMetrics().height() * 40, fontMetrics().height() * 20};
}

QSize ChartPlot::minimumSizeHint() const
{
    return {fontMetrics().height() * 14, fontMetrics().height() * 8};
}

void ChartPlot::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_picture = {};
    update();
}

void ChartPlot::setChart(ChartKind kind, Side sender)
{
    if (kind == m_kind && sender == m_sender)
        return;
    const bool otherTime = (kind == ChartKind::StatesOverTime) != isOverAll();
    const ChartRange kept{otherTime ? std::nullopt : m_range.time, std::nullopt};
    m_kind = kind;
    m_sender = sender;
    forget();
    setRange(kept); // the same moment in another chart
}

void ChartPlot::setRange(const ChartRange& range)
{
    if (range == m_range)
        return;
    m_range = range;
    m_picture = {};
    update();
    emit rangeChanged();
}

std::optional<ConnectionId> ChartPlot::connection() const
{
    const auto id = m_session.playhead().connection();
    return id && *id < m_session.trace().connectionCount() ? id : std::nullopt;
}

/// Something else is to be shown: made when it is painted, so that a chart which nobody sees costs nothing.
void ChartPlot::forget()
{
    m_work.stop();
    m_builder.reset();
    m_crowd = nullptr;
    m_complete = false;
    m_picture = {};
    if (m_range != ChartRange{}) {
        m_range = {};
        emit rangeChanged();
    }
    describeAll();
    update();
}

void ChartPlot::takeMore()
{
    m_complete = false;
    update();
}

/// Begins what has to be shown; what is small is complete at once.
void ChartPlot::prepare()
{
    if (m_complete || m_work.isActive())
        return;
    if (isOverAll()) {
        if (!m_crowd) {
            m_crowd = &CrowdIndex::of(m_session);
            connect(m_crowd, &CrowdIndex::advanced, this, &ChartPlot::takeCounts, Qt::UniqueConnection);
            m_sinceContent.start();
            m_picture = {};
        }
        m_complete = m_crowd->isComplete();
        return;
    } else if (const auto id = connection()) {
        if (!m_builder)
            m_builder = std::make_unique<ChartBuilder>(m_session.trace(), *id, m_sender, m_kind, m_session.stage());
    } else {
        m_content = {};
        m_content.notice = tr("No connection selected");
        m_picture = {};
        m_complete = true;
        return;
    }
    m_sinceContent.start();
    m_picture = {};
    m_work.start();
    advance();
}

void ChartPlot::advance()
{
    if (!m_builder)
        return m_work.stop();
    QElapsedTimer clock;
    clock.start();
    const std::uint32_t first = progress() > 0 ? kRecordsAtOnce : kRecordsAtFirst;
    bool more = m_builder->advance(first);
    while (more && clock.nsecsElapsed() < kSliceNanoseconds)
        more = m_builder->advance(kRecordsAtOnce);
    m_complete = !more;
    if (m_complete)
        m_work.stop();
    showMore();
}

/// The session's counts have grown, or begin anew.
void ChartPlot::takeCounts()
{
    if (!m_crowd)
        return;
    m_complete = m_crowd->isComplete();
    showMore();
}

/// While it goes on, not at every slice.
void ChartPlot::showMore()
{
    if (m_complete || m_sinceContent.elapsed() > kContentEveryMs) {
        m_sinceContent.restart();
        m_picture = {};
        update();
    }
}

double ChartPlot::progress() const
{
    if (m_crowd && m_session.trace().recordCount() > 0)
        return double(m_crowd->counts().position()) / double(m_session.trace().recordCount());
    return m_builder ? m_builder->progress() : 1.0;
}

void ChartPlot::makePicture()
{
    const int columns = chartColumns(width());
    if (m_crowd)
        m_content = makeContent(m_crowd->counts(), m_session.trace(), m_theme, m_range, columns);
    else if (m_builder)
        m_content = makeContent(m_builder->data(), m_kind, m_sender, m_theme, m_range, columns, m_session.stage() != nullptr);
    if (m_content.isEmpty() && !m_complete)
        m_content.notice.clear(); // not known yet
    m_layout = layoutChart(m_content, rect(), font());
    const qreal ratio = devicePixelRatioF();
    m_picture = QPixmap((QSizeF(size()) * ratio).toSize());
    m_picture.setDevicePixelRatio(ratio);
    QPainter painter(&m_picture);
    paintChartContent(painter, *m_canvas, m_content, m_layout, m_theme, font(), columns);
}

void ChartPlot::describeAll()
{
    setAccessibleName(chartName(m_kind));
    setAccessibleDescription(chartExplanation(m_kind));
}

Timestamp ChartPlot::zero() const
{
    if (m_crowd && m_session.trace().recordCount() > 0)
        return m_session.trace().record(0).time;
    return m_builder ? m_builder->zero() : Timestamp{};
}

std::optional<double> ChartPlot::playheadTime() const
{
    const Playhead& playhead = m_session.playhead();
    Timestamp time = playhead.time();
    if (m_crowd) {
        if (playhead.position() == 0 || playhead.position() > m_session.trace().recordCount())
            return std::nullopt;
        time = m_session.trace().record(playhead.position() - 1).time;
    } else if (!m_builder || playhead.step() == 0) {
        return std::nullopt;
    }
    return double((time - zero()).count()) * 1e-9;
}

/// Only the strips where the line was and is are painted anew.
void ChartPlot::movePlayhead()
{
    if (m_picture.isNull() || m_content.isEmpty())
        return update();
    const int reach = fontMetrics().height();
    for (const double time : {m_playheadDrawn, playheadTime().value_or(m_playheadDrawn)}) {
        const qreal x = m_layout.x(time);
        if (x > -reach && x < width() + reach)
            update(int(x) - reach, 0, 2 * reach, height());
    }
}

void ChartPlot::paintEvent(QPaintEvent* event)
{
    prepare();
    if (m_picture.isNull() || m_picture.size() != (QSizeF(size()) * devicePixelRatioF()).toSize())
        makePicture();
    QPainter painter(this);
    const qreal ratio = m_picture.devicePixelRatio();
    const QRectF dirty = event->rect();
    painter.drawPixmap(dirty, m_picture, QRectF(dirty.topLeft() * ratio, dirty.size() * ratio));
    if (!m_complete)
        paintProgress(painter);
    if (m_content.isEmpty())
        return;
    if (const auto time = playheadTime()) {
        paintChartPlayhead(painter, m_layout, *time, m_theme, font());
        m_playheadDrawn = *time;
    }
    paintHover(painter);
    if (m_drag == Drag::RubberBand) {
        QColor fill = m_theme.text;
        painter.setPen(QPen(fill, 1, Qt::DashLine));
        fill.setAlphaF(0.08f);
        painter.setBrush(fill);
        painter.drawRect(QRectF(m_pressed, m_pointer).normalized().intersected(m_layout.plot));
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.mutedText, 1, Qt::DotLine));
        painter.drawRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    }
}

void ChartPlot::paintProgress(QPainter& painter) const
{
    painter.setFont(font());
    painter.setPen(m_theme.mutedText);
    const int gap = fontMetrics().height() / 2;
    const QRectF inside = m_content.isEmpty() ? QRectF(rect()) : m_layout.plot;
    painter.drawText(inside.adjusted(gap, gap, -gap, -gap), Qt::AlignRight | Qt::AlignTop, tr("Reading segments: %1 %").arg(int(progress() * 100)));
}

void ChartPlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_picture = {};
        updateGeometry();
        update();
    } else if (event->type() == QEvent::LanguageChange) {
        m_picture = {};
        describeAll();
        update();
    }
}
