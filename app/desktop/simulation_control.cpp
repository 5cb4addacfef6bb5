#include "app/desktop/simulation_control.h"

#include "views/hosts/call_rules.h"
#include "views/hosts/hosts_view.h"
#include "views/path/path_view.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <chrono>
#include <utility>

using simulation::Action;
using simulation::CallAction;

namespace {

/// So seldom the tables of sockets follow the moment on show.
constexpr int kStatusMilliseconds = 80;
constexpr double kMillion = 1e6;

/// The links' settings and the applications' habits that the user sees at that moment, where they were set for all.
struct Settings {
    Duration delay = simulation::Link::kDefaultDelay;
    double loss = 0.0;
    std::vector<bool> readsByItself;
};

bool isForAll(const simulation::Direction& direction)
{
    return direction.from.empty() && direction.to.empty();
}

void apply(const simulation::LinkChange& change, Settings& settings)
{
    if (!isForAll(change.direction))
        return;
    settings.delay = change.settings.delay.value_or(settings.delay);
    if (change.settings.loss)
        settings.loss = change.settings.loss->perMillion / kMillion;
}

Settings settingsAt(const simulation::Scenario& scenario, Timestamp now)
{
    Settings settings;
    settings.readsByItself.assign(scenario.hosts.size(), true);
    for (const simulation::LinkChange& change : scenario.links)
        apply(change, settings);
    for (const simulation::TimedStatement& statement : scenario.statements) {
        const bool isAtTime = std::holds_alternative<simulation::SimulationStart>(statement.when.base);
        if (!isAtTime || simulation::kSimulationStart + statement.when.delay > now)
            continue;
        if (const auto* change = std::get_if<simulation::LinkChange>(&statement.action))
            apply(*change, settings);
        const auto* call = std::get_if<simulation::Call>(&statement.action);
        const auto* habit = call ? std::get_if<simulation::SetHabit>(&call->action) : nullptr;
        if (!habit || habit->habit != simulation::Habit::Read || !call->socket.name.empty())
            continue;
        for (std::size_t host = 0; host < scenario.hosts.size(); ++host) {
            if (scenario.hosts[host].name == call->socket.host)
                settings.readsByItself[host] = habit->on;
        }
    }
    return settings;
}

/// "main" needs no name in a scenario.
std::string processName(const std::string& name)
{
    return name == "main" ? std::string() : name;
}

CallAction callAction(const HostCall& call, const std::string& peer)
{
    using Kind = HostCall::Kind;
    using simulation::HostAction;
    switch (call.kind) {
    case Kind::Connect:
        return simulation::ActiveOpen{.peer = peer, .port = call.port, .from = {}, .name = {}};
    case Kind::Listen:
        return simulation::PassiveOpen{.port = call.port, .backlog = {}, .name = {}};
    case Kind::Send:
        return simulation::Send{call.octets};
    case Kind::Read:
        return simulation::Read{call.octets};
    case Kind::ReadAll:
        return simulation::Read{};
    case Kind::ReadByItself:
        return simulation::SetHabit{simulation::Habit::Read, call.on, {}};
    case Kind::ShutdownWrite:
        return simulation::Shutdown{simulation::ShutdownHow::Write};
    case Kind::Close:
        return simulation::Close{};
    case Kind::Abort:
        return simulation::Abort{};
    case Kind::KillProcess:
        return simulation::ControlProcess{simulation::ProcessAction::Kill, processName(call.process)};
    case Kind::Unplug:
        return simulation::ControlHost{HostAction::Unplug};
    case Kind::Plug:
        return simulation::ControlHost{HostAction::Plug};
    case Kind::Crash:
        return simulation::ControlHost{HostAction::Crash};
    case Kind::Reboot:
        return simulation::ControlHost{HostAction::Reboot};
    }
    return simulation::Close{};
}

} // namespace

SimulationControl::SimulationControl(Session& session, HostsView& hosts, PathView& path, QObject* parent)
    : QObject(parent), m_session(session), m_hosts(hosts), m_path(path)
{
    m_player.setMaxThreadCount(1); // edits are played one after the other, each on the one before
    m_watcher.setMaxThreadCount(1);
    m_statusTimer.setSingleShot(true);
    m_statusTimer.setInterval(kStatusMilliseconds);
    connect(&m_statusTimer, &QTimer::timeout, this, &SimulationControl::askForStatus);
    const auto askSoon = [this] {
        if (isActive() && !m_statusTimer.isActive())
            m_statusTimer.start();
    };
    connect(&session.clock(), &PlaybackClock::nowChanged, this, askSoon);
    connect(&session, &Session::stageChanged, this, askSoon);
    connectViews();
    take({});
}

