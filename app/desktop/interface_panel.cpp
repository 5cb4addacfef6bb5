#include "app/desktop/interface_panel.h"

#include "app/desktop/error_text.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace {

constexpr int kRefreshInterval = 1000; // ms
constexpr int kMostRows = 5;
constexpr int kRowMargin = 8;
enum Column { NameColumn, AddressColumn, RateColumn, kColumns };
constexpr int kRateRole = Qt::UserRole;     ///< Octets a second.
constexpr int kNameRole = Qt::UserRole + 1; ///< As the system has it.

/// A bar whose length is logarithmic, from 100 octets a second to 10 GB a second, behind the number.
class RateDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setColour(const QColor& colour) { m_colour = colour; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        constexpr double kLeast = 2.0; // powers of ten
        constexpr double kMost = 10.0;
        const double rate = index.data(kRateRole).toDouble();
        const double share = rate <= 0.0 ? 0.0 : std::clamp((std::log10(rate) - kLeast) / (kMost - kLeast), 0.03, 1.0);
        QStyledItemDelegate::paint(painter, option, index);
        if (share <= 0.0)
            return;
        constexpr int kThickness = 3;
        QRectF bar = QRectF(option.rect).adjusted(4, 0, -4, 0);
        bar.setTop(bar.bottom() - kThickness);
        bar.setLeft(bar.right() - bar.width() * share);
        painter->fillRect(bar, option.state & QStyle::State_Selected ? option.palette.color(QPalette::HighlightedText) : m_colour);
    }

private:
    QColor m_colour;
};

QString addressesOf(const NetworkInterface& interface)
{
    QStringList addresses;
    for (const IpAddress& address : interface.addresses)
        addresses << QString::fromStdString(toString(address));
    return addresses.join(QStringLiteral("  "));
}

} // namespace

std::optional<LiveFailure> tryCaptureHelper(const std::stop_token& stop)
{
    constexpr int kSlice = 50; // ms
    constexpr int kMostSlices = 60;
    auto started = HelperProcess::start(findHelper(), {"-i", "lo", "-f", "tcp", "-s", "64", "-B", "1", "-a", "duration:1"});
    if (const auto* failure = std::get_if<LiveFailure>(&started))
        return *failure;
    const auto helper = std::move(std::get<std::unique_ptr<HelperProcess>>(started));
    const int output = helper->takeOutput();
    helper->requestStop();
    char octets[4096];
    for (int slice = 0; slice < kMostSlices && !stop.stop_requested();) {
        pollfd waiting{output, POLLIN, 0};
        if (poll(&waiting, 1, kSlice) == 0)
            ++slice;
        else if (read(output, octets, sizeof octets) <= 0)
            break;
    }
    close(output);
    if (stop.stop_requested())
        return std::nullopt;
    auto failure = helper->wait();
    const bool isTelling = failure && (failure->problem == LiveProblem::NoPermission || failure->problem == LiveProblem::NoHelper);
    return isTelling ? failure : std::nullopt; // that there is no such interface as lo says nothing about the others
}

