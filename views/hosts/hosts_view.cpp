#include "views/hosts/hosts_view.h"

#include "views/hosts/control_keys.h"
#include "views/hosts/flow_layout.h"
#include "views/hosts/host_mark.h"
#include "views/hosts/host_panel.h"
#include "views/hosts/link_panel.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QResizeEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace {

// In heights of the font.
constexpr int kHostWidth = 24;   ///< Below that, a host's page begins to be cramped.
constexpr int kLinkWidth = 17;
constexpr int kStackHeight = 32; ///< Room for a host and the link below it.

bool isSame(const std::vector<StageHost>& a, const std::vector<StageHost>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const StageHost& x, const StageHost& y) { return x.name == y.name && x.address == y.address; });
}

} // namespace

HostsView::HostsView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_nothing(new QLabel(tr("A recording has no hosts to steer. Play a scenario instead."), this))
    , m_bar(new QWidget(this))
    , m_tabs(new QTabBar(m_bar))
    , m_buttons(new QWidget(m_bar))
    , m_undo(makeButton(tr("Undo"), tr("Takes back the last change; the simulation goes on as it would have without it")))
    , m_redo(makeButton(tr("Redo"), tr("Makes the change again that was taken back last")))
    , m_save(makeButton(tr("Save as scenario…"), tr("Saves the simulation with all changes, to be played again")))
    , m_history(new QWidget(this))
    , m_changes(new QListWidget(m_history))
    , m_top(new QBoxLayout(QBoxLayout::LeftToRight, m_bar))
    , m_body(new QBoxLayout(QBoxLayout::LeftToRight))
{
    setAccessibleName(tr("Hosts"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(tr("Hosts and link"));
    makeHistory();
    m_top->setContentsMargins(6, 2, 6, 0);
    m_top->addWidget(m_tabs, 0, Qt::AlignBottom);
    m_top->addStretch(1);
    m_top->addWidget(m_buttons);
    m_bar->setMinimumWidth(1); // or the arrangement that fits now would keep the view from becoming narrower
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_bar);
    layout->addLayout(m_body, 1);
    layout->addWidget(m_nothing, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, &HostsView::showPages);
    connect(&session, &Session::stageChanged, this, &HostsView::takeStage);
    setUndoAvailable(false, false);
    takeStage();
}

QToolButton* HostsView::makeButton(const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void HostsView::makeHistory()
{
    auto* row = new FlowLayout(4);
    m_buttons->setLayout(row);
    for (QToolButton* button : {m_undo, m_redo, m_save})
        row->addWidget(button);
    auto* keys = new ControlKeys(this);
    keys->watch(m_buttons);
    m_changes->setAccessibleName(tr("Your changes so far"));
    m_changes->setSelectionMode(QAbstractItemView::NoSelection);
    m_changes->setWordWrap(true);
    m_changes->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_changes->setFrameShape(QFrame::NoFrame);
    m_changes->setFocusPolicy(Qt::TabFocus);
    m_changes->setMinimumHeight(3 * m_changes->fontMetrics().height());
    m_changes->viewport()->setAutoFillBackground(false);
    auto* heading = new QLabel(tr("Your changes"), m_history);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    auto* column = new QVBoxLayout(m_history);
    column->setContentsMargins(6, 4, 6, 4);
    column->setSpacing(2);
    column->addWidget(heading);
    column->addWidget(m_changes, 1);
    connect(m_undo, &QToolButton::clicked, this, &HostsView::undoRequested);
    connect(m_redo, &QToolButton::clicked, this, &HostsView::redoRequested);
    connect(m_save, &QToolButton::clicked, this, &HostsView::saveRequested);
}

void HostsView::takeStage()
{
    const auto& stage = m_session.stage();
    const std::vector<StageHost> hosts = stage ? stage->hosts : std::vector<StageHost>();
    m_nothing->setVisible(hosts.empty());
    if (isSame(hosts, m_hosts) && m_panels.size() == hosts.size())
        return; // the same hosts with another future: what is selected stays
    rebuild(hosts);
}

void HostsView::rebuild(const std::vector<StageHost>& hosts)
{
    keepHistory();
    qDeleteAll(m_pages);
    m_pages.clear();
    m_panels.clear();
    m_link = nullptr;
    m_hosts = hosts;
    m_statuses.clear();
    {
        const QSignalBlocker blocker(m_tabs);
        while (m_tabs->count() > 0)
            m_tabs->removeTab(0);
        for (StageHostIndex host = 0; host < StageHostIndex(hosts.size()); ++host) {
            auto* panel = new HostPanel(host);
            panel->setHosts(hosts);
            panel->setEditable(m_isEditable);
            connect(panel, &HostPanel::callRequested, this, &HostsView::callRequested);
            m_panels.push_back(panel);
            addPage(panel);
            m_tabs->addTab({});
        }
        if (!hosts.empty()) {
            addPage(makeLinkPage(hosts));
            m_tabs->addTab({});
        }
    }
    setTheme(m_theme);
    showTabTexts();
    m_arrangement = fittingArrangement();
    arrange();
}

QScrollArea* HostsView::addPage(QWidget* content)
{
    auto* page = new QScrollArea(this);
    page->setWidget(content);
    page->setWidgetResizable(true);
    page->setFrameShape(QFrame::NoFrame);
    page->setFocusPolicy(Qt::NoFocus);
    m_pages.push_back(page);
    return page;
}

QWidget* HostsView::makeLinkPage(const std::vector<StageHost>& hosts)
{
    auto* page = new QWidget;
    m_link = new LinkPanel(hosts, page);
    connect(m_link, &LinkPanel::delayChanged, this, &HostsView::delayChanged);
    connect(m_link, &LinkPanel::lossChanged, this, &HostsView::lossChanged);
    connect(m_link, &LinkPanel::receiveBufferChanged, this, &HostsView::receiveBufferChanged);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(2);
    layout->addWidget(m_link);
    layout->addWidget(m_history, 1);
    layout->addStretch();
    m_linkLayout = layout;
    showChanges();
    return page;
}

/// Out of the link's page, which is about to go.
void HostsView::keepHistory()
{
    m_history->setParent(this);
    m_history->hide();
    m_top->addWidget(m_buttons);
    m_linkLayout = nullptr;
}

void HostsView::showChanges()
{
    m_history->setVisible(m_isEditable && m_link && m_changes->count() > 0);
}

void HostsView::setTheme(const Theme& theme)
{
    m_theme = theme;
    for (HostPanel* panel : m_panels)
        panel->setTheme(theme);
    QPalette muted = m_nothing->palette();
    muted.setColor(QPalette::WindowText, theme.mutedText);
    m_nothing->setPalette(muted);
}

void HostsView::setStatus(const std::vector<StageHostStatus>& statuses)
{
    m_statuses = statuses;
    for (HostPanel* panel : m_panels)
        panel->setStatus(statuses);
    if (m_link)
        m_link->setStatus(statuses);
    showTabTexts();
}

void HostsView::setDelay(Duration delay)
{
    if (m_link)
        m_link->setDelay(delay);
}

void HostsView::setLoss(double share)
{
    if (m_link)
        m_link->setLoss(share);
}

void HostsView::setReadsByItself(StageHostIndex host, bool on)
{
    if (host < m_panels.size())
        m_panels[host]->setReadsByItself(on);
}

void HostsView::setChanges(const QStringList& changes)
{
    m_changes->clear();
    m_changes->addItems(changes);
    m_changes->scrollToBottom();
    showChanges();
}

void HostsView::setUndoAvailable(bool undo, bool redo)
{
    m_undo->setEnabled(undo);
    m_redo->setEnabled(redo);
}

void HostsView::setEditable(bool isEditable)
{
    m_isEditable = isEditable;
    for (HostPanel* panel : m_panels)
        panel->setEditable(isEditable);
    showChanges();
    arrange();
}

/// A tab says what its host's page would say at first glance.
void HostsView::showTabTexts()
{
    for (std::size_t host = 0; host < m_panels.size(); ++host) {
        QString text = QString::fromStdString(m_hosts[host].name);
        if (host < m_statuses.size() && (!m_statuses[host].isUp || m_statuses[host].isUnplugged))
            text = tr("%1: %2").arg(text, HostMark::conditionText(m_statuses[host]));
        if (m_tabs->tabText(int(host)) != text)
            m_tabs->setTabText(int(host), text);
    }
    if (m_link)
        m_tabs->setTabText(m_tabs->count() - 1, tr("Link"));
}

HostsView::Arrangement HostsView::fittingArrangement() const
{
    const int line = fontMetrics().height();
    const int wanted = line * (kHostWidth * int(m_panels.size()) + (m_isEditable ? kLinkWidth : 0));
    if (width() >= wanted)
        return Arrangement::SideBySide;
    return height() >= line * kStackHeight ? Arrangement::Stacked : Arrangement::OneAtATime;
}

void HostsView::arrange()
{
    const bool isEmpty = m_panels.empty();
    const bool isBeside = m_arrangement == Arrangement::SideBySide;
    while (QLayoutItem* item = m_body->takeAt(0))
        delete item;
    m_body->setDirection(isBeside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    for (std::size_t page = 0; page < m_pages.size(); ++page)
        m_body->addWidget(m_pages[page], page + 1 == m_pages.size() ? kLinkWidth : kHostWidth);
    const bool hasLinkTab = m_arrangement == Arrangement::OneAtATime && m_isEditable;
    if (m_tabs->count() > 0)
        m_tabs->setTabVisible(m_tabs->count() - 1, hasLinkTab);
    m_tabs->setVisible(!isEmpty && !isBeside && (m_panels.size() > 1 || hasLinkTab));
    if (isBeside && m_linkLayout) // a row less above, where docks are low
        m_linkLayout->insertWidget(1, m_buttons);
    else
        m_top->addWidget(m_buttons);
    m_buttons->layout()->setContentsMargins(isBeside ? 6 : 0, 2, 0, 2);
    m_buttons->setVisible(!isEmpty && m_isEditable);
    m_bar->setVisible(!isEmpty && !isBeside);
    const int tabs = m_tabs->isHidden() ? 0 : m_tabs->sizeHint().width();
    const bool fits = tabs + m_buttons->sizeHint().width() + 4 * fontMetrics().height() <= width();
    m_top->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::BottomToTop);
    showPages();
}

void HostsView::showPages()
{
    const int current = m_tabs->currentIndex();
    for (int page = 0; page < int(m_pages.size()); ++page) {
        const bool isLink = page + 1 == int(m_pages.size());
        const bool isShown = m_arrangement == Arrangement::SideBySide || page == current || (isLink && m_arrangement == Arrangement::Stacked);
        m_pages[std::size_t(page)]->setVisible(isShown && (!isLink || m_isEditable));
    }
}

void HostsView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_arrangement = fittingArrangement();
    arrange();
}

void HostsView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_arrangement = fittingArrangement();
        arrange();
    }
}
