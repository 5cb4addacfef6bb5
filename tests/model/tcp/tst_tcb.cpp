#include "model/tcp/tcb.h"

#include <QTest>

using tcp::Flag;
using tcp::Segment;
using tcp::SeqNumber;
using tcp::Tcb;

class TestTcb : public QObject {
    Q_OBJECT
private slots:
    void acceptsBySequenceNumber_data();
    void acceptsBySequenceNumber();
    void takesAcknowledgments_data();
    void takesAcknowledgments();
    void knowsWhenItsFinIsAcknowledged_data();
    void knowsWhenItsFinIsAcknowledged();
};

static Segment segmentAt(SeqNumber seq, std::uint32_t text, tcp::Flags flags)
{
    Segment segment;
    segment.seq = seq;
    segment.textLength = text;
    segment.flags = flags;
    return segment;
}

void TestTcb::acceptsBySequenceNumber_data()
{
    QTest::addColumn<quint32>("window");
    QTest::addColumn<int>("offset"); // SEG.SEQ - RCV.NXT
    QTest::addColumn<quint32>("text");
    QTest::addColumn<bool>("fin");
    QTest::addColumn<bool>("acceptable");
    const auto row = [](const char* name, quint32 window, int offset, quint32 text, bool fin, bool acceptable) {
        QTest::newRow(name) << window << offset << text << fin << acceptable;
    };
    // RFC 9293, 3.4: SEG.LEN 0, RCV.WND 0
    row("an empty segment at RCV.NXT passes a shut window", 0, 0, 0, false, true);
    row("an empty segment before RCV.NXT does not pass a shut window", 0, -1, 0, false, false);
    row("an empty segment after RCV.NXT does not pass a shut window", 0, 1, 0, false, false);
    // SEG.LEN 0, RCV.WND > 0
    row("an empty segment may stand at the window's first octet", 100, 0, 0, false, true);
    row("an empty segment may stand at the window's last octet", 100, 99, 0, false, true);
    row("an empty segment may not stand just past the window", 100, 100, 0, false, false);
    row("an empty segment may not stand before the window", 100, -1, 0, false, false);
    // SEG.LEN > 0, RCV.WND 0
    row("text at RCV.NXT does not pass a shut window", 0, 0, 1, false, false);
    row("a FIN at RCV.NXT does not pass a shut window", 0, 0, 0, true, false);
    row("text that ends at RCV.NXT does not pass a shut window", 0, -9, 10, false, false);
    // SEG.LEN > 0, RCV.WND > 0
    row("text that fills the window is acceptable", 100, 0, 100, false, true);
    row("text that begins in the window and ends past it is acceptable", 100, 99, 50, false, true);
    row("text that begins before the window and ends in it is acceptable", 100, -9, 10, false, true);
    row("text that ends just before the window is not acceptable", 100, -10, 10, false, false);
    row("text that begins just past the window is not acceptable", 100, 100, 10, false, false);
    row("a FIN counts as an octet at the window's first place", 100, -5, 5, true, true);
    row("text that covers the whole window and more at both ends fails the test as the RFC words it", 100, -10, 200, false,
        false);
}

