#include "app/desktop/main_window.h"

#include "app/desktop/appearance.h"
#include "app/desktop/composition.h"
#include "app/desktop/live_control.h"
#include "app/desktop/loading_bar.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/navigation_history.h"
#include "app/desktop/recovery_bar.h"
#include "app/desktop/simulation_control.h"
#include "app/desktop/socket_control.h"
#include "app/desktop/start_page.h"
#include "views/captions/caption_bar.h"
#include "views/common/wording.h"
#include "views/charts/charts_view.h"
#include "views/connections/connections_view.h"
#include "views/details/details_view.h"
#include "views/hosts/hosts_view.h"
#include "views/ladder/ladder_view.h"
#include "views/path/path_view.h"
#include "views/playback/playback_bar.h"
#include "views/segments/segments_view.h"
#include "views/sockets/sockets_view.h"
#include "views/state_diagram/state_diagram_view.h"
#include "views/window/window_view.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

MainWindow::MainWindow(const Preferences& preferences, const QPalette& desktop, QWidget* parent)
    : QMainWindow(parent)
    , m_preferences(preferences)
    , m_desktop(desktop)
    , m_desktopFont(QApplication::font())
    , m_start(new StartPage)
    , m_ladder(new LadderView(m_session))
    , m_diagram(new StateDiagramView(m_session))
    , m_window(new WindowView(m_session))
    , m_details(new DetailsView(m_session))
    , m_connections(new ConnectionsView(m_session))
    , m_charts(new ChartsView(m_session))
    , m_segments(new SegmentsView(m_session))
    , m_playback(new PlaybackBar(m_session))
    , m_message(new MessageBar)
    , m_flights(new PathView(m_session))
    , m_captions(new CaptionBar(m_session))
    , m_hosts(new HostsView(m_session))
    , m_control(new SimulationControl(m_session, *m_hosts, *m_flights, this))
    , m_sockets(new SocketsView)
    , m_socketControl(new SocketControl(m_session, *m_sockets, this))
    , m_history(new NavigationHistory(m_session, this))
    , m_live(new LiveControl(m_session, this))
    , m_recovery(new RecoveryBar)
    , m_pages(new QStackedWidget)
    , m_stageAndLadder(new QSplitter(Qt::Vertical))
    , m_status(new QLabel)
{
    setAcceptDrops(true);
    m_pages->addWidget(m_start);
    m_stageAndLadder->addWidget(m_flights);
    m_stageAndLadder->addWidget(m_ladder);
    m_stageAndLadder->setStretchFactor(1, 1);
    m_stageAndLadder->setChildrenCollapsible(false);
    m_pages->addWidget(m_stageAndLadder);
    auto* centre = new QWidget;
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_recovery);
    column->addWidget(m_message);
    column->addWidget(m_pages, 1);
    setCentralWidget(centre);

    m_playbackToolBar = new QToolBar(tr("Playback"));
    m_playbackToolBar->setObjectName(QStringLiteral("playback"));
    m_playbackToolBar->setMovable(false);
    auto* story = new QWidget; // in one tool bar: as tall as the caption needs, which two would not grant
    auto* storyColumn = new QVBoxLayout(story);
    storyColumn->setContentsMargins(0, 0, 0, 0);
    storyColumn->setSpacing(0);
    storyColumn->addWidget(m_captions);
    storyColumn->addWidget(m_playback);
    m_playbackToolBar->addWidget(story);
    addToolBar(Qt::BottomToolBarArea, m_playbackToolBar);
    statusBar()->addWidget(m_status, 1);
    auto* loading = new LoadingBar(m_session);
    statusBar()->addPermanentWidget(loading);
    connect(m_live, &LiveControl::changed, loading, [this, loading] { loading->setBrief(m_live->isActive()); });

    addDocks();
    addMenus();
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseFile);
    connect(m_start, &StartPage::scenarioChosen, this, &MainWindow::play);
    connect(m_start, &StartPage::fileChosen, this, [this](const QString& path) { open(path); });
    connect(&m_session, &Session::loadingChanged, this, &MainWindow::showLoading);
    connect(&m_session, &Session::traceGrew, this, &MainWindow::showRequested);
    connect(&m_session, &Session::statisticsChanged, this, &MainWindow::showStatus);
    connect(&m_session, &Session::stageChanged, this, &MainWindow::showStage);
    connect(m_control, &SimulationControl::failed, this, &MainWindow::showError);
    connect(m_control, &SimulationControl::saveRequested, this, &MainWindow::saveScenario);
    connect(m_ladder, &LadderView::notationChanged, this, [this](const Notation& notation) {
        m_preferences.notation = notation;
        m_segments->setNumbering(notation.numbering);
    });
    m_ladder->setNotation(m_preferences.notation);
    m_segments->setNumbering(m_preferences.notation.numbering);
    connect(m_diagram, &StateDiagramView::placeChosen, this, [this](CrowdPlace place) {
        m_docks[1]->show();
        m_docks[1]->raise();
        m_connections->filterEdit()->setText(QStringLiteral("state:%1@%2")
                                                 .arg(QString::fromUtf8(placeWord(place).data(), qsizetype(placeWord(place).size())))
                                                 .arg(m_session.clock().reached())); // what the picture counts
    });
    connect(m_connections, &ConnectionsView::sideBySideRequested, m_ladder, &LadderView::setCompanions);
    connect(m_ladder, &LadderView::markToggled, this, &MainWindow::toggleMark);
    connect(m_ladder, &LadderView::findFinished, this, [this](bool found) {
        if (!found)
            statusBar()->showMessage(tr("Not found: %1").arg(m_searched), kMessageMilliseconds);
    });
    connect(&m_session, &Session::reset, this, [this] {
        m_marks.clear();
        m_session.spare(this, {});
        m_ladder->setMarks(m_marks);
    });
    setReducedMotion(m_preferences.reducedMotion);
    applyViewSettings();
    setUpLive();

    resize(1280, 800);
    placeDocks();
    m_defaultLayout = saveState(kLayoutVersion);
    restoreGeometry(m_preferences.geometry);
    restoreState(m_preferences.layout, kLayoutVersion);
    applyTheme();
    setZoom(m_preferences.zoom, true);
    showRecentFiles();
    showWorkspace(false);
    setWindowTitle(QStringLiteral("tcplens"));
}

