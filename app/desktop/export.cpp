#include "app/desktop/export.h"

#include "app/desktop/csv.h"
#include "app/desktop/preferences.h"
#include "app/desktop/start_page.h"
#include "model/capture/pcapng_writer.h"
#include "model/simulation/recording.h"
#include "model/trace/busier_side.h"
#include "model/trace/crowd_counts.h"
#include "views/charts/chart_paint.h"
#include "views/ladder/ladder_painter.h"
#include "views/ladder/ladder_text.h"
#include "views/state_diagram/crowd_picture.h"
#include "views/state_diagram/diagram_painter.h"
#include "views/window/window_paint.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>
#include <QPrinter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>
#include <functional>

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Export)
};

Error error(const QString& what, const QString& remedy)
{
    return {what.toStdString(), remedy.toStdString()};
}

/// A picture in logical pixels.
struct Picture {
    QSizeF size;
    std::function<void(QPainter&)> paint;
};

constexpr qreal kScreenDpi = 96;
constexpr qreal kLargestPrint = 1.5; ///< Of the size on the screen.
constexpr QSizeF kStatesSize(960, 900);
constexpr QSizeF kWindowSize(1200, 420);
constexpr QSizeF kChartSize(1200, 640);
constexpr QSizeF kStartSize(1280, 800);

/// One connection true to time, or several side by side: of these the first is the one whose records are counted, unless `id` is one.
Result<Picture> ladderInTime(const Trace& trace, const CommandLine& request, ConnectionId id, std::uint32_t step, const Theme& theme, const std::shared_ptr<const Stage>& stage)
{
    for (const ConnectionId each : request.beside) {
        if (each >= trace.connectionCount())
            return error(Text::tr("There is no connection %1.").arg(each), Text::tr("The last one is %1; tcplens-cli analyze lists them.").arg(trace.connectionCount() - 1));
    }
    const auto beside = request.beside;
    if (!beside.empty() && std::ranges::find(beside, id) == beside.end()) {
        id = beside.front();
        step = std::min(request.at.value_or(trace.stepCount(id)), trace.stepCount(id));
    }
    const QFont font = QApplication::font();
    const QSizeF size = ladderTimeSize(trace, id, font, stage, beside);
    return Picture{size, [&trace, id, step, theme, font, size, stage, beside](QPainter& painter) {
                       paintLadderTrueToTime(painter, QRectF(QPointF(), size), trace, id, step, theme, font, Notation{}, stage, beside);
                   }};
}

Result<Picture> makePicture(const Trace& trace, const CommandLine& request, const Theme& theme, const std::shared_ptr<const Stage>& stage)
{
    const QFont font = QApplication::font();
    if (request.view == QStringLiteral("start")) {
        return Picture{kStartSize, [theme](QPainter& painter) { paintStartPage(painter, kStartSize.toSize(), theme, Preferences::load()); }};
    }
    const bool hasConnection = trace.connectionCount() > 0;
    const ConnectionId id = request.connection.value_or(0);
    if (hasConnection && id >= trace.connectionCount())
        return error(Text::tr("There is no connection %1.").arg(id), Text::tr("The last one is %1; tcplens-cli analyze lists them.").arg(trace.connectionCount() - 1));
    const std::uint32_t step = hasConnection ? std::min(request.at.value_or(trace.stepCount(id)), trace.stepCount(id)) : 0;
    if (request.view == QStringLiteral("states")) {
        return Picture{kStatesSize, [&trace, hasConnection, id, step, theme, font](QPainter& painter) {
                           paintStateDiagram(painter, QRectF(QPointF(), kStatesSize), trace, hasConnection ? std::optional(id) : std::nullopt,
                                             step, theme, font);
                       }};
    }
    if (request.view == QStringLiteral("crowd")) {
        return Picture{kStatesSize, [&trace, hasConnection, id, step, theme, font](QPainter& painter) {
                           CrowdCounts counts;
                           while (!counts.catchUp(trace, std::chrono::seconds(1))) {
                           }
                           const RecordNumber position = hasConnection ? trace.positionOfStep(id, step) : 0;
                           paintCrowd(painter, QRectF(QPointF(), kStatesSize), crowdFigures(counts, trace, position), theme, font);
                       }};
    }
    static const QStringList kOfAConnection{QStringLiteral("ladder"), QStringLiteral("window"), QStringLiteral("charts")};
    if (!kOfAConnection.contains(request.view))
        return error(Text::tr("There is no view \"%1\".").arg(request.view), Text::tr("Choose states, crowd, ladder, window, charts, start or main."));
    if (!hasConnection)
        return error(Text::tr("There is no connection to draw."), Text::tr("Open a recording that has TCP segments."));
    if (request.view == QStringLiteral("ladder") && request.isLadderInTime())
        return ladderInTime(trace, request, id, step, theme, stage);
    if (request.view == QStringLiteral("ladder")) {
        const QSizeF size = ladderSize(trace, id, font, Notation{});
        return Picture{size, [&trace, id, step, theme, font, size](QPainter& painter) {
                           paintLadder(painter, QRectF(QPointF(), size), trace, id, step, theme, font, Notation{});
                       }};
    }
    const Side sender = busierSide(trace.connection(id));
    if (request.view == QStringLiteral("charts")) {
        const ChartKind kind = request.chart.isEmpty() ? ChartKind::Tcptrace : kChartKinds[kChartNames.indexOf(request.chart)];
        return Picture{kChartSize, [&trace, id, step, theme, font, sender, stage, kind](QPainter& painter) {
                           paintChart(painter, QRectF(QPointF(), kChartSize), trace, id, step, theme, font, kind, sender, stage);
                       }};
    }
    return Picture{kWindowSize, [&trace, id, step, theme, font, sender, stage](QPainter& painter) {
                       WindowOptions options;
                       options.stage = stage.get();
                       paintWindow(painter, QRectF(QPointF(), kWindowSize), trace, id, step, sender, theme, font, options);
                   }};
}

