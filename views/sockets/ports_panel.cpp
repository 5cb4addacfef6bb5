#include "views/sockets/ports_panel.h"

#include "views/common/wording.h"
#include "views/sockets/socket_words.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMostRows = 5;

QString addressOf(const IpAddress& ip)
{
    return QString::fromStdString(toString(ip));
}

bool isUrgent(const kernel::PortUse& use)
{
    return use.forecast == kernel::ForecastKind::RanOut || (use.forecast == kernel::ForecastKind::RunsOut && use.left < std::chrono::minutes(10));
}

} // namespace

PortsPanel::PortsPanel(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Ports in use"));
    setToolTip(tr("<p>A port is taken for one own address, destination address and destination port: the same port serves another destination. "
                  "So ports run out for one destination at a time.</p><p>The bar shows connections, TIME-WAIT, and TIME-WAIT that connect() may take "
                  "over (tcp_tw_reuse; only where both ends use timestamps).</p><p>The forecast counts with the timers of what is in TIME-WAIT and with "
                  "how fast ports were taken in the last minute.</p>"));
}

void PortsPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void PortsPanel::setPorts(const kernel::PortWatch& ports, std::optional<double> timeWaitRate)
{
    m_uses = ports.uses();
    m_uses.resize(std::min(m_uses.size(), kMostRows));
    m_range = ports.range();
    m_portsInUse = ports.portsInUse();
    m_timeWaitRate = timeWaitRate;
    setAccessibleDescription(summary());
    update();
}

qreal PortsPanel::rowHeight() const
{
    return fontMetrics().height() * 2.9;
}

QSize PortsPanel::sizeHint() const
{
    return {fontMetrics().height() * 30, int(fontMetrics().height() * 3 + rowHeight() * 3)};
}

QSize PortsPanel::minimumSizeHint() const
{
    return {fontMetrics().height() * 16, int(fontMetrics().height() * 3 + rowHeight())};
}

QString PortsPanel::summary() const
{
    QString text = tr("Ports %1 to %2: %3 of %4 in use").arg(m_range.first).arg(m_range.last).arg(wording::number(m_portsInUse), wording::number(m_range.size()));
    if (m_timeWaitRate)
        text += u" · "_s + tr("TIME-WAIT: %1 new a second").arg(QLocale().toString(*m_timeWaitRate, 'f', *m_timeWaitRate < 10 ? 1 : 0));
    return text;
}

void PortsPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.background);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal line = fontMetrics().height();
    const QRectF inner = QRectF(rect()).adjusted(line * 0.6, line * 0.5, -line * 0.6, 0);
    painter.setPen(m_theme.text);
    const QRectF head(inner.left(), inner.top(), inner.width(), line * 1.2);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(summary(), Qt::ElideRight, int(head.width())));
    qreal y = head.bottom() + line * 0.6;
    if (m_uses.empty()) {
        painter.setPen(m_theme.mutedText);
        painter.drawText(QRectF(inner.left(), y, inner.width(), line * 3), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                         tr("No connection leaves this host from a port of that range."));
    }
    for (const kernel::PortUse& use : m_uses) {
        if (y + rowHeight() > height() + line * 0.5)
            return;
        paintUse(painter, QRectF(inner.left(), y, inner.width(), rowHeight()), use);
        y += rowHeight();
    }
}

void PortsPanel::paintUse(QPainter& painter, const QRectF& area, const kernel::PortUse& use) const
{
    const qreal line = fontMetrics().height();
    const QString forecast = wording::forecastText(use);
    const QString target = tr("%1 to %2").arg(addressOf(use.target.local), wording::addressText(use.target.remote));
    QString count = tr("%1 of %2").arg(wording::number(use.inUse), wording::number(use.available));
    if (use.timeWait > 0)
        count += u" · "_s + tr("%1 of them in TIME-WAIT").arg(wording::number(use.timeWait));
    if (use.reusable > 0)
        count += u" · "_s + tr("%1 may be taken over").arg(wording::number(use.reusable));
    QFont bold = font();
    bold.setBold(true);
    const QRectF top(area.left(), area.top(), area.width(), line * 1.2);
    painter.setFont(isUrgent(use) ? bold : font());
    painter.setPen(isUrgent(use) ? m_theme.kind(SegmentKind::Rst) : m_theme.mutedText);
    const qreal right = QFontMetricsF(painter.font()).horizontalAdvance(forecast) + 2;
    painter.drawText(top, Qt::AlignRight | Qt::AlignVCenter, forecast);
    painter.setFont(font());
    painter.setPen(m_theme.text);
    const qreal room = std::max(0.0, top.width() - right - line);
    painter.drawText(top, Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(u"%1 · %2"_s.arg(target, count), Qt::ElideMiddle, int(room)));

    const QRectF track(area.left(), top.bottom() + line * 0.15, area.width(), line * 0.8);
    painter.setPen(QPen(m_theme.line, 1));
    painter.setBrush(m_theme.panel);
    painter.drawRect(track);
    qreal x = track.left();
    const auto part = [&](std::uint32_t ports, const QBrush& brush) {
        const qreal width = std::min(track.right() - x, track.width() * ports / std::max(1u, use.available));
        if (ports > 0)
            painter.fillRect(QRectF(x, track.top() + 1, std::max(1.0, width), track.height() - 1), brush);
        x += width;
    };
    // As in the chart over time: connections full, TIME-WAIT dotted.
    QColor connections = m_theme.stateFill(tcp::State::Established);
    connections = m_theme.dark ? connections.lighter(160) : connections.darker(135);
    QColor waits = m_theme.stateFill(tcp::State::TimeWait);
    waits = m_theme.dark ? waits.lighter(160) : waits.darker(135);
    part(use.inUse - use.timeWait, connections);
    part(use.timeWait - use.reusable, waits);
    part(use.reusable, QBrush(waits, Qt::BDiagPattern));
}
