#include "app/desktop/main_window.h"

#include "app/desktop/error_text.h"
#include "app/desktop/interface_panel.h"
#include "app/desktop/live_control.h"
#include "app/desktop/live_dialog.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/navigation_history.h"
#include "app/desktop/recovery_bar.h"
#include "app/desktop/simulation_control.h"
#include "app/desktop/start_page.h"
#include "views/common/wording.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStatusBar>
#include <QToolButton>

#include <algorithm>
#include <unistd.h>

// What the window does with a live capture.

void MainWindow::setUpLive()
{
    connect(m_start->interfaces(), &InterfacePanel::chosen, this, [this](const QString& name) {
        LiveSettings settings = m_preferences.live;
        settings.interface = name;
        capture(settings);
    });
    connect(m_start->interfaces(), &InterfacePanel::optionsRequested, this, &MainWindow::chooseLiveOptions);
    connect(m_live, &LiveControl::failed, this, &MainWindow::showError);
    connect(m_live, &LiveControl::saved, this, [this](const QString& path) {
        statusBar()->showMessage(tr("Saved as %1").arg(path), kMessageMilliseconds);
        if (m_live->saveProblem() && m_shownError && m_shownError->what == m_live->saveProblem()->what)
            m_message->hide(); // what it says is done with
    });
    connect(m_live, &LiveControl::statusChanged, this, &MainWindow::showStatus);
    connect(m_live, &LiveControl::changed, this, [this] { m_history->setFollowing(m_live->isActive() && m_live->isFollowing()); });
    connect(m_live, &LiveControl::memoryFull, this, [this](int mebioctets) {
        showError({tr("The memory for what is shown is used up (%1 MiB): from now on packets are recorded but not shown.").arg(wording::number(std::uint64_t(mebioctets))).toStdString(),
                   tr("Save the recording (Ctrl+S), then restart the capture (Ctrl+Shift+R); or capture with a narrower filter or more memory (Ctrl+K).").toStdString()});
    });
    connect(m_live, &LiveControl::numbersFull, this, [this] {
        showError({tr("Four thousand million packets have come, and no more can be numbered: from now on packets are recorded but not shown.").toStdString(),
                   tr("Save the recording (Ctrl+S), then restart the capture (Ctrl+Shift+R).").toStdString()});
    });
    connect(m_recovery, &RecoveryBar::openRequested, this, [this](const QString& path) { open(path); });
    connect(m_recovery, &RecoveryBar::failed, this, &MainWindow::showError);
    connect(m_recovery, &RecoveryBar::saved, this, [this](const QString& path, const QString& from) {
        statusBar()->showMessage(tr("Saved as %1").arg(path), kMessageMilliseconds);
        if (from != m_path)
            return;
        setFile(path); // what is shown is that file now
        if (m_session.isLoading()) // the rest of it is no more where it was
            reload();
    });
    connect(m_recovery, &RecoveryBar::saveRequested, this, &MainWindow::saveRecovered);
    connect(m_recovery, &RecoveryBar::discardRequested, this, [this] {
        if (m_recovery->current() && mayDiscard(QString::fromStdString(m_recovery->current()->title)))
            m_recovery->discard();
    });
}

