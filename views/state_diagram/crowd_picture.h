#pragma once
#include "model/trace/crowd_counts.h"
#include "views/common/theme.h"
#include "views/state_diagram/diagram_layout.h"

#include <QPainter>

#include <array>
#include <vector>

static_assert(kEndBox == kEndedPlace, "a box of the diagram is a place of the crowd");

/// What the picture of all connections shows.
struct CrowdFigures {
    CrowdMoment now;
    std::array<std::uint32_t, kCrowdPlaceCount> peaks{}; ///< The most that were at each place at once, in the whole session.
    std::uint32_t connections = 0;                       ///< In the whole session, begun or not.

    /// Ends that make a bar full: the largest peak of all states with bars, at least 1. The same at every position.
    std::uint32_t fullBar() const;
    friend bool operator==(const CrowdFigures&, const CrowdFigures&) = default;
};

/// CLOSED and LISTEN have none: before and after a connection's life any number of ends means nothing.
bool hasBar(BoxId box);

CrowdFigures crowdFigures(const CrowdCounts& counts, const Trace& trace, RecordNumber position);

/// What stands in one box.
struct CrowdCell {
    BoxId box = 0;
    QString total;
    QRectF totalRect;
    std::array<QString, 2> counts;     ///< By index(Side); empty where both are 0.
    std::array<QRectF, 2> countRects;  ///< The numbers; their signs stand to the left.
    QRectF bar;                        ///< The whole track; empty if the state has none.
    std::array<QRectF, 2> parts;       ///< Of the bar: the initiators, then the responders.
    qreal peakX = 0;                   ///< Where the most so far ends.
};

/// The counts in their boxes; `layout` is of DiagramStyle::Crowd. Numbers that are too wide are shortened ("1.2 M").
std::vector<CrowdCell> layoutCrowd(const DiagramLayout& layout, const CrowdFigures& figures);

/// In full, for the tip upon a box.
QString crowdToolTip(const CrowdFigures& figures, BoxId box);
/// What the picture says, in words.
QString crowdDescription(const CrowdFigures& figures);

/// Arrows and empty boxes: what stays the same for all figures.
void paintCrowdAtRest(QPainter& painter, const DiagramLayout& layout, const Theme& theme);
/// The rest: boxes, counts, bars and key.
void paintCrowdFigures(QPainter& painter, const DiagramLayout& layout, const CrowdFigures& figures, const Theme& theme);
/// All of it, for pictures and export.
void paintCrowd(QPainter& painter, const QRectF& area, const CrowdFigures& figures, const Theme& theme, const QFont& font);
