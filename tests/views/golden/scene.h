#pragma once
#include "model/trace/stage.h"
#include "model/trace/trace.h"

#include <QString>

#include <memory>
#include <vector>

/// A scenario of the library, played to its end, and what of it the golden files show.
struct Scene {
    QString name;
    Trace trace;
    std::shared_ptr<const Stage> stage;
    ConnectionId shown = 0;           ///< The one with the most records, the first of these.
    Side sender = Side::Initiator;    ///< Of the shown connection: who sent more octets.
    std::vector<std::uint32_t> steps; ///< A quarter, half, three quarters of the shown connection's steps, and all; each once.
};

/// Plays resources/scenarios/NAME.scenario; without connections where that is no scenario.
Scene play(const QString& name);

/// Names of all files in the folder with that ending, without it, in order.
QStringList namesIn(const QString& folder, const QString& ending);
/// Names of all scenarios: the files that there are, whether or not the program's list knows them.
QStringList scenarioNames();

/// Whether the golden files are to be written instead of compared.
bool isRefreshing();
/// What to do if a golden file is out of date.
QString refreshCommand();
/// Where this build leaves what it has drawn, for comparing.
QString actualFolder();
QString goldenFolder();
