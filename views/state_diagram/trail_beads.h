#pragma once
#include "views/state_diagram/active_arrows.h"

#include <QFont>

#include <vector>

/// A little sign with the number of a step, upon the arrow that was walked.
struct TrailBead {
    Side side = Side::Initiator;
    QRectF rect;      ///< Round ends for the initiator, pointed ones for the responder.
    QString text;     ///< "3"; "3, 7" and "3…12" where the arrow was walked more often.
    qreal strength = 1.0;
    bool newest = false;  ///< The step just taken.
    bool assumed = false; ///< Outlined with dashes.
    bool fallen = false;  ///< Taken back: struck through.
};

/// Of the numbers; in the label's family.
QFont beadFont(const DiagramLayout& layout);

/// Beads for all numbered arrows: near the beginning of their arrows, clear of texts, tokens and each other as far as there is room.
/// Newer beads choose first.
std::vector<TrailBead> trailBeads(const DiagramLayout& layout, const DiagramMoment& moment, const std::vector<ActiveArrow>& arrows);
