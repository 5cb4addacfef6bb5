#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"
#include "views/state_diagram/crowd_picture.h"
#include "views/state_diagram/diagram_painter.h"
#include "views/state_diagram/explanation_panel.h"
#include "views/state_diagram/token_motion.h"

#include <QAction>
#include <QElapsedTimer>
#include <QPixmap>
#include <QToolButton>
#include <QVariantAnimation>
#include <QWidget>

#include <memory>
#include <optional>
#include <variant>
#include <vector>

class CrowdIndex;

/// The state machine with both ends of the selected connection upon it, at the playhead.
///
/// One step forward or back lets the tokens glide along the arrows taken; larger jumps, and steps in quick succession, show the
/// result at once. Clicking a state or an arrow explains it. Tab and the arrow keys go from state to state, Return explains.
///
/// The steps of both ends are numbered along their ways (the trail). In crowd mode all connections of the session are counted
/// instead, state by state, at the playhead; clicking a state chooses it.
class StateDiagramView : public QWidget {
    Q_OBJECT
public:
    explicit StateDiagramView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// No gliding: for those whom motion disturbs, and for exact pictures.
    void setReducedMotion(bool reduced);

    /// Whether steps are numbered and older ones fade; they do at first.
    void setTrail(bool on) { m_trailAction.setChecked(on); }
    bool hasTrail() const { return m_trailAction.isChecked(); }
    /// Whether all connections are counted, instead of showing the ends of one.
    void setCrowd(bool on) { m_crowdAction.setChecked(on); }
    bool isCrowd() const { return m_crowdAction.isChecked(); }
    /// The same as setTrail() and setCrowd(), checkable, for menus; buttons for both stand in the view's corner.
    QAction* trailAction() { return &m_trailAction; }
    QAction* crowdAction() { return &m_crowdAction; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    const DiagramLayout& diagram() const { return m_layout; }
    /// What is shown; none without a connection.
    const std::optional<DiagramMoment>& moment() const { return m_moment; }
    /// The counts at the playhead, in crowd mode.
    CrowdFigures figures() const;
    bool isMoving() const { return m_motion.state() == QAbstractAnimation::Running; }

signals:
    void stateExplained(tcp::State state);
    void arrowExplained(tcp::State from, tcp::Event event);
    /// A state was clicked in crowd mode: the connections with an end at that place are wanted, as counted at the playhead.
    void placeChosen(CrowdPlace place);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    /// An arrow on screen, whether always drawn or not.
    struct ArrowHit {
        const tcp::Transition* row = nullptr;
        BoxId from = 0;
        BoxId to = 0;
        QPolygonF points;
        std::vector<DiagramText> label;

        bool operator==(const ArrowHit& other) const { return row == other.row && from == other.from && to == other.to; }
    };
    /// What lies under the pointer, or was explained.
    using Hit = std::variant<std::monostate, BoxId, ArrowHit>;

    void connectToSession();
    void makeActions();
    void nameActions();
    void paintIcons();
    void placeButtons();
    void changeMode();
    void showCrowd();
    void renderCrowd();
    void choose(BoxId box);
    void prepareRest();
    void showMoment();
    void startMotion(std::uint32_t before, std::uint32_t now, const std::optional<DiagramMoment>& previous);
    void animate();
    void takeLayout();
    void renderPicture();
    void renderTokens(DiagramPainter& shapes) const;
    std::array<QPointF, 2> restingPlaces() const;
    QRectF tokensArea(const std::array<QPointF, 2>& places) const;
    Hit hitAt(const QPointF& point) const;
    QString toolTipAt(const QPointF& point) const;
    void setHover(const Hit& hit);
    void explain(const Hit& hit);
    void placePanel();
    void moveFocus(int dx, int dy);
    void describe();

    Session& m_session;
    Theme m_theme = Theme::light();
    DiagramLayout m_layout;
    std::unique_ptr<RouteFinder> m_routes;
    std::optional<DiagramMoment> m_moment;
    std::vector<ActiveArrow> m_arrows;
    QPixmap m_rest;    ///< What is always there.
    QPixmap m_picture; ///< All but tokens and hover, at this step.
    QVariantAnimation m_motion;
    std::vector<TokenMove> m_moves;
    std::array<QPointF, 2> m_places;
    QElapsedTimer m_sinceMove;
    std::optional<ConnectionId> m_shownConnection;
    std::uint32_t m_shownStep = 0;
    Hit m_hover;
    Hit m_explained;
    ExplanationPanel m_panel;
    std::optional<BoxId> m_focusBox;
    bool m_reducedMotion = false;
    QAction m_trailAction;
    QAction m_crowdAction;
    QToolButton m_trailButton;
    QToolButton m_crowdButton;
    CrowdIndex* m_index = nullptr; ///< The session's, once crowd mode was wanted.
};
