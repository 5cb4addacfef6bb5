#include "views/sockets/wire_kernel_panel.h"

#include "views/common/wording.h"
#include "views/sockets/socket_words.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

/// A state in its colour, dashed where it is only assumed; without a state a word in grey.
class WireKernelPanel::Badge : public QWidget {
public:
    explicit Badge(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }
    void set(QString text, std::optional<tcp::State> state, Certainty certainty)
    {
        m_text = std::move(text);
        m_state = state;
        m_certainty = certainty;
        setAccessibleName(m_text);
        updateGeometry();
        update();
    }
    void setTheme(const Theme& theme)
    {
        m_theme = theme;
        update();
    }
    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(m_text) + fontMetrics().height(), int(fontMetrics().height() * 1.6)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(m_state ? m_theme.stateFill(*m_state) : m_theme.panel);
        painter.setPen(QPen(m_theme.mutedText, 1.0, Theme::certaintyStyle(m_certainty)));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.setPen(m_state ? m_theme.text : m_theme.mutedText);
        painter.drawText(rect(), Qt::AlignCenter, m_text);
    }

private:
    QString m_text;
    std::optional<tcp::State> m_state;
    Certainty m_certainty = Certainty::Proven;
    Theme m_theme = Theme::light();
};

namespace {

QLabel* addText(QGridLayout* grid, int row, int column, int columns)
{
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(label, row, column, 1, columns);
    return label;
}

/// Queues, timer, owner and what TCP_INFO tells, each with its name.
QString detailsOf(const kernel::TrackedSocket& tracked)
{
    const kernel::Socket& socket = tracked.socket;
    QStringList parts;
    const auto add = [&parts](const QString& name, const QString& value) {
        if (!value.isEmpty())
            parts << u"%1 <b>%2</b>"_s.arg(name, value.toHtmlEscaped());
    };
    add(WireKernelPanel::tr("Owner"), wording::ownerText(tracked));
    if (tracked.isGone()) // its queues and timer are no more
        return parts.join(QString());
    if (socket.isListener()) { // it has no path, so that the rest of what the kernel tells means nothing
        add(WireKernelPanel::tr("Accept queue"), WireKernelPanel::tr("%1 of %2").arg(wording::number(socket.recvQueue), wording::number(socket.sendQueue)));
        return parts.join(u" &nbsp;·&nbsp; "_s);
    }
    if (socket.kind == kernel::EntryKind::Full) {
        add(WireKernelPanel::tr("Recv-Q"), wording::number(socket.recvQueue));
        add(WireKernelPanel::tr("Send-Q"), wording::number(socket.sendQueue));
    }
    add(WireKernelPanel::tr("Timer"), wording::timerText(socket.timer));
    if (socket.hasInfo) {
        const kernel::TcpInfo& info = socket.info;
        add(WireKernelPanel::tr("RTT"), info.rtt == 0 ? QString() : u"%1 ± %2"_s.arg(wording::duration(std::chrono::microseconds(info.rtt)), wording::duration(std::chrono::microseconds(info.rttvar))));
        add(u"cwnd"_s, wording::number(info.cwnd));
        add(u"ssthresh"_s, info.ssthresh >= kernel::TcpInfo::kNoSsthresh ? QString() : wording::number(info.ssthresh));
        add(u"MSS"_s, wording::number(info.sendMss));
        add(WireKernelPanel::tr("Window scale"), info.hasScaling ? u"%1, %2"_s.arg(info.sendScale).arg(info.receiveScale) : WireKernelPanel::tr("none"));
        add(WireKernelPanel::tr("Retransmitted"), info.totalRetransmits == 0 ? QString() : wording::number(info.totalRetransmits));
    }
    QString text = parts.join(u" &nbsp;·&nbsp; "_s);
    if (const QString idle = wording::idleText(socket); !idle.isEmpty())
        text += u"<br>"_s + idle.toHtmlEscaped();
    return text;
}

} // namespace

WireKernelPanel::WireKernelPanel(QWidget* parent)
    : QWidget(parent)
    , m_hint(new QLabel(tr("Select a connection to see what the wire and the kernel say about it."), this))
    , m_title(new QLabel(this))
    , m_grid(new QWidget(this))
{
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setTextFormat(Qt::RichText);
    m_title->hide();
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    auto* grid = new QGridLayout(m_grid);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(4, 1);
    grid->setHorizontalSpacing(fontMetrics().height() / 2);
    for (int i = 0; i < 2; ++i) {
        EndRow& row = m_rows[std::size_t(i)];
        const int first = i * 5;
        row.title = addText(grid, first, 0, 5);
        row.wire = new Badge(m_grid);
        row.kernelSays = new Badge(m_grid);
        row.wireSays = new QLabel(tr("Wire says"));
        row.kernelLabel = new QLabel(tr("kernel says"));
        grid->addWidget(row.wireSays, first + 1, 0);
        grid->addWidget(row.wire, first + 1, 1);
        grid->addWidget(row.kernelLabel, first + 1, 2);
        grid->addWidget(row.kernelSays, first + 1, 3);
        row.verdict = addText(grid, first + 2, 0, 5);
        row.details = addText(grid, first + 3, 0, 5);
    }
    grid->setRowMinimumHeight(4, fontMetrics().height());
    grid->setRowStretch(9, 1);
    m_grid->hide();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_hint);
    layout->addWidget(m_title);
    layout->addWidget(m_grid);
    layout->setContentsMargins(6, 3, 6, 3);
    setAccessibleName(tr("Wire and kernel"));
}

void WireKernelPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    for (EndRow& row : m_rows) {
        row.wire->setTheme(theme);
        row.kernelSays->setTheme(theme);
    }
}

void WireKernelPanel::showConnection(const std::optional<WireConnection>& connection, const kernel::SocketHistory& history, Side first)
{
    m_hint->setVisible(!connection);
    m_title->setVisible(connection.has_value());
    m_grid->setVisible(connection.has_value());
    if (!connection)
        return;
    const QString ends = u"%1 ↔ %2"_s.arg(wording::addressText(connection->ends[0].address), wording::addressText(connection->ends[1].address));
    m_title->setText(u"<b>%1</b> · %2"_s.arg(tr("Connection #%1").arg(connection->number), ends.toHtmlEscaped()));
    if (std::exchange(m_speaksOfSocket, false)) {
        for (const EndRow& row : m_rows)
            setEndShown(row, true);
    }
    for (const Side side : kSides)
        showEnd(m_rows[side == first ? 0 : 1], side, *connection, history);
}

void WireKernelPanel::setEndShown(const EndRow& row, bool isShown)
{
    for (QWidget* part : {static_cast<QWidget*>(row.title), static_cast<QWidget*>(row.wire), static_cast<QWidget*>(row.kernelSays),
                          static_cast<QWidget*>(row.wireSays), static_cast<QWidget*>(row.kernelLabel), static_cast<QWidget*>(row.verdict), static_cast<QWidget*>(row.details)})
        part->setVisible(isShown);
}

void WireKernelPanel::showSocket(const kernel::TrackedSocket& tracked)
{
    const kernel::Socket& socket = tracked.socket;
    m_hint->hide();
    m_title->show();
    m_grid->show();
    const QString remote = socket.isListener() ? u"*"_s : wording::addressText(socket.remote);
    m_title->setText(u"<b>%1</b> · %2"_s.arg(tr("Selected socket"), u"%1 ↔ %2"_s.arg(wording::addressText(socket.local), remote).toHtmlEscaped()));
    const EndRow& row = m_rows[0];
    if (!std::exchange(m_speaksOfSocket, true)) {
        setEndShown(m_rows[1], false);
        setEndShown(row, true);
        row.title->hide();
    }
    row.wire->set(socket.isListener() ? tr("no connection") : tr("not captured"), std::nullopt, Certainty::Proven);
    if (tracked.isGone())
        row.kernelSays->set(tr("nothing"), std::nullopt, Certainty::Proven);
    else
        row.kernelSays->set(wording::stateName(socket.state), socket.state, Certainty::Proven);
    const QString entry = wording::entryExplanation(socket.kind);
    const QString owners = wording::ownerExplanation(tracked); // with one holder it is what stands there already
    const QString more = owners == wording::ownerText(tracked) ? QString() : u"<br>"_s + owners.toHtmlEscaped().replace(u'\n', u"<br>"_s);
    row.verdict->setText(detailsOf(tracked) + more); // what is this socket's own comes before what is true of all
    row.details->setText((entry.isEmpty() ? wording::stateExplanation(socket.state) : entry).toHtmlEscaped());
}

void WireKernelPanel::showEnd(const EndRow& row, Side side, const WireConnection& connection, const kernel::SocketHistory& history)
{
    const WireConnection::End& end = connection.ends[index(side)];
    const bool isOfThisHost = connection.moment != kernel::WireMoment::OtherHost;
    const SocketAddress& peer = connection.ends[index(other(side))].address;
    const kernel::TrackedSocket* tracked = isOfThisHost ? history.find(end.address, peer, connection.interface) : nullptr;
    const bool isHere = end.isHere || tracked; // the list of addresses may be older than the socket's address
    const bool hasEntry = tracked && !tracked->isGone();
    const bool isAssumed = end.certainty == Certainty::Assumed || end.certainty == Certainty::Retracted;
    const auto verdict = kernel::compare({end.state, isAssumed, isHere, connection.moment}, hasEntry ? &tracked->socket : nullptr);
    row.title->setText(u"<b>%1</b> %2"_s.arg(wording::sideName(side), wording::addressText(end.address).toHtmlEscaped()));
    row.wire->set(wording::stateText(end.state, end.certainty), end.state, end.certainty);
    if (hasEntry)
        row.kernelSays->set(wording::stateName(tracked->socket.state), tracked->socket.state, Certainty::Proven);
    else
        row.kernelSays->set(!isOfThisHost ? tr("not asked") : isHere ? tr("nothing") : tr("not here"), std::nullopt, Certainty::Proven);
    const bool isBad = verdict.agreement == kernel::Agreement::Contradicted;
    const QString sign = verdict.agreement == kernel::Agreement::Same ? u"="_s : verdict.agreement == kernel::Agreement::Unknown ? u"?"_s : u"≠"_s;
    const QString name = u"%1 %2."_s.arg(sign, wording::agreementName(verdict.agreement).toHtmlEscaped());
    const QString color = (isBad ? m_theme.kind(SegmentKind::Rst) : m_theme.text).name();
    row.verdict->setText(u"<b style=\"color:%1\">%2</b> %3"_s.arg(color, name, wording::reasonExplanation(verdict.reason).toHtmlEscaped()));
    row.details->setVisible(tracked != nullptr);
    if (tracked)
        row.details->setText(detailsOf(*tracked));
}
