#include "app/desktop/socket_control.h"

#include "app/desktop/error_text.h"
#include "model/kernel/local_addresses.h"
#include "model/kernel/socket_watch.h"
#include "views/sockets/sockets_view.h"

#include <QEvent>

#include <atomic>
#include <mutex>
#include <utility>

#ifdef __linux__

namespace {
constexpr std::chrono::milliseconds kInterval(100);
constexpr int kSettingsInterval = 30'000; // ms

QString sentence(const Error& error)
{
    const Error shown = translated(error);
    return QString::fromStdString(shown.what) + QLatin1Char(' ') + QString::fromStdString(shown.remedy);
}
}

/// The watch with the last snapshot that the view has not taken yet: a slow window skips snapshots instead of falling behind.
class SocketControl::Watching : public QObject {
public:
    explicit Watching(SocketControl& control) : m_control(control), addresses(kernel::LocalAddresses::read())
    {
        auto watch = kernel::SocketWatch::start(kInterval, {[this](std::shared_ptr<const kernel::Snapshot> snapshot) { post(std::move(snapshot)); },
                                                            [this](const Error& error) { QMetaObject::invokeMethod(this, [this, error] { m_control.m_view.showError(sentence(error)); }); }});
        if (watch)
            m_watch = std::move(watch.value());
        else
            m_control.m_view.showError(sentence(watch.error()));
    }
    ~Watching() override { m_watch.reset(); } // its threads end before anything that they use

private:
    void post(std::shared_ptr<const kernel::Snapshot> snapshot)
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_latest, std::move(snapshot)))
            QMetaObject::invokeMethod(this, [this] { show(); });
    }
    void show()
    {
        std::shared_ptr<const kernel::Snapshot> snapshot;
        {
            const std::lock_guard lock(m_mutex);
            snapshot = std::exchange(m_latest, nullptr);
        }
        if (snapshot)
            m_control.m_view.setSnapshot(*snapshot);
        m_control.showConnection();
    }

    SocketControl& m_control;
    std::mutex m_mutex;
    std::shared_ptr<const kernel::Snapshot> m_latest;
    std::unique_ptr<kernel::SocketWatch> m_watch;

public:
    const kernel::LocalAddresses addresses;
};

SocketControl::SocketControl(Session& session, SocketsView& view, QObject* parent) : QObject(parent), m_session(session), m_view(view)
{
    view.installEventFilter(this);
    connect(&view, &SocketsView::socketChosen, this, &SocketControl::select);
    connect(&session.playhead(), &Playhead::moved, this, &SocketControl::showConnection);
    connect(&session.playhead(), &Playhead::selected, this, &SocketControl::showConnection);
    connect(&session, &Session::reset, this, &SocketControl::showConnection);
    connect(&m_settings, &QTimer::timeout, this, [this] { m_view.setSysctls(kernel::Sysctls::read()); });
    m_settings.setInterval(kSettingsInterval);
}

SocketControl::~SocketControl() = default;

bool SocketControl::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &m_view && event->type() == QEvent::Show)
        start();
    else if (watched == &m_view && event->type() == QEvent::Hide)
        stop();
    return QObject::eventFilter(watched, event);
}

void SocketControl::start()
{
    if (m_watching)
        return;
    m_view.setSysctls(kernel::Sysctls::read());
    m_settings.start();
    m_watching = std::make_unique<Watching>(*this);
    showConnection();
}

void SocketControl::stop()
{
    m_watching.reset();
    m_settings.stop();
}

void SocketControl::showConnection()
{
    if (!m_watching)
        return;
    const auto id = m_session.playhead().connection();
    if (!id || m_session.stage()) { // a simulation's hosts have nothing to do with this kernel
        m_view.setConnection(std::nullopt);
        return;
    }
    const Trace& trace = m_session.trace();
    const Connection& connection = trace.connection(*id);
    const std::uint32_t step = m_session.playhead().step();
    WireConnection wire;
    for (const Side side : kSides) {
        WireConnection::End& end = wire.ends[index(side)];
        end.address = connection.address(side);
        end.state = connection.info.initialStates[index(side)];
        if (step > 0) {
            const Record& record = trace.record(connection.records[step - 1]);
            end.state = record.state(side);
            end.certainty = record.certainty(side);
        }
        end.isHere = m_watching->addresses.contains(end.address.ip);
    }
    wire.isNow = m_session.source().isLive && m_session.isLoading() && step == trace.stepCount(*id);
    m_view.setConnection(wire);
}

/// The newest connection of the trace between these two.
void SocketControl::select(const SocketAddress& local, const SocketAddress& remote)
{
    const Trace& trace = m_session.trace();
    for (ConnectionId id = trace.connectionCount(); id-- > 0;) {
        if (trace.isGone(id))
            continue;
        const ConnectionInfo& info = trace.connection(id).info;
        if ((info.initiator == local && info.responder == remote) || (info.initiator == remote && info.responder == local)) {
            m_session.playhead().select(id);
            return;
        }
    }
}

#else

class SocketControl::Watching {};
SocketControl::SocketControl(Session& session, SocketsView& view, QObject* parent) : QObject(parent), m_session(session), m_view(view) {}
SocketControl::~SocketControl() = default;
bool SocketControl::eventFilter(QObject* watched, QEvent* event) { return QObject::eventFilter(watched, event); }
void SocketControl::start() {}
void SocketControl::stop() {}
void SocketControl::showConnection() {}
void SocketControl::select(const SocketAddress&, const SocketAddress&) {}

#endif
