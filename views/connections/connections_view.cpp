#include "views/connections/connections_view.h"

#include "views/common/wording.h"
#include "views/connections/connection_table_model.h"
#include "views/connections/filter_words.h"
#include "views/connections/state_delegate.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {
constexpr int kMostSideBySide = 4; // that the ladder has room for
}

ConnectionsView::ConnectionsView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ConnectionTableModel(session.trace(), this))
    , m_filter(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_table(new QTableView(this))
    , m_sideBySide(new QAction(tr("Show side &by side"), this))
    , m_states(new StateDelegate(this))
{
    m_filter->setPlaceholderText(tr("Filter: 10.0.0.1 port:443 state:TIME-WAIT label:retransmission"));
    m_filter->setToolTip(tr("<p>Words separated by spaces must all match.</p>"
                            "<p><b>port:443</b> port of either end<br><b>addr:10.0.0.1</b> address of either end, or how it begins<br>"
                            "<b>state:CLOSE-WAIT</b> last state of either end<br><b>state:CLOSE-WAIT@1200</b> after the first 1200 records<br><b>state:ended</b> closed after it had been open<br><b>label:retransmission</b> something noticed<br>"
                            "<b>#12</b> the connection's number<br>Any other word is looked for in all of these.</p>")
                         + tr("<p>As in Wireshark, joined by <b>&amp;&amp;</b> or <b>and</b>:<br><b>tcp.port == 443</b>, <b>ip.addr == 10.0.0.1</b> (and source or destination, which mean either end)<br>"
                            "<b>tcp.stream eq 5</b>, <b>tcp.flags.reset == 1</b>, <b>tcp.analysis.retransmission</b></p>"));
    m_filter->setAccessibleName(tr("Filter connections"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAcceptDrops(false); // a file dropped here is meant for the window
    m_filter->installEventFilter(this);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    buildTable();

    auto* top = new QHBoxLayout;
    top->addWidget(m_filter, 1);
    top->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(m_problem);
    layout->addWidget(m_table, 1);
    layout->setContentsMargins(6, 6, 6, 6);
    setFocusProxy(m_table);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_reveals = true;
        m_choosesFirst = false;
        m_model->setFilter(text);
        showProblem();
    });
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, [this] { m_reveals = true; });
    connect(&session, &Session::traceGrew, m_model, &ConnectionModel::takeGrowth);
    connect(&session, &Session::reset, m_model, &ConnectionModel::takeReset);
    connect(&session, &Session::departed, m_model, &ConnectionModel::takeDepartures);
    connect(&session.playhead(), &Playhead::selected, this, [this] {
        m_reveals = true;
        showSelection();
        m_reveals = !m_table->selectionModel()->hasSelection(); // its row may be still to come
    });
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, signal, this, &ConnectionsView::showCount);
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &ConnectionsView::rememberRows);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        showRememberedRows();
        chooseRemembered();
        showCount();
    });
    connect(m_model, &ConnectionModel::settled, this, [this] {
        showCount();
        chooseFirst();
        showSelection();
        m_reveals = false;
    });
    showCount();
}

