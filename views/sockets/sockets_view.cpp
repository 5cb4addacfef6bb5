#include "views/sockets/sockets_view.h"

#include "views/common/wording.h"
#include "views/connections/state_delegate.h"
#include "views/sockets/counts_plot.h"
#include "views/sockets/kernel_socket_model.h"
#include "views/sockets/ports_panel.h"
#include "views/sockets/socket_delegates.h"
#include "views/sockets/socket_group_model.h"
#include "views/sockets/socket_words.h"
#include "views/sockets/state_chips.h"
#include "views/sockets/sysctl_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QIODevice>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSumEvery = std::chrono::milliseconds(500);
constexpr qsizetype kMostHeadlines = 2;

QToolButton* makeSwitch(const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(toolTip);
    button->setCheckable(true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return button;
}

QWidget* scrolled(QWidget* content)
{
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    return area;
}

} // namespace

SocketsView::SocketsView(QWidget* parent)
    : QWidget(parent)
    , m_model(new KernelSocketModel(m_history, this))
    , m_groupModel(new SocketGroupModel(this))
    , m_headline(new QLabel(this))
    , m_chips(new StateChips(this))
    , m_filter(new QLineEdit(this))
    , m_whose(makeSwitch(tr("Whose are they?"), tr("Groups by process and state, the largest first")))
    , m_gone(makeSwitch(tr("Closed ones too"), tr("Shows sockets for half a minute after they are gone")))
    , m_count(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_groups(new QTableView(this))
    , m_states(new StateDelegate(this))
    , m_queues(new FillDelegate(KernelSocketModel::FillRole, true, this))
    , m_shares(new FillDelegate(SocketGroupModel::FillRole, false, this))
    , m_tabs(new QTabWidget(this))
    , m_panel(new WireKernelPanel(this))
    , m_plot(new CountsPlot(m_history, this))
    , m_ports(new PortsPanel(this))
    , m_settings(new SysctlPanel(this))
{
    buildSocketTable();
    buildGroupTable();
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_stack);
    splitter->addWidget(buildTabs());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(buildTop());
    layout->addWidget(splitter, 1);
    layout->setContentsMargins(6, 6, 6, 6);
    setFocusProxy(m_table);
    connect(m_filter, &QLineEdit::textChanged, this, &SocketsView::applyFilter);
    connect(m_chips, &StateChips::clicked, this, &SocketsView::toggleState);
    connect(m_whose, &QToolButton::toggled, this, [this](bool isOn) { m_stack->setCurrentWidget(isOn ? m_groups : m_table); });
    connect(m_gone, &QToolButton::toggled, m_model, &KernelSocketModel::setGoneShown);
    connect(m_gone, &QToolButton::toggled, this, &SocketsView::showCount);
    m_gone->setChecked(true);
    setTheme(Theme::light());
    showCount();
}

