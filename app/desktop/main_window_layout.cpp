#include "app/desktop/main_window.h"

#include "views/captions/caption_bar.h"
#include "views/charts/charts_view.h"
#include "views/ladder/ladder_view.h"
#include "views/state_diagram/state_diagram_view.h"
#include "views/window/window_view.h"

#include <QApplication>
#include <QDockWidget>

#include <algorithm>
#include <iterator>

// How the window is laid out: docks for a situation, full screen, size of type, and how each view was looked at the last time.

namespace {
constexpr int kPresentationZoom = 140;
constexpr double kPresentationCaptions = 1.25;
}

/// Docks as a situation needs them; what the user moves afterwards stays until the next choice.
void MainWindow::arrange(Layout layout)
{
    if (layout == Layout::Presentation && !m_isPresenting)
        m_beforePresentation = saveState(kLayoutVersion);
    restoreState(m_defaultLayout, kLayoutVersion);
    showWorkspace(m_workspaceShown);
    if (layout != Layout::Presentation && m_isPresenting)
        setFullScreen(false);
    m_isPresenting = layout == Layout::Presentation;
    setZoom(m_isPresenting ? std::max(m_preferences.zoom, kPresentationZoom) : m_preferences.zoom, false);
    m_captions->setScale(m_isPresenting ? kPresentationCaptions : 1.0);
    if (m_workspaceShown) {
        const bool isDebugging = layout == Layout::Debugging;
        for (qsizetype i = 1; i < m_docks.size(); ++i) {
            if (m_docks[i] != m_hostsDock)
                m_docks[i]->setVisible(isDebugging);
        }
        if (m_hostsDock)
            m_hostsDock->setVisible(m_session.stage() && layout == Layout::Classroom);
        resizeDocks({m_docks[0]}, {width() * (isDebugging ? 34 : 50) / 100}, Qt::Horizontal);
        resizeDocks({m_docks[1]}, {height() * 36 / 100}, Qt::Vertical);
        if (isDebugging)
            m_docks[1]->raise();
    }
    if (m_isPresenting)
        setFullScreen(true);
}

/// All is again where it was before.
void MainWindow::leavePresentation()
{
    const QByteArray before = m_beforePresentation;
    arrange(Layout::Classroom); // type and captions
    restoreState(before, kLayoutVersion);
    showStage();
}

/// A window that was maximized is so again afterwards.
void MainWindow::setFullScreen(bool full)
{
    setWindowState(full ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowStates(Qt::WindowFullScreen));
}

void MainWindow::setReducedMotion(bool reduced)
{
    m_preferences.reducedMotion = reduced;
    m_diagram->setReducedMotion(reduced);
    m_window->setReducedMotion(reduced);
    m_captions->setReducedMotion(reduced);
}

/// How each view was looked at the last time.
void MainWindow::applyViewSettings()
{
    m_ladder->setTrueToTime(m_preferences.ladderInTime);
    m_window->setStyle(m_preferences.windowInSquares ? WindowStyle::Squares : WindowStyle::Tape);
    m_window->setBothDirections(m_preferences.windowBothWays);
    m_diagram->setTrail(m_preferences.showsTrail);
    if (m_preferences.chart >= 0 && std::size_t(m_preferences.chart) < std::size(kChartKinds))
        m_charts->setKind(kChartKinds[m_preferences.chart]);
}

void MainWindow::keepViewSettings()
{
    m_preferences.ladderInTime = m_ladder->isTrueToTime();
    m_preferences.windowInSquares = m_window->style() == WindowStyle::Squares;
    m_preferences.windowBothWays = m_window->showsBothDirections();
    m_preferences.showsTrail = m_diagram->hasTrail();
    m_preferences.chart = int(m_charts->kind());
}

/// All type, in per cent of the desktop's.
void MainWindow::setZoom(int percent, bool remember)
{
    const int zoom = std::clamp(percent, Preferences::kSmallestZoom, Preferences::kLargestZoom);
    if (remember)
        m_preferences.zoom = zoom;
    m_zoom = zoom;
    QFont font = m_desktopFont;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * zoom / 100.0);
    else
        font.setPixelSize(font.pixelSize() * zoom / 100);
    QApplication::setFont(font);
}

void MainWindow::placeDocks()
{
    resizeDocks({m_docks[0]}, {width() * 44 / 100}, Qt::Horizontal);
    resizeDocks({m_docks[1]}, {height() * 34 / 100}, Qt::Vertical);
    m_docks[1]->raise();
}
