#pragma once
#include "app/desktop/command_line.h"
#include "app/desktop/preferences.h"
#include "model/session/session.h"
#include "views/common/theme.h"

#include <QMainWindow>

#include <optional>
#include <set>

class CaptionBar;
class ChartsView;
class ConnectionsView;
class DetailsView;
class HostsView;
class LadderView;
class LiveControl;
class MessageBar;
class NavigationHistory;
class PathView;
class PlaybackBar;
class RecoveryBar;
class QActionGroup;
class QLabel;
class QMenu;
class QSplitter;
class QStackedWidget;
class SegmentsView;
class SimulationControl;
class SocketControl;
class SocketsView;
class StartPage;
class StateDiagramView;
class WindowView;

/// The window: puts the views of one session together and gives them menus and keys. What they show is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// `desktop` is the palette that the desktop asks for, before any theme was applied.
    MainWindow(const Preferences& preferences, const QPalette& desktop, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a recording ("-" for standard input), and goes to that connection and step as soon as they are read.
    void open(const QString& path, std::optional<std::uint32_t> connection = {}, std::optional<std::uint32_t> step = {});
    /// Opens a scenario and plays it at once.
    void play(const QString& scenario);
    /// Lists only the connections that match, and shows one of them, as soon as there is one, unless another was asked for.
    void startWithFilter(const QString& filter);
    /// Captures from that interface or pipe; an unsaved recording is asked for first.
    void capture(const LiveSettings& settings);
    /// Lists the interfaces, looks for recordings that a crash has left, and says so if this runs as root: once, after the start.
    void lookAround();
    LiveControl& live() { return *m_live; }
    Session& session() { return m_session; }
    /// How the docks lie for a situation: large diagram and ladder with captions; everything; or full screen with large type.
    enum class Layout { Classroom, Debugging, Presentation };
    void arrange(Layout layout);
    /// Shows the connection of the packet with that number, just after it; false if it is no TCP segment.
    bool goToFrame(std::uint32_t frame);
    /// The error that is on show, or was closed since; nothing after a recording was opened without one.
    const std::optional<Error>& shownError() const { return m_shownError; }

public slots:
    void chooseFile();

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QDockWidget* addDock(const QString& title, const QString& name, QWidget* view, Qt::DockWidgetArea area);
    void addDocks();
    void placeDocks();
    void addMenus();
    void addFileMenu();
    void addViewMenu();
    void addThemeMenu(QMenu* menu);
    void addLayoutMenu(QMenu* menu);
    void addZoomMenu(QMenu* menu);
    void addExports(QMenu* menu);
    void setZoom(int percent, bool remember);
    void setReducedMotion(bool reduced);
    void applyViewSettings();
    void keepViewSettings();
    void setFullScreen(bool full);
    void leavePresentation();
    void stepThroughTrace(int by);
    void chooseFrame();
    void search();
    void searchAgain(bool forward);
    void toggleMark(RecordNumber record);
    void goToMark(bool forward);
    CommandLine pictureRequest(const QString& view) const;
    void saveView(const QString& view);
    void printView(const QString& view);
    void savePackets();
    void addGoMenu();
    void addHelpMenu();
    QAction* addAction(QMenu* menu, const QString& text, const QList<QKeySequence>& keys);
    void setFile(const QString& path);
    void showRecentFiles();
    void showWorkspace(bool visible);
    void showLoading();
    void showStage();
    void showStatus();
    void showRequested();
    void showError(const Error& error);
    void chooseTwoMsl();
    void reload();
    void saveScenario();
    void addSimulationMenu();
    void addCaptureMenu();
    void setUpLive();
    LiveSettings liveSettings() const;
    void startOrStop();
    void chooseLiveOptions();
    void keepLiveSettings(const LiveSettings& settings);
    void showLiveEnd();
    QString askWhereToSave(const QString& name);
    void saveRecording();
    bool showsRecovered() const;
    void saveRecovered();
    bool mayDiscard(const QString& name);
    void discardRecording();
    bool mayLeaveRecording();
    void applyTheme();

    Preferences m_preferences;
    const QPalette m_desktop;
    const QFont m_desktopFont;
    int m_zoom = 100;
    bool m_isPresenting = false;
    QByteArray m_beforePresentation; ///< How the docks lay.
    Session m_session;
    Theme m_theme;
    QString m_path;
    std::optional<std::uint32_t> m_requestedConnection;
    std::optional<std::uint32_t> m_requestedStep;
    std::optional<Error> m_shownError;
    QString m_searched;
    std::set<RecordNumber> m_marks; ///< Of the user.
    QByteArray m_defaultLayout;
    bool m_workspaceShown = false;
    bool m_playsWhenLoaded = false;
    bool m_hadStage = false;

    StartPage* m_start;
    LadderView* m_ladder;
    StateDiagramView* m_diagram;
    WindowView* m_window;
    DetailsView* m_details;
    ConnectionsView* m_connections;
    ChartsView* m_charts;
    SegmentsView* m_segments;
    PlaybackBar* m_playback;
    MessageBar* m_message;
    PathView* m_flights;
    CaptionBar* m_captions;
    HostsView* m_hosts;
    SimulationControl* m_control;
    SocketsView* m_sockets;
    SocketControl* m_socketControl;
    NavigationHistory* m_history;
    LiveControl* m_live;
    RecoveryBar* m_recovery;
    QStackedWidget* m_pages;
    QSplitter* m_stageAndLadder;
    QToolBar* m_playbackToolBar;
    QDockWidget* m_hostsDock = nullptr;
    QDockWidget* m_socketsDock = nullptr; ///< Of this host, whatever is open: not among m_docks.
    QLabel* m_status;
    QMenu* m_recentMenu = nullptr;
    QMenu* m_simulationMenu = nullptr;
    QAction* m_packetsAction = nullptr;
    QAction* m_fullScreenAction = nullptr;
    QAction* m_leaveAction = nullptr;
    static constexpr int kLayoutVersion = 5;
    static constexpr int kMessageMilliseconds = 6000;
    QList<QDockWidget*> m_docks;
    QList<QAction*> m_keyActions; ///< For the list of keys.
};
