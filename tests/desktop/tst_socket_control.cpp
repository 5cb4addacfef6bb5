// What is compared with this host's kernel, and when.
#include "app/desktop/socket_control.h"
#include "tests/support/trace_builder.h"
#include "views/sockets/sockets_view.h"

#include <QLabel>
#include <QTest>

#include <condition_variable>
#include <functional>
#include <mutex>

using namespace Qt::StringLiterals;

namespace {

/// One established connection over loopback; lives until it is stopped, unless it is a file.
class LoopbackSource : public TraceSource {
public:
    explicit LoopbackSource(SourceInfo info) : m_info(std::move(info)) {}
    SourceInfo info() const override { return m_info; }
    std::optional<Error> run(RecordSink& sink, std::stop_token stop) override
    {
        TraceBuilder builder;
        SocketAddress client{{{127, 0, 0, 1}, 4}, 1};
        SocketAddress server{{{127, 0, 0, 1}, 4}, 2}; // the kernel has no such connection: such ports are not given away
        builder.connection(client, server).handshake();
        RecordBatch batch = builder.batch();
        sink.write(std::move(batch));
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        if (m_info.isLive)
            wake.wait(lock, stop, [] { return false; });
        return std::nullopt;
    }

private:
    const SourceInfo m_info;
};

const SourceInfo kFile{"recorded.pcap", {}, false, false};
const SourceInfo kPipe{"standard input", {}, true, false};
const SourceInfo kInterface{"lo", {}, true, true};

QString textOf(const WireKernelPanel& panel)
{
    QStringList texts;
    for (const QLabel* label : panel.findChildren<QLabel*>())
        texts << label->text();
    return texts.join(u'\n');
}

} // namespace

class TestSocketControl : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void onlyThePresentOfThisHostIsCompared_data();
    void onlyThePresentOfThisHostIsCompared();
    void aHiddenViewComesBack();
};

void TestSocketControl::initTestCase()
{
    if (!SocketControl::kIsAvailable)
        QSKIP("Only Linux tells of its sockets.");
}

void TestSocketControl::onlyThePresentOfThisHostIsCompared_data()
{
    using Act = std::function<void(Session&)>;
    QTest::addColumn<SourceInfo>("source");
    QTest::addColumn<Act>("act");
    QTest::addColumn<QString>("said");
    const Act nothing = [](Session&) {};
    const Act pause = [](Session& session) { session.setHeld(true); };
    const Act goBack = [](Session& session) { session.playhead().moveToStep(1); };
    const Act stop = [](Session& session) { session.cancel(); };
    const Act pauseAndStop = [](Session& session) {
        session.setHeld(true);
        session.cancel();
    };
    QTest::newRow("packets of an interface are compared") << kInterface << nothing << u"The kernel has none any more"_s;
    QTest::newRow("packets that come through a pipe may be another host's") << kPipe << nothing << u"The packets come from a file or a pipe"_s;
    QTest::newRow("packets of an ended pipe as well") << kPipe << stop << u"The packets come from a file or a pipe"_s;
    QTest::newRow("a file cannot be followed") << kFile << nothing << u"The packets come from a file or a pipe"_s;
    QTest::newRow("a paused view stands still") << kInterface << pause << u"The view is paused"_s;
    QTest::newRow("a playhead in the past") << kInterface << goBack << u"Follow the capture to compare"_s;
    QTest::newRow("a stopped capture cannot be followed") << kInterface << stop << u"No more of the capture is shown"_s;
    QTest::newRow("a paused capture that was stopped neither") << kInterface << pauseAndStop << u"No more of the capture is shown"_s;
}

void TestSocketControl::onlyThePresentOfThisHostIsCompared()
{
    QFETCH(SourceInfo, source);
    QFETCH(std::function<void(Session&)>, act);
    QFETCH(QString, said);
    Session session;
    SocketsView view;
    const SocketControl control(session, view, nullptr);
    view.show();
    session.open(std::make_unique<LoopbackSource>(source));
    QTRY_COMPARE(session.trace().connectionCount(), 1u);
    QTRY_COMPARE(session.isLoading(), source.isLive);
    session.playhead().select(0);
    session.playhead().moveToStep(session.trace().stepCount(0));
    act(session);
    const auto* panel = view.findChild<WireKernelPanel*>();
    QTRY_COMPARE(textOf(*panel).count(said), 2);
    QCOMPARE(textOf(*panel).contains(u"Follow"_s), said.contains(u"Follow"_s));
}

void TestSocketControl::aHiddenViewComesBack()
{
    Session session;
    SocketsView view;
    const SocketControl control(session, view, nullptr);
    session.open(std::make_unique<LoopbackSource>(kInterface));
    QTRY_COMPARE(session.trace().connectionCount(), 1u);
    session.playhead().select(0);
    session.playhead().moveToStep(session.trace().stepCount(0));
    for (int i = 0; i < 5; ++i) { // at once, and while the watch is at work
        view.show();
        QTest::qWait(20 * i);
        view.hide();
    }
    view.show();
    QTRY_COMPARE(textOf(*view.findChild<WireKernelPanel*>()).count(u"The kernel has none any more"_s), 2);
}

QTEST_MAIN(TestSocketControl)
#include "tst_socket_control.moc"
