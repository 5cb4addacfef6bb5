#include "app/desktop/command_line.h"

#include "model/trace/connection_filter.h"
#include "views/connections/filter_words.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace {

const QStringList kStepViews{QStringLiteral("states"), QStringLiteral("crowd"), QStringLiteral("ladder"), QStringLiteral("window"), QStringLiteral("charts")};


/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

constexpr std::uint32_t kShortestSnapLength = 64;
constexpr std::uint32_t kLongestSnapLength = 262144;
constexpr std::uint32_t kLongestTwoMsl = 86400;

Error error(const QString& what)
{
    return {what.toStdString(), Text::tr("Try: tcplens --help.").toStdString()};
}

const QStringList& languages()
{
    static const QStringList kLanguages{QStringLiteral("en"), QStringLiteral("zh_CN")};
    return kLanguages;
}

/// The value as a whole number, nothing where it is none.
std::optional<std::uint32_t> number(const QString& text)
{
    bool ok = false;
    const std::uint32_t value = text.toUInt(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

/// How the ladder is to be drawn; an error says what cannot be meant.
std::optional<Error> readLadder(CommandLine& request, const QString& mode, const QString& beside)
{
    if (!mode.isEmpty() && !QStringList{QStringLiteral("even"), QStringLiteral("time")}.contains(mode))
        return error(Text::tr("--ladder knows even and time, not \"%1\".").arg(mode));
    for (const QString& part : beside.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const auto id = number(part);
        if (!id)
            return error(Text::tr("--beside takes whole numbers from 0 with commas between, not \"%1\".").arg(beside));
        request.beside.push_back(*id);
    }
    if (!beside.isEmpty() && (request.beside.size() < 2 || request.beside.size() > 4))
        return error(Text::tr("--beside takes two to four connections, not \"%1\".").arg(beside));
    if ((!mode.isEmpty() || !beside.isEmpty()) && request.view != QStringLiteral("ladder"))
        return error(Text::tr("--ladder and --beside belong to --view ladder."));
    if (mode == QStringLiteral("even") && !beside.isEmpty())
        return error(Text::tr("Connections side by side are drawn true to time: leave out --ladder even."));
    request.ladder = mode;
    return std::nullopt;
}

/// Which connections are to be listed; an error says what in it is not understood, or that nothing lists them.
std::optional<Error> readDisplayFilter(CommandLine& request, const QString& filter)
{
    const ConnectionFilter understood(filter.toStdString());
    if (understood.problem())
        return error(QStringLiteral("-Y: %1").arg(filterProblemText(*understood.problem())));
    const bool opensWindow = request.exportFile.isEmpty() && request.stepFolder.isEmpty();
    if (!filter.isEmpty() && !opensWindow && request.view != QStringLiteral("connections") && request.view != QStringLiteral("main"))
        return error(Text::tr("With --export, -Y belongs to --view connections or main; --connection chooses one connection."));
    request.displayFilter = filter;
    return std::nullopt;
}

/// What is to be captured live, and how.
struct LiveOptionsOfLine {
    const QCommandLineOption interface{QStringLiteral("i"), Text::tr("Captures from this interface; - for standard input, or a named pipe."), QStringLiteral("INTERFACE")};
    const QCommandLineOption filter{QStringLiteral("f"), Text::tr("With -i: captures what this filter (as for tcpdump) lets through (tcp)."), QStringLiteral("FILTER")};
    const QCommandLineOption snapLength{QStringLiteral("s"), Text::tr("With -i: keeps so many octets of each packet (128)."), QStringLiteral("OCTETS")};
    const QCommandLineOption start{QStringLiteral("k"), Text::tr("With -i: starts capturing at once.")};

    std::optional<Error> read(const QCommandLineParser& parser, CommandLine& request) const
    {
        request.interface = parser.value(interface);
        request.capturesAtOnce = parser.isSet(start);
        if (parser.isSet(filter))
            request.captureFilter = parser.value(filter);
        if (parser.isSet(snapLength)) {
            request.snapLength = number(parser.value(snapLength));
            if (!request.snapLength || *request.snapLength < kShortestSnapLength || *request.snapLength > kLongestSnapLength)
                return error(Text::tr("-s takes a whole number of octets from %1 to %2, not \"%3\".").arg(kShortestSnapLength).arg(kLongestSnapLength).arg(parser.value(snapLength)));
        }
        if (request.interface.isEmpty() && (parser.isSet(interface) || request.capturesAtOnce || request.captureFilter || request.snapLength))
            return error(Text::tr("-k, -f and -s need an interface: -i INTERFACE."));
        if (!request.interface.isEmpty() && (!request.file.isEmpty() || !request.exportFile.isEmpty() || !request.stepFolder.isEmpty()))
            return error(Text::tr("-i opens a window, and nothing else can be opened in it."));
        return std::nullopt;
    }
};

} // namespace

QString requestedLanguage(const QStringList& arguments)
{
    const QString option = QStringLiteral("--lang");
    QString language;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        if (arguments[i] == option)
            language = arguments.value(i + 1);
        else if (arguments[i].startsWith(option + QLatin1Char('=')))
            language = arguments[i].mid(option.size() + 1);
    }
    return languages().contains(language) ? language : QString();
}

