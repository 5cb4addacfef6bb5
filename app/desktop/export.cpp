#include "app/desktop/export.h"

#include "app/desktop/preferences.h"
#include "app/desktop/start_page.h"
#include "model/capture/pcapng_writer.h"
#include "model/simulation/recording.h"
#include "views/ladder/ladder_painter.h"
#include "views/state_diagram/diagram_painter.h"
#include "views/window/window_paint.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFile>
#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

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

constexpr QSizeF kStatesSize(960, 900);
constexpr QSizeF kWindowSize(1200, 420);
constexpr QSizeF kStartSize(1280, 800);

Side busierSide(const Connection& connection)
{
    const bool responder = connection.side(Side::Responder).octets > connection.side(Side::Initiator).octets;
    return responder ? Side::Responder : Side::Initiator;
}

Result<Picture> makePicture(const Trace& trace, const CommandLine& request, const Theme& theme)
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
    if (request.view != QStringLiteral("ladder") && request.view != QStringLiteral("window"))
        return error(Text::tr("There is no view \"%1\".").arg(request.view), Text::tr("Choose states, ladder, window, start or main."));
    if (!hasConnection)
        return error(Text::tr("There is no connection to draw."), Text::tr("Open a recording that has TCP segments."));
    if (request.view == QStringLiteral("ladder")) {
        const QSizeF size = ladderSize(trace, id, font, Notation{});
        return Picture{size, [&trace, id, step, theme, font, size](QPainter& painter) {
                           paintLadder(painter, QRectF(QPointF(), size), trace, id, step, theme, font, Notation{});
                       }};
    }
    const Side sender = busierSide(trace.connection(id));
    return Picture{kWindowSize, [&trace, id, step, theme, font, sender](QPainter& painter) {
                       paintWindow(painter, QRectF(QPointF(), kWindowSize), trace, id, step, sender, theme, font);
                   }};
}

void paintOn(QPaintDevice& device, const Picture& picture, const Theme& theme)
{
    QPainter painter(&device);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(), picture.size), theme.background);
    picture.paint(painter);
}

bool writeSvg(const QString& path, const Picture& picture, const Theme& theme)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    QSvgGenerator svg;
    svg.setOutputDevice(&file);
    svg.setSize(picture.size.toSize());
    svg.setViewBox(QRectF(QPointF(), picture.size));
    svg.setTitle(QStringLiteral("tcplens"));
    paintOn(svg, picture, theme);
    return file.flush() && file.error() == QFileDevice::NoError;
}

bool writePdf(const QString& path, const Picture& picture, const Theme& theme)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    QPdfWriter pdf(&file);
    constexpr int kLogicalDpi = 96;
    pdf.setResolution(kLogicalDpi);
    pdf.setPageSize(QPageSize(picture.size * 72.0 / kLogicalDpi, QPageSize::Point, QString(), QPageSize::ExactMatch));
    pdf.setPageMargins(QMarginsF());
    paintOn(pdf, picture, theme);
    return file.flush() && file.error() == QFileDevice::NoError;
}

bool writePng(const QString& path, const Picture& picture, const Theme& theme)
{
    constexpr qreal kScale = 2.0;
    QImage image((picture.size * kScale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(kScale);
    paintOn(image, picture, theme);
    return image.save(path, "PNG");
}

} // namespace

std::optional<Error> exportPicture(const Trace& trace, const CommandLine& request, const Theme& theme)
{
    const auto picture = makePicture(trace, request, theme);
    if (!picture)
        return picture.error();
    const QString& path = request.exportFile;
    bool written = false;
    if (path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive))
        written = writeSvg(path, picture.value(), theme);
    else if (path.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive))
        written = writePdf(path, picture.value(), theme);
    else if (path.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive))
        written = writePng(path, picture.value(), theme);
    else
        return error(Text::tr("The ending of \"%1\" names no kind of picture.").arg(path), Text::tr("Choose .png, .svg or .pdf."));
    if (!written)
        return error(Text::tr("Cannot write \"%1\".").arg(path), Text::tr("Check that its folder exists and may be written to, and that the disk has room."));
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
