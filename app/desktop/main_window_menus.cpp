#include "app/desktop/main_window.h"

#include "app/desktop/command_palette.h"
#include "app/desktop/error_text.h"
#include "app/desktop/export.h"
#include "app/desktop/key_help.h"
#include "app/desktop/live_control.h"
#include "app/desktop/navigation_history.h"
#include "app/desktop/simulation_control.h"
#include "app/desktop/socket_control.h"
#include "model/simulation/simulation.h"
#include "views/charts/charts_view.h"
#include "views/connections/connections_view.h"
#include "views/ladder/ladder_view.h"
#include "views/playback/playback_bar.h"
#include "views/state_diagram/state_diagram_view.h"

#include <QActionGroup>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPrintPreviewDialog>
#include <QPrinter>
#include <QStatusBar>

#include <iterator>
#include <limits>
#include <utility>

// The menus of the window, and what their entries do where that is not a view's own business.

QAction* MainWindow::addAction(QMenu* menu, const QString& text, const QList<QKeySequence>& keys)
{
    QAction* action = menu->addAction(text);
    action->setShortcuts(keys);
    m_keyActions << action;
    return action;
}

void MainWindow::addMenus()
{
    addFileMenu();
    addViewMenu();
    addGoMenu();
    addCaptureMenu();
    addSimulationMenu();
    addHelpMenu();
}

void MainWindow::addFileMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&File"));
    connect(addAction(menu, tr("&Open …"), {QKeySequence::Open}), &QAction::triggered, this, &MainWindow::chooseFile);
    m_recentMenu = menu->addMenu(tr("Open &recent"));
    QAction* reload = addAction(menu, tr("Re&load"), {QKeySequence(Qt::CTRL | Qt::Key_R)});
    connect(reload, &QAction::triggered, this, &MainWindow::reload);
    connect(menu->addAction(tr("&TIME-WAIT lasts …")), &QAction::triggered, this, &MainWindow::chooseTwoMsl);
    menu->addSeparator();
    addExports(menu);
    menu->addSeparator();
    QAction* start = addAction(menu, tr("&Start page"), {QKeySequence(Qt::CTRL | Qt::Key_W)});
    connect(start, &QAction::triggered, this, [this] {
        m_session.clock().pause();
        showWorkspace(false);
    });
    menu->addSeparator();
    connect(addAction(menu, tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}), &QAction::triggered, this, &QWidget::close);
}

void MainWindow::addViewMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    for (QDockWidget* dock : m_docks)
        menu->addAction(dock->toggleViewAction());
    if constexpr (SocketControl::kIsAvailable) {
        QAction* sockets = addAction(menu, m_socketsDock->windowTitle(), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K)});
        sockets->setCheckable(true);
        connect(m_socketsDock->toggleViewAction(), &QAction::toggled, sockets, &QAction::setChecked);
        connect(sockets, &QAction::triggered, m_socketsDock, [this, sockets] {
            const bool isInFront = m_socketsDock->isVisible() && !m_socketsDock->visibleRegion().isEmpty();
            m_socketsDock->setVisible(!isInFront); // behind another tab it comes to the front
            m_socketsDock->raise();
            sockets->setChecked(!isInFront);
            if (!isInFront)
                m_socketControl->giveRoom(m_socketsDock);
        });
    }
    menu->addSeparator();
    addLayoutMenu(menu->addMenu(tr("&Layout")));
    addZoomMenu(menu->addMenu(tr("Type si&ze")));
    QMenu* notation = menu->addMenu(tr("&Notation"));
    notation->addActions(m_ladder->notationActions());
    addThemeMenu(menu->addMenu(tr("&Colours")));
    QAction* motion = menu->addAction(tr("&Move tokens smoothly"));
    motion->setCheckable(true);
    motion->setChecked(!m_preferences.reducedMotion);
    connect(motion, &QAction::toggled, this, [this](bool smooth) { setReducedMotion(!smooth); });
    menu->addActions({m_diagram->trailAction(), m_diagram->crowdAction()});
    menu->addSeparator();
    menu->addActions(m_ladder->viewActions());
    menu->addAction(m_connections->sideBySideAction());
    m_keyActions << m_connections->sideBySideAction();
    menu->addSeparator();
    QAction* find = addAction(menu, tr("&Filter connections"), {QKeySequence(Qt::CTRL | Qt::Key_Slash)});
    connect(find, &QAction::triggered, this, [this] {
        m_docks[1]->show();
        m_docks[1]->raise();
        m_connections->filterEdit()->setFocus(Qt::ShortcutFocusReason);
        m_connections->filterEdit()->selectAll();
    });
    m_fullScreenAction = addAction(menu, tr("F&ull screen"), {QKeySequence(Qt::Key_F11)});
    m_fullScreenAction->setCheckable(true);
    connect(m_fullScreenAction, &QAction::triggered, this, &MainWindow::setFullScreen);
    m_leaveAction = addAction(menu, tr("Lea&ve full screen"), {QKeySequence(Qt::Key_Escape)});
    m_leaveAction->setEnabled(false); // elsewhere Escape is the views' own
    connect(m_leaveAction, &QAction::triggered, this, [this] { m_isPresenting ? leavePresentation() : setFullScreen(false); });
    QAction* commands = addAction(menu, tr("Comman&ds …"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)});
    connect(commands, &QAction::triggered, this, [this] { showCommandPalette(this); });
}

