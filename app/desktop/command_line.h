#pragma once
#include "model/base/result.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

/// What --chart knows, in the order of ChartKind.
inline const QStringList kChartNames{QStringLiteral("sequence"),   QStringLiteral("tcptrace"), QStringLiteral("in-flight"),
                                     QStringLiteral("throughput"), QStringLiteral("round-trip"), QStringLiteral("sizes"), QStringLiteral("states")};

/// What the user asks for, as the command line says it (see README.md).
struct CommandLine {
    QString file;                            ///< A recording, "-" for standard input; empty: the start page.
    std::optional<std::uint32_t> connection; ///< From 0, as tcplens-cli numbers them.
    QString displayFilter;                   ///< For the table of connections: a filter that is understood, or empty.
    std::optional<std::uint32_t> at;         ///< How many of the connection's records have happened.
    QString language;                        ///< "zh_CN"; empty: the desktop's.
    QString theme;                           ///< "light", "dark"; empty: the desktop's, or what was chosen before.
    QString exportFile;                      ///< Draw into this file, or write a scenario's packets (.pcapng), instead of opening a window.
    QString view;                            ///< With exportFile: states, ladder, window, charts, connections, segments, start or main.
    QString ladder;                          ///< With view ladder: "even", or "time" for true to time; empty: even.
    std::vector<std::uint32_t> beside;       ///< With view ladder: connections to be drawn side by side.
    QString chart;                           ///< With view charts: one of kChartNames; empty: tcptrace.
    QString stepFolder;                      ///< With view: one picture for each step into this folder.
    bool presents = false;                   ///< Full screen, large type.
    std::optional<std::uint32_t> twoMsl;     ///< Seconds in TIME-WAIT.
    QString interface;                       ///< Capture from it: a name, "-" for standard input, or a named pipe.
    std::optional<QString> captureFilter;    ///< BPF.
    std::optional<std::uint32_t> snapLength;
    bool capturesAtOnce = false;             ///< Else the interface is only marked.
    bool help = false;
    bool version = false;
    QString helpText;

    /// The ladder is to be drawn true to time; several connections side by side always are.
    bool isLadderInTime() const { return ladder == QLatin1String("time") || !beside.empty(); }
    /// Packets are to be written, not a picture.
    bool isPacketExport() const { return exportFile.endsWith(QLatin1String(".pcapng"), Qt::CaseInsensitive); }
};

/// What --lang asks for where the program speaks it, else empty: known before the arguments are read, so that their errors and the help speak it too.
QString requestedLanguage(const QStringList& arguments);

/// Reads the arguments (the first is the program's name).
Result<CommandLine> parseCommandLine(const QStringList& arguments);
