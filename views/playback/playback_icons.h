#pragma once
#include <QColor>
#include <QIcon>

/// What a button of the playback bar does.
enum class PlaybackIcon { ToStart, PreviousChange, StepBack, Play, Pause, StepForward, NextChange, ToEnd };

/// An icon drawn as a path: sharp at every size and scale, in `color`, paler where disabled.
QIcon playbackIcon(PlaybackIcon which, const QColor& color);
