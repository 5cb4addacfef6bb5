#include "tests/views/golden/scene.h"

#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"

#include <QDir>
#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

class TraceSink : public RecordSink {
public:
    explicit TraceSink(Trace& trace) : m_trace(trace) {}
    bool write(RecordBatch&& batch) override
    {
        m_trace.append(batch);
        return true;
    }

private:
    Trace& m_trace;
};

} // namespace

Scene play(const QString& name)
{
    Scene scene;
    scene.name = name;
    QFile file(QStringLiteral(SCENARIO_DIR) + u'/' + name + u".scenario"_s);
    if (!file.open(QIODevice::ReadOnly))
        return scene;
    auto scenario = simulation::readScenario(file.readAll().toStdString(), name.toStdString());
    if (!scenario)
        return scene;
    TraceSink sink(scene.trace);
    simulation::SimulationSource source(name.toStdString(), std::move(scenario.value()));
    source.run(sink, {});
    scene.stage = source.stage();
    for (ConnectionId id = 1; id < scene.trace.connectionCount(); ++id) {
        if (scene.trace.stepCount(id) > scene.trace.stepCount(scene.shown))
            scene.shown = id;
    }
    if (scene.trace.connectionCount() == 0)
        return scene;
    const Connection& connection = scene.trace.connection(scene.shown);
    scene.sender = connection.side(Side::Responder).octets > connection.side(Side::Initiator).octets ? Side::Responder : Side::Initiator;
    const std::uint32_t all = scene.trace.stepCount(scene.shown);
    for (const std::uint32_t quarter : {1u, 2u, 3u, 4u}) {
        const auto step = std::uint32_t((std::uint64_t(all) * quarter + 3) / 4);
        if (scene.steps.empty() || scene.steps.back() != step)
            scene.steps.push_back(step);
    }
    return scene;
}

QStringList namesIn(const QString& folder, const QString& ending)
{
    QStringList names = QDir(folder).entryList({u'*' + ending}, QDir::Files, QDir::Name);
    for (QString& name : names)
        name.chop(ending.size());
    return names;
}

QStringList scenarioNames()
{
    return namesIn(QStringLiteral(SCENARIO_DIR), u".scenario"_s);
}

bool isRefreshing()
{
    return qEnvironmentVariableIntValue("TCPLENS_REFRESH_GOLDEN") != 0;
}

QString refreshCommand()
{
    return u"TCPLENS_REFRESH_GOLDEN=1 tests/run -R golden"_s;
}

QString actualFolder()
{
    return QStringLiteral(GOLDEN_ACTUAL_DIR);
}

QString goldenFolder()
{
    return QStringLiteral(TEST_DATA_DIR) + u"/views/golden"_s;
}
