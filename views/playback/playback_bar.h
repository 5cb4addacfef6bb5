#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"

#include <QWidget>

class QAction;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QToolButton;
class StepSlider;

/// Moves the playhead: buttons, speed, scrubber, and where it stands. Its actions carry the shortcuts, for the window's menu as well.
class PlaybackBar : public QWidget {
    Q_OBJECT
public:
    explicit PlaybackBar(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);

    QAction* playAction() const { return m_play; }
    QAction* stepForwardAction() const { return m_stepForward; }
    QAction* stepBackAction() const { return m_stepBack; }
    QAction* nextChangeAction() const { return m_nextChange; }
    QAction* previousChangeAction() const { return m_previousChange; }
    QAction* toStartAction() const { return m_toStart; }
    QAction* toEndAction() const { return m_toEnd; }
    /// All of them, in the order of the buttons.
    QList<QAction*> playbackActions() const;

    /// 0.01 to 1000, as the list of speeds offers them.
    static const QList<double>& speeds();

protected:
    void changeEvent(QEvent* event) override;

private:
    QAction* addPlaybackAction(const QString& text, const QList<QKeySequence>& shortcuts);
    void makeActions();
    QWidget* makeButtons();
    void makeSpeed();
    void connectSession();
    void showPlayhead();
    void showClock();
    void showIcons();
    void reserveRoom();

    Session& m_session;
    Theme m_theme = Theme::light();
    QAction* m_toStart;
    QAction* m_previousChange;
    QAction* m_stepBack;
    QAction* m_play;
    QAction* m_stepForward;
    QAction* m_nextChange;
    QAction* m_toEnd;
    StepSlider* m_slider;
    QComboBox* m_speed;
    QToolButton* m_evenSteps;
    QLabel* m_time;
    QLabel* m_step;
};