QWidget* SocketsView::buildTop()
{
    m_headline->setWordWrap(true);
    m_headline->setTextFormat(Qt::RichText);
    m_headline->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_headline->setMargin(fontMetrics().height() / 2);
    m_headline->setAutoFillBackground(true);
    m_headline->hide();
    m_filter->setPlaceholderText(tr("Filter: state:CLOSE-WAIT port:443 process:nginx"));
    m_filter->setToolTip(tr("<p>Words separated by spaces must all match.</p>"
                            "<p><b>port:443</b> port of either end<br><b>addr:10.0.0.1</b> address of either end, or how it begins<br>"
                            "<b>state:CLOSE-WAIT</b> state<br><b>process:nginx</b> part of a process's name, or its number<br>"
                            "<b>uid:1000</b> user<br><b>inode:4711</b> the socket's inode<br>Any other word is looked for in states, addresses and process names.</p>"));
    m_filter->setAccessibleName(tr("Filter sockets"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAcceptDrops(false); // a file dropped here is meant for the window
    m_filter->installEventFilter(this);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* line = new QHBoxLayout;
    line->addWidget(m_filter, 1);
    line->addWidget(m_whose);
    line->addWidget(m_gone);
    line->addWidget(m_count);
    auto* top = new QWidget(this);
    auto* layout = new QVBoxLayout(top);
    layout->addWidget(m_headline);
    layout->addWidget(m_chips);
    layout->addLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    return top;
}

QWidget* SocketsView::buildTabs()
{
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(scrolled(m_panel), tr("Wire and kernel"));
    m_tabs->addTab(m_plot, tr("Over time"));
    m_tabs->addTab(m_ports, tr("Ports"));
    m_tabs->addTab(m_settings, tr("Kernel settings"));
    m_tabs->setMinimumHeight(fontMetrics().height() * 9);
    return m_tabs;
}

void SocketsView::buildTable(QTableView* table, QAbstractItemModel* model)
{
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTextElideMode(Qt::ElideMiddle);
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setTabKeyNavigation(false);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(int(table->fontMetrics().height() * 1.6));
    table->horizontalHeader()->setHighlightSections(false);
    m_stack->addWidget(table);
}

void SocketsView::buildSocketTable()
{
    buildTable(m_table, m_model);
    m_table->setAccessibleName(tr("Sockets"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setItemDelegateForColumn(KernelSocketModel::StateColumn, m_states);
    m_table->setItemDelegateForColumn(KernelSocketModel::RecvQueueColumn, m_queues);
    m_table->horizontalHeader()->setSortIndicator(KernelSocketModel::StateColumn, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    m_table->installEventFilter(this);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, &SocketsView::showMenu);
    // Whose it is comes first; words stand left of all numbers.
    m_table->horizontalHeader()->moveSection(KernelSocketModel::OwnerColumn, KernelSocketModel::LocalColumn);
    m_table->horizontalHeader()->moveSection(m_table->horizontalHeader()->visualIndex(KernelSocketModel::TimerColumn),
                                             m_table->horizontalHeader()->visualIndex(KernelSocketModel::RecvQueueColumn));
    setColumnWidths();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SocketsView::choose);
    connect(m_model, &QAbstractItemModel::modelReset, this, &SocketsView::keepSelection);
}

void SocketsView::buildGroupTable()
{
    buildTable(m_groups, m_groupModel);
    m_groups->setAccessibleName(tr("Groups of sockets by process and state"));
    m_groups->setSelectionMode(QAbstractItemView::SingleSelection);
    m_groups->setItemDelegateForColumn(SocketGroupModel::CountColumn, m_shares);
    m_groups->setItemDelegateForColumn(SocketGroupModel::StateColumn, m_states);
    m_groups->setToolTip(tr("Double click or Enter: these sockets alone"));
    const int line = fontMetrics().height();
    const int widths[] = {line * 9, line * 9, line * 14, line * 9, line * 6, line * 6};
    for (int column = 0; column < SocketGroupModel::kColumnCount; ++column)
        m_groups->setColumnWidth(column, widths[column]);
    connect(m_groups, &QTableView::activated, this, [this](const QModelIndex& index) { openGroup(index.row()); });
}

void SocketsView::setColumnWidths()
{
    const QFontMetrics metrics = m_table->fontMetrics();
    const QString typical[KernelSocketModel::kColumnCount] = {
        tr("was %1").arg(wording::stateName(tcp::State::SynReceived)), u"192.168.100.100:65535"_s, u"192.168.100.100:65535"_s, u"1,000 of 4,096"_s,
        u"999,999"_s, u"postgres[123456] fd 12 (+1)"_s, u"retransmission 59.9 s ×9"_s, u"12 min 59 s"_s, u"9,999"_s, u"999.9 ms"_s, u"9,999"_s, u"65,483"_s, u"999999999"_s};
    for (int column = 0; column < KernelSocketModel::kColumnCount; ++column) {
        const QString header = m_model->headerData(column, Qt::Horizontal).toString();
        const int wide = metrics.horizontalAdvance(typical[column]) + metrics.height();
        m_table->setColumnWidth(column, std::max(wide, metrics.horizontalAdvance(header) + 2 * metrics.height()));
    }
}

void SocketsView::setTheme(const Theme& theme)
{
    m_states->setTheme(theme);
    m_queues->setTheme(theme);
    m_shares->setTheme(theme);
    m_model->setTheme(theme);
    m_chips->setTheme(theme);
    m_panel->setTheme(theme);
    m_plot->setTheme(theme);
    m_ports->setTheme(theme);
    QPalette palette = m_headline->palette();
    palette.setColor(QPalette::Window, theme.highlight);
    palette.setColor(QPalette::WindowText, theme.text);
    m_headline->setPalette(palette);
    m_panel->showConnection(m_connection, m_history);
    m_table->viewport()->update();
    m_groups->viewport()->update();
}

void SocketsView::setSnapshot(const kernel::Snapshot& snapshot)
{
    const kernel::HistoryChanges changes = m_history.update(snapshot, m_sysctls);
    m_model->takeChanges(changes, snapshot.time);
    m_chips->setCounts(kernel::countStates(snapshot.sockets));
    m_plot->takeGrowth();
    m_panel->showConnection(m_connection, m_history);
    if (!m_summedAt || snapshot.time - *m_summedAt >= kSumEvery) {
        m_summedAt = snapshot.time;
        std::vector<kernel::Group> groups = kernel::groupByOwner(snapshot);
        QStringList lines;
        for (const kernel::Headline& headline : kernel::headlinesOf(snapshot, groups))
            lines << wording::headlineText(headline);
        lines.resize(std::min<qsizetype>(lines.size(), kMostHeadlines));
        m_headline->setText(lines.join(u"<br>"_s));
        m_headline->setVisible(!lines.isEmpty());
        m_groupModel->setGroups(std::move(groups));
        m_ports->setPorts(m_history.ports(), m_history.timeWaitRate());
    }
    showCount();
}

void SocketsView::setSysctls(const kernel::Sysctls& sysctls)
{
    m_sysctls = sysctls;
    m_settings->setSysctls(sysctls);
}

void SocketsView::setConnection(const std::optional<WireConnection>& connection)
{
    m_connection = connection;
    m_panel->showConnection(m_connection, m_history);
}

void SocketsView::showError(const QString& text)
{
    m_headline->setText(text.toHtmlEscaped());
    m_headline->setVisible(!text.isEmpty());
}

void SocketsView::clear()
{
    m_history = kernel::SocketHistory();
    m_model->takeReset();
    m_groupModel->setGroups({});
    m_chips->setCounts({});
    m_headline->hide();
    m_chosen = 0;
    m_summedAt.reset();
    m_plot->update();
    m_panel->showConnection(m_connection, m_history);
    showCount();
}

void SocketsView::setGrouped(bool isGrouped)
{
    m_whose->setChecked(isGrouped);
}

void SocketsView::applyFilter(const QString& text)
{
    m_model->setFilter(text);
    std::array<bool, tcp::kStateCount> chosen{};
    for (int i = 0; i < tcp::kStateCount; ++i)
        chosen[std::size_t(i)] = m_model->filter().asksFor(tcp::State(i));
    m_chips->setChosen(chosen);
    showCount();
}

/// The filter's text is the only truth: a chip writes into it, and shows what stands there.
void SocketsView::toggleState(tcp::State state)
{
    const bool wasChosen = m_model->filter().asksFor(state);
    QStringList words = m_filter->text().split(u' ', Qt::SkipEmptyParts);
    words.removeIf([](const QString& word) { return word.startsWith(u"state:"_s, Qt::CaseInsensitive); });
    if (!wasChosen)
        words.append(u"state:"_s + wording::stateName(state));
    m_filter->setText(words.join(u' '));
    applyFilter(m_filter->text());
    setGrouped(false);
}

void SocketsView::openGroup(int row)
{
    if (row < 0 || row >= m_groupModel->rowCount())
        return;
    m_filter->setText(SocketGroupModel::filterOf(m_groupModel->groupAt(row)));
    setGrouped(false);
    m_table->setFocus();
}

void SocketsView::choose()
{
    const QModelIndex current = m_table->selectionModel()->currentIndex();
    if (!current.isValid())
        return;
    const kernel::TrackedSocket* socket = m_model->socketAt(current.row());
    if (!socket || socket->id == m_chosen)
        return;
    m_chosen = socket->id;
    if (!socket->socket.isListener())
        emit socketChosen(kernel::wireAddress(socket->socket.local), kernel::wireAddress(socket->socket.remote));
}

/// After a reset the views know nothing of what was selected.
void SocketsView::keepSelection()
{
    const int row = m_chosen == 0 ? -1 : m_model->rowOf(m_chosen);
    if (row < 0)
        return;
    m_table->setAutoScroll(false); // else the view would go to whatever becomes current
    m_table->selectionModel()->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->setAutoScroll(true);
}

void SocketsView::showCount()
{
    const auto all = m_history.size();
    const auto shown = std::size_t(m_model->rowCount());
    if (all == 1 && shown == 1)
        m_count->setText(tr("1 socket"));
    else
        m_count->setText(shown == all ? tr("%1 sockets").arg(wording::number(all)) : tr("%1 of %2 sockets").arg(wording::number(shown), wording::number(all)));
}

bool SocketsView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    if (watched == m_filter && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
        m_stack->currentWidget()->setFocus();
        return true;
    }
    if (watched == m_filter && key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    if (watched == m_table && key->matches(QKeySequence::Copy)) {
        copySelection();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}
