#include "app/desktop/main_window.h"

#include "app/desktop/composition.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/simulation_control.h"
#include "app/desktop/start_page.h"
#include "model/simulation/simulation_source.h"
#include "views/connections/connections_view.h"

#include <QAction>
#include <QDockWidget>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSaveFile>
#include <QStatusBar>

#include <utility>

// What the window opens, and the scenarios that it saves.

namespace {
const QString kStandardInput = QStringLiteral("-");
}

void MainWindow::chooseFile()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open a recording or a scenario"), m_preferences.lastFolder,
        tr("Recordings and scenarios (%1)").arg(QStringLiteral("*.pcap *.pcapng *.cap *.pcap.gz *.pcapng.gz *.cap.gz *.pcap.zst *.pcapng.zst *.cap.zst *.scenario *.pkt"))
            + QStringLiteral(";;") + tr("All files (%1)").arg(QStringLiteral("*")));
    if (!path.isEmpty())
        open(path);
}

void MainWindow::open(const QString& path, std::optional<std::uint32_t> connection, std::optional<std::uint32_t> step)
{
    auto source = makeSource(path, m_preferences.twoMslSeconds);
    if (!source) { // what is open stays open
        showError(source.error());
        return;
    }
    if (!mayLeaveRecording())
        return;
    m_message->hide();
    m_shownError.reset();
    m_requestedConnection = connection;
    m_requestedStep = step;
    m_playsWhenLoaded = false;
    setFile(path);
    const auto* simulated = dynamic_cast<const simulation::SimulationSource*>(source.value().get());
    m_control->take(simulated ? std::optional(simulated->simulation().scenario()) : std::nullopt);
    m_session.open(std::move(source.value()));
    showWorkspace(true);
}

/// What is open, or about to be, stands there.
void MainWindow::setFile(const QString& path)
{
    m_path = path;
    if (path != kStandardInput && QFileInfo::exists(path)) {
        m_preferences.addRecentFile(path);
        showRecentFiles();
    }
    const QString name = path == kStandardInput ? tr("standard input") : QFileInfo(path).fileName();
    setWindowTitle(tr("%1 – tcplens").arg(name));
}

void MainWindow::startWithFilter(const QString& filter)
{
    m_docks[1]->raise();
    if (m_requestedConnection)
        m_connections->filterEdit()->setText(filter);
    else
        m_connections->startWithFilter(filter);
}

void MainWindow::reload()
{
    if (!m_path.isEmpty() && m_path != kStandardInput)
        open(m_path, m_session.playhead().connection(), m_session.playhead().step());
}

/// How long 2 MSL are on the recorded hosts; what is open is read again with it.
void MainWindow::chooseTwoMsl()
{
    constexpr int kLongest = 86400;
    bool accepted = false;
    const int seconds = QInputDialog::getInt(this, tr("TIME-WAIT"),
                                             tr("Seconds that TIME-WAIT (2 MSL) lasts on the recorded hosts.\nLinux: 60; RFC 9293: 240."),
                                             m_preferences.twoMslSeconds, 1, kLongest, 1, &accepted);
    if (!accepted)
        return;
    m_preferences.twoMslSeconds = seconds;
    reload();
}

/// Opens a built-in scenario and starts it.
void MainWindow::play(const QString& scenario)
{
    open(scenario);
    m_playsWhenLoaded = true;
    if (!m_session.isLoading())
        showLoading();
}

/// What the user has made of the simulation, as a scenario that can be played again.
void MainWindow::saveScenario()
{
    if (!m_control->isActive())
        return;
    m_control->waitUntilPlayed(); // the last edit belongs to it
    QString path = QFileDialog::getSaveFileName(this, tr("Save as scenario"), m_preferences.lastFolder, tr("Scenarios (*.scenario)"));
    if (path.isEmpty())
        return;
    if (!path.endsWith(QStringLiteral(".scenario")))
        path += QStringLiteral(".scenario");
    const std::string text = m_control->text();
    QSaveFile file(path); // an older file stays as it is if the new one cannot be written
    const bool written = file.open(QIODevice::WriteOnly) && file.write(text.data(), qint64(text.size())) == qint64(text.size()) && file.commit();
    if (!written) {
        showError({tr("Cannot write \"%1\": %2.").arg(path, file.errorString()).toStdString(),
                   tr("Choose a folder that may be written to.").toStdString()});
        return;
    }
    statusBar()->showMessage(tr("Saved as %1").arg(path), kMessageMilliseconds);
}

void MainWindow::showRecentFiles()
{
    m_start->setRecentFiles(m_preferences.recentFiles);
    m_recentMenu->clear();
    for (const QString& path : m_preferences.recentFiles)
        connect(m_recentMenu->addAction(path), &QAction::triggered, this, [this, path] { open(path); });
    m_recentMenu->setEnabled(!m_preferences.recentFiles.isEmpty());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    open(event->mimeData()->urls().first().toLocalFile());
}
