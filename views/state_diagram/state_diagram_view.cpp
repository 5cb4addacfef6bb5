#include "views/state_diagram/state_diagram_view.h"

#include "views/common/wording.h"

#include <QAccessible>
#include <QPaintEvent>

#include <algorithm>

namespace {

constexpr int kMoveMs = 340; ///< One token along one arrow.
constexpr qreal kLargestType = 3.0;
constexpr int kLongestMotionMs = 1000;
constexpr qint64 kCalmMs = 380; ///< Steps that follow each other faster are shown without motion.

} // namespace

StateDiagramView::StateDiagramView(Session& session, QWidget* parent) : QWidget(parent), m_session(session), m_panel(this), m_trailButton(this), m_crowdButton(this)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("State diagram"));
    m_panel.hide();
    m_motion.setStartValue(0.0);
    m_motion.setEndValue(1.0);
    connect(&m_motion, &QVariantAnimation::valueChanged, this, &StateDiagramView::animate);
    connectToSession();
    makeActions();
    setTheme(Theme::fromPalette(palette()));
}

void StateDiagramView::connectToSession()
{
    connect(&m_session.playhead(), &Playhead::moved, this, &StateDiagramView::showMoment);
    connect(&m_session, &Session::reset, this, [this] {
        m_shownConnection.reset();
        m_moment.reset();
        m_explained = {};
        m_panel.hide();
        showMoment();
    });
    connect(&m_panel, &ExplanationPanel::stepWanted, &m_session.playhead(), &Playhead::moveToStep);
    connect(&m_panel, &ExplanationPanel::closed, this, [this] {
        m_explained = {};
        setFocus(Qt::OtherFocusReason);
    });
}

void StateDiagramView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_panel.setTheme(theme);
    if (m_panel.isVisible())
        explain(m_explained);
    paintIcons();
    m_rest = {};
    m_picture = {};
    update();
}

void StateDiagramView::setReducedMotion(bool reduced)
{
    m_reducedMotion = reduced;
    if (reduced && isMoving())
        m_motion.setCurrentTime(m_motion.duration());
}

QSize StateDiagramView::sizeHint() const
{
    return naturalDiagramSize(font()).toSize() + QSize(1, 1);
}

QSize StateDiagramView::minimumSizeHint() const
{
    return (naturalDiagramSize(font()) * 0.7).toSize();
}

void StateDiagramView::showMoment()
{
    if (isCrowd())
        showCrowd();
    const Playhead& playhead = m_session.playhead();
    const std::optional<ConnectionId> connection = playhead.connection();
    const std::uint32_t before = m_shownStep;
    const bool sameConnection = connection && m_shownConnection == connection;
    if (sameConnection && m_moment && playhead.step() == before)
        return; // another connection's record has happened
    const std::optional<DiagramMoment> previous = std::move(m_moment);
    m_moment.reset();
    m_shownConnection = connection;
    m_shownStep = connection ? playhead.step() : 0;
    if (connection)
        m_moment = momentAt(m_session.trace(), *connection, m_shownStep);
    m_motion.stop();
    m_moves.clear();
    takeLayout();
    const bool calm = !m_sinceMove.isValid() || m_sinceMove.elapsed() >= kCalmMs;
    m_sinceMove.start();
    if (sameConnection && calm && !m_reducedMotion && isVisible() && !isCrowd())
        startMotion(before, m_shownStep, previous);
    m_places = m_moves.empty() ? restingPlaces() : tokenPositions(m_moves, 0.0, restingPlaces());
    m_picture = {};
    if (!isCrowd())
        setHover(std::monostate());
    if (m_panel.isVisible())
        explain(m_explained);
    describe();
    update();
}

void StateDiagramView::startMotion(std::uint32_t before, std::uint32_t now, const std::optional<DiagramMoment>& previous)
{
    if (!m_moment || !previous || !m_routes)
        return;
    if (now == before + 1)
        m_moves = tokenMoves(m_layout, *m_routes, m_moment->taken, false);
    else if (before == now + 1)
        m_moves = tokenMoves(m_layout, *m_routes, previous->taken, true);
    if (m_moves.empty())
        return;
    m_motion.setDuration(std::min(kMoveMs * int(m_moves.size()), kLongestMotionMs));
    m_motion.start();
}

void StateDiagramView::animate()
{
    const QRectF before = tokensArea(m_places);
    m_places = tokenPositions(m_moves, m_motion.currentValue().toDouble(), restingPlaces());
    update(before.toAlignedRect());
    update(tokensArea(m_places).toAlignedRect());
}

