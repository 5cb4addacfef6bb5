#include "model/kernel/comparison.h"
#include "tests/model/kernel/socket_samples.h"

#include <QTest>

using kernel::Agreement;
using kernel::EntryKind;
using kernel::Reason;
using tcp::State;

class TestComparison : public QObject {
    Q_OBJECT
private slots:
    void verdicts_data();
    void verdicts();
    void onlyThePresentOfThisHostIsCompared_data();
    void onlyThePresentOfThisHostIsCompared();
    void everyPairHasAVerdict();
    void findsTheSocketOfAnEnd();
    void linkLocalAddressesAreToldApartByTheInterface();
};

void TestComparison::verdicts_data()
{
    QTest::addColumn<int>("wire");
    QTest::addColumn<bool>("isAssumed");
    QTest::addColumn<int>("entry"); // -1: none
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("hasOwner");
    QTest::addColumn<int>("agreement");
    QTest::addColumn<int>("reason");
    const auto expect = [](const char* name, State wire, bool isAssumed, std::optional<State> entry, EntryKind kind, bool hasOwner,
                           Agreement agreement, Reason reason) {
        QTest::newRow(name) << int(wire) << isAssumed << (entry ? int(*entry) : -1) << int(kind) << hasOwner << int(agreement) << int(reason);
    };
    constexpr bool kAssumed = true, kProven = false, kOwned = true, kNobodys = false;
    using enum EntryKind;
    using enum State;
    expect("both say ESTABLISHED", Established, kAssumed, Established, Full, kOwned, Agreement::Same, Reason::FullSocket);
    expect("a request shows as SYN-RECV in socket diagnosis alone", SynReceived, kProven, SynReceived, Request, kNobodys, Agreement::Same, Reason::Request);
    expect("TIME-WAIT has no owner", TimeWait, kProven, TimeWait, Mini, kNobodys, Agreement::Same, Reason::TimeWaitMini);
    expect("FIN-WAIT-2 after close() is a mini-socket", FinWait2, kAssumed, FinWait2, Mini, kNobodys, Agreement::Same, Reason::FinWait2Mini);
    expect("FIN-WAIT-2 after shutdown() has an owner", FinWait2, kAssumed, FinWait2, Full, kOwned, Agreement::Same, Reason::FullSocket);
    expect("the kernel finishes LAST-ACK alone", LastAck, kProven, LastAck, Full, kNobodys, Agreement::Same, Reason::Orphan);
    expect("the FIN is received and its ACK is delayed", Established, kProven, CloseWait, Full, kOwned, Agreement::Explained, Reason::NotYetAcknowledged);
    expect("the last ACK of the handshake has arrived", SynReceived, kProven, Established, Full, kOwned, Agreement::Explained, Reason::NotYetAcknowledged);
    expect("the ACK of the FIN has arrived", FinWait1, kProven, FinWait2, Full, kOwned, Agreement::Explained, Reason::NotYetAcknowledged);
    expect("LAST-ACK is over for the kernel", LastAck, kProven, {}, Full, kNobodys, Agreement::Explained, Reason::NotYetAcknowledged);
    expect("a FIN that was lost behind this point", CloseWait, kAssumed, Established, Full, kOwned, Agreement::Explained, Reason::NotYetReceived);
    expect("the kernel was asked before the ACK of the FIN left", CloseWait, kProven, Established, Full, kOwned, Agreement::Explained, Reason::KernelLags);
    expect("the FIN waits behind text", Established, kProven, FinWait1, Full, kOwned, Agreement::Explained, Reason::NotYetSent);
    expect("closed after the peer, and the FIN waits", CloseWait, kAssumed, LastAck, Full, kNobodys, Agreement::Explained, Reason::NotYetSent);
    expect("the SYN is on its way", Closed, kAssumed, SynSent, Full, kOwned, Agreement::Explained, Reason::NotYetSent);
    expect("the kernel was asked before the FIN left", FinWait1, kProven, Established, Full, kOwned, Agreement::Explained, Reason::KernelLags);
    expect("the accept queue is full: the handshake's last ACK is not taken", Established, kAssumed, SynReceived, Request, kNobodys, Agreement::Explained, Reason::HandshakeNotTaken);
    expect("TIME-WAIT ends after 60 s in Linux, or is reused", TimeWait, kProven, {}, Full, kNobodys, Agreement::Explained, Reason::TimeWaitOver);
    expect("orphaned FIN-WAIT-2 ends after tcp_fin_timeout", FinWait2, kAssumed, {}, Full, kNobodys, Agreement::Explained, Reason::FinWait2Over);
    expect("aborted without a word", Established, kProven, {}, Full, kNobodys, Agreement::Explained, Reason::GaveUp);
    expect("a SYN cookie keeps no state", SynReceived, kProven, {}, Full, kNobodys, Agreement::Explained, Reason::SynDropped);
    expect("the reset was lost", Closed, kAssumed, Established, Full, kOwned, Agreement::Explained, Reason::ResetNotTaken);
    expect("the wire's clock has ended TIME-WAIT first", Closed, kAssumed, TimeWait, Mini, kNobodys, Agreement::Explained, Reason::StillWaiting);
    expect("the same addresses again after TIME-WAIT", TimeWait, kProven, SynSent, Full, kOwned, Agreement::Explained, Reason::NewConnection);
    expect("nothing is left", Closed, kProven, {}, Full, kNobodys, Agreement::Same, Reason::BothClosed);
    expect("no way leads from one passive close to an active one", LastAck, kProven, FinWait2, Full, kOwned, Agreement::Contradicted, Reason::Impossible);
}