/// The views look at the session as long as they are there, and QWidget would let go of them only after it.
MainWindow::~MainWindow()
{
    hide();
    qDeleteAll(findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly));
    delete m_playbackToolBar;
    delete takeCentralWidget();
}

QDockWidget* MainWindow::addDock(const QString& title, const QString& name, QWidget* view, Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(view);
    addDockWidget(area, dock);
    m_docks << dock;
    return dock;
}

void MainWindow::addDocks()
{
    setDockNestingEnabled(true);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea); // the diagram takes the whole height
    addDock(tr("State diagram"), QStringLiteral("states"), m_diagram, Qt::LeftDockWidgetArea);
    QDockWidget* connections = addDock(tr("Connections"), QStringLiteral("connections"), m_connections, Qt::BottomDockWidgetArea);
    QDockWidget* details = addDock(tr("Segment"), QStringLiteral("details"), m_details, Qt::BottomDockWidgetArea);
    QDockWidget* text = addDock(tr("Text"), QStringLiteral("text"), m_segments, Qt::BottomDockWidgetArea);
    QDockWidget* window = addDock(tr("Sliding window"), QStringLiteral("window"), m_window, Qt::BottomDockWidgetArea);
    QDockWidget* charts = addDock(tr("Charts"), QStringLiteral("charts"), m_charts, Qt::BottomDockWidgetArea);
    m_hostsDock = addDock(tr("Hosts"), QStringLiteral("hosts"), m_hosts, Qt::BottomDockWidgetArea);
    tabifyDockWidget(connections, details);
    tabifyDockWidget(details, text);
    tabifyDockWidget(text, window);
    tabifyDockWidget(window, charts);
    tabifyDockWidget(charts, m_hostsDock);
    m_socketsDock = new QDockWidget(tr("Sockets of this host"), this);
    m_socketsDock->setObjectName(QStringLiteral("sockets"));
    m_socketsDock->setWidget(m_sockets);
    addDockWidget(Qt::BottomDockWidgetArea, m_socketsDock);
    tabifyDockWidget(m_hostsDock, m_socketsDock);
    m_socketsDock->hide();
    setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
    connections->raise();
}

/// A simulation has hosts to steer and segments that fly; a recording has neither.
void MainWindow::showStage()
{
    const bool hasStage = m_session.stage() != nullptr;
    m_flights->setVisible(hasStage);
    m_packetsAction->setEnabled(m_workspaceShown && m_control->isActive());
    m_hostsDock->toggleViewAction()->setEnabled(m_workspaceShown && hasStage);
    const bool isNew = m_workspaceShown && hasStage && !m_hadStage; // and not another future: who has closed the dock wants it so
    if (!m_workspaceShown || !hasStage)
        m_hostsDock->hide();
    else if (isNew && !m_isPresenting)
        m_hostsDock->show();
    if (isNew && m_session.trace().connectionCount() <= 1)
        m_hostsDock->raise(); // there is nothing to choose among, but much to call
    m_hadStage = m_workspaceShown && hasStage;
}

void MainWindow::showError(const Error& error)
{
    m_shownError = error;
    m_message->showError(error);
}

/// Goes where the command line, or a reload, asked to: as soon as it is there.
void MainWindow::showRequested()
{
    showStatus();
    const ConnectionId count = m_session.trace().connectionCount();
    if (m_requestedConnection) {
        if (*m_requestedConnection >= count)
            return;
        m_session.playhead().select(*m_requestedConnection);
        m_requestedConnection.reset();
    }
    if (!m_requestedStep)
        return;
    m_session.playhead().moveToStep(*m_requestedStep);
    if (m_session.playhead().stepCount() >= *m_requestedStep)
        m_requestedStep.reset();
}