void MainWindow::addLayoutMenu(QMenu* menu)
{
    const auto add = [this, menu](const QString& text, Qt::Key key, Layout layout) {
        QAction* action = addAction(menu, text, {QKeySequence(Qt::ALT | key)});
        connect(action, &QAction::triggered, this, [this, layout] { arrange(layout); });
    };
    add(tr("&Classroom"), Qt::Key_1, Layout::Classroom);
    add(tr("&Debugging"), Qt::Key_2, Layout::Debugging);
    add(tr("&Presentation"), Qt::Key_3, Layout::Presentation);
    connect(addAction(menu, tr("As at &first"), {QKeySequence(Qt::ALT | Qt::Key_0)}), &QAction::triggered, this, [this] {
        arrange(Layout::Classroom); // leaves the presentation
        restoreState(m_defaultLayout, kLayoutVersion);
        showWorkspace(m_workspaceShown);
        placeDocks();
    });
}

void MainWindow::addZoomMenu(QMenu* menu)
{
    QAction* larger = addAction(menu, tr("&Larger"), {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)});
    QAction* smaller = addAction(menu, tr("&Smaller"), {QKeySequence(Qt::CTRL | Qt::Key_Minus)});
    QAction* normal = addAction(menu, tr("As the &desktop's"), {QKeySequence(Qt::CTRL | Qt::Key_0)});
    constexpr int kZoomStep = 10;
    connect(larger, &QAction::triggered, this, [this] { setZoom(m_zoom + kZoomStep, true); });
    connect(smaller, &QAction::triggered, this, [this] { setZoom(m_zoom - kZoomStep, true); });
    connect(normal, &QAction::triggered, this, [this] { setZoom(100, true); });
}

void MainWindow::addThemeMenu(QMenu* menu)
{
    auto* group = new QActionGroup(this);
    const std::pair<QString, QString> kThemes[] = {{QString(), tr("As the des&ktop")}, {QStringLiteral("light"), tr("&Light")},
                                                   {QStringLiteral("dark"), tr("&Dark")}};
    for (const auto& [name, text] : kThemes) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_preferences.theme == name);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = name] {
            m_preferences.theme = chosen;
            applyTheme();
        });
    }
}

