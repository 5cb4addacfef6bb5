#include "views/sockets/sockets_view.h"

#include "views/common/wording.h"
#include "views/connections/state_delegate.h"
#include "views/sockets/counts_plot.h"
#include "views/sockets/headline_words.h"
#include "views/sockets/kernel_socket_model.h"
#include "views/sockets/ports_panel.h"
#include "views/sockets/socket_delegates.h"
#include "views/sockets/socket_group_model.h"
#include "views/sockets/socket_words.h"
#include "views/sockets/state_chips.h"
#include "views/sockets/sysctl_panel.h"

#include <QApplication>
#include <QIODevice>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
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

} // namespace

SocketsView::SocketsView(QWidget* parent)
    : QWidget(parent)
    , m_model(new KernelSocketModel(m_history, this))
    , m_groupModel(new SocketGroupModel(this))
    , m_headline(new QLabel(this))
    , m_chips(new StateChips(this))
    , m_filter(new QLineEdit(this))
    , m_whose(makeSwitch(tr("Whose are they?"), tr("Groups by owners and state, the largest first")))
    , m_gone(makeSwitch(tr("Also those gone"), tr("Shows sockets for half a minute after they are gone; they are not counted")))
    , m_count(new QLabel(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_groups(new QTableView(this))
    , m_nothing(new QLabel(this))
    , m_states(new StateDelegate(this))
    , m_queues(new FillDelegate(KernelSocketModel::FillRole, true, this))
    , m_shares(new FillDelegate(SocketGroupModel::FillRole, false, this))
    , m_tabs(new QTabWidget(this))
    , m_fold(new QToolButton(this))
    , m_panel(new WireKernelPanel(this))
    , m_plot(new CountsPlot(m_history, this))
    , m_ports(new PortsPanel(this))
    , m_settings(new SysctlPanel(this))
{
    buildSocketTable();
    buildGroupTable();
    buildNothing();
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(buildTabs());
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_top = buildTop();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_top);
    layout->addWidget(m_splitter, 1);
    layout->setContentsMargins(6, 4, 6, 0);
    setFocusProxy(m_table);
    setDetailsShown(false);
    connect(m_filter, &QLineEdit::textChanged, this, &SocketsView::applyFilter);
    connect(m_chips, &StateChips::clicked, this, &SocketsView::toggleState);
    connect(m_whose, &QToolButton::toggled, this, &SocketsView::showPage);
    connect(m_gone, &QToolButton::toggled, m_model, &KernelSocketModel::setGoneShown);
    connect(m_gone, &QToolButton::toggled, this, &SocketsView::sum);
    connect(m_headline, &QLabel::linkActivated, this, &SocketsView::followLink);
    setTheme(Theme::light()); // and the first sum
}

/// Folded away they leave the height to the table; their names stay.
void SocketsView::setDetailsShown(bool isShown)
{
    m_showsDetails = isShown;
    if (auto* pages = m_tabs->findChild<QStackedWidget*>(QString(), Qt::FindDirectChildrenOnly))
        pages->setVisible(isShown); // else the tabulator key would lead into them
    m_tabs->setMinimumHeight(isShown ? fontMetrics().height() * 9 : 0);
    m_tabs->setMaximumHeight(isShown ? QWIDGETSIZE_MAX : m_tabs->tabBar()->sizeHint().height());
    const double rows = isShown ? 3.5 : 1.5; // what is unfolded must not push the table out
    m_stack->setMinimumHeight(heightOfRows(rows));
    m_fold->setArrowType(isShown ? Qt::DownArrow : Qt::UpArrow);
    m_fold->setToolTip(isShown ? tr("Fold away") : tr("Unfold"));
    m_fold->setAccessibleName(m_fold->toolTip());
    if (isShown) // the table gets lower, and must not lose what was chosen
        QTimer::singleShot(0, m_table, [this] { m_table->scrollTo(m_table->currentIndex()); });
}

/// With the header above them and the scroll bar below.
int SocketsView::heightOfRows(double rows) const
{
    return m_table->horizontalHeader()->sizeHint().height() + int(rows * m_table->verticalHeader()->defaultSectionSize())
        + m_table->horizontalScrollBar()->sizeHint().height() + 2 * m_table->frameWidth();
}

int SocketsView::comfortableHeight() const
{
    constexpr double kRows = 8.5;
    const QMargins margins = layout()->contentsMargins();
    const int wide = width() - margins.left() - margins.right();
    // Not from heights as they are: where there is too little room nothing has the height that it needs.
    const int above = m_top->hasHeightForWidth() ? m_top->heightForWidth(wide) : m_top->sizeHint().height();
    const int below = m_showsDetails ? m_tabs->minimumHeight() : m_tabs->maximumHeight();
    return margins.top() + above + layout()->spacing() + heightOfRows(kRows) + m_splitter->handleWidth() + below + margins.bottom();
}

void SocketsView::showTab(int tab)
{
    m_tabs->setCurrentIndex(tab);
    setDetailsShown(true);
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
    m_theme = theme;
    sum();
    showPanel();
    m_table->viewport()->update();
    m_groups->viewport()->update();
}

void SocketsView::setSnapshot(const kernel::Snapshot& snapshot)
{
    const kernel::HistoryChanges changes = m_history.update(snapshot, m_sysctls);
    m_model->takeChanges(changes, snapshot.time);
    m_plot->takeGrowth();
    m_owners = snapshot.owners;
    m_now = snapshot.time;
    m_error.clear();
    showPanel();
    if (!m_summedAt || snapshot.time - *m_summedAt >= kSumEvery) {
        m_summedAt = snapshot.time;
        sum();
    } else {
        showPage(); // the last row may have come or gone
    }
}

/// All numbers are of one moment, and of the same sockets that the table has: chips, banner, groups and how many are shown.
void SocketsView::sum()
{
    kernel::Snapshot all{m_now, {}, m_owners};
    kernel::Snapshot shown{m_now, {}, m_owners};
    std::size_t gone = 0;
    m_history.forEach([&](const kernel::TrackedSocket& tracked) {
        const bool passes = m_model->passesFilter(tracked);
        gone += tracked.isGone() && passes ? 1 : 0;
        if (tracked.isGone())
            return;
        all.sockets.push_back(tracked.socket);
        if (passes)
            shown.sockets.push_back(tracked.socket);
    });
    m_chips->setCounts(kernel::countStates(all.sockets));
    showHeadlines(all);
    m_groupModel->setGroups(kernel::groupByOwner(shown));
    m_ports->setPorts(m_history.ports(), m_history.timeWaitRate());
    showCount(shown.sockets.size(), all.sockets.size(), m_gone->isChecked() ? gone : 0);
    showPage();
}

void SocketsView::showHeadlines(const kernel::Snapshot& all)
{
    if (!m_error.isEmpty()) {
        setBanner(m_error.toHtmlEscaped(), false);
        return;
    }
    QStringList lines;
    const kernel::PortUse* ports = wording::urgentPorts(m_history.ports());
    if (ports)
        lines << wording::portsHeadline(*ports, m_sysctls, m_theme);
    const std::vector<kernel::Group> groups = kernel::groupByOwner(all);
    for (const kernel::Headline& headline : kernel::headlinesOf(all, groups)) {
        if (!ports || headline.kind != kernel::Headline::Kind::TimeWait) // which is no fault, but for this one
            lines << wording::headlineWithHolders(headline, groups);
    }
    lines.resize(std::min<qsizetype>(lines.size(), kMostHeadlines));
    setBanner(lines.join(u"<br>"_s), ports != nullptr);
}

void SocketsView::setBanner(const QString& text, bool isAlarm)
{
    if (m_headline->underMouse() && QApplication::mouseButtons() != Qt::NoButton)
        return; // a link that is being clicked must not change under the hand
    const QString edge = (isAlarm ? m_theme.kind(SegmentKind::Rst) : m_theme.line).name();
    const QString style = u"QLabel { color: %1; background: %2; border: 1px solid %3; border-left: %4px solid %3; padding: 3px 6px; }"_s
                              .arg(m_theme.text.name(), (isAlarm ? m_theme.panel : m_theme.highlight).name(), edge, isAlarm ? u"6"_s : u"1"_s);
    if (m_headline->styleSheet() != style)
        m_headline->setStyleSheet(style);
    if (m_headline->text() != text)
        m_headline->setText(text);
    m_headline->setVisible(!text.isEmpty());
}

void SocketsView::followLink(const QString& link)
{
    if (link.startsWith(wording::kFilterLink)) {
        m_filter->setText(link.sliced(wording::kFilterLink.size()));
        setGrouped(false);
    } else {
        showTab(link == wording::kPortsLink ? PortsTab : SettingsTab);
    }
}

void SocketsView::setSysctls(const kernel::Sysctls& sysctls)
{
    m_sysctls = sysctls;
    m_settings->setSysctls(sysctls);
}

void SocketsView::setConnection(const std::optional<WireConnection>& connection)
{
    const auto endsOf = [](const WireConnection& one) { return std::array{one.ends[0].address, one.ends[1].address}; };
    if (connection && (!m_connection || m_connection->number != connection->number || endsOf(*m_connection) != endsOf(*connection)))
        m_spoken = 0; // who goes to a connection wants to hear of it
    m_connection = connection;
    showPanel();
}

/// Of the socket that was chosen last, unless it is the connection's, or a connection was chosen since.
void SocketsView::showPanel()
{
    const kernel::TrackedSocket* tracked = m_spoken == 0 ? nullptr : m_history.find(m_spoken);
    std::optional<Side> selectedEnd;
    for (const Side side : kSides) {
        if (m_chosenEnds && m_connection && m_connection->ends[index(side)].address == m_chosenEnds->first && m_connection->ends[index(other(side))].address == m_chosenEnds->second)
            selectedEnd = side;
    }
    if (tracked && !selectedEnd)
        m_panel->showSocket(*tracked);
    else
        m_panel->showConnection(m_connection, m_history, selectedEnd.value_or(Side::Initiator));
}

void SocketsView::showError(const QString& text)
{
    m_error = text;
    setBanner(text.toHtmlEscaped(), false);
}

void SocketsView::clear()
{
    m_history = kernel::SocketHistory();
    m_model->takeReset();
    m_chosen = 0;
    m_chosenEnds.reset();
    m_spoken = 0;
    m_summedAt.reset();
    m_owners = nullptr;
    m_error.clear();
    m_plot->update();
    showPanel();
    sum();
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
    sum();
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
}

void SocketsView::openGroup(int row)
{
    if (row < 0 || row >= m_groupModel->rowCount())
        return;
    // The group is part of what the filter lets through already: its other words stay.
    QStringList words = m_filter->text().split(u' ', Qt::SkipEmptyParts);
    words.removeIf([](const QString& word) { return word.startsWith(u"state:"_s, Qt::CaseInsensitive) || word.startsWith(u"owners:"_s, Qt::CaseInsensitive); });
    words << SocketGroupModel::filterOf(m_groupModel->groupAt(row));
    m_filter->setText(words.join(u' '));
    setGrouped(false);
    m_table->setFocus();
}

void SocketsView::choose()
{
    const QModelIndex current = m_table->selectionModel()->currentIndex();
    const QItemSelection selection = m_table->selectionModel()->selection();
    // Whoever comes by Tab has chosen none, and whoever selects several wants to copy them.
    if (selection.size() != 1 || selection.first().height() != 1 || selection.first().top() != current.row())
        return;
    const kernel::TrackedSocket* socket = m_model->socketAt(current.row());
    if (!socket || socket->id == m_chosen)
        return;
    m_chosen = socket->id;
    m_chosenEnds.reset();
    if (!socket->socket.isListener()) {
        m_chosenEnds = {kernel::wireAddress(socket->socket.local), kernel::wireAddress(socket->socket.remote)};
        emit socketChosen(m_chosenEnds->first, m_chosenEnds->second);
    }
    m_spoken = m_chosen; // after setConnection(), which may have followed from the signal
    showPanel();
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

void SocketsView::showCount(std::size_t shown, std::size_t all, std::size_t gone)
{
    QString text = tr("%1 of %2 sockets").arg(wording::number(shown), wording::number(all));
    if (shown == all)
        text = all == 1 ? tr("1 socket") : tr("%1 sockets").arg(wording::number(all));
    if (gone > 0)
        text += u" · "_s + tr("%1 gone").arg(wording::number(gone));
    m_count->setText(text);
}

/// Rows or groups; where the filter lets nothing through, that and the way back.
void SocketsView::showPage()
{
    const bool isGrouped = m_whose->isChecked();
    const bool isEmpty = (isGrouped ? m_groupModel->rowCount() : m_model->rowCount()) == 0;
    QWidget* page = isGrouped ? m_groups : m_table;
    if (isEmpty && !m_model->filter().isEmpty()) {
        const auto& problem = m_model->filter().problem();
        const QString what = problem ? tr("“%1” is not understood: no socket can match it. The field's tooltip tells what is.").arg(QString::fromStdString(*problem).toHtmlEscaped())
                                     : tr("No socket of this host matches “%1”.").arg(m_filter->text().toHtmlEscaped());
        const QString text = u"<p>%1</p><p><a href=\"clear\">%2</a></p>"_s.arg(what, tr("Clear the filter (Esc)"));
        if (m_nothing->text() != text)
            m_nothing->setText(text);
        page = m_nothing;
    }
    if (m_stack->currentWidget() != page)
        m_stack->setCurrentWidget(page);
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
