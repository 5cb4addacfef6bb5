#pragma once
#include "views/ladder/ladder_painter.h"

/// What both modes of the ladder draw with; nothing here knows where a row stands.
namespace strokes {

void paintColumns(QPainter& painter, const std::vector<RowShape>& rows, const LadderPicture& picture, const LadderMetrics& m);
void paintBands(QPainter& painter, const std::vector<BandShape>& bands, const Theme& theme);
void paintTicks(QPainter& painter, const std::vector<BandShape>& bands, const Theme& theme, const LadderMetrics& m);
void paintBandNames(QPainter& painter, const std::vector<BandNameShape>& names, const Theme& theme, const LadderMetrics& m);
void paintClock(QPainter& painter, const QPointF& centre, const QColor& ring, const Theme& theme, const LadderMetrics& m);
void paintArrowLine(QPainter& painter, const ArrowShape& arrow, const Theme& theme, const LadderMetrics& m);
void paintArrowLabel(QPainter& painter, const ArrowShape& arrow, bool isCurrent, const Theme& theme, const LadderMetrics& m);
/// Below the end of an arrow: until when it was not acknowledged.
void paintDoubt(QPainter& painter, const ArrowShape& arrow, const Theme& theme, const LadderMetrics& m);
/// One entry of `rows` is one row of pixels: bars from either lifeline, and in the middle a column for each kind of anomaly.
void paintDensity(QPainter& painter, qreal top, const std::vector<DensityCount>& rows, const Theme& theme, const LadderMetrics& m);
/// Behind an arrow that the pointer's ACK covers.
void paintCovered(QPainter& painter, const ArrowShape& arrow, const Theme& theme, const LadderMetrics& m);
void paintJoin(QPainter& painter, const JoinShape& join, const Theme& theme, const LadderMetrics& m);
/// Where the pointer is, in whichever view.
void paintHover(QPainter& painter, const QRectF& box, const Theme& theme);
/// A user's mark: a flag in the margin.
void paintMark(QPainter& painter, const QRectF& box, const Theme& theme);
/// A scenario's note: a speech bubble in the margin.
void paintNote(QPainter& painter, const QRectF& box, const Theme& theme);
/// Lifelines are dotted where nothing happened for long.
void paintLifelines(QPainter& painter, qreal height, const std::vector<RowShape>& rows, qreal firstTop, const Theme& theme, const LadderMetrics& m);
/// The metrics of all lanes, from left to right.
std::vector<const LadderMetrics*> metricsOf(const std::vector<LadderLane>& lanes);
/// What has not happened yet steps back; the state bands `bandDelay` further down.
void paintVeil(QPainter& painter, qreal top, qreal bottom, qreal bandDelay, const Theme& theme, const std::vector<const LadderMetrics*>& lanes);
void paintHeader(QPainter& painter, const LadderPicture& picture, const LadderMetrics& m);
/// The headers of several connections side by side, with their names, and a bridge where two neighbours are one host.
void paintHeaders(QPainter& painter, const std::vector<LadderLane>& lanes);
/// A connection's name, where there are several, and the legend, where that has room.
QString ladderHeaderText(const std::vector<LadderLane>& lanes, const LadderLane& lane, const QString& legend);
/// In the header's second line, between the lifelines.
void paintHeaderText(QPainter& painter, const QString& text, const Theme& theme, const LadderMetrics& m);

/// Says in an export what a window would show when it is scrolled.
void paintMoreRows(QPainter& painter, const QRectF& box, std::uint32_t rows, const Theme& theme, const LadderMetrics& m);

} // namespace strokes

/// The rows among `rows` beside which a note of the scenario stands, in order.
std::vector<std::uint32_t> ladderNotes(const LadderPicture& picture, RowRange rows);
/// Marks of the user, and below them notes of the scenario; `top` says where a row begins.
void paintLadderMargin(QPainter& painter, RowRange rows, const LadderPicture& picture, const LadderMetrics& m, const std::function<qreal(std::uint32_t)>& top);
/// Without the names that would overlap the one above.
std::vector<BandNameShape> fittingNames(std::vector<BandNameShape> names);
