#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"
#include "views/window/window_layout.h"

#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>

/// Paints the moment at the playhead, slides from one to the next, and tells which segment the pointer is on.
class WindowCanvas : public QWidget {
    Q_OBJECT
public:
    explicit WindowCanvas(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setChoice(Side sender, bool bothDirections, WindowStyle style);
    void setReducedMotion(bool reduced);
    bool isMoving() const { return m_motion.state() == QAbstractAnimation::Running; }
    /// What is on the screen now, or will be as soon as it is known.
    WindowPicture currentPicture();
    /// Whether the moment at the playhead, far from all that is known, has yet to be worked out: no picture is shown until then.
    bool isWaiting();
    QSize sizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void showMoment();
    void updateDescription();
    bool isWithinReach();
    void paintNotice(QPainter& painter, const QString& text) const;
    void jump();
    void forget();
    void fitHeight();
    std::optional<ConnectionId> connection() const;
    WindowOptions options() const;
    const WindowMoment& moment();
    WindowMoment takeMoment(ConnectionId connection);
    std::optional<RecordNumber> recordUnder(const QPointF& place);

    Session& m_session;
    Theme m_theme = Theme::light();
    Side m_sender = Side::Initiator;
    bool m_bothDirections = false;
    WindowStyle m_style = WindowStyle::Tape;
    bool m_isMotionReduced = false;
    std::optional<WindowMoment> m_target;  ///< At the playhead, once it was painted.
    std::optional<WindowMoment> m_from;    ///< Where the motion began.
    std::optional<WindowMoment> m_current; ///< In motion: what was painted last.
    std::optional<ConnectionId> m_shown;   ///< Whose moments these are.
    StageGlance m_glance;                  ///< What m_target was made from, besides the trace.
    QVariantAnimation m_motion;
    QTimer m_describing; ///< Not while painting.
};
