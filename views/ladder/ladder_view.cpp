#include "views/ladder/ladder_view.h"

#include <QAction>
#include <QActionGroup>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace {

/// Above this height the scroll bar no longer counts pixels.
constexpr double kMostPixels = 1e9;
constexpr int kScrollMilliseconds = 160;
/// Farther than so many windows nobody follows the motion: jump.
constexpr double kSmoothWindows = 2.0;

} // namespace

LadderView::LadderView(Session& session, QWidget* parent)
    : QAbstractScrollArea(parent), m_session(session), m_theme(Theme::fromPalette(palette()))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Ladder"));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    createActions();

    m_scrolling.setDuration(kScrollMilliseconds);
    m_scrolling.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_scrolling, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) { verticalScrollBar()->setValue(value.toInt()); });
    connect(&session, &Session::reset, this, &LadderView::forgetConnection);
    connect(&session, &Session::traceGrew, this, [this] {
        updateMetrics();
        viewport()->update();
    });
    connect(&session.playhead(), &Playhead::selected, this, &LadderView::showConnection);
    connect(&session.playhead(), &Playhead::moved, this, &LadderView::showStep);
    updateMetrics();
    showStep();
}

void LadderView::createActions()
{
    const auto add = [this](QActionGroup* group, const QString& text, Notation (*change)(Notation)) {
        auto* action = new QAction(text, group);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, change] { chooseNotation(change(m_notation)); });
        m_actions << action;
    };
    auto* styles = new QActionGroup(this);
    add(styles, tr("&Stevens' Notation"), [](Notation n) { return Notation{NotationStyle::Stevens, n.relative}; });
    add(styles, tr("&tcpdump's Notation"), [](Notation n) { return Notation{NotationStyle::Tcpdump, n.relative}; });
    auto* separator = new QAction(this);
    separator->setSeparator(true);
    m_actions << separator;
    auto* numbers = new QActionGroup(this);
    add(numbers, tr("&Relative Numbers"), [](Notation n) { return Notation{n.style, true}; });
    add(numbers, tr("&Absolute Numbers"), [](Notation n) { return Notation{n.style, false}; });
    setNotation(m_notation);
}

void LadderView::setTheme(const Theme& theme)
{
    m_theme = theme;
    viewport()->update();
}

void LadderView::setNotation(const Notation& notation)
{
    m_notation = notation;
    m_actions[notation.style == NotationStyle::Stevens ? 0 : 1]->setChecked(true);
    m_actions[notation.relative ? 3 : 4]->setChecked(true);
    viewport()->update();
}

void LadderView::chooseNotation(const Notation& notation)
{
    if (notation == m_notation)
        return;
    setNotation(notation);
    emit notationChanged(notation);
}

QSize LadderView::sizeHint() const
{
    const QFontMetrics text(font());
    return QSize(text.averageCharWidth() * 110, text.height() * 40);
}

QSize LadderView::minimumSizeHint() const
{
    return QSize(int(std::ceil(ladderMinimumWidth(font()))) + verticalScrollBar()->sizeHint().width(), QFontMetrics(font()).height() * 8);
}

bool LadderView::hasConnection() const
{
    const auto connection = m_session.playhead().connection();
    return connection && *connection < m_session.trace().connectionCount();
}

std::uint32_t LadderView::rowCount() const
{
    return hasConnection() ? m_session.trace().stepCount(*m_session.playhead().connection()) : 0;
}

void LadderView::forgetConnection()
{
    m_scrolling.stop();
    updateMetrics();
    viewport()->update();
}

void LadderView::showConnection()
{
    m_scrolling.stop();
    updateMetrics();
    verticalScrollBar()->setValue(0);
    viewport()->update();
}

void LadderView::showStep()
{
    if (hasConnection()) {
        scrollToStep(true);
        const std::uint32_t step = m_session.playhead().step();
        setAccessibleDescription(step == 0 ? tr("Before the first segment")
                                           : ladderRowText(m_session.trace(), *m_session.playhead().connection(), step - 1, m_notation));
    }
    viewport()->update();
}

void LadderView::updateMetrics()
{
    if (hasConnection())
        m_metrics = ladderMetrics(m_session.trace(), *m_session.playhead().connection(), font(), viewport()->width());
    updateScrollBar();
}

