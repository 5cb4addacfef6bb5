#include "views/playback/playback_bar.h"

#include "views/common/wording.h"
#include "views/hosts/control_keys.h"
#include "views/playback/playback_icons.h"
#include "views/playback/step_slider.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QToolButton>

using namespace Qt::StringLiterals;

PlaybackBar::PlaybackBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_slider(new StepSlider(session, this))
    , m_speed(new QComboBox(this))
    , m_evenSteps(new QToolButton(this))
    , m_time(new QLabel(this))
    , m_step(new QLabel(this))
{
    makeActions();
    makeSpeed();
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_step->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_time->setToolTip(tr("Time since the connection's first segment"));
    m_step->setToolTip(tr("Segments that have happened, of all of this connection"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 2, 6, 2);
    layout->addWidget(makeButtons());
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_step);
    layout->addWidget(m_time);
    layout->addWidget(m_speed);
    layout->addWidget(m_evenSteps);
    connectSession();
    showIcons();
    reserveRoom();
    showPlayhead();
    showClock();
}

QList<QAction*> PlaybackBar::playbackActions() const
{
    return {m_toStart, m_previousChange, m_stepBack, m_play, m_stepForward, m_nextChange, m_toEnd};
}

const QList<double>& PlaybackBar::speeds()
{
    static const QList<double> all = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
    return all;
}

QAction* PlaybackBar::addPlaybackAction(const QString& text, const QList<QKeySequence>& shortcuts)
{
    auto* action = new QAction(text, this);
    action->setShortcuts(shortcuts);
    // A focused line edit keeps the keys that it needs for itself: it answers Qt's ShortcutOverride.
    action->setShortcutContext(Qt::WindowShortcut);
    action->setToolTip(u"%1 (%2)"_s.arg(text, shortcuts.front().toString(QKeySequence::NativeText)));
    addAction(action);
    return action;
}

void PlaybackBar::makeActions()
{
    // A presenter's clicker sends Page Up and Page Down.
    m_toStart = addPlaybackAction(tr("To the start"), {Qt::Key_Home});
    m_previousChange = addPlaybackAction(tr("Previous state change"), {QKeySequence(Qt::CTRL | Qt::Key_Left), QKeySequence(Qt::SHIFT | Qt::Key_Left)});
    m_stepBack = addPlaybackAction(tr("Step back"), {Qt::Key_Left, Qt::Key_PageUp});
    m_play = addPlaybackAction(tr("Play"), {Qt::Key_Space});
    m_stepForward = addPlaybackAction(tr("Step forward"), {Qt::Key_Right, Qt::Key_PageDown});
    m_nextChange = addPlaybackAction(tr("Next state change"), {QKeySequence(Qt::CTRL | Qt::Key_Right), QKeySequence(Qt::SHIFT | Qt::Key_Right)});
    m_toEnd = addPlaybackAction(tr("To the end"), {Qt::Key_End});
    m_play->setAutoRepeat(false);

    Playhead& playhead = m_session.playhead();
    connect(m_toStart, &QAction::triggered, &playhead, &Playhead::toStart);
    connect(m_previousChange, &QAction::triggered, &playhead, &Playhead::toPreviousStateChange);
    for (QAction* action : {m_toStart, m_previousChange, m_stepBack, m_stepForward, m_nextChange, m_toEnd})
        connect(action, &QAction::triggered, &m_session.clock(), &PlaybackClock::pause); // who steps wants to look
    connect(m_stepBack, &QAction::triggered, &playhead, &Playhead::stepBack);
    connect(m_play, &QAction::triggered, &m_session.clock(), &PlaybackClock::toggle);
    connect(m_stepForward, &QAction::triggered, &playhead, &Playhead::stepForward);
    connect(m_nextChange, &QAction::triggered, &playhead, &Playhead::toNextStateChange);
    connect(m_toEnd, &QAction::triggered, &playhead, &Playhead::toEnd);
}

QWidget* PlaybackBar::makeButtons()
{
    auto* buttons = new QWidget(this);
    auto* layout = new QHBoxLayout(buttons);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    for (QAction* action : playbackActions()) {
        auto* button = new QToolButton(buttons);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoRepeat(action == m_stepBack || action == m_stepForward);
        button->setAccessibleName(action->text());
        const int size = button->fontMetrics().height() * 5 / 4;
        button->setIconSize({size, size});
        layout->addWidget(button);
    }
    (new ControlKeys(buttons))->watch(buttons); // Space presses the one that Tab has gone to
    return buttons;
}