void MainWindow::addCaptureMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Capture"));
    QAction* toggle = addAction(menu, tr("&Start"), {QKeySequence(Qt::CTRL | Qt::Key_E)});
    connect(toggle, &QAction::triggered, this, &MainWindow::startOrStop);
    QAction* restart = addAction(menu, tr("&Restart"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R)});
    connect(restart, &QAction::triggered, this, [this] { capture(m_live->settings()); });
    connect(addAction(menu, tr("&Options …"), {QKeySequence(Qt::CTRL | Qt::Key_K)}), &QAction::triggered, this, &MainWindow::chooseLiveOptions);
    menu->addSeparator();
    QAction* follow = addAction(menu, tr("&Follow"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)});
    follow->setCheckable(true);
    connect(follow, &QAction::triggered, this, [this, follow](bool follows) {
        const bool comesBack = !m_workspaceShown; // from the start page
        if (comesBack)
            showWorkspace(true);
        const bool resumes = m_live->isPaused(); // then it means: go on, and follow
        m_live->setPaused(false);
        m_live->setFollowing(follows || comesBack || resumes);
        follow->setChecked(m_live->isFollowing());
    });
    QAction* pause = addAction(menu, tr("&Pause the view"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)});
    pause->setCheckable(true);
    connect(pause, &QAction::triggered, m_live, &LiveControl::setPaused);
    menu->addSeparator();
    QAction* save = addAction(menu, tr("Sa&ve recording …"), {QKeySequence::Save});
    connect(save, &QAction::triggered, this, &MainWindow::saveRecording);
    QAction* discard = menu->addAction(tr("&Discard recording"));
    connect(discard, &QAction::triggered, this, &MainWindow::discardRecording);
    const auto addButton = [this](QAction* action) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::NoFocus);
        statusBar()->addPermanentWidget(button);
        return button;
    };
    QToolButton* const again = addButton(toggle); // while it captures there is a button to stop beside the progress
    const QList<QToolButton*> buttons{addButton(follow), addButton(pause)};
    const auto setText = [](QAction* action, const QString& text) {
        static const QRegularExpression mnemonic(QStringLiteral("\\s*\\(&.\\)|&"));
        action->setText(text);
        action->setIconText(QString(text).remove(mnemonic)); // which a button shows
    };
    for (QAction* action : {follow, pause})
        setText(action, action->text());
    const auto update = [this, toggle, restart, follow, pause, save, discard, again, buttons, setText] {
        for (QToolButton* button : buttons)
            button->setVisible(m_live->isActive());
        const bool isActive = m_live->isActive();
        again->setVisible(isActive && !m_live->isCapturing() && !m_live->settings().isPipe());
        setText(toggle, m_live->isCapturing() ? tr("&Stop") : isActive ? tr("&Start again") : tr("&Start"));
        toggle->setEnabled(m_live->isCapturing() || !isActive || !m_live->settings().isPipe());
        restart->setEnabled(isActive && !m_live->settings().isPipe()); // what has come through a pipe is gone
        follow->setEnabled(isActive && (m_live->isCapturing() || m_live->isPaused())); // after its end there is nothing to follow
        follow->setChecked(follow->isEnabled() && m_live->isFollowing());
        pause->setEnabled(isActive && (m_live->isCapturing() || m_live->isPaused()));
        pause->setChecked(isActive && m_live->isPaused());
        save->setEnabled(isActive || (showsRecovered() && !m_recovery->isSaving()));
        discard->setEnabled(isActive);
    };
    connect(m_live, &LiveControl::changed, this, update);
    connect(m_recovery, &RecoveryBar::offerChanged, this, update);
    connect(&m_session, &Session::reset, this, update);
    update();
}

/// What is to be captured unless the user says otherwise: what was captured last, else what is marked on the start page.
LiveSettings MainWindow::liveSettings() const
{
    LiveSettings settings = m_live->isActive() && !m_live->settings().isPipe() ? m_live->settings() : m_preferences.live;
    const QString marked = m_start->interfaces()->current();
    if (!m_workspaceShown && !marked.isEmpty())
        settings.interface = marked;
    return settings;
}

void MainWindow::startOrStop()
{
    if (m_live->isCapturing()) {
        m_live->stop();
        return;
    }
    const LiveSettings settings = liveSettings();
    if (settings.interface.isEmpty())
        chooseLiveOptions();
    else
        capture(settings);
}

/// On disk at once: they are wanted most after a crash.
void MainWindow::keepLiveSettings(const LiveSettings& settings)
{
    m_preferences.live = settings;
    QSettings stored;
    settings.save(stored);
}