void LadderView::updateScrollBar()
{
    QScrollBar* bar = verticalScrollBar();
    const double window = viewport()->height() - m_metrics.headerHeight;
    const double content = hasConnection() ? m_metrics.contentHeight(rowCount()) : 0.0;
    const double before = scrollTop();
    m_pixelsPerUnit = std::max(1.0, std::ceil(content / kMostPixels));
    bar->setRange(0, int(std::ceil(std::max(0.0, content - window) / m_pixelsPerUnit)));
    bar->setPageStep(int(std::max(1.0, window / m_pixelsPerUnit)));
    bar->setSingleStep(int(std::max(1.0, m_metrics.rowHeight / m_pixelsPerUnit)));
    bar->setValue(int(before / m_pixelsPerUnit));
}

double LadderView::scrollTop() const
{
    return verticalScrollBar()->value() * m_pixelsPerUnit;
}

std::optional<std::uint32_t> LadderView::rowAt(qreal y) const
{
    if (y < m_metrics.headerHeight || rowCount() == 0)
        return std::nullopt;
    const double row = std::floor((scrollTop() + y - m_metrics.headerHeight - m_metrics.topPadding) / m_metrics.rowHeight);
    if (row >= rowCount())
        return std::nullopt;
    return std::uint32_t(std::max(0.0, row));
}

/// The present row stays in the middle, so that the picture follows from the step alone: stepping back shows what was there before.
void LadderView::scrollToStep(bool smoothly)
{
    const std::uint32_t step = m_session.playhead().step();
    const double window = viewport()->height() - m_metrics.headerHeight;
    const double row = m_metrics.rowTop(step == 0 ? 0 : step - 1) + m_metrics.rowHeight / 2;
    scrollTo(row - window / 2, smoothly);
}

void LadderView::scrollTo(double top, bool smoothly)
{
    QScrollBar* bar = verticalScrollBar();
    const int value = std::clamp(int(std::clamp(std::ceil(top / m_pixelsPerUnit), 0.0, 2e9)), bar->minimum(), bar->maximum());
    const double distance = std::abs(double(value) - bar->value()) * m_pixelsPerUnit;
    m_scrolling.stop();
    if (!smoothly || !isVisible() || m_pixelsPerUnit > 1.0 || distance > kSmoothWindows * viewport()->height()) {
        bar->setValue(value);
        return;
    }
    m_scrolling.setStartValue(bar->value());
    m_scrolling.setEndValue(value);
    m_scrolling.start();
}

void LadderView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    if (!hasConnection()) {
        painter.fillRect(viewport()->rect(), m_theme.background);
        painter.setPen(m_theme.mutedText);
        painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("No connection is selected."));
        return;
    }
    const Playhead& playhead = m_session.playhead();
    const LadderPicture picture{m_session.trace(), *playhead.connection(), playhead.step(), m_theme, m_notation};
    paintLadderWindow(painter, QRectF(viewport()->rect()), scrollTop(), picture, m_metrics);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.drawLine(QPointF(0, m_metrics.headerHeight), QPointF(m_metrics.width, m_metrics.headerHeight));
    }
}

void LadderView::resizeEvent(QResizeEvent*)
{
    updateMetrics();
    if (hasConnection() && m_scrolling.state() != QAbstractAnimation::Running)
        scrollToStep(false);
}

void LadderView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateMetrics();
}

void LadderView::keyPressEvent(QKeyEvent* event)
{
    const bool scrolls = event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down);
    if (scrolls)
        QAbstractScrollArea::keyPressEvent(event);
    else
        event->ignore(); // the window's: step, play, to the start and end
}

void LadderView::mousePressEvent(QMouseEvent* event)
{
    const auto row = rowAt(event->position().y());
    if (event->button() == Qt::LeftButton && row)
        m_session.playhead().moveToStep(*row + 1);
}

void LadderView::wheelEvent(QWheelEvent* event)
{
    m_scrolling.stop();
    QAbstractScrollArea::wheelEvent(event);
}

void LadderView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addActions(m_actions);
    menu.exec(event->globalPos());
}

bool LadderView::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto row = rowAt(help->pos().y());
    if (row)
        QToolTip::showText(help->globalPos(), ladderRowText(m_session.trace(), *m_session.playhead().connection(), *row, m_notation), viewport());
    else
        QToolTip::hideText();
    return true;
}
