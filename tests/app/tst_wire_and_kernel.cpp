// What tcplens sees on the wire against what the kernels of both ends say, after every step of real connections between two hosts.
//
// A step has ended once the capture has every segment that this host's kernel has counted, none has come meanwhile, and both witnesses
// say what the step's row expects. Where they may differ the row names the reason, and model/kernel/comparison must give the same one.
#include "tests/app/wire_scene.h"
#include "tests/support/network_namespace.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <cerrno>
#include <unistd.h>

using namespace Qt::StringLiterals;
using kernel::Reason;
using tcp::State;

namespace {

std::optional<std::string> s_obstacle; ///< Why there are no two hosts.

struct Step {
    const char* name;
    std::function<bool(Scene&)> act;
    std::vector<Ends> expected; ///< Of each connection; a single one: of all.
};

struct Row {
    const char* name;
    std::vector<Step> steps;
    bool isBrief = false; ///< Not over IPv6: it holds packets back, which works over IPv4 alone, or takes long.
};

const End kGone; // CLOSED, and no entry
const Ends kEstablished{both(State::Established), both(State::Established)};
const Ends kHalfClosed{both(State::FinWait2), both(State::CloseWait)};
const Ends kHalfClosedByClose{both(State::FinWait2, Reason::FinWait2Mini), both(State::CloseWait)};
const Ends kWaiting{both(State::TimeWait, Reason::TimeWaitMini), kGone};
const Ends kBothGone{kGone, kGone};

Step connected()
{
    return {"the server accepts the connection", [](Scene& s) { return s.listen() && s.connectAndAccept(); }, {kEstablished}};
}

bool closeClient(Scene& s)
{
    return closeNow(s.link().client);
}

bool closeServer(Scene& s)
{
    return closeNow(s.link().server);
}

Row orderlyClose()
{
    return {"handshake and orderly close",
            {{"the SYN-ACK is on its way", [](Scene& s) { return s.listen() && s.hold(s.server()) && s.connect(); },
              {{both(State::SynSent), differ(State::Closed, State::SynReceived, Reason::NotYetSent)}}},
             {"the last ACK is on its way", [](Scene& s) { return s.hold(s.client()) && s.release(s.server()); },
              {{differ(State::SynSent, State::Established, Reason::NotYetAcknowledged), both(State::SynReceived, Reason::Request)}}},
             {"it arrives", [](Scene& s) { return s.release(s.client()) && s.accept(); }, {kEstablished}},
             {"text both ways",
              [](Scene& s) {
                  return sendAll(s.link().client, 700) && receive(s.link().server, 700) && sendAll(s.link().server, 5000) && receive(s.link().client, 5000);
              },
              {kEstablished}},
             {"the client closes, the ACK of its FIN is on its way", [](Scene& s) { return s.hold(s.server()) && closeClient(s); },
              {{both(State::FinWait1, Reason::Orphan), differ(State::Established, State::CloseWait, Reason::NotYetAcknowledged)}}},
             {"it arrives", [](Scene& s) { return s.release(s.server()); }, {kHalfClosedByClose}},
             {"the server closes, the ACK of its FIN is on its way", [](Scene& s) { return s.hold(s.client()) && closeServer(s); },
              {{differ(State::FinWait2, State::TimeWait, Reason::NotYetAcknowledged), both(State::LastAck, Reason::Orphan)}}},
             {"it arrives", [](Scene& s) { return s.release(s.client()); }, {kWaiting}}},
            true};
}

Row halfClose()
{
    return {"half-close, and text still flows the other way",
            {connected(),
             {"the client shuts down its sending",
              [](Scene& s) { return sendAll(s.link().client, 100) && receive(s.link().server, 100) && shutdown(s.link().client, SHUT_WR) == 0; },
              {kHalfClosed}},
             {"20,000 octets come from the server",
              [](Scene& s) {
                  const bool came = sendAll(s.link().server, 20'000) && receive(s.link().client, 20'000);
                  return came && waitUntil([&s] {
                      return s.wire().look([](const Trace& trace) { return trace.connection(0).side(Side::Responder).octets == 20'000; });
                  });
              },
              {kHalfClosed}},
             {"the server closes", closeServer, {kWaiting}},
             {"the client closes what is left", closeClient, {kWaiting}}}};
}

Row closeWaitLeak()
{
    static constexpr int kElsewhere = 150; // the descriptor in the other process
    return {"a CLOSE-WAIT leak through a forked holder",
            {{"the server forks, and both processes hold the connection",
              [](Scene& s) {
                  if (!s.listen() || !s.connectAndAccept() || !s.share(kElsewhere))
                      return false;
                  std::vector<std::pair<int, int>> expected{{getpid(), s.link().server}, {s.holder(), kElsewhere}};
                  std::ranges::sort(expected);
                  return s.serverHolders() == expected;
              },
              {kEstablished}},
             {"the client closes", closeClient, {kHalfClosedByClose}},
             {"the parent closes, and no FIN goes: the child has it still",
              [](Scene& s) { return closeServer(s) && s.serverHolders() == std::vector<std::pair<int, int>>{{s.holder(), kElsewhere}}; }, {kHalfClosedByClose}},
             {"the child ends",
              [](Scene& s) {
                  s.endHolder();
                  return true;
              },
              {kWaiting}}}};
}

Row refused()
{
    return {"a refused port",
            {{"the RST is on its way", [](Scene& s) { return s.listen(0) && shutdown(s.listener(), SHUT_RDWR) == 0 && s.hold(s.server()) && s.connect(); },
              {{both(State::SynSent), kGone}}},
             {"it arrives", [](Scene& s) { return s.release(s.server()) && waitForError(s.link().client) == ECONNREFUSED; },
              {kBothGone}}},
            true};
}

Row zeroWindow()
{
    return {"zero window: the server does not read",
            {{"the server accepts the connection",
              [](Scene& s) { return s.listen() && setOption(s.listener(), SOL_SOCKET, SO_RCVBUF, 4096) && s.connectAndAccept(); }, {kEstablished}},
             {"the client sends until it can only probe",
              [](Scene& s) {
                  const bool isFull = setOption(s.link().client, SOL_SOCKET, SO_SNDBUF, 16'384) && fill(s.link().client) > 4096;
                  return isFull && s.waitForSocket(true, [](const kernel::Socket* socket) {
                      return socket && socket->timer.kind == kernel::TimerKind::Persist && socket->timer.retransmits >= 1;
                  }) && waitUntil([&s] {
                      return s.wire().look([](const Trace& trace) { return trace.connection(0).labelCounts[std::size_t(Label::ZeroWindow)] > 0; });
                  });
              },
              {kEstablished}},
             {"the client closes, and its FIN waits behind the text", closeClient,
              {{differ(State::Established, State::FinWait1, Reason::NotYetSent), both(State::Established)}}},
             {"the server reads everything", [](Scene& s) { return receiveAll(s.link().server); },
              {kHalfClosedByClose}},
             {"the server closes", closeServer, {kWaiting}}}};
}

Row lingerReset()
{
    return {"RST by SO_LINGER 0",
            {connected(),
             {"the client sends, and closes with SO_LINGER 0", [](Scene& s) { return sendAll(s.link().client, 100) && closeWithReset(s.link().client); },
              {kBothGone}}}};
}

Row unreadReset()
{
    return {"RST because text was not read",
            {connected(),
             {"the server sends, and the client does not read",
              [](Scene& s) {
                  return sendAll(s.link().server, 100)
                      && s.waitForSocket(true, [](const kernel::Socket* socket) { return socket && socket->recvQueue == 100; });
              },
              {kEstablished}},
             {"the client closes", closeClient, {kBothGone}}}};
}

bool connectMany(Scene& s)
{
    constexpr int kConnections = 50;
    bool isFine = s.listen();
    for (int i = 0; isFine && i < kConnections; ++i)
        isFine = s.connectAndAccept();
    return isFine;
}

bool closeAll(Scene& s, int Link::*end)
{
    bool isFine = true;
    for (Link& link : s.links())
        isFine = closeNow(link.*end) && isFine;
    return isFine;
}

Row timeWaitPile()
{
    return {"TIME-WAIT pile-up",
            {{"50 connections", connectMany, {kEstablished}},
             {"the client closes them all", [](Scene& s) { return closeAll(s, &Link::client); }, {kHalfClosedByClose}},
             {"the server closes them all", [](Scene& s) { return closeAll(s, &Link::server); }, {kWaiting}}}};
}

Row tooManyTimeWaits()
{
    return {"TIME-WAIT beyond tcp_max_tw_buckets",
            {connected(),
             {"the client may have none, and shuts down its sending",
              [](Scene& s) { return s.setSysctl(s.client(), "net/ipv4/tcp_max_tw_buckets", "0", "4096") && shutdown(s.link().client, SHUT_WR) == 0; },
              {kHalfClosed}},
             {"the server closes", closeServer, {{differ(State::TimeWait, {}, Reason::TimeWaitOver), kGone}}}}};
}

Row simultaneousClose()
{
    return {"simultaneous close",
            {connected(),
             {"the server closes, and its FIN is on its way", [](Scene& s) { return s.hold(s.server()) && closeServer(s); },
              {{both(State::Established), differ(State::Established, State::FinWait1, Reason::NotYetSent)}}},
             {"the client closes, and its FIN arrives first", closeClient,
              {{both(State::FinWait1, Reason::Orphan), differ(State::Established, State::Closing, Reason::NotYetSent)}}},
             {"the FINs have crossed, and the client's answer is on its way",
              [](Scene& s) { return s.hold(s.client()) && s.release(s.server()); },
              {{differ(State::FinWait1, State::TimeWait, Reason::NotYetAcknowledged), both(State::Closing, Reason::Orphan)}}},
             {"it arrives", [](Scene& s) { return s.release(s.client()); },
              {{both(State::TimeWait, Reason::TimeWaitMini), both(State::TimeWait, Reason::TimeWaitMini)}}}},
            true};
}

Row finWait2Orphan()
{
    return {"an orphaned FIN-WAIT-2",
            {connected(),
             {"the client closes, the server does not",
              [](Scene& s) { return s.setSysctl(s.client(), "net/ipv4/tcp_fin_timeout", "2", "60") && closeClient(s); }, {kHalfClosedByClose}},
             {"tcp_fin_timeout has passed", [](Scene&) { return true; },
              {{differ(State::FinWait2, {}, Reason::FinWait2Over), both(State::CloseWait)}}},
             {"the server sends, and is reset", [](Scene& s) { return sendAll(s.link().server, 10); }, {kBothGone}}},
            true};
}

Row longFinWait2Orphan()
{
    return {"an orphaned FIN-WAIT-2 with tcp_fin_timeout above 60 s",
            {connected(),
             {"the client closes, the server does not",
              [](Scene& s) { return s.setSysctl(s.client(), "net/ipv4/tcp_fin_timeout", "90", "60") && closeClient(s); },
              {{both(State::FinWait2, Reason::Orphan), both(State::CloseWait)}}},
             {"the server closes", closeServer, {kWaiting}}}};
}

Row fullAcceptQueue()
{
    const Ends asked{both(State::SynSent), differ(State::Closed, State::SynReceived, Reason::NotYetSent)};
    const Ends left{both(State::Established), differ(State::Established, State::SynReceived, Reason::HandshakeNotTaken)};
    return {"a full accept queue",
            {{"two connections wait to be accepted", [](Scene& s) { return s.listen(2) && s.connect() && s.connect(); }, {kEstablished}},
             {"two more SYN-ACKs are on their way", [](Scene& s) { return s.hold(s.server()) && s.connect() && s.connect(); },
              {kEstablished, kEstablished, asked, asked}},
             {"they arrive, and only one more connection fits", [](Scene& s) { return s.release(s.server()); },
              {kEstablished, kEstablished, kEstablished, left}},
             {"the server accepts all, and the last client sends",
              [](Scene& s) { return s.accept(0) && s.accept(1) && s.accept(2) && sendAll(s.link(3).client, 10) && s.accept(3); }, {kEstablished}},
             {"the clients reset all",
              [](Scene& s) {
                  bool isFine = true;
                  for (Link& link : s.links())
                      isFine = closeWithReset(link.client) && isFine;
                  return isFine;
              },
              {kBothGone}}},
            true};
}

const std::vector<Row>& rows()
{
    static const std::vector<Row> all = {
        orderlyClose(), halfClose(), closeWaitLeak(), refused(), zeroWindow(), lingerReset(), unreadReset(), timeWaitPile(), tooManyTimeWaits(),
        simultaneousClose(), finWait2Orphan(), longFinWait2Orphan(), fullAcceptQueue()};
    return all;
}

} // namespace

class TestWireAndKernel : public QObject {
    Q_OBJECT
private slots:
    void statesEqualAfterEachStep_data();
    void statesEqualAfterEachStep();

private:
    TwoHosts m_hosts;
    bool m_isConnected = false;
};

void TestWireAndKernel::statesEqualAfterEachStep_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<bool>("clientIsNear");
    QTest::addColumn<int>("family");
    for (std::size_t i = 0; i < rows().size(); ++i) {
        const auto add = [i](const char* variant, bool clientIsNear, Family family) {
            QTest::addRow("%s, %s", rows()[i].name, variant) << int(i) << clientIsNear << int(family);
        };
        add("captured at the client", true, Family::IPv4);
        add("captured at the server", false, Family::IPv4);
        if (!rows()[i].isBrief) {
            add("over IPv6", true, Family::IPv6);
            add("from IPv4 to an IPv6 socket", false, Family::Mapped);
        }
    }
}

void TestWireAndKernel::statesEqualAfterEachStep()
{
    if (!s_obstacle && !m_isConnected) {
        s_obstacle = m_hosts.connect();
        m_isConnected = !s_obstacle;
    }
    if (s_obstacle)
        QSKIP(s_obstacle->c_str());
    QFETCH(int, row);
    QFETCH(bool, clientIsNear);
    QFETCH(int, family);
    Scene scene(m_hosts, clientIsNear, Family(family));
    QVERIFY(scene.start());
    const std::vector<Step>& steps = rows()[std::size_t(row)].steps;
    for (const Step& step : steps) {
        const bool hasActed = step.act(scene);
        const bool hasSettled = scene.settle(step.expected);
        for (std::size_t i = 0; i < scene.found().size(); ++i) { // those that are like the one before need no line
            const Ends& found = scene.found()[i];
            if (i == 0 || !found.matches(scene.found()[i - 1]))
                qInfo("%s #%zu\n    client: %s\n    server: %s", step.name, i + 1, qPrintable(toText(found.client)), qPrintable(toText(found.server)));
        }
        QVERIFY2(hasActed, step.name);
        QVERIFY2(hasSettled, qPrintable(QString::fromUtf8(step.name) + u": "_s + scene.complaint()));
    }
    const auto error = scene.wire().stop();
    QVERIFY2(!error, error ? error->what.c_str() : "");
    QVERIFY(scene.settle(steps.back().expected)); // with all that the helper had
    QCOMPARE(scene.wire().meter().counts().dropped, 0u);
    QCOMPARE(scene.wire().meter().counts().received, scene.wire().frames());
}

int main(int argc, char** argv)
{
    s_obstacle = enterNetworkNamespace(); // before there is a second thread
    TestWireAndKernel test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_wire_and_kernel.moc"