void MainWindow::addGoMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Go"));
    menu->addActions(m_playback->playbackActions());
    m_keyActions << m_playback->playbackActions();
    menu->addSeparator();
    // Wireshark's users have these keys in their fingers.
    const auto add = [this, menu](const QString& text, const QList<QKeySequence>& keys, auto&& slot) {
        connect(addAction(menu, text, keys), &QAction::triggered, this, slot);
    };
    add(tr("Next segment of the &recording"), {QKeySequence(Qt::Key_F8)}, [this] { stepThroughTrace(1); });
    add(tr("Previous segment of the re&cording"), {QKeySequence(Qt::Key_F7)}, [this] { stepThroughTrace(-1); });
    add(tr("Next segment of the c&onnection"), {QKeySequence(Qt::CTRL | Qt::Key_Period)}, [this] { m_session.playhead().stepForward(); });
    add(tr("Previous segment of the co&nnection"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)}, [this] { m_session.playhead().stepBack(); });
    add(tr("&Go to frame …"), {QKeySequence(Qt::CTRL | Qt::Key_G)}, [this] { chooseFrame(); });
    menu->addSeparator();
    add(tr("&Find in the connection …"), {QKeySequence::Find}, [this] { search(); });
    add(tr("Find ne&xt"), {QKeySequence(Qt::CTRL | Qt::Key_N), QKeySequence(Qt::Key_F3)}, [this] { searchAgain(true); });
    add(tr("Find pre&vious"), {QKeySequence(Qt::CTRL | Qt::Key_B), QKeySequence(Qt::SHIFT | Qt::Key_F3)}, [this] { searchAgain(false); });
    add(tr("&Mark the segment"), {QKeySequence(Qt::CTRL | Qt::Key_M)}, [this] {
        if (const auto record = m_session.playhead().currentRecord())
            toggleMark(*record);
    });
    add(tr("&Time reference"), {QKeySequence(Qt::CTRL | Qt::Key_T)}, [this] {
        const auto current = m_session.playhead().currentRecord();
        m_session.setTimeReference(current == m_session.timeReference() ? std::nullopt : current);
    });
    add(tr("Next mar&k"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)}, [this] { goToMark(true); });
    add(tr("Previo&us mark"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B)}, [this] { goToMark(false); });
    menu->addSeparator();
    add(tr("&Back"), {QKeySequence(Qt::ALT | Qt::Key_Left)}, [this] {
        m_live->setFollowing(false);
        m_history->goBack();
    });
    add(tr("For&ward"), {QKeySequence(Qt::ALT | Qt::Key_Right)}, [this] {
        m_live->setFollowing(false);
        m_history->goForward();
    });
}

/// The next record of whichever connection, or the one before: that connection is shown.
void MainWindow::stepThroughTrace(int by)
{
    const Trace& trace = m_session.trace();
    Playhead& playhead = m_session.playhead();
    std::int64_t next = std::int64_t(playhead.position()) + by; // the records before it have happened, the last of them is shown
    while (next >= 1 && next <= std::int64_t(trace.recordCount()) && trace.isGone(trace.record(RecordNumber(next - 1)).connection)) {
        // Over what has left the memory at once.
        const std::optional<RecordNumber> before = by < 0 ? trace.lastPresent(RecordNumber(next - 1)) : std::nullopt;
        const std::int64_t present = by > 0 ? std::int64_t(trace.nextPresent(RecordNumber(next - 1))) + 1 : before ? std::int64_t(*before) + 1 : 0;
        next = present == next ? next + by : present;
    }
    if (next < 1 || next > std::int64_t(trace.recordCount()))
        return;
    m_session.clock().pause();
    m_live->setFollowing(false);
    playhead.moveTo(RecordNumber(next));
    playhead.select(trace.record(RecordNumber(next - 1)).connection);
}

void MainWindow::search()
{
    bool accepted = false;
    const QString text = QInputDialog::getText(this, tr("Find"), tr("Flags, numbers or labels: SYN,ACK  retrans  seq 101  frame 12"), QLineEdit::Normal,
                                               m_searched, &accepted);
    if (!accepted || text.trimmed().isEmpty())
        return;
    m_searched = text.trimmed();
    searchAgain(true);
}

void MainWindow::searchAgain(bool forward)
{
    if (m_searched.isEmpty())
        search();
    else {
        m_session.clock().pause(); // or the match would run away
        m_ladder->find(m_searched, forward); // it says when it has finished
    }
}

void MainWindow::toggleMark(RecordNumber record)
{
    if (m_marks.erase(record) == 0)
        m_marks.insert(record);
    m_ladder->setMarks(m_marks);
    std::vector<ConnectionId> marked; // what the user has marked is to stay
    for (const RecordNumber each : m_marks)
        marked.push_back(m_session.trace().record(each).connection);
    m_session.spare(this, std::move(marked));
}