Result<CommandLine> parseCommandLine(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(Text::tr("Makes TCP's state machine visible: opens a recording and walks through it step by step."));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, Text::tr("Shows this help."));
    const QCommandLineOption version({QStringLiteral("v"), QStringLiteral("version")}, Text::tr("Shows the version."));
    const QCommandLineOption file(QStringLiteral("r"), Text::tr("Opens this recording."), QStringLiteral("FILE"));
    const QCommandLineOption connection(QStringLiteral("connection"), Text::tr("Selects connection N, counted from 0."), QStringLiteral("N"));
    const QCommandLineOption displayFilter(QStringLiteral("Y"), Text::tr("Lists only connections that match, as the field above their table does: port:443 state:CLOSE-WAIT, or as in Wireshark "
                                                                     "tcp.port == 443 && ip.addr == 10.0.0.1."), QStringLiteral("DISPLAYFILTER"));
    const QCommandLineOption at(QStringLiteral("at"), Text::tr("Shows the connection after its first K records."), QStringLiteral("K"));
    const QCommandLineOption language(QStringLiteral("lang"), Text::tr("Speaks this language: en or zh_CN."), QStringLiteral("LANGUAGE"));
    const QCommandLineOption theme(QStringLiteral("theme"), Text::tr("Colours: light or dark."), QStringLiteral("THEME"));
    const QCommandLineOption exportFile(QStringLiteral("export"), Text::tr("Draws into this file (.png, .svg or .pdf) instead of opening a window; the ladder also as .txt, .mmd or .puml, "
                                                          "tables as .csv; .pcapng: writes a scenario's packets."),
                                        QStringLiteral("OUT"));
    const QCommandLineOption view(QStringLiteral("view"), Text::tr("With --export: states, crowd, ladder, window, charts, connections, segments, start, or main for the whole window."), QStringLiteral("VIEW"));
    const QCommandLineOption ladder(QStringLiteral("ladder"), Text::tr("With --view ladder: even rows (even), or true to time (time)."), QStringLiteral("MODE"));
    const QCommandLineOption beside(QStringLiteral("beside"), Text::tr("With --view ladder: draws these connections (2 to 4, as 0,3) side by side, true to time."), QStringLiteral("N,N"));
    const QCommandLineOption chart(QStringLiteral("chart"), Text::tr("With --view charts: %1.").arg(kChartNames.join(QStringLiteral(", "))), QStringLiteral("KIND"));
    const QCommandLineOption twoMsl(QStringLiteral("2msl"), Text::tr("TIME-WAIT lasts so many seconds (60, as in Linux)."), QStringLiteral("SECONDS"));
    const QCommandLineOption steps(QStringLiteral("record-steps"), Text::tr("With --view: one numbered picture for each step of the connection into this folder."),
                                   QStringLiteral("DIR"));
    const QCommandLineOption presents(QStringLiteral("present"), Text::tr("Full screen, large type."));
    parser.addOptions({help, version, file, connection, displayFilter, at, language, theme, exportFile, view, ladder, beside, chart, steps, presents, twoMsl});
    const LiveOptionsOfLine live;
    parser.addOptions({live.interface, live.filter, live.snapLength, live.start});
    parser.addPositionalArgument(QStringLiteral("FILE"), Text::tr("A recording (pcap or pcapng, also .gz and .zst), or - for standard input."),
                                 QStringLiteral("[FILE | -]"));
    if (!parser.parse(arguments))
        return error(parser.errorText());

    CommandLine request;
    request.help = parser.isSet(help);
    request.version = parser.isSet(version);
    request.helpText = parser.helpText();
    if (request.help || request.version)
        return request;
    QStringList files = parser.positionalArguments();
    if (parser.isSet(file))
        files.prepend(parser.value(file));
    if (files.size() > 1)
        return error(Text::tr("One recording can be opened at a time, not also \"%1\".").arg(files[1]));
    request.file = files.value(0);
    if (parser.isSet(connection) && !(request.connection = number(parser.value(connection))))
        return error(Text::tr("--connection takes a whole number from 0, not \"%1\".").arg(parser.value(connection)));
    if (parser.isSet(at) && !(request.at = number(parser.value(at))))
        return error(Text::tr("--at takes a whole number from 0, not \"%1\".").arg(parser.value(at)));
    if (parser.isSet(twoMsl)) {
        request.twoMsl = number(parser.value(twoMsl));
        if (!request.twoMsl || *request.twoMsl < 1 || *request.twoMsl > kLongestTwoMsl)
            return error(Text::tr("--2msl takes a whole number of seconds from 1 to %1, not \"%2\".").arg(kLongestTwoMsl).arg(parser.value(twoMsl)));
    }
    request.language = parser.value(language);
    if (!request.language.isEmpty() && !languages().contains(request.language))
        return error(Text::tr("--lang knows en and zh_CN, not \"%1\".").arg(request.language));
    request.theme = parser.value(theme);
    if (!request.theme.isEmpty() && !QStringList{QStringLiteral("light"), QStringLiteral("dark")}.contains(request.theme))
        return error(Text::tr("--theme knows light and dark, not \"%1\".").arg(request.theme));
    request.exportFile = parser.value(exportFile);
    request.view = parser.value(view);
    if (auto wrong = readLadder(request, parser.value(ladder), parser.value(beside)))
        return *wrong;
    request.chart = parser.value(chart);
    if (!request.chart.isEmpty() && !kChartNames.contains(request.chart))
        return error(Text::tr("--chart knows %1, not \"%2\".").arg(kChartNames.join(QStringLiteral(", ")), request.chart));
    request.stepFolder = parser.value(steps);
    request.presents = parser.isSet(presents);
    if (auto wrong = readDisplayFilter(request, parser.value(displayFilter)))
        return *wrong;
    if (auto wrong = live.read(parser, request))
        return *wrong;
    if (request.isPacketExport()) {
        if (!request.view.isEmpty() || request.file.isEmpty())
            return error(Text::tr("--export to .pcapng takes a scenario and no --view."));
    } else if ((request.exportFile.isEmpty() && request.stepFolder.isEmpty()) != request.view.isEmpty()) {
        return error(Text::tr("--export (or --record-steps) and --view belong together."));
    }
    if (!request.stepFolder.isEmpty() && !kStepViews.contains(request.view))
        return error(Text::tr("--record-steps draws one of these views: %1.").arg(kStepViews.join(QStringLiteral(", "))));
    return request;
}