void TestComparison::verdicts()
{
    QFETCH(int, wire);
    QFETCH(bool, isAssumed);
    QFETCH(int, entry);
    QFETCH(int, kind);
    QFETCH(bool, hasOwner);
    kernel::Socket socket = samples::socket(entry < 0 ? State::Closed : State(entry), 40000, 80, hasOwner ? 7 : 0);
    socket.kind = EntryKind(kind);
    const kernel::WireEnd end{State(wire), isAssumed, true, kernel::WireMoment::Now};
    const auto verdict = kernel::compare(end, entry < 0 ? nullptr : &socket);
    QTEST(int(verdict.agreement), "agreement");
    QTEST(int(verdict.reason), "reason");
}

void TestComparison::onlyThePresentOfThisHostIsCompared_data()
{
    QTest::addColumn<int>("moment");
    QTest::addColumn<bool>("isHere");
    QTest::addColumn<int>("reason");
    using enum kernel::WireMoment;
    const auto expect = [](const char* name, kernel::WireMoment moment, bool isHere, Reason reason) {
        QTest::newRow(name) << int(moment) << isHere << int(reason);
    };
    expect("the other end's kernel cannot be asked", Now, false, Reason::OtherEndElsewhere);
    expect("the playhead is in the past", Past, true, Reason::InThePast);
    expect("a paused view stands still while the kernel goes on", Paused, true, Reason::ViewPaused);
    expect("a capture that has ended tells nothing of now", Over, true, Reason::CaptureOver);
    expect("the other end of an ended capture is elsewhere still", Over, false, Reason::OtherEndElsewhere);
    expect("packets from a pipe may be another host's with this one's address", OtherHost, true, Reason::NotFromThisHost);
    expect("of packets from a pipe even the other end is not known to be elsewhere", OtherHost, false, Reason::NotFromThisHost);
}

void TestComparison::onlyThePresentOfThisHostIsCompared()
{
    QFETCH(int, moment);
    QFETCH(bool, isHere);
    QFETCH(int, reason);
    const kernel::Comparison expected{Agreement::Unknown, Reason(reason)};
    for (int state = 0; state < tcp::kStateCount; ++state) {
        const kernel::WireEnd end{State(state), false, isHere, kernel::WireMoment(moment)};
        const kernel::Socket socket = samples::socket(State(state), 40000, 80, 7);
        QCOMPARE(kernel::compare(end, &socket), expected);
        QCOMPARE(kernel::compare(end, nullptr), expected);
    }
}

void TestComparison::everyPairHasAVerdict()
{
    for (int wire = 0; wire < tcp::kStateCount; ++wire) {
        for (int state = 1; state < tcp::kStateCount; ++state) {
            const kernel::Socket socket = samples::socket(State(state), 40000, 80, 7);
            const auto verdict = kernel::compare({State(wire), false, true, kernel::WireMoment::Now}, &socket);
            QCOMPARE(verdict.agreement == Agreement::Same, wire == state);
            QVERIFY(verdict.agreement != Agreement::Unknown);
        }
    }
}

void TestComparison::findsTheSocketOfAnEnd()
{
    kernel::Socket mapped = samples::socket(State::Established, 41000, 443, 9);
    for (SocketAddress* address : {&mapped.local, &mapped.remote}) {
        const auto ip = address->ip.octets;
        address->ip = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, ip[0], ip[1], ip[2], ip[3]}, 6};
    }
    const std::vector<kernel::Socket> sockets = {samples::socket(State::Listen, 40000), samples::socket(State::CloseWait, 40000), mapped};
    QCOMPARE(kernel::findSocket(sockets, samples::address(1, 40000), samples::address(2, 80)), &sockets[1]);
    QCOMPARE(kernel::findSocket(sockets, samples::address(1, 41000), samples::address(2, 443)), &sockets[2]);
    QVERIFY(!kernel::findSocket(sockets, samples::address(1, 40000), samples::address(2, 81)));
}

void TestComparison::linkLocalAddressesAreToldApartByTheInterface()
{
    std::vector<kernel::Socket> sockets = {samples::socket(State::Established, 40000, 80, 7), samples::socket(State::CloseWait, 40000, 80, 8)};
    for (kernel::Socket& socket : sockets) {
        socket.local.ip = {{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 6};
        socket.remote.ip = {{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}, 6};
        socket.interface = socket.inode - 5; // 2 and 3
    }
    const auto find = [&](std::uint32_t interface) { return kernel::findSocket(sockets, sockets[0].local, sockets[0].remote, interface); };
    QCOMPARE(find(2), &sockets[0]);
    QCOMPARE(find(3), &sockets[1]);
    QVERIFY(find(0));
    QVERIFY(find(9)); // packets of a bridge come by on its ports
}

QTEST_APPLESS_MAIN(TestComparison)
#include "tst_comparison.moc"