void TestTcb::acceptsBySequenceNumber()
{
    QFETCH(quint32, window);
    QFETCH(int, offset);
    QFETCH(quint32, text);
    QFETCH(bool, fin);
    QFETCH(bool, acceptable);
    for (const std::uint32_t next : {5001u, 0u, 0xFFFF'FFFFu, 0xFFFF'FFC0u, 0x8000'0000u}) { // the wrap changes nothing
        Tcb tcb;
        tcb.rcv.nxt = SeqNumber(next);
        tcb.rcv.wnd = window;
        const tcp::Flags flags = fin ? Flag::Fin | Flag::Ack : tcp::Flags(Flag::Ack);
        QCOMPARE(tcp::isAcceptable(tcb, segmentAt(tcb.rcv.nxt + std::uint32_t(offset), text, flags)), acceptable);
    }
}

void TestTcb::takesAcknowledgments_data()
{
    QTest::addColumn<int>("seqOffset"); // SEG.SEQ - SND.WL1
    QTest::addColumn<int>("ackOffset"); // SEG.ACK - SND.UNA; 100 octets are in flight, and SND.WL2 is SND.UNA
    QTest::addColumn<bool>("hasAck");
    QTest::addColumn<int>("unaMoves");
    QTest::addColumn<bool>("windowTaken");
    const auto row = [](const char* name, int seqOffset, int ackOffset, bool hasAck, int unaMoves, bool windowTaken) {
        QTest::newRow(name) << seqOffset << ackOffset << hasAck << unaMoves << windowTaken;
    };
    row("a new ACK moves SND.UNA and brings a window", 10, 40, true, 40, true);
    row("an ACK of everything sent is the furthest", 10, 100, true, 100, true);
    row("an ACK of what was never sent changes nothing", 10, 101, true, 0, false);
    row("an ACK that repeats SND.UNA may still bring a window", 10, 0, true, 0, true);
    row("an ACK older than SND.UNA changes nothing", 10, -1, true, 0, false);
    row("the same SEG.SEQ with a newer ACK brings a window", 0, 40, true, 40, true);
    row("the same SEG.SEQ with the same ACK brings a window", 0, 0, true, 0, true);
    row("an older segment that overtook nobody keeps the newer window", -1, 40, true, 40, false);
    row("a segment without ACK changes nothing", 10, 40, false, 0, false);
}

void TestTcb::takesAcknowledgments()
{
    QFETCH(int, seqOffset);
    QFETCH(int, ackOffset);
    QFETCH(bool, hasAck);
    QFETCH(int, unaMoves);
    QFETCH(bool, windowTaken);
    for (const std::uint32_t start : {1001u, 0xFFFF'FFF0u, 0xFFFF'FFFFu}) {
        Tcb tcb;
        tcb.snd.una = tcb.snd.wl2 = SeqNumber(start);
        tcb.snd.nxt = SeqNumber(start) + 100;
        tcb.snd.wl1 = SeqNumber(start + 77);
        tcb.snd.wnd = 500;
        Segment segment = segmentAt(tcb.snd.wl1 + std::uint32_t(seqOffset), 0, hasAck ? tcp::Flags(Flag::Ack) : tcp::Flags());
        segment.ack = tcb.snd.una + std::uint32_t(ackOffset);
        segment.wnd = 9000;
        const Tcb before = tcb;
        tcp::acceptAck(tcb, segment);
        QCOMPARE(tcb.snd.una - before.snd.una, unaMoves);
        QCOMPARE(tcb.snd.wnd, windowTaken ? 9000u : 500u);
        QVERIFY(tcb.snd.wl1 == (windowTaken ? segment.seq : before.snd.wl1));
        QVERIFY(tcb.snd.wl2 == (windowTaken ? segment.ack : before.snd.wl2));
    }
}

void TestTcb::knowsWhenItsFinIsAcknowledged_data()
{
    QTest::addColumn<bool>("finSent");
    QTest::addColumn<int>("ackOffset"); // SEG.ACK - the FIN's number
    QTest::addColumn<bool>("hasAck");
    QTest::addColumn<bool>("acknowledged");
    QTest::newRow("an ACK one past the FIN covers it") << true << 1 << true << true;
    QTest::newRow("an ACK of the text before the FIN does not") << true << 0 << true << false;
    QTest::newRow("an old ACK does not") << true << -5 << true << false;
    QTest::newRow("without the ACK bit the number means nothing") << true << 1 << false << false;
    QTest::newRow("no FIN was sent, so none is acknowledged") << false << 1 << true << false;
}

void TestTcb::knowsWhenItsFinIsAcknowledged()
{
    QFETCH(bool, finSent);
    QFETCH(int, ackOffset);
    QFETCH(bool, hasAck);
    QFETCH(bool, acknowledged);
    for (const std::uint32_t fin : {1101u, 0xFFFF'FFFFu, 0u}) {
        Tcb tcb;
        if (finSent)
            tcb.snd.fin = SeqNumber(fin);
        Segment segment = segmentAt(SeqNumber(1), 0, hasAck ? tcp::Flags(Flag::Ack) : tcp::Flags());
        segment.ack = SeqNumber(fin) + std::uint32_t(ackOffset);
        QCOMPARE(tcp::acknowledgesFin(tcb, segment), acknowledged);
    }
}

QTEST_APPLESS_MAIN(TestTcb)
#include "tst_tcb.moc"