InterfacePanel::InterfacePanel(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_title(new QLabel(tr("Capture live"), this)), m_list(new QTreeWidget(this)), m_problem(new QLabel(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    head->addWidget(m_title, 1);
    auto* options = new QToolButton(this);
    options->setText(tr("Options …"));
    options->setAutoRaise(true);
    options->setToolTip(tr("Filter, limits and buffer of the capture"));
    options->setCursor(Qt::PointingHandCursor);
    connect(options, &QToolButton::clicked, this, &InterfacePanel::optionsRequested);
    head->addWidget(options);
    column->addLayout(head);

    m_list->setColumnCount(kColumns);
    m_list->setHeaderLabels({tr("Interface"), tr("Addresses"), tr("Now")});
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegateForColumn(RateColumn, new RateDelegate(m_list));
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(NameColumn, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(AddressColumn, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(RateColumn, QHeaderView::Fixed);
    m_list->header()->resizeSection(RateColumn, m_list->fontMetrics().horizontalAdvance(QStringLiteral("000.0 MB/s")) + 12);
    m_list->setAccessibleName(m_title->text());
    m_list->setToolTip(tr("Double click, or Enter: captures the TCP connections of this interface"));
    m_list->installEventFilter(this);
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, [this](const QTreeWidgetItem* item) { emit chosen(item->data(NameColumn, kNameRole).toString()); });
    column->addWidget(m_list);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_problem->hide();
    column->addWidget(m_problem);
    setFocusProxy(m_list);
    m_timer.setInterval(kRefreshInterval);
    connect(&m_timer, &QTimer::timeout, this, &InterfacePanel::refresh);
    setTheme(m_theme);
    setVisible(false);
}

void InterfacePanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    QPalette muted = m_title->palette();
    muted.setColor(QPalette::WindowText, theme.mutedText);
    m_title->setPalette(muted);
    static_cast<RateDelegate*>(m_list->itemDelegateForColumn(RateColumn))->setColour(theme.initiator);
    m_problem->setStyleSheet(QStringLiteral("background:%1; color:%2; border-left:3px solid %3; padding:6px")
                                 .arg(theme.panel.name(), theme.text.name(), theme.kind(SegmentKind::Rst).name()));
}

void InterfacePanel::watch()
{
    m_isWatching = true;
    refresh();
    if (isVisible())
        m_timer.start();
    m_trial = std::jthread([this](const std::stop_token& stop) {
        const auto failure = tryCaptureHelper(stop);
        QMetaObject::invokeMethod(this, [this, failure] { setProblem(failure ? std::optional(failure->error) : std::nullopt); }, Qt::QueuedConnection);
    });
}

void InterfacePanel::refresh()
{
    if (m_isAsking)
        return;
    m_isAsking = true;
    m_question = std::jthread([this] {
        auto answer = [this, interfaces = listInterfaces()] {
            m_isAsking = false;
            showInterfaces(interfaces);
        };
        QMetaObject::invokeMethod(this, std::move(answer), Qt::QueuedConnection);
    });
}

void InterfacePanel::showInterfaces(const std::vector<NetworkInterface>& interfaces)
{
    const double seconds = m_sinceBefore.isValid() ? std::max(0.001, double(m_sinceBefore.elapsed()) / 1000.0) : 0.0;
    std::vector<NetworkInterface> sorted = interfaces;
    std::stable_partition(sorted.begin(), sorted.end(), [](const NetworkInterface& each) { return each.isUp; });
    const QString marked = current();
    while (m_list->topLevelItemCount() > int(sorted.size()))
        delete m_list->takeTopLevelItem(m_list->topLevelItemCount() - 1);
    for (int row = 0; row < int(sorted.size()); ++row) {
        const NetworkInterface& interface = sorted[std::size_t(row)];
        if (row == m_list->topLevelItemCount())
            m_list->addTopLevelItem(new QTreeWidgetItem);
        QTreeWidgetItem* item = m_list->topLevelItem(row);
        item->setSizeHint(NameColumn, QSize(0, m_list->fontMetrics().height() + kRowMargin));
        const QString name = QString::fromStdString(interface.name);
        const bool isAny = interface.name == "any";
        const QString state = !interface.isUp ? tr("down") : !interface.isRunning ? tr("no carrier") : QString();
        const QString addresses = isAny ? tr("all interfaces together") : addressesOf(interface);
        item->setText(NameColumn, name);
        item->setData(NameColumn, kNameRole, name);
        item->setText(AddressColumn, state.isEmpty() ? addresses : addresses.isEmpty() ? state : tr("%1, %2").arg(state, addresses));
        item->setToolTip(AddressColumn, addresses);
        const auto before = m_before.find(interface.name);
        const bool isKnown = seconds > 0.0 && before != m_before.end() && interface.counters.octets >= before->second.octets;
        const double rate = isKnown ? double(interface.counters.octets - before->second.octets) / seconds : 0.0;
        item->setData(RateColumn, kRateRole, rate);
        item->setText(RateColumn, rate > 0.0 ? tr("%1/s").arg(QLocale().formattedDataSize(qint64(rate), 1, QLocale::DataSizeSIFormat)) : QString());
        item->setTextAlignment(RateColumn, Qt::AlignRight | Qt::AlignVCenter);
        const QColor colour = interface.isUp ? m_theme.text : m_theme.mutedText;
        for (int column = 0; column < kColumns; ++column)
            item->setForeground(column, column == NameColumn ? colour : m_theme.mutedText);
    }
    m_before.clear();
    for (const NetworkInterface& interface : sorted)
        m_before[interface.name] = interface.counters;
    m_sinceBefore.start();
    if (!marked.isEmpty())
        select(marked);
    else if (m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(0));
    select(std::exchange(m_wanted, {}));
    setVisible(m_list->topLevelItemCount() > 0);
    fitHeight();
}

void InterfacePanel::fitHeight()
{
    const int row = m_list->fontMetrics().height() + kRowMargin;
    const int rows = std::clamp(m_list->topLevelItemCount(), 1, kMostRows);
    m_list->setFixedHeight(rows * row + 2 * m_list->frameWidth());
}

QString InterfacePanel::current() const
{
    const QTreeWidgetItem* item = m_list->currentItem();
    return item ? item->data(NameColumn, kNameRole).toString() : QString();
}

void InterfacePanel::setCurrent(const QString& name)
{
    m_wanted = m_isAsking ? name : QString();
    select(name);
}

void InterfacePanel::select(const QString& name)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = m_list->topLevelItem(row);
        if (item->data(NameColumn, kNameRole).toString() == name && item != m_list->currentItem())
            m_list->setCurrentItem(item);
    }
}

void InterfacePanel::setProblem(const std::optional<Error>& english)
{
    m_problem->setVisible(english.has_value());
    if (!english)
        return;
    const Error error = translated(*english);
    m_problem->setText(QString::fromStdString(error.what) + QLatin1Char('\n') + QString::fromStdString(error.remedy));
    m_problem->setAccessibleName(m_problem->text());
}

/// Enter starts, whatever the style makes of it.
bool InterfacePanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && !current().isEmpty()) {
            emit chosen(current());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void InterfacePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isWatching)
        m_timer.start();
}

void InterfacePanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}