SimulationControl::~SimulationControl()
{
    stopAll();
}

/// What waits is dropped; what runs polls its stop token.
void SimulationControl::stopAll()
{
    m_stop.request_stop();
    m_followerStop.request_stop();
    m_player.clear();
    m_watcher.clear();
    m_player.waitForDone();
    m_watcher.waitForDone();
}

void SimulationControl::connectViews()
{
    connect(&m_hosts, &HostsView::callRequested, this, &SimulationControl::takeCall);
    connect(&m_hosts, &HostsView::undoRequested, this, &SimulationControl::undo);
    connect(&m_hosts, &HostsView::redoRequested, this, &SimulationControl::redo);
    connect(&m_hosts, &HostsView::saveRequested, this, &SimulationControl::saveRequested);
    connect(&m_hosts, &HostsView::delayChanged, this, [this](Duration delay) {
        simulation::LinkSettings settings;
        settings.delay = delay;
        const double milliseconds = std::chrono::duration<double, std::milli>(delay).count();
        edit(simulation::makeLinkChange({}, settings), tr("Delay %1 ms").arg(QLocale().toString(milliseconds, 'g', 4)));
    });
    connect(&m_hosts, &HostsView::lossChanged, this, [this](double share) {
        simulation::LinkSettings settings;
        settings.loss = simulation::Probability{std::uint32_t(share * kMillion + 0.5)};
        edit(simulation::makeLinkChange({}, settings), tr("Loss %1 %").arg(QLocale().toString(share * 100, 'g', 3)));
    });
    connect(&m_hosts, &HostsView::receiveBufferChanged, this, [this](StageHostIndex host, std::uint32_t octets) {
        edit(simulation::makeReceiveBuffer(hostName(host).toStdString(), octets),
             tr("%1: receive buffer %2").arg(hostName(host), QLocale().toString(octets)));
    });
    const auto fault = [this](simulation::FaultKind kind, std::uint32_t number, std::uint32_t copy, Duration by, const QString& words) {
        if (const Flight* chosen = flight(number, copy))
            edit(simulation::makeFault(kind, *chosen, by), words.arg(number));
    };
    connect(&m_path, &PathView::dropRequested, this, [=](quint32 number, quint32 copy) {
        fault(simulation::FaultKind::Drop, number, copy, {}, tr("Drop segment %1"));
    });
    connect(&m_path, &PathView::delayRequested, this, [=](quint32 number, Duration by, quint32 copy) {
        fault(simulation::FaultKind::Delay, number, copy, by, tr("Delay segment %1"));
    });
    connect(&m_path, &PathView::duplicateRequested, this, [=](quint32 number, quint32 copy) {
        fault(simulation::FaultKind::Duplicate, number, copy, {}, tr("Duplicate segment %1"));
    });
}

void SimulationControl::take(std::optional<simulation::Scenario> scenario)
{
    stopAll();
    m_stop = std::stop_source();
    m_running = 0;
    m_isAsking = false;
    m_words.clear();
    m_undoneWords.clear();
    m_experiment.reset();
    m_follower.reset();
    m_followerStop = std::stop_source();
    if (scenario) {
        m_scenario = *scenario;
        m_experiment = std::make_shared<simulation::Experiment>(*scenario);
        m_follower = std::make_shared<simulation::StageFollower>(std::move(*scenario));
    }
    m_hosts.setEditable(isActive());
    m_path.setEditable(isActive());
    m_hosts.setChanges({});
    m_hosts.setUndoAvailable(false, false);
    emit historyChanged(false, false);
}

QString SimulationControl::hostName(StageHostIndex host) const
{
    return m_session.stage() && host < m_session.stage()->hosts.size() ? QString::fromStdString(m_session.stage()->hosts[host].name) : QString();
}

QString SimulationControl::moment(Timestamp time) const
{
    const double seconds = std::chrono::duration<double>(time - simulation::kSimulationStart).count();
    return tr("%1 s").arg(QLocale().toString(seconds, 'f', 3));
}