void paintOn(QPaintDevice& device, const Picture& picture, const Theme& theme)
{
    QPainter painter(&device);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), picture.size), theme.background);
    picture.paint(painter);
}

/// Whole or not at all.
bool put(const QString& path, const QByteArray& octets)
{
    QSaveFile file(path);
    // commit() alone does not notice that the last write was cut short.
    return file.open(QIODevice::WriteOnly) && file.write(octets) == octets.size() && file.flush() && file.commit();
}

bool writeSvg(const QString& path, const Picture& picture, const Theme& theme)
{
    QBuffer octets; // a generator does not say whether its device took all
    QSvgGenerator svg;
    svg.setOutputDevice(&octets);
    svg.setSize(picture.size.toSize());
    svg.setViewBox(QRectF(QPointF(), picture.size));
    svg.setTitle(QStringLiteral("tcplens"));
    paintOn(svg, picture, theme);
    return put(path, octets.data());
}

bool writePdf(const QString& path, const Picture& picture, const Theme& theme)
{
    QBuffer octets;
    octets.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&octets);
    constexpr int kLogicalDpi = 96;
    pdf.setResolution(kLogicalDpi);
    pdf.setPageSize(QPageSize(picture.size * 72.0 / kLogicalDpi, QPageSize::Point, QString(), QPageSize::ExactMatch));
    pdf.setPageMargins(QMarginsF());
    paintOn(pdf, picture, theme);
    return put(path, octets.data());
}

} // namespace