void MainWindow::goToMark(bool forward)
{
    const auto current = m_session.playhead().currentRecord();
    if (m_marks.empty() || !current)
        return;
    auto mark = forward ? m_marks.upper_bound(*current) : m_marks.lower_bound(*current);
    if (forward && mark == m_marks.end())
        mark = m_marks.begin();
    else if (!forward)
        mark = std::prev(mark == m_marks.begin() ? m_marks.end() : mark);
    m_session.clock().pause();
    m_live->setFollowing(false);
    m_session.playhead().moveTo(*mark + 1);
    m_session.playhead().select(m_session.trace().record(*mark).connection);
}

void MainWindow::chooseFrame()
{
    const Trace& trace = m_session.trace();
    if (trace.recordCount() == 0)
        return;
    bool accepted = false;
    const auto current = m_session.playhead().currentRecord();
    const int frame = QInputDialog::getInt(this, tr("Go to frame"), tr("Number of the packet in its recording, as Wireshark counts:"),
                                           current ? int(trace.record(*current).frame) : 1, 1, std::numeric_limits<int>::max(), 1, &accepted);
    if (accepted && !goToFrame(std::uint32_t(frame)))
        statusBar()->showMessage(tr("There is no TCP segment with the number %1.").arg(frame), kMessageMilliseconds);
}

bool MainWindow::goToFrame(std::uint32_t frame)
{
    const Trace& trace = m_session.trace();
    for (RecordNumber number = trace.nextPresent(0); number < trace.recordCount(); number = trace.nextPresent(number + 1)) { // ten million take some 20 ms
        const Record& record = trace.record(number);
        if (record.frame != frame || !record.isSegment() || trace.isGone(record.connection))
            continue;
        m_session.clock().pause();
        m_live->setFollowing(false);
        m_session.playhead().moveTo(number + 1);
        m_session.playhead().select(record.connection);
        return true;
    }
    return false;
}

/// Each view as a picture: into a file, onto the clipboard, onto paper.
void MainWindow::addExports(QMenu* menu)
{
    const std::pair<QString, QString> kViews[] = {{QStringLiteral("states"), tr("State &diagram")},
                                                  {QStringLiteral("ladder"), tr("&Ladder")},
                                                  {QStringLiteral("window"), tr("Sliding &window")},
                                                  {QStringLiteral("charts"), tr("&Chart")},
                                                  {QStringLiteral("crowd"), tr("&All connections' states")}};
    QMenu* save = menu->addMenu(tr("&Export picture"));
    QMenu* copy = menu->addMenu(tr("&Copy picture"));
    QMenu* print = menu->addMenu(tr("&Print"));
    for (const auto& [view, text] : kViews) {
        connect(save->addAction(tr("%1 …").arg(text)), &QAction::triggered, this, [this, name = view] { saveView(name); });
        connect(copy->addAction(text), &QAction::triggered, this, [this, name = view] {
            if (const auto failed = copyPicture(m_session.trace(), pictureRequest(name), m_theme, m_session.stage()))
                showError(*failed);
        });
        connect(print->addAction(tr("%1 …").arg(text)), &QAction::triggered, this, [this, name = view] { printView(name); });
    }
    QMenu* table = menu->addMenu(tr("Export ta&ble"));
    connect(table->addAction(tr("&Connections …")), &QAction::triggered, this, [this] { saveView(QStringLiteral("connections")); });
    connect(table->addAction(tr("&Segments of this connection …")), &QAction::triggered, this, [this] { saveView(QStringLiteral("segments")); });
    m_packetsAction = menu->addAction(tr("Save p&ackets of the simulation …"));
    m_packetsAction->setEnabled(false);
    connect(m_packetsAction, &QAction::triggered, this, &MainWindow::savePackets);
}

/// That view as it is now.
CommandLine MainWindow::pictureRequest(const QString& view) const
{
    CommandLine request;
    request.view = view;
    request.connection = m_session.playhead().connection();
    request.at = m_session.playhead().step();
    if (view == QStringLiteral("charts"))
        request.chart = kChartNames.value(int(m_charts->kind()));
    if (view == QStringLiteral("ladder") && m_ladder->isTrueToTime())
        request.ladder = QStringLiteral("time");
    if (view == QStringLiteral("ladder") && m_ladder->shown().size() > 1)
        request.beside = m_ladder->shown();
    return request;
}