void ConnectionsView::buildTable()
{
    m_table->setModel(m_model);
    m_table->installEventFilter(this);
    m_table->setAccessibleName(tr("Connections"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setItemDelegateForColumn(ConnectionModel::InitiatorStateColumn, m_states);
    m_table->setItemDelegateForColumn(ConnectionModel::ResponderStateColumn, m_states);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(int(m_table->fontMetrics().height() * 1.6));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSortIndicator(ConnectionModel::NumberColumn, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    // The states are what one looks for: beside the names, where a narrow window still shows them.
    m_table->horizontalHeader()->moveSection(ConnectionModel::InitiatorStateColumn, ConnectionModel::StartColumn);
    m_table->horizontalHeader()->moveSection(ConnectionModel::ResponderStateColumn, ConnectionModel::DurationColumn);
    setColumnWidths();
    m_sideBySide->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    m_sideBySide->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_sideBySide->setEnabled(false);
    m_table->addAction(m_sideBySide);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_sideBySide, &QAction::triggered, this, [this] { emit sideBySideRequested(selectedConnections(kMostSideBySide)); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ConnectionsView::choose);
}

void ConnectionsView::setColumnWidths()
{
    const QFontMetrics metrics = m_table->fontMetrics();
    const QFontMetrics bold(m_table->horizontalHeader()->font());
    const int padding = metrics.height();
    const int indicator = metrics.height(); // the header's sort arrow
    const QString typical[ConnectionModel::kColumnCount] = {
        u"999,999"_s,
        u"192.168.100.100:65535"_s,
        u"192.168.100.100:443"_s,
        u"9,999.9 ms"_s,
        u"9,999.9 ms"_s,
        u"999,999"_s,
        u"999,999,999"_s,
        u"999,999,999"_s,
        wording::stateText(tcp::State::SynReceived, Certainty::Assumed),
        wording::stateText(tcp::State::SynReceived, Certainty::Assumed),
        u"9,999"_s,
        {},
    };
    for (int column = 0; column < ConnectionModel::LabelsColumn; ++column) {
        const QString header = m_model->headerData(column, Qt::Horizontal).toString();
        const int wide = metrics.horizontalAdvance(typical[column]) + padding;
        m_table->setColumnWidth(column, std::max(wide, bold.horizontalAdvance(header) + padding + indicator));
    }
}

void ConnectionsView::setTheme(const Theme& theme)
{
    m_states->setTheme(theme);
    m_table->viewport()->update();
    QPalette colours = m_problem->palette();
    colours.setColor(QPalette::WindowText, theme.kind(SegmentKind::Rst)); // as wherever something is wrong with a field
    m_problem->setPalette(colours);
}

QString ConnectionsView::filterProblem() const
{
    const auto& problem = m_model->filter().problem();
    return problem ? filterProblemText(*problem) : QString();
}

void ConnectionsView::startWithFilter(const QString& text)
{
    m_filter->setText(text);
    m_choosesFirst = true;
    if (m_model->isSettled())
        chooseFirst();
}

void ConnectionsView::chooseFirst()
{
    const auto chosen = m_session.playhead().connection();
    if (!m_choosesFirst || m_model->rowCount() == 0 || !chosen)
        return;
    m_choosesFirst = false;
    if (!m_model->rowOf(*chosen))
        m_session.playhead().select(m_model->connectionAt(0));
}

void ConnectionsView::showProblem()
{
    m_problem->setText(filterProblem());
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_filter->setAccessibleDescription(m_problem->text());
}

/// Of the selected rows the first `most`, which a list of all of a hundred thousand would not give in time.
std::vector<ConnectionId> ConnectionsView::selectedConnections(int most) const
{
    std::vector<ConnectionId> chosen;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom() && int(chosen.size()) < most; ++row)
            chosen.push_back(m_model->connectionAt(row));
    }
    return chosen;
}

void ConnectionsView::choose()
{
    const auto chosen = selectedConnections(kMostSideBySide + 1);
    m_sideBySide->setEnabled(chosen.size() >= 2 && chosen.size() <= std::size_t(kMostSideBySide));
    const auto shown = m_session.playhead().connection();
    const auto row = shown ? m_model->rowOf(*shown) : std::nullopt;
    const bool isStillSelected = row && m_table->selectionModel()->isRowSelected(*row);
    if (!chosen.empty() && !isStillSelected) // who adds others to the selection wants to keep what is on show
        m_session.playhead().select(chosen.front());
}

void ConnectionsView::showSelection()
{
    const auto connection = m_session.playhead().connection();
    const auto row = connection ? m_model->rowOf(*connection) : std::nullopt;
    QItemSelectionModel* selection = m_table->selectionModel();
    if (!row) { // none, not there yet, or hidden by the filter: which is no reason to select another one
        selection->clear();
        return;
    }
    if (selection->isRowSelected(*row))
        return;
    const QModelIndex index = m_model->index(*row, std::max(0, selection->currentIndex().column()));
    m_table->setAutoScroll(false); // else the view would go to whatever becomes current
    selection->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->setAutoScroll(true);
    if (m_reveals)
        m_table->scrollTo(index);
}

/// Which connections stand in the window: rows above them may go.
void ConnectionsView::rememberRows()
{
    m_remembered.clear();
    m_rememberedChoice = selectedConnections(kMostSideBySide);
    const int first = m_table->rowAt(0);
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    for (int row = first; row >= 0 && row <= (last < 0 ? m_model->rowCount() - 1 : last); ++row)
        m_remembered.push_back(m_model->connectionAt(row));
}

void ConnectionsView::showRememberedRows()
{
    for (std::size_t i = 0; i < m_remembered.size(); ++i) {
        const auto row = m_model->rowOf(m_remembered[i]);
        if (!row)
            continue;
        m_table->verticalScrollBar()->setValue(std::max(0, *row - int(i))); // it scrolls by rows
        break;
    }
}

void ConnectionsView::chooseRemembered()
{
    QItemSelection rows;
    for (const ConnectionId id : m_rememberedChoice) {
        if (const auto row = m_model->rowOf(id))
            rows.select(m_model->index(*row, 0), m_model->index(*row, m_model->columnCount() - 1));
    }
    if (m_rememberedChoice.size() > 1) // one alone is that of the playhead, which showSelection() knows
        m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    m_rememberedChoice.clear();
}

void ConnectionsView::showCount()
{
    const auto all = m_session.trace().presentCount();
    const auto shown = m_model->rowCount();
    if (ConnectionId(shown) == all)
        m_count->setText(all == 1 ? tr("1 connection") : tr("%1 connections").arg(wording::number(all)));
    else
        m_count->setText(tr("%1 of %2 connections").arg(wording::number(std::uint64_t(shown)), wording::number(all)));
}

bool ConnectionsView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_table->setFocus();
            return true;
        }
        if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_filter->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}
