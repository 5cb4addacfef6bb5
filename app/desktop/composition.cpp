#include "app/desktop/composition.h"

#include "app/desktop/appearance.h"
#include "app/desktop/error_text.h"
#include "app/desktop/export.h"
#include "app/desktop/main_window.h"
#include "app/desktop/preferences.h"
#include "model/capture/capture_file.h"
#include "model/capture/pcapng_writer.h"
#include "model/simulation/packetdrill/packet_writer.h"
#include "model/simulation/packetdrill/script_source.h"
#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"

#include <QApplication>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <csignal>
#include <cstdio>

namespace {

constexpr int kBadInput = 1;

void printError(const Error& english)
{
    const Error error = translated(english);
    std::fprintf(stderr, "tcplens: %s %s\n", error.what.c_str(), error.remedy.c_str());
}

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

/// The whole window with everything in it, as a picture: for the README and for machines without a display.
int exportMainWindow(const CommandLine& request)
{
    if (!request.exportFile.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive)) {
        printError({QCoreApplication::translate("Export", "The whole window cannot be drawn into \"%1\".").arg(request.exportFile).toStdString(),
                    QCoreApplication::translate("Export", "Choose the ending .png, or one of the other views.").toStdString()});
        return kBadInput;
    }
    Preferences preferences;
    preferences.theme = request.theme;
    preferences.reducedMotion = true;
    preferences.twoMslSeconds = int(request.twoMsl.value_or(std::uint32_t(preferences.twoMslSeconds)));
    MainWindow window(preferences, QPalette(Qt::white));
    window.show();
    if (!request.file.isEmpty()) {
        window.open(request.file, request.connection, request.at);
        if (!request.displayFilter.isEmpty())
            window.startWithFilter(request.displayFilter);
        QEventLoop loading;
        QObject::connect(&window.session(), &Session::loadingChanged, &loading, &QEventLoop::quit);
        while (window.session().isLoading())
            loading.exec();
    }
    constexpr int kSettlesAfter = 500; // ms: what moves or was put off has come to rest
    QEventLoop settling;
    QTimer::singleShot(kSettlesAfter, &settling, &QEventLoop::quit);
    settling.exec();
    const bool written = window.grab().save(request.exportFile);
    if (!written)
        printError({QCoreApplication::translate("Export", "Cannot write \"%1\".").arg(request.exportFile).toStdString(),
                    QCoreApplication::translate("Export", "Choose a folder that may be written to and the ending .png.").toStdString()});
    if (window.shownError())
        printError(*window.shownError());
    return written && !window.shownError() ? 0 : kBadInput;
}

} // namespace

namespace {

Result<std::unique_ptr<TraceSource>> playScenario(std::string_view text, const std::string& name)
{
    auto scenario = simulation::readScenario(text, name);
    if (!scenario)
        return scenario.error();
    return std::unique_ptr<TraceSource>(std::make_unique<simulation::SimulationSource>(name, std::move(scenario.value())));
}

Result<std::unique_ptr<TraceSource>> playScript(std::string_view text, const std::string& name)
{
    auto script = simulation::packetdrill::readScript(text, name);
    if (!script)
        return script.error();
    return std::unique_ptr<TraceSource>(std::make_unique<simulation::packetdrill::ScriptSource>(name, script.value()));
}

} // namespace

bool isScenario(const QString& path)
{
    return path.endsWith(QStringLiteral(".scenario")) || simulation::findBuiltInScenario(QFile::encodeName(path).toStdString()) != nullptr;
}

Result<std::unique_ptr<TraceSource>> makeSource(const QString& path, int twoMslSeconds)
{
    const std::string name = QFile::encodeName(path).toStdString();
    if (const auto* builtIn = simulation::findBuiltInScenario(name))
        return playScenario(builtIn->text, name);
    if (path.endsWith(QStringLiteral(".scenario"))) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{"Cannot read \"" + name + "\".", "Check the name and whether you may read it."};
        return playScenario(file.readAll().toStdString(), name);
    }
    if (simulation::packetdrill::isScriptName(name)) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{"Cannot read \"" + name + "\".", "Check the name and whether you may read it."};
        return playScript(file.readAll().toStdString(), name);
    }
    auto file = CaptureFile::open(QFile::encodeName(path).toStdString(), {.twoMsl = std::chrono::seconds(twoMslSeconds)});
    if (!file)
        return file.error();
    return std::unique_ptr<TraceSource>(std::move(file.value()));
}

