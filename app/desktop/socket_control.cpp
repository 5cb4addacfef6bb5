#include "app/desktop/socket_control.h"

#include "app/desktop/error_text.h"
#include "model/base/background.h"
#include "model/kernel/local_addresses.h"
#include "model/kernel/socket_watch.h"
#include "views/sockets/sockets_view.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QTabBar>

#include <mutex>
#include <utility>

#ifdef __linux__

#include <net/if.h>

namespace {
constexpr std::chrono::milliseconds kInterval(100);
constexpr int kSettingsInterval = 30'000; // ms
constexpr int kSettles = 150; // ms: the layout has followed the first sockets

QString sentence(const Error& error)
{
    const Error shown = translated(error);
    return QString::fromStdString(shown.what) + QLatin1Char(' ') + QString::fromStdString(shown.remedy);
}

/// Of which host, and of when, is what the session shows of that connection?
kernel::WireMoment momentOf(const Session& session, ConnectionId id)
{
    using kernel::WireMoment;
    if (!session.source().isThisHost)
        return WireMoment::OtherHost;
    if (!session.isLoading() || session.hasStoppedTaking())
        return WireMoment::Over;
    if (session.isHeld())
        return WireMoment::Paused;
    return session.playhead().step() == session.trace().stepCount(id) ? WireMoment::Now : WireMoment::Past;
}
}

/// The watch, and the last snapshot that the view has not taken yet: a slow window skips snapshots instead of falling behind.
class SocketControl::Watching : public QObject {
public:
    explicit Watching(SocketControl& control) : addresses(kernel::LocalAddresses::read()), m_control(control), m_box(std::make_shared<Box>())
    {
        m_box->reader = this;
        auto watch = kernel::SocketWatch::start(kInterval, {[box = m_box](std::shared_ptr<const kernel::Snapshot> snapshot) { post(*box, std::move(snapshot)); },
                                                            [box = m_box](const Error& error) { fail(*box, error); }});
        if (watch)
            m_watch = std::move(watch.value());
        else
            showError(watch.error());
    }
    ~Watching() override
    {
        const std::lock_guard lock(m_box->mutex);
        m_box->reader = nullptr;
    }
    /// May end later, on whichever thread: what it still brings is thrown away.
    std::unique_ptr<kernel::SocketWatch> takeWatch() { return std::move(m_watch); }

    kernel::LocalAddresses addresses;

private:
    /// Between the watch's threads and this one.
    struct Box {
        std::mutex mutex; ///< Guards what follows.
        Watching* reader = nullptr;
        std::shared_ptr<const kernel::Snapshot> latest;
    };
    static void post(Box& box, std::shared_ptr<const kernel::Snapshot> snapshot)
    {
        const std::lock_guard lock(box.mutex);
        if (box.reader && !std::exchange(box.latest, std::move(snapshot)))
            QMetaObject::invokeMethod(box.reader, [reader = box.reader] { reader->show(); });
    }
    static void fail(Box& box, const Error& error)
    {
        const std::lock_guard lock(box.mutex);
        if (box.reader)
            QMetaObject::invokeMethod(box.reader, [reader = box.reader, error] { reader->showError(error); });
    }
    void showError(const Error& error) { m_control.m_view.showError(sentence(error)); }
    void show()
    {
        std::shared_ptr<const kernel::Snapshot> snapshot;
        {
            const std::lock_guard lock(m_box->mutex);
            snapshot = std::exchange(m_box->latest, nullptr);
        }
        if (snapshot)
            m_control.m_view.setSnapshot(*snapshot);
        m_control.showConnection();
        if (m_control.m_growing)
            QTimer::singleShot(kSettles, &m_control, &SocketControl::grow); // once the banner has its lines
    }

    SocketControl& m_control;
    const std::shared_ptr<Box> m_box;
    std::unique_ptr<kernel::SocketWatch> m_watch;
};

SocketControl::SocketControl(Session& session, SocketsView& view, QObject* parent) : QObject(parent), m_session(session), m_view(view)
{
    view.installEventFilter(this);
    connect(&view, &SocketsView::socketChosen, this, &SocketControl::select);
    connect(&session.playhead(), &Playhead::moved, this, &SocketControl::showConnection);
    connect(&session.playhead(), &Playhead::selected, this, &SocketControl::showConnection);
    connect(&session, &Session::reset, this, &SocketControl::showConnection);
    connect(&m_settings, &QTimer::timeout, this, [this] {
        m_view.setSysctls(kernel::Sysctls::read());
        m_watching->addresses = kernel::LocalAddresses::read(); // an interface may have got one
    });
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
    m_settings.stop();
    if (!m_watching)
        return;
    // Its threads may be in the middle of something, which the window need not wait for.
    inBackground([watch = std::shared_ptr(m_watching->takeWatch())]() mutable { watch.reset(); });
    m_watching.reset();
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
    wire.number = *id;
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
    wire.moment = momentOf(m_session, *id);
    if (m_session.source().isThisHost)
        wire.interface = if_nametoindex(m_session.source().name.c_str()); // 0 for "any"
    m_view.setConnection(wire);
}

void SocketControl::giveRoom(QDockWidget* dock)
{
    if (!std::exchange(m_hasGrown, true))
        m_growing = dock;
}

void SocketControl::grow()
{
    constexpr int kMostPercent = 66;
    QDockWidget* dock = std::exchange(m_growing, nullptr);
    auto* window = dock ? qobject_cast<QMainWindow*>(dock->window()) : nullptr;
    if (!window || dock->isFloating())
        return;
    const int title = dock->height() - m_view.height();
    int around = title;
    if (!window->tabifiedDockWidgets(dock).isEmpty()) { // the row of their names is taken from the same room
        for (const QTabBar* names : window->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly))
            around = qMax(around, title + names->height());
    }
    const int wanted = qMin(around + m_view.comfortableHeight(), window->height() * kMostPercent / 100);
    if (dock->height() < wanted)
        window->resizeDocks({dock}, {wanted}, Qt::Vertical);
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
void SocketControl::giveRoom(QDockWidget*) {}
void SocketControl::grow() {}

#endif