const Flight* SimulationControl::flight(std::uint32_t number, std::uint32_t copy) const
{
    if (!m_session.stage())
        return nullptr;
    const auto& flights = m_session.stage()->flights;
    const auto found = std::find_if(flights.begin(), flights.end(), [&](const Flight& each) { return each.number == number && each.copy == copy; });
    return found == flights.end() ? nullptr : &*found;
}

void SimulationControl::takeCall(const HostCall& call)
{
    if (!m_session.stage())
        return;
    using Kind = HostCall::Kind;
    const QString host = hostName(call.host);
    const std::string socket = call.socket ? simulation::nameFor(*call.socket, m_session.stage()->hosts) : std::string();
    Action action = simulation::makeCall(host.toStdString(), socket, callAction(call, hostName(call.peer).toStdString()));
    if (call.socket && !ownersOf(*call.socket).empty())
        std::get<simulation::Call>(action).process = processName(ownersOf(*call.socket).front());
    const auto words = [&]() -> QString {
        switch (call.kind) {
        case Kind::Connect: return tr("%1: connect to %2:%3").arg(host, hostName(call.peer)).arg(call.port);
        case Kind::Listen: return tr("%1: listen on %2").arg(host).arg(call.port);
        case Kind::Send: return tr("%1: send %2").arg(host, QLocale().toString(qulonglong(call.octets)));
        case Kind::Read: return tr("%1: read %2").arg(host, QLocale().toString(qulonglong(call.octets)));
        case Kind::ReadAll: return tr("%1: read all").arg(host);
        case Kind::ReadByItself: return call.on ? tr("%1: reads by itself").arg(host) : tr("%1: reads no longer by itself").arg(host);
        case Kind::ShutdownWrite: return tr("%1: shutdown (write)").arg(host);
        case Kind::Close: return tr("%1: close").arg(host);
        case Kind::Abort: return tr("%1: abort").arg(host);
        case Kind::KillProcess: return tr("%1: kill %2").arg(host, QString::fromStdString(call.process));
        case Kind::Unplug: return tr("%1: unplug the cable").arg(host);
        case Kind::Plug: return tr("%1: plug in the cable").arg(host);
        case Kind::Crash: return tr("%1: power cut").arg(host);
        case Kind::Reboot: return tr("%1: reboot").arg(host);
        }
        return {};
    };
    edit(std::move(action), words(), call.kind == Kind::Connect);
}

/// `showsNewest`: the connection that comes of it is to be selected.
void SimulationControl::edit(Action action, const QString& words, bool showsNewest)
{
    if (!isActive() || !m_session.stage())
        return;
    m_session.clock().pause();
    const Timestamp now = m_session.clock().now();
    const bool isSlider = !std::holds_alternative<simulation::Call>(action) || std::holds_alternative<simulation::SetOptions>(std::get<simulation::Call>(action).action);
    const auto add = [action = std::move(action), now](simulation::Experiment& experiment, Timestamp& shown) -> std::optional<Error> {
        const auto moment = experiment.add(now, action);
        shown = moment ? moment.value() : now;
        return moment ? std::nullopt : std::optional(moment.error());
    };
    run(add, [this, words, showsNewest, isSlider](Played played) {
        while (std::size_t(m_words.size()) >= played.edits && !m_words.isEmpty())
            m_words.removeLast(); // another position of the same slider has taken the place of the last one
        m_words << tr("%1   %2").arg(moment(played.shown), words);
        m_undoneWords.clear();
        if (!isSlider)
            played.shown -= Duration(1); // just before it, so that one sees it happen
        show(played, true, showsNewest);
    });
}

void SimulationControl::undo()
{
    if (!isActive() || isBusy() || m_words.isEmpty())
        return;
    m_session.clock().pause();
    const Timestamp now = m_session.clock().now();
    run([now](simulation::Experiment& experiment, Timestamp& shown) -> std::optional<Error> {
        shown = std::min(now, experiment.undo().value_or(now));
        return std::nullopt;
    }, [this](const Played& played) {
        if (!m_words.isEmpty())
            m_undoneWords << m_words.takeLast();
        show(played, false, false);
    });
}