namespace {

bool hasEnding(const QString& path, const char* ending)
{
    return path.endsWith(QLatin1String(ending), Qt::CaseInsensitive);
}

QImage draw(const Picture& picture, const Theme& theme)
{
    constexpr qreal kScale = 2.0;
    QImage image((picture.size * kScale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    paintOn(image, picture, theme);
    return image;
}

Error cannotWrite(const QString& path)
{
    return error(Text::tr("Cannot write \"%1\".").arg(path), Text::tr("Check that its folder exists and may be written to, and that the disk has room."));
}

/// The ladder as text for people, screen readers and other programs; nothing where the ending is none of theirs.
std::optional<QString> ladderText(const Trace& trace, ConnectionId id, const QString& path)
{
    if (hasEnding(path, ".txt"))
        return ladderAsText(trace, id);
    if (hasEnding(path, ".mmd"))
        return ladderAsMermaid(trace, id);
    if (hasEnding(path, ".puml"))
        return ladderAsPlantUml(trace, id);
    return std::nullopt;
}

std::optional<Error> exportText(const QString& text, const QString& path)
{
    return put(path, text.toUtf8()) ? std::nullopt : std::optional(cannotWrite(path));
}

std::optional<Error> exportTable(const Trace& trace, const CommandLine& request)
{
    if (request.view != QStringLiteral("connections") && request.view != QStringLiteral("segments"))
        return error(Text::tr("The view \"%1\" is no table.").arg(request.view), Text::tr("Choose connections or segments for .csv."));
    QSaveFile file(request.exportFile);
    if (!file.open(QIODevice::WriteOnly))
        return cannotWrite(request.exportFile);
    if (request.view == QStringLiteral("connections"))
        writeConnectionsCsv(trace, ConnectionFilter(request.displayFilter.toStdString()), file);
    else
        writeSegmentsCsv(trace, request.connection, file);
    return file.flush() && file.commit() ? std::nullopt : std::optional(cannotWrite(request.exportFile));
}

} // namespace

std::optional<Error> exportView(const Trace& trace, const CommandLine& request, const Theme& theme, const std::shared_ptr<const Stage>& stage)
{
    const QString& path = request.exportFile;
    if (hasEnding(path, ".csv"))
        return exportTable(trace, request);
    const ConnectionId id = request.connection.value_or(0);
    const auto text = request.view == QStringLiteral("ladder") && id < trace.connectionCount() ? ladderText(trace, id, path) : std::nullopt;
    if (text)
        return exportText(*text, path);
    const auto picture = makePicture(trace, request, theme, stage);
    if (!picture)
        return picture.error();
    bool written = false;
    if (hasEnding(path, ".svg"))
        written = writeSvg(path, picture.value(), theme);
    else if (hasEnding(path, ".pdf"))
        written = writePdf(path, picture.value(), theme);
    else if (hasEnding(path, ".png"))
        written = draw(picture.value(), theme).save(path, "PNG");
    else
        return error(Text::tr("The ending of \"%1\" names no kind of picture.").arg(path), Text::tr("Choose .png, .svg or .pdf; for the ladder also .txt, .mmd or .puml."));
    return written ? std::nullopt : std::optional(cannotWrite(path));
}

std::optional<Error> exportSteps(const Trace& trace, const CommandLine& request, const Theme& theme, const std::shared_ptr<const Stage>& stage)
{
    const ConnectionId id = request.connection.value_or(0);
    const std::uint32_t steps = id < trace.connectionCount() ? trace.stepCount(id) : 0;
    if (!QDir().mkpath(request.stepFolder))
        return cannotWrite(request.stepFolder);
    const int digits = std::max(4, int(QString::number(steps).size()));
    for (std::uint32_t step = 0; step <= steps; ++step) {
        CommandLine one = request;
        one.at = step;
        one.exportFile = QDir(request.stepFolder).filePath(QStringLiteral("%1.png").arg(step, digits, 10, QLatin1Char('0')));
        if (auto failed = exportView(trace, one, theme, stage))
            return failed;
    }
    return std::nullopt;
}

std::optional<Error> copyPicture(const Trace& trace, const CommandLine& request, const Theme& theme, const std::shared_ptr<const Stage>& stage)
{
    const auto picture = makePicture(trace, request, theme, stage);
    if (!picture)
        return picture.error();
    QGuiApplication::clipboard()->setImage(draw(picture.value(), theme));
    return std::nullopt;
}

std::optional<Error> printPicture(const Trace& trace, const CommandLine& request, QPrinter& printer, const std::shared_ptr<const Stage>& stage)
{
    const auto picture = makePicture(trace, request, Theme::light(), stage);
    if (!picture)
        return picture.error();
    const QSizeF size = picture.value().size;
    const QRectF page = printer.pageRect(QPrinter::DevicePixel);
    const qreal scale = std::min(page.width() / size.width(), printer.resolution() / kScreenDpi * kLargestPrint);
    const qreal pageHeight = page.height() / scale; // in logical pixels: a long ladder takes several pages
    QPainter painter(&printer);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(scale, scale);
    for (qreal top = 0; top < size.height(); top += pageHeight) {
        if (top > 0)
            printer.newPage();
        painter.save();
        painter.translate(0, -top);
        painter.setClipRect(QRectF(0, top, size.width(), pageHeight));
        picture.value().paint(painter);
        painter.restore();
    }
    return std::nullopt;
}

std::optional<Error> exportPackets(const simulation::Simulation& simulation, const QString& path, const QString& vantage)
{
    const auto where = simulation::findVantage(simulation, vantage.toStdString());
    if (!where)
        return where.error();
    simulation::Recording recording(simulation, where.value(), QLocale().name().toStdString());
    const CaptureDescription description{"tcplens " TCPLENS_VERSION, recording.vantageName(), recording.title()};
    return savePcapng(QFile::encodeName(path).toStdString(), description, [&recording](wire::Frame& frame) { return recording.next(frame); });
}