std::array<QPointF, 2> StateDiagramView::restingPlaces() const
{
    std::array<QPointF, 2> places;
    for (Side side : kSides) {
        if (m_moment)
            places[index(side)] = m_layout.boxes[std::size_t(m_moment->ends[index(side)].box)].tokens[index(side)];
    }
    return places;
}

QRectF StateDiagramView::tokensArea(const std::array<QPointF, 2>& places) const
{
    QRectF area;
    const qreal r = m_layout.tokenRadius * 1.5 + 2;
    for (const QPointF& place : places)
        area |= QRectF(place.x() - r, place.y() - r, 2 * r, 2 * r);
    return area;
}

/// The layout depends on size and font alone; arrows that the figure leaves out depend on the moment too.
void StateDiagramView::takeLayout()
{
    if (!m_routes) {
        m_layout = layoutStateDiagram(rect(), font(), kLargestType, isCrowd() ? DiagramStyle::Crowd : DiagramStyle::Walks);
        m_routes = std::make_unique<RouteFinder>(m_layout);
        m_rest = {};
    }
    m_arrows = m_moment && !isCrowd() ? activeArrows(m_layout, *m_routes, *m_moment, hasTrail()) : std::vector<ActiveArrow>();
}

void StateDiagramView::prepareRest()
{
    const qreal ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (m_rest.size() != pixels || m_rest.devicePixelRatio() != ratio) {
        m_rest = QPixmap(pixels);
        m_rest.setDevicePixelRatio(ratio);
        m_rest.fill(m_theme.background);
        QPainter painter(&m_rest);
        DiagramPainter(painter, m_layout, m_theme).paintAtRest();
    }
}

void StateDiagramView::renderPicture()
{
    prepareRest();
    m_picture = m_rest;
    if (isCrowd())
        return renderCrowd();
    QPainter painter(&m_picture);
    DiagramPainter shapes(painter, m_layout, m_theme);
    shapes.paintKey(diagramKey(m_session.trace(), m_shownConnection, m_shownStep));
    if (m_moment)
        shapes.paintMoment(*m_moment, m_arrows);
    if (m_moment && hasTrail())
        shapes.paintTrail(trailBeads(m_layout, *m_moment, m_arrows));
}

void StateDiagramView::renderTokens(DiagramPainter& shapes) const
{
    for (Side side : kSides)
        shapes.paintToken(side, m_places[index(side)],
                          Theme::certaintyStyle(m_moment->ends[index(side)].certainty) != Qt::SolidLine);
}

void StateDiagramView::paintEvent(QPaintEvent* event)
{
    if (!m_routes) {
        takeLayout();
        m_places = restingPlaces();
    }
    if (m_picture.isNull() || m_picture.devicePixelRatio() != devicePixelRatioF())
        renderPicture();
    QPainter painter(this);
    painter.setClipRegion(event->region());
    painter.drawPixmap(0, 0, m_picture);
    DiagramPainter shapes(painter, m_layout, m_theme);
    if (const auto* arrow = std::get_if<ArrowHit>(&m_hover))
        shapes.paintHover(arrow->points, arrow->label);
    if (const auto* box = std::get_if<BoxId>(&m_hover))
        shapes.paintHover(*box, false);
    if (m_focusBox && hasFocus())
        shapes.paintHover(*m_focusBox, true);
    if (m_moment && !isCrowd())
        renderTokens(shapes);
}

void StateDiagramView::resizeEvent(QResizeEvent*)
{
    m_motion.stop();
    m_moves.clear();
    m_routes.reset();
    m_hover = {};
    takeLayout();
    m_places = restingPlaces();
    m_picture = {};
    placePanel();
    placeButtons();
}

void StateDiagramView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) {
        resizeEvent(nullptr);
        setAccessibleName(tr("State diagram"));
        nameActions();
        describe();
        updateGeometry();
        update();
    }
    QWidget::changeEvent(event);
}

void StateDiagramView::describe()
{
    QString text = tr("No connection is selected.");
    if (isCrowd()) {
        text = crowdDescription(figures());
    } else if (m_shownConnection) {
        QStringList parts;
        for (Side side : kSides) {
            parts << tr("%1: %2 (%3).")
                         .arg(wording::sideName(side),
                              wording::stateName(m_session.trace().state(*m_shownConnection, side, m_shownStep)),
                              wording::certaintyName(m_session.trace().certainty(*m_shownConnection, side, m_shownStep)));
        }
        text = parts.join(u' ');
    }
    if (m_focusBox)
        text = tr("%1 is chosen. %2").arg(wording::stateName(stateOf(*m_focusBox)), text);
    if (text == accessibleDescription())
        return;
    setAccessibleDescription(text);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}