namespace {

int runPacketExport(const CommandLine& request)
{
    const auto failed = [](const Error& error) {
        printError(error);
        return kBadInput;
    };
    auto source = makeSource(request.file, Preferences().twoMslSeconds);
    if (!source)
        return failed(source.error());
    if (const auto* script = dynamic_cast<simulation::packetdrill::ScriptSource*>(source.value().get())) {
        simulation::packetdrill::PacketWriter writer(script->report());
        const auto error = savePcapng(QFile::encodeName(request.exportFile).toStdString(), {"tcplens " TCPLENS_VERSION, "script", script->info().name},
                                      [&writer](wire::Frame& frame) { return writer.next(frame); });
        return error ? failed(*error) : 0;
    }
    const auto* simulated = dynamic_cast<simulation::SimulationSource*>(source.value().get());
    if (!simulated)
        return failed({QCoreApplication::translate("Export", "\"%1\" is a recording: its packets are there already.").arg(request.file).toStdString(),
                       QCoreApplication::translate("Export", "Name a scenario; recordings are copied, or converted with editcap.").toStdString()});
    Trace trace;
    TraceSink sink(trace);
    source.value()->run(sink, {});
    const auto error = exportPackets(simulated->simulation(), request.exportFile, QStringLiteral("A"));
    return error ? failed(*error) : 0;
}

} // namespace

int runExport(const CommandLine& request)
{
    if (request.view == QStringLiteral("main"))
        return exportMainWindow(request);
    if (request.isPacketExport())
        return runPacketExport(request);
    Trace trace;
    std::optional<Error> damage;
    std::shared_ptr<const Stage> stage;
    if (!request.file.isEmpty()) {
        auto source = makeSource(request.file, int(request.twoMsl.value_or(std::uint32_t(Preferences().twoMslSeconds))));
        if (!source) {
            printError(source.error());
            return kBadInput;
        }
        TraceSink sink(trace);
        damage = source.value()->run(sink, {});
        stage = source.value()->stage();
    }
    if (damage)
        printError(*damage); // what could be read is drawn all the same
    const Theme theme = chooseTheme(request.theme, QPalette(Qt::white));
    const auto error = request.stepFolder.isEmpty() ? exportView(trace, request, theme, stage) : exportSteps(trace, request, theme, stage);
    if (error)
        printError(*error);
    return damage || error ? kBadInput : 0;
}

int runDesktop(const CommandLine& request)
{
    std::signal(SIGPIPE, SIG_IGN); // write() says it, and what was captured is not lost
    Preferences preferences = Preferences::load();
    if (!request.theme.isEmpty())
        preferences.theme = request.theme;
    if (request.twoMsl)
        preferences.twoMslSeconds = int(*request.twoMsl);
    LiveSettings live = preferences.live;
    if (!request.interface.isEmpty())
        live.interface = request.interface;
    live.filter = request.captureFilter.value_or(live.filter);
    live.snapLength = int(request.snapLength.value_or(std::uint32_t(live.snapLength)));
    if (!live.isPipe())
        preferences.live = live;
    MainWindow window(preferences, QApplication::palette());
    window.show();
    if (request.capturesAtOnce || live.isPipe()) // from a pipe there is nothing to choose
        window.capture(live);
    window.lookAround(); // last: what it has to say stays on show
    const bool goesSomewhere = request.connection || request.at;
    if (isScenario(request.file) && !goesSomewhere)
        window.play(request.file);
    else if (!request.file.isEmpty())
        window.open(request.file, request.connection, request.at);
    if (!request.displayFilter.isEmpty())
        window.startWithFilter(request.displayFilter);
    if (request.presents)
        window.arrange(MainWindow::Layout::Presentation);
    return QApplication::exec();
}