void PlaybackBar::makeSpeed()
{
    for (double speed : speeds())
        m_speed->addItem(u"%1×"_s.arg(QLocale().toString(speed, 'g', 4)), speed);
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Speed of playing: 1× is as fast as it was, or one step a second"));
    m_evenSteps->setText(tr("Even steps"));
    m_evenSteps->setCheckable(true);
    m_evenSteps->setToolTip(tr("Every step lasts equally long, instead of as long as it was in the recording"));
    PlaybackClock& clock = m_session.clock();
    connect(m_speed, &QComboBox::activated, &clock, [this, &clock](int row) { clock.setSpeed(m_speed->itemData(row).toDouble()); });
    connect(m_evenSteps, &QToolButton::clicked, &clock,
            [&clock](bool even) { clock.setPace(even ? PlaybackClock::Pace::EvenSteps : PlaybackClock::Pace::TrueTime); });
}

void PlaybackBar::connectSession()
{
    connect(&m_session.playhead(), &Playhead::moved, this, &PlaybackBar::showPlayhead);
    connect(&m_session.playhead(), &Playhead::selected, this, &PlaybackBar::showPlayhead);
    connect(&m_session, &Session::traceGrew, this, &PlaybackBar::showPlayhead);
    connect(&m_session.clock(), &PlaybackClock::playingChanged, this, &PlaybackBar::showClock);
    connect(&m_session.clock(), &PlaybackClock::speedChanged, this, &PlaybackBar::showClock);
}

void PlaybackBar::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_slider->setTheme(theme);
    showIcons();
}

void PlaybackBar::showIcons()
{
    const QColor& color = m_theme.text;
    m_toStart->setIcon(playbackIcon(PlaybackIcon::ToStart, color));
    m_previousChange->setIcon(playbackIcon(PlaybackIcon::PreviousChange, color));
    m_stepBack->setIcon(playbackIcon(PlaybackIcon::StepBack, color));
    m_play->setIcon(playbackIcon(m_session.clock().isPlaying() ? PlaybackIcon::Pause : PlaybackIcon::Play, color));
    m_stepForward->setIcon(playbackIcon(PlaybackIcon::StepForward, color));
    m_nextChange->setIcon(playbackIcon(PlaybackIcon::NextChange, color));
    m_toEnd->setIcon(playbackIcon(PlaybackIcon::ToEnd, color));
}

/// Labels that change while playing keep their width, so that the scrubber stays where it is.
void PlaybackBar::reserveRoom()
{
    const QString count = wording::number(m_session.playhead().connection() ? std::uint32_t(m_slider->maximum()) : 0u);
    m_step->setMinimumWidth(m_step->fontMetrics().horizontalAdvance(u"%1 / %1"_s.arg(count)) + 2);
    m_time->setMinimumWidth(m_time->fontMetrics().horizontalAdvance(u"999.9 ms"_s) + 2);
}

void PlaybackBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        reserveRoom();
}

void PlaybackBar::showClock()
{
    const PlaybackClock& clock = m_session.clock();
    m_play->setText(clock.isPlaying() ? tr("Pause") : tr("Play"));
    m_play->setToolTip(u"%1 (%2)"_s.arg(m_play->text(), m_play->shortcut().toString(QKeySequence::NativeText)));
    m_play->setIcon(playbackIcon(clock.isPlaying() ? PlaybackIcon::Pause : PlaybackIcon::Play, m_theme.text));
    m_evenSteps->setChecked(clock.pace() == PlaybackClock::Pace::EvenSteps);
    const int row = m_speed->findData(clock.speed());
    if (row >= 0) {
        m_speed->setCurrentIndex(row);
        return;
    }
    // A speed set elsewhere that the list does not have: shown, though it cannot be chosen again.
    m_speed->setCurrentIndex(-1);
    m_speed->setPlaceholderText(u"%1×"_s.arg(QLocale().toString(clock.speed(), 'g', 3)));
}

void PlaybackBar::showPlayhead()
{
    const Playhead& playhead = m_session.playhead();
    const auto connection = playhead.connection();
    const bool isThere = connection && *connection < m_session.trace().connectionCount();
    const std::uint32_t step = isThere ? playhead.step() : 0;
    const std::uint32_t count = isThere ? playhead.stepCount() : 0;
    for (QAction* action : {m_toStart, m_previousChange, m_stepBack})
        action->setEnabled(step > 0);
    for (QAction* action : {m_toEnd, m_nextChange, m_stepForward})
        action->setEnabled(step < count);
    m_play->setEnabled(count > 0);
    reserveRoom();
    m_step->setText(u"%1 / %2"_s.arg(wording::number(step), wording::number(count)));
    m_time->setText(isThere ? wording::duration(playhead.time() - m_session.trace().connection(*connection).start) : QString());
}