void MainWindow::saveView(const QString& view)
{
    const bool isTable = view == QStringLiteral("connections") || view == QStringLiteral("segments");
    QString kinds = isTable ? tr("Table (*.csv)") : tr("Picture (*.svg *.png *.pdf)");
    if (view == QStringLiteral("ladder"))
        kinds += QStringLiteral(";;") + tr("Text (*.txt *.mmd *.puml)");
    CommandLine request = pictureRequest(view);
    request.exportFile = QFileDialog::getSaveFileName(this, tr("Export"), QDir(m_preferences.lastFolder).filePath(view + (isTable ? QStringLiteral(".csv") : QStringLiteral(".svg"))), kinds);
    if (request.exportFile.isEmpty())
        return;
    if (QFileInfo(request.exportFile).suffix().isEmpty())
        request.exportFile += isTable ? QStringLiteral(".csv") : QStringLiteral(".svg");
    if (const auto failed = exportView(m_session.trace(), request, m_theme, m_session.stage()))
        showError(*failed);
    else
        statusBar()->showMessage(tr("Saved as %1").arg(request.exportFile), kMessageMilliseconds);
}

void MainWindow::printView(const QString& view)
{
    QPrinter printer(QPrinter::HighResolution);
    QPrintPreviewDialog preview(&printer, this);
    connect(&preview, &QPrintPreviewDialog::paintRequested, this, [this, &view](QPrinter* page) {
        if (const auto failed = printPicture(m_session.trace(), pictureRequest(view), *page, m_session.stage()))
            showError(*failed);
    });
    preview.exec();
}

void MainWindow::savePackets()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save packets"), m_preferences.lastFolder, tr("Recordings (%1)").arg(QStringLiteral("*.pcapng")));
    if (path.isEmpty() || !m_control->isActive())
        return;
    m_control->waitUntilPlayed();
    simulation::Simulation simulation(m_control->scenario());
    simulation.run();
    if (const auto failed = exportPackets(simulation, path, QStringLiteral("A")))
        showError(translated(*failed));
    else
        statusBar()->showMessage(tr("Saved as %1").arg(path), kMessageMilliseconds);
}

void MainWindow::addSimulationMenu()
{
    m_simulationMenu = menuBar()->addMenu(tr("&Simulation"));
    QAction* undo = addAction(m_simulationMenu, tr("&Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)});
    QAction* redo = addAction(m_simulationMenu, tr("&Redo"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    connect(undo, &QAction::triggered, m_control, &SimulationControl::undo);
    connect(redo, &QAction::triggered, m_control, &SimulationControl::redo);
    connect(m_control, &SimulationControl::historyChanged, this, [undo, redo](bool canUndo, bool canRedo) {
        undo->setEnabled(canUndo);
        redo->setEnabled(canRedo);
    });
    m_simulationMenu->addSeparator();
    QAction* save = addAction(m_simulationMenu, tr("&Save as scenario …"), {QKeySequence::Save});
    connect(save, &QAction::triggered, this, &MainWindow::saveScenario);
    for (QAction* action : {undo, redo, save})
        action->setEnabled(false);
    connect(&m_session, &Session::stageChanged, save, [this, save] { save->setEnabled(m_session.stage() != nullptr); });
}

void MainWindow::addHelpMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    QAction* keys = addAction(menu, tr("&Keys"), {QKeySequence(Qt::Key_F1)});
    connect(keys, &QAction::triggered, this, [this] { showKeyHelp(this, m_keyActions); });
    connect(menu->addAction(tr("&About tcplens")), &QAction::triggered, this, [this] {
        QMessageBox::about(this, tr("About tcplens"),
                           tr("<h3>tcplens %1</h3><p>Makes TCP's state machine (RFC 9293) visible.</p>"
                              "<p>Free software under the GNU General Public License, version 3 or later.</p>")
                               .arg(QStringLiteral(TCPLENS_VERSION)));
    });
}
