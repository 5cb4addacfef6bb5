// All connections at once, and what turns it on.
#include "model/session/crowd_index.h"
#include "views/state_diagram/state_diagram_view.h"

#include <QIcon>
#include <QPainter>

#include <algorithm>

namespace {

constexpr int kMargin = 6;

/// Draws `paint` into a square of `size` logical pixels, sharp at two device pixels each.
template <typename Paint>
QIcon drawnIcon(int size, Paint paint)
{
    constexpr qreal kScale = 2.0;
    QPixmap pixmap((QSizeF(size, size) * kScale).toSize());
    pixmap.setDevicePixelRatio(kScale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(painter, qreal(size));
    painter.end();
    return QIcon(pixmap);
}

/// Two numbered beads upon a line.
void paintTrailIcon(QPainter& painter, qreal size, const Theme& theme)
{
    painter.setPen(QPen(theme.mutedText, size * 0.09));
    painter.drawLine(QPointF(size * 0.2, size * 0.78), QPointF(size * 0.8, size * 0.22));
    painter.setBrush(theme.background);
    painter.setPen(QPen(theme.initiator, size * 0.1));
    painter.drawEllipse(QPointF(size * 0.28, size * 0.7), size * 0.2, size * 0.2);
    painter.setBrush(theme.initiator);
    painter.drawEllipse(QPointF(size * 0.72, size * 0.3), size * 0.2, size * 0.2);
}

/// Three bars of unequal length.
void paintCrowdIcon(QPainter& painter, qreal size, const Theme& theme)
{
    painter.setPen(Qt::NoPen);
    constexpr qreal kLengths[] = {0.45, 0.8, 0.6};
    for (int i = 0; i < 3; ++i) {
        painter.setBrush(i == 1 ? theme.responder : theme.initiator);
        painter.drawRect(QRectF(size * 0.1, size * (0.14 + 0.28 * i), size * kLengths[i], size * 0.18));
    }
}

} // namespace

void StateDiagramView::makeActions()
{
    m_trailAction.setCheckable(true);
    m_trailAction.setChecked(true);
    m_crowdAction.setCheckable(true);
    for (QToolButton* button : {&m_trailButton, &m_crowdButton}) {
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setFocusPolicy(Qt::NoFocus); // the keyboard has the actions' menu; Tab visits the states
        button->setCursor(Qt::ArrowCursor);
    }
    m_trailButton.setDefaultAction(&m_trailAction);
    m_crowdButton.setDefaultAction(&m_crowdAction);
    nameActions();
    connect(&m_trailAction, &QAction::toggled, this, &StateDiagramView::changeMode);
    connect(&m_crowdAction, &QAction::toggled, this, &StateDiagramView::changeMode);
}

void StateDiagramView::nameActions()
{
    m_trailAction.setText(tr("Numbered trail"));
    m_trailAction.setToolTip(tr("Number the steps of both ends, and let older ones fade"));
    m_crowdAction.setText(tr("All connections"));
    m_crowdAction.setToolTip(tr("Count the states of all connections at this moment"));
    m_trailButton.setAccessibleName(m_trailAction.text());
    m_crowdButton.setAccessibleName(m_crowdAction.text());
}

void StateDiagramView::paintIcons()
{
    const int size = m_crowdButton.iconSize().width();
    m_trailAction.setIcon(drawnIcon(size, [this](QPainter& painter, qreal side) { paintTrailIcon(painter, side, m_theme); }));
    m_crowdAction.setIcon(drawnIcon(size, [this](QPainter& painter, qreal side) { paintCrowdIcon(painter, side, m_theme); }));
    QPalette colors = palette();
    for (const QPalette::ColorRole role : {QPalette::Button, QPalette::Window})
        colors.setColor(role, m_theme.panel);
    for (QToolButton* button : {&m_trailButton, &m_crowdButton})
        button->setPalette(colors);
}

/// One above the other in the corner that the figure leaves free.
void StateDiagramView::placeButtons()
{
    int bottom = height() - kMargin;
    for (QToolButton* button : {&m_crowdButton, &m_trailButton}) {
        button->adjustSize();
        bottom -= button->height();
        button->move(kMargin, bottom);
    }
}

void StateDiagramView::changeMode()
{
    if (isCrowd() && !m_index) {
        m_index = &CrowdIndex::of(m_session);
        connect(m_index, &CrowdIndex::advanced, this, &StateDiagramView::showCrowd);
        connect(&m_session.clock(), &PlaybackClock::nowChanged, this, &StateDiagramView::showCrowd);
    }
    m_trailAction.setEnabled(!isCrowd());
    m_explained = {};
    m_panel.hide();
    resizeEvent(nullptr); // boxes have another size
    describe();
    update();
}

CrowdFigures StateDiagramView::figures() const
{
    return m_index ? crowdFigures(m_index->counts(), m_session.trace(), m_session.clock().reached()) : CrowdFigures();
}

/// The picture itself is drawn once a frame, however often the playhead moves.
void StateDiagramView::showCrowd()
{
    if (!isCrowd())
        return;
    m_picture = {};
    if (isVisible())
        describe();
    update();
}

void StateDiagramView::renderCrowd()
{
    QPainter painter(&m_picture);
    paintCrowdFigures(painter, m_layout, figures(), m_theme);
}

void StateDiagramView::choose(BoxId box)
{
    emit placeChosen(box);
    update();
}
