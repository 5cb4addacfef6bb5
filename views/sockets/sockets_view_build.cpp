// How the view is put together: banner, chips and filter, the two tables, and the tabs below them.
#include "views/common/wording.h"
#include "views/connections/state_delegate.h"
#include "views/sockets/counts_plot.h"
#include "views/sockets/kernel_socket_model.h"
#include "views/sockets/ports_panel.h"
#include "views/sockets/socket_delegates.h"
#include "views/sockets/socket_group_model.h"
#include "views/sockets/sockets_view.h"
#include "views/sockets/state_chips.h"
#include "views/sockets/sysctl_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace {

constexpr double kRowHeight = 1.4; // lines

QWidget* scrolled(QWidget* content)
{
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    return area;
}

} // namespace

QWidget* SocketsView::buildTop()
{
    m_headline->setWordWrap(true);
    m_headline->setTextFormat(Qt::RichText);
    m_headline->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_headline->hide();
    m_filter->setPlaceholderText(tr("Filter: state:CLOSE-WAIT port:443 process:nginx"));
    m_filter->setToolTip(tr("<p>Words separated by spaces must all match.</p>"
                            "<p><b>port:443</b> port of either end<br><b>addr:10.0.0.1</b> address of either end, or how it begins<br>"
                            "<b>state:CLOSE-WAIT</b> state<br><b>process:nginx</b> part of a process's name, or its number<br>"
                            "<b>owners:10+11</b> these processes hold it, and no other<br>"
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
    layout->setSpacing(4);
    return top;
}

QWidget* SocketsView::buildTabs()
{
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(scrolled(m_panel), tr("Wire and kernel"));
    m_tabs->addTab(m_plot, tr("Over time"));
    m_tabs->addTab(m_ports, tr("Ports"));
    m_tabs->addTab(m_settings, tr("Kernel settings"));
    m_fold->setAutoRaise(true);
    m_tabs->setCornerWidget(m_fold, Qt::TopRightCorner);
    connect(m_fold, &QToolButton::clicked, this, [this] { setDetailsShown(!m_showsDetails); });
    // A click on a tab opens it; one on the tab that is open already folds them all away.
    connect(m_tabs->tabBar(), &QTabBar::tabBarClicked, this, [this](int tab) {
        if (tab >= 0)
            setDetailsShown(!m_showsDetails || tab != m_tabs->currentIndex());
    });
    return m_tabs;
}

/// What stands in the table's place where the filter lets nothing through.
void SocketsView::buildNothing()
{
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setTextFormat(Qt::RichText);
    m_nothing->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_stack->addWidget(m_nothing);
    connect(m_nothing, &QLabel::linkActivated, m_filter, &QLineEdit::clear);
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
    table->verticalHeader()->setDefaultSectionSize(int(table->fontMetrics().height() * kRowHeight));
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
    // Whose it is comes first, and for how long; what is mostly empty comes late.
    using M = KernelSocketModel;
    const int order[] = {M::StateColumn, M::OwnerColumn, M::LocalColumn, M::RemoteColumn, M::SinceColumn, M::RecvQueueColumn, M::SendQueueColumn, M::TimerColumn};
    QHeaderView* header = m_table->horizontalHeader();
    for (int place = 0; place < int(std::size(order)); ++place)
        header->moveSection(header->visualIndex(order[place]), place);
    setColumnWidths();
    // Some keys select a row before it is the current one, the mouse after.
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SocketsView::choose);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SocketsView::choose);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        m_table->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        if (m_spoken != m_chosen) { // since then another connection was selected
            m_chosen = 0;
            choose();
        }
        showTab(WireTab);
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &SocketsView::keepSelection);
}

void SocketsView::buildGroupTable()
{
    buildTable(m_groups, m_groupModel);
    m_groups->setAccessibleName(tr("Groups of sockets by owners and state"));
    m_groups->setSelectionMode(QAbstractItemView::SingleSelection);
    m_groups->setItemDelegateForColumn(SocketGroupModel::CountColumn, m_shares);
    m_groups->setItemDelegateForColumn(SocketGroupModel::StateColumn, m_states);
    m_groups->setToolTip(tr("Double click or Enter: these sockets alone"));
    const int line = fontMetrics().height();
    const int widths[] = {line * 6, line * 9, line * 22, line * 9, line * 6, line * 6};
    for (int column = 0; column < SocketGroupModel::kColumnCount; ++column)
        m_groups->setColumnWidth(column, widths[column]);
    connect(m_groups, &QTableView::activated, this, [this](const QModelIndex& index) { openGroup(index.row()); });
}

void SocketsView::setColumnWidths()
{
    const QFontMetrics metrics = m_table->fontMetrics();
    QFont boldFont = m_table->font();
    boldFont.setBold(true);
    const QFontMetrics bold(boldFont); // a full accept queue is
    const QString typical[KernelSocketModel::kColumnCount] = {
        wording::stateName(tcp::State::SynReceived), u"192.168.10.10:65535"_s, u"192.168.10.10:65535"_s, QString(),
        u"999,999"_s, u"postgres[12345] fd 12 (+1)"_s, u"keepalive 59.9 s"_s, u"≥ 12 min 59 s"_s, u"9,999"_s, u"999.9 ms"_s, u"9,999"_s, u"65,483"_s, u"999999999"_s};
    for (int column = 0; column < KernelSocketModel::kColumnCount; ++column) {
        const QString header = m_model->headerData(column, Qt::Horizontal).toString();
        const int wide = metrics.horizontalAdvance(typical[column]) + metrics.height();
        m_table->setColumnWidth(column, std::max(wide, metrics.horizontalAdvance(header) + 2 * metrics.height()));
    }
    const QString queue = KernelSocketModel::tr("%1 of %2").arg(wording::number(4097), wording::number(4096));
    m_table->setColumnWidth(KernelSocketModel::RecvQueueColumn, bold.horizontalAdvance(queue) + 2 * metrics.height());
}