void MainWindow::chooseLiveOptions()
{
    LiveDialog dialog(liveSettings(), listInterfaces(), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    keepLiveSettings(dialog.settings());
    m_start->interfaces()->setCurrent(m_preferences.live.interface);
    if (dialog.startsAtOnce())
        capture(dialog.settings());
}

void MainWindow::capture(const LiveSettings& settings)
{
    if (!mayLeaveRecording())
        return;
    m_message->hide();
    m_shownError.reset();
    if (!m_live->start(settings, m_preferences.twoMslSeconds))
        return;
    m_path.clear();
    m_requestedConnection.reset();
    m_requestedStep.reset();
    m_playsWhenLoaded = false;
    m_control->take(std::nullopt);
    if (!settings.isPipe())
        keepLiveSettings(settings);
    setWindowTitle(tr("%1 – tcplens").arg(settings.name()));
    showWorkspace(true);
}

/// Its end: what went wrong, or that there was nothing to see. True: there is no more to say.
void MainWindow::showLiveEnd()
{
    showStatus();
    if (m_live->isCapturing())
        return;
    const bool isEmpty = m_session.trace().recordCount() == 0 && m_live->counts().packets == 0;
    if (m_session.problem()) {
        Error problem = *m_session.problem();
        if (m_live->problem() == LiveProblem::CannotRecord && !isEmpty) {
            problem = translated(problem);
            problem.remedy += ' ' + tr("Save what is there on another disk (Ctrl+S).").toStdString();
        }
        if (isEmpty) { // it has never begun
            m_live->release();
            showWorkspace(false);
        }
        showError(problem);
    } else if (m_session.trace().connectionCount() == 0 && !m_live->isPaused()) {
        showError({tr("No TCP segment has come.").toStdString(),
                   tr("%1 packets were captured. Check the interface and the filter (Ctrl+K).").arg(wording::number(m_live->counts().packets)).toStdString()});
    }
}

/// Proposes a name that says when, so that the next recording of the same interface does not replace this one.
QString MainWindow::askWhereToSave(const QString& name)
{
    const QString folder = m_preferences.lastFolder.isEmpty() ? QDir::homePath() : m_preferences.lastFolder;
    const QString file = QString(name).replace(QLatin1Char('/'), QLatin1Char('_')) + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmmss"));
    QFileDialog dialog(this, tr("Save recording"), folder, tr("Recordings (%1)").arg(QStringLiteral("*.pcapng")));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("pcapng")); // before it asks whether a file of that name may be replaced
    dialog.selectFile(file + QStringLiteral(".pcapng"));
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty())
        return {};
    const QString path = dialog.selectedFiles().constFirst();
    m_preferences.rememberFolder(QFileInfo(path).absolutePath());
    return path;
}

/// What is open was left by a crash and is not saved yet.
bool MainWindow::showsRecovered() const
{
    return !m_live->isActive() && !m_path.isEmpty() && m_path == m_recovery->path();
}

void MainWindow::saveRecovered()
{
    const QString from = m_recovery->path();
    if (from.isEmpty())
        return;
    const QString path = askWhereToSave(QString::fromStdString(m_recovery->current()->title));
    if (!path.isEmpty() && m_recovery->path() == from)
        m_recovery->save(path);
}

void MainWindow::saveRecording()
{
    if (showsRecovered()) {
        saveRecovered();
        return;
    }
    const QString path = askWhereToSave(m_live->settings().name());
    if (!path.isEmpty())
        m_live->save(path);
}

bool MainWindow::mayDiscard(const QString& name)
{
    QMessageBox box(QMessageBox::Question, tr("Discard recording"), tr("Discard the recording of %1?").arg(name), QMessageBox::Cancel, this);
    QPushButton* discard = box.addButton(tr("&Discard"), QMessageBox::DestructiveRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == discard;
}

void MainWindow::discardRecording()
{
    if (m_live->hasUnsaved() && !mayDiscard(m_live->settings().name()))
        return;
    m_live->release();
    showWorkspace(false);
    setWindowTitle(QStringLiteral("tcplens"));
}

/// Asks what is to become of a recording that would be lost. False: the user wants to stay.
bool MainWindow::mayLeaveRecording()
{
    if (!m_live->isActive())
        return true;
    if (m_live->hasUnsaved()) {
        QMessageBox box(QMessageBox::Question, tr("Unsaved recording"), tr("The recording of %1 (%2 packets) is not saved.").arg(m_live->settings().name(), wording::number(m_live->counts().packets)),
                        QMessageBox::Cancel, this);
        box.setInformativeText(m_live->isCapturing() ? tr("The capture ends.") : QString());
        QPushButton* save = box.addButton(tr("&Save …"), QMessageBox::AcceptRole);
        QPushButton* discard = box.addButton(tr("&Discard"), QMessageBox::DestructiveRole);
        box.setDefaultButton(save);
        box.exec();
        if (box.clickedButton() != save && box.clickedButton() != discard)
            return false;
        if (box.clickedButton() == save) {
            const QString path = askWhereToSave(m_live->settings().name());
            if (path.isEmpty() || !m_live->saveAndWait(path))
                return false;
        }
    }
    m_live->release();
    return true;
}

void MainWindow::lookAround()
{
    m_start->interfaces()->watch();
    m_start->interfaces()->setCurrent(m_preferences.live.interface);
    m_recovery->look();
    const bool saysMore = m_message->isVisibleTo(this); // that comes first; root is told another time
    if (geteuid() != 0 || m_preferences.toldAboutRoot || saysMore)
        return;
    m_preferences.toldAboutRoot = true;
    showError({tr("tcplens runs as root, which capturing does not need: only its helper needs privileges.").toStdString(),
               tr("Start it as an ordinary user, unless it is to name the owners of other users' sockets. This is said once.").toStdString()});
}
