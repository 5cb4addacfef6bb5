#include "app/desktop/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("CommandLine", text);
}

Error error(const QString& what)
{
    return {what.toStdString(), tr("Try: tcplens --help.").toStdString()};
}

/// The value as a whole number, nothing where it is none.
std::optional<std::uint32_t> number(const QString& text)
{
    bool ok = false;
    const std::uint32_t value = text.toUInt(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("Makes TCP's state machine visible: opens a recording and walks through it step by step."));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, tr("Shows this help."));
    const QCommandLineOption version({QStringLiteral("v"), QStringLiteral("version")}, tr("Shows the version."));
    const QCommandLineOption file(QStringLiteral("r"), tr("Opens this recording."), QStringLiteral("FILE"));
    const QCommandLineOption connection(QStringLiteral("connection"), tr("Selects connection N, counted from 0."), QStringLiteral("N"));
    const QCommandLineOption at(QStringLiteral("at"), tr("Shows the connection after its first K records."), QStringLiteral("K"));
    const QCommandLineOption language(QStringLiteral("lang"), tr("Speaks this language: en or zh_CN."), QStringLiteral("LANGUAGE"));
    const QCommandLineOption theme(QStringLiteral("theme"), tr("Colours: light or dark."), QStringLiteral("THEME"));
    const QCommandLineOption exportFile(QStringLiteral("export"), tr("Draws into this file (.png, .svg or .pdf) instead of opening a window."),
                                        QStringLiteral("OUT"));
    const QCommandLineOption view(QStringLiteral("view"), tr("With --export: states, ladder, window, start, or main for the whole window."), QStringLiteral("VIEW"));
    parser.addOptions({help, version, file, connection, at, language, theme, exportFile, view});
    parser.addPositionalArgument(QStringLiteral("FILE"), tr("A recording (pcap or pcapng, also .gz and .zst), or - for standard input."),
                                 QStringLiteral("[FILE | -]"));
    if (!parser.parse(arguments))
        return error(parser.errorText() + QLatin1Char('.'));

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
        return error(tr("One recording can be opened at a time, not also \"%1\".").arg(files[1]));
    request.file = files.value(0);
    if (parser.isSet(connection) && !(request.connection = number(parser.value(connection))))
        return error(tr("--connection takes a whole number from 0, not \"%1\".").arg(parser.value(connection)));
    if (parser.isSet(at) && !(request.at = number(parser.value(at))))
        return error(tr("--at takes a whole number from 0, not \"%1\".").arg(parser.value(at)));
    request.language = parser.value(language);
    if (!request.language.isEmpty() && !QStringList{QStringLiteral("en"), QStringLiteral("zh_CN")}.contains(request.language))
        return error(tr("--lang knows en and zh_CN, not \"%1\".").arg(request.language));
    request.theme = parser.value(theme);
    if (!request.theme.isEmpty() && !QStringList{QStringLiteral("light"), QStringLiteral("dark")}.contains(request.theme))
        return error(tr("--theme knows light and dark, not \"%1\".").arg(request.theme));
    request.exportFile = parser.value(exportFile);
    request.view = parser.value(view);
    if (request.exportFile.isEmpty() != request.view.isEmpty())
        return error(tr("--export and --view belong together."));
    return request;
}
