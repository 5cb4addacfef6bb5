#include "tests/views/golden/pictures.h"

#include "tests/views/golden/measures.h"
#include "views/charts/chart_paint.h"
#include "views/ladder/ladder_painter.h"
#include "views/path/path_painter.h"
#include "views/state_diagram/crowd_picture.h"
#include "views/state_diagram/diagram_painter.h"
#include "views/window/window_paint.h"

#include <QHash>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

/// Small enough for small files.
QFont font()
{
    return block_font::font(12);
}

constexpr QSizeF kDiagram(700, 660), kWindow(880, 330), kChart(800, 400), kPath(800, 260), kLadderInTime(900, 560);

QSizeF diagram(QPainter* painter, const Scene& scene, const Theme& theme)
{
    if (painter)
        paintStateDiagram(*painter, QRectF(QPointF(), kDiagram), scene.trace, scene.shown, scene.steps[2], theme, font());
    return kDiagram;
}

QSizeF crowd(QPainter* painter, const Scene& scene, const Theme& theme)
{
    if (painter) {
        CrowdCounts counts;
        counts.catchUp(scene.trace);
        paintCrowd(*painter, QRectF(QPointF(), kDiagram), crowdFigures(counts, scene.trace, scene.trace.recordCount() * 2 / 3), theme, font());
    }
    return kDiagram;
}

QSizeF ladder(QPainter* painter, const Scene& scene, const Theme& theme)
{
    QSizeF size = ladderSize(scene.trace, scene.shown, font(), Notation{});
    size.setHeight(std::min(size.height(), 620.0));
    if (painter)
        paintLadder(*painter, QRectF(QPointF(), size), scene.trace, scene.shown, scene.steps[1], theme, font(), Notation{});
    return size;
}

QSizeF ladderInTime(QPainter* painter, const Scene& scene, const Theme& theme)
{
    if (painter)
        paintLadderTrueToTime(*painter, QRectF(QPointF(), kLadderInTime), scene.trace, scene.shown, scene.steps.back(), theme, font(), Notation{}, scene.stage);
    return kLadderInTime;
}

QSizeF window(QPainter* painter, const Scene& scene, const Theme& theme, WindowStyle style)
{
    WindowOptions options;
    options.style = style;
    options.stage = scene.stage.get();
    if (painter)
        paintWindow(*painter, QRectF(QPointF(), kWindow), scene.trace, scene.shown, scene.steps[1], scene.sender, theme, font(), options);
    return kWindow;
}

QSizeF tape(QPainter* painter, const Scene& scene, const Theme& theme)
{
    return window(painter, scene, theme, WindowStyle::Tape);
}

QSizeF squares(QPainter* painter, const Scene& scene, const Theme& theme)
{
    return window(painter, scene, theme, WindowStyle::Squares);
}

QSizeF flight(QPainter* painter, const Scene& scene, const Theme& theme)
{
    if (painter)
        paintChart(*painter, QRectF(QPointF(), kChart), scene.trace, scene.shown, scene.steps[2], theme, font(), ChartKind::InFlight, scene.sender, scene.stage);
    return kChart;
}

QSizeF path(QPainter* painter, const Scene& scene, const Theme& theme)
{
    const auto now = measures::pathMoment(scene);
    if (painter && now)
        paintPath(*painter, QRectF(QPointF(), kPath), *scene.stage, scene.trace, scene.shown, *now, theme, font());
    return kPath;
}

} // namespace

namespace {

/// Rounds every channel; with a palette where the colours are few enough for one.
QImage withFewerColours(const QImage& image)
{
    const auto rounded = [](int channel) { return (channel * 31 + 127) / 255 * 255 / 31; };
    QImage result = image.convertToFormat(QImage::Format_RGB32);
    QList<QRgb> palette;
    QHash<QRgb, int> places;
    for (int y = 0; y < result.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(result.scanLine(y));
        for (int x = 0; x < result.width(); ++x) {
            line[x] = qRgb(rounded(qRed(line[x])), rounded(qGreen(line[x])), rounded(qBlue(line[x])));
            if (!places.contains(line[x])) {
                places.insert(line[x], int(palette.size()));
                palette << line[x];
            }
        }
    }
    constexpr qsizetype kPalette = 256;
    return palette.size() > kPalette ? result : result.convertToFormat(QImage::Format_Indexed8, palette);
}

} // namespace

std::vector<GoldenPicture> goldenPictures()
{
    return {
        {u"diagram"_s, u"three_way_handshake"_s, false, false, diagram},
        {u"ladder_light"_s, u"three_way_handshake"_s, false, false, ladder},
        {u"ladder_chinese"_s, u"three_way_handshake"_s, true, true, ladder},
        {u"ladder_dark"_s, u"simultaneous_close"_s, true, false, ladder},
        {u"ladder_in_time"_s, u"sack_two_holes"_s, false, false, ladderInTime},
        {u"window_tape"_s, u"sliding_window"_s, false, false, tape},
        {u"window_squares"_s, u"sliding_window"_s, true, false, squares},
        {u"chart"_s, u"slow_start_reno"_s, false, false, flight},
        {u"crowd"_s, u"user_timeout"_s, true, false, crowd},
        {u"path"_s, u"sack_two_holes"_s, false, false, path},
    };
}

QImage paintGolden(const GoldenPicture& picture, const Scene& scene, const Theme& theme)
{
    QImage image(picture.paint(nullptr, scene, theme).toSize(), QImage::Format_RGB32);
    image.fill(theme.background);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    picture.paint(&painter, scene, theme);
    painter.end();
    return withFewerColours(image);
}