void MainWindow::showLoading()
{
    if (m_live->isActive()) {
        showLiveEnd();
        return;
    }
    showStatus();
    if (m_session.isLoading())
        return;
    if (m_session.problem()) {
        showError(*m_session.problem());
    } else if (m_session.wasCancelled()) {
        m_status->setText(tr("Stopped before the end: %1").arg(m_status->text()));
    } else if (m_session.trace().connectionCount() == 0 && !m_control->isActive()) {
        showError({tr("There is no TCP segment in this recording.").toStdString(),
                              tr("It holds %1 packets; record with the filter \"tcp\" to see connections.")
                                  .arg(wording::number(m_session.trace().statistics().frames)).toStdString()});
    } else if (m_requestedConnection) {
        showError({tr("There is no connection %1.").arg(*m_requestedConnection).toStdString(),
                              tr("The last one is %1.").arg(m_session.trace().connectionCount() - 1).toStdString()});
        m_requestedConnection.reset();
    }
    m_requestedStep.reset();
    if (std::exchange(m_playsWhenLoaded, false)) {
        m_session.clock().setPace(PlaybackClock::Pace::EvenSteps);
        m_session.clock().play();
    }
}

void MainWindow::showStatus()
{
    if (m_live->isActive()) { // it counts for itself, and not for every packet
        if (const QString text = m_live->statusText(); text != m_status->text())
            m_status->setText(text);
        return;
    }
    const SourceStatistics& statistics = m_session.trace().statistics();
    QStringList parts{tr("%1 packets").arg(wording::number(statistics.frames)), tr("%1 TCP segments").arg(wording::number(statistics.segments)),
                      m_session.trace().connectionCount() == 1 ? tr("1 connection") : tr("%1 connections").arg(wording::number(m_session.trace().connectionCount()))};
    const std::uint64_t other = statistics.notIp + statistics.notTcp + statistics.fragments;
    if (other > 0)
        parts << tr("%1 not TCP").arg(wording::number(other));
    if (statistics.truncated > 0)
        parts << tr("%1 cut too short").arg(wording::number(statistics.truncated));
    if (statistics.badChecksums > 0)
        parts << tr("%1 checksums wrong, or left to the network card").arg(wording::number(statistics.badChecksums));
    QString description = QString::fromStdString(m_session.source().description);
    if (m_control->isActive()) {
        const simulation::LocalizedText title = m_control->scenario().title;
        const auto translated = title.translations.find(QLocale().name().toStdString());
        description = QString::fromStdString(translated != title.translations.end() ? translated->second : title.english);
    }
    if (!description.isEmpty())
        parts << description;
    m_status->setText(parts.join(QStringLiteral("   ·   ")));
}

/// The views make sense only with something to show.
void MainWindow::showWorkspace(bool visible)
{
    if (!visible) {
        if (m_workspaceShown || m_preferences.layout.isEmpty())
            m_preferences.layout = saveState(kLayoutVersion);
        for (QDockWidget* dock : m_docks)
            dock->hide();
    } else if (!m_workspaceShown) {
        const bool showsSockets = !m_socketsDock->isHidden(); // they were asked for on the start page
        restoreState(m_preferences.layout, kLayoutVersion);
        m_socketsDock->setVisible(showsSockets);
    }
    m_workspaceShown = visible;
    m_playbackToolBar->setVisible(visible);
    m_playbackToolBar->toggleViewAction()->setVisible(false);
    m_pages->setCurrentWidget(visible ? static_cast<QWidget*>(m_stageAndLadder) : m_start);
    for (QDockWidget* dock : m_docks)
        dock->toggleViewAction()->setEnabled(visible);
    showStage();
    if (visible)
        m_ladder->setFocus();
    else
        m_start->setFocus();
}

void MainWindow::applyTheme()
{
    m_theme = chooseTheme(m_preferences.theme, m_desktop);
    ::applyTheme(m_theme);
    m_start->setTheme(m_theme);
    m_sockets->setTheme(m_theme);
    m_ladder->setTheme(m_theme);
    m_diagram->setTheme(m_theme);
    m_window->setTheme(m_theme);
    m_details->setTheme(m_theme);
    m_connections->setTheme(m_theme);
    m_charts->setTheme(m_theme);
    m_segments->setTheme(m_theme);
    m_flights->setTheme(m_theme);
    m_captions->setTheme(m_theme);
    m_hosts->setTheme(m_theme);
    m_playback->setTheme(m_theme);
    m_live->setTheme(m_theme);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayLeaveRecording()) {
        event->ignore();
        return;
    }
    if (m_isPresenting) // which is for one occasion
        leavePresentation();
    keepViewSettings();
    m_preferences.geometry = saveGeometry();
    if (m_workspaceShown)
        m_preferences.layout = saveState(kLayoutVersion);
    m_preferences.save();
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && m_fullScreenAction) { // whoever has changed it
        m_fullScreenAction->setChecked(isFullScreen());
        m_leaveAction->setEnabled(isFullScreen());
    }
}