void SimulationControl::redo()
{
    if (!isActive() || isBusy() || m_undoneWords.isEmpty())
        return;
    m_session.clock().pause();
    const Timestamp now = m_session.clock().now();
    run([now](simulation::Experiment& experiment, Timestamp& shown) -> std::optional<Error> {
        shown = std::max(now, experiment.redo().value_or(now));
        return std::nullopt;
    }, [this](const Played& played) {
        if (!m_undoneWords.isEmpty())
            m_words << m_undoneWords.takeLast();
        show(played, false, false);
    });
}

/// Changes the experiment and plays it on the other thread; `done` comes back on this one. What cannot be played is taken back.
void SimulationControl::run(Edit edit, std::function<void(const Played&)> done)
{
    ++m_running;
    m_player.start([this, experiment = m_experiment, stop = m_stop.get_token(), edit = std::move(edit), done = std::move(done)] {
        if (stop.stop_requested())
            return;
        Played played;
        const simulation::Experiment before = *experiment;
        played.error = edit(*experiment, played.shown);
        if (!played.error) {
            auto outcome = experiment->run(stop);
            if (outcome)
                played.outcome = std::move(outcome.value());
            else
                played.error = outcome.error();
        }
        if (played.error)
            *experiment = before;
        played.edits = experiment->editCount();
        played.canUndo = experiment->canUndo();
        played.canRedo = experiment->canRedo();
        played.scenario = experiment->scenario();
        if (stop.stop_requested())
            return;
        const auto result = std::make_shared<Played>(std::move(played)); // a functor for the event loop is copied
        QMetaObject::invokeMethod(this, [this, experiment, done, result] {
            if (experiment != m_experiment)
                return; // of a simulation that is closed by now
            --m_running;
            if (result->error)
                emit failed(*result->error);
            else
                done(*result);
        }, Qt::QueuedConnection);
    });
}

void SimulationControl::show(Played played, bool goesOn, bool showsNewest)
{
    m_scenario = played.scenario;
    m_isAsking = false; // an answer that still comes speaks of another future
    m_followerStop.request_stop();
    m_followerStop = std::stop_source();
    m_follower = std::make_shared<simulation::StageFollower>(played.scenario);
    m_session.replace(played.outcome.batch, played.outcome.stage);
    if (showsNewest)
        selectConnectionFrom(played.shown);
    m_session.clock().showMoment(played.shown);
    m_hosts.setChanges(m_words);
    m_hosts.setUndoAvailable(played.canUndo, played.canRedo);
    emit historyChanged(played.canUndo, played.canRedo);
    if (goesOn)
        m_session.clock().playOn();
    askForStatus();
}

/// The first connection whose records begin then: what has just been opened.
void SimulationControl::selectConnectionFrom(Timestamp time)
{
    const Trace& trace = m_session.trace();
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        if (trace.connection(id).start < time)
            continue;
        m_session.playhead().select(id);
        return;
    }
}

void SimulationControl::waitUntilPlayed()
{
    while (isBusy()) {
        m_player.waitForDone();
        QCoreApplication::sendPostedEvents(this); // what the player has sent back
    }
}

std::string SimulationControl::text() const
{
    return simulation::Experiment(m_scenario).text();
}

simulation::Scenario SimulationControl::scenario() const
{
    return m_scenario;
}

void SimulationControl::showSettings()
{
    const Settings settings = settingsAt(m_scenario, m_session.clock().now());
    m_hosts.setDelay(settings.delay);
    m_hosts.setLoss(settings.loss);
    for (std::size_t host = 0; host < std::min(settings.readsByItself.size(), m_hosts.hostCount()); ++host)
        m_hosts.setReadsByItself(StageHostIndex(host), settings.readsByItself[host]);
}

/// Lets the follower find out how the hosts stand at the moment on show; not more than one question at a time.
void SimulationControl::askForStatus()
{
    if (!isActive() || !m_session.stage())
        return;
    if (m_isAsking) {
        m_statusTimer.start();
        return;
    }
    m_isAsking = true;
    showSettings();
    const Timestamp now = m_session.clock().now();
    m_watcher.start([this, follower = m_follower, stop = m_followerStop.get_token(), now] {
        const auto status = follower->statusAt(now, stop);
        QMetaObject::invokeMethod(this, [this, follower, status] {
            if (follower != m_follower)
                return;
            m_isAsking = false;
            if (status)
                m_hosts.setStatus(*status);
        }, Qt::QueuedConnection);
    });
}
