#include "tests/support/trace_builder.h"
#include "views/common/notation.h"

#include <QTest>

using namespace Qt::StringLiterals;
using enum tcp::Flag;

namespace {

constexpr Notation kStevens{NotationStyle::Stevens, Numbering::Relative};
constexpr Notation kStevensAbsolute{NotationStyle::Stevens, Numbering::Wire};
constexpr Notation kTcpdump{NotationStyle::Tcpdump, Numbering::Relative};
constexpr Notation kTcpdumpAbsolute{NotationStyle::Tcpdump, Numbering::Wire};

/// A handshake with window scaling by 7, then one segment of the responder.
TraceBuilder answered(tcp::Flags flags, const SegmentFields& fields)
{
    return TraceBuilder().connection().handshake().segment(Side::Responder, flags, fields);
}

/// A first segment without a handshake.
TraceBuilder alone(tcp::Flags flags, const SegmentFields& fields)
{
    return TraceBuilder().connection().segment(Side::Initiator, flags, fields);
}

} // namespace

class TestNotation : public QObject {
    Q_OBJECT
private slots:
    void describesSegments_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const TraceBuilder& builder, const Notation& notation, const QString& expected) {
            const Trace trace = builder.build();
            QTest::newRow(name) << describe(trace, trace.record(trace.recordCount() - 1), notation) << expected;
        };
        const OptionOctets usual = OptionOctets().mss(1460).sackPermitted().timestamps(1, 0).nop().windowScale(7);
        const OptionOctets stamp = OptionOctets().nop().nop().timestamps(520, 46);
        const OptionOctets sack = OptionOctets().nop().nop().sack({{2001, 3001}, {1001, 1501}});

        row("Stevens: a SYN has its number and no text", alone(Syn, {.options = OptionOctets().mss(1460)}), kStevensAbsolute, u"SYN 1000(0) win 65535 <mss 1460>"_s);
        row("Stevens: the usual options of a SYN", alone(Syn, {.options = usual}), kStevensAbsolute, u"SYN 1000(0) win 65535 <mss 1460, wscale 7, sackOK, TS 1:0>"_s);
        row("Stevens: a relative SYN is number 0", alone(Syn, {}), kStevens, u"SYN 0(0) win 65535"_s);
        row("Stevens: SYN and ACK in one segment", TraceBuilder().connection().segment(Side::Initiator, Syn).segment(Side::Responder, Syn | Ack), kStevensAbsolute,
            u"SYN 8000(0) ack 1001 win 65535"_s);
        row("Stevens: text by its first octet and its length", answered(Ack, {.text = 20, .window = 8}), kStevensAbsolute, u"8001(20) ack 1001 win 1024"_s);
        row("Stevens: text relative to the ISN begins at 1", answered(Ack | Psh, {.text = 20, .window = 8}), kStevens, u"PSH 1(20) ack 1 win 1024"_s);
        row("Stevens: a pure ACK has no number of its own", answered(Ack, {.window = 32}), kStevensAbsolute, u"ack 1001 win 4096"_s);
        row("Stevens: timestamps that stand in the record itself", answered(Ack, {.window = 32, .options = stamp}), kStevens, u"ack 1 win 4096 <TS 520:46>"_s);
        row("Stevens: SACK blocks on the wire", answered(Ack, {.window = 32, .options = sack}), kStevensAbsolute, u"ack 1001 win 4096 <sack 2001-3001, sack 1001-1501>"_s);
        row("Stevens: SACK blocks count from the ISN that they report on", answered(Ack, {.window = 32, .options = sack}), kStevens, u"ack 1 win 4096 <sack 1001-2001, sack 1-501>"_s);
        row("Stevens: a FIN that carries text", answered(Fin | Ack, {.text = 5, .window = 1}), kStevens, u"FIN 1(5) ack 1 win 128"_s);
        row("Stevens: a reset that acknowledges keeps its number", answered(Rst | Ack, {.window = 0}), kStevens, u"RST 1(0) ack 1 win 0"_s);
        row("Stevens: urgent data tell their pointer", answered(Ack | Urg, {.text = 3, .window = 1, .urgentPointer = 2}), kStevens, u"URG 1(3) ack 1 win 128 urg 2"_s);
        row("Stevens: ECN setup on a SYN", alone(Syn | Ece | Cwr, {}), kStevens, u"SYN ECE CWR 0(0) win 65535"_s);
        row("Stevens: an unknown option is counted", alone(Syn, {.options = OptionOctets().unknown(253, 4)}), kStevens, u"SYN 0(0) win 65535 <1 unknown>"_s);
        row("Stevens: no flag at all", alone({}, {}), kStevens, u"1(0) win 65535"_s);

        row("tcpdump: the usual SYN", alone(Syn, {.options = usual}), kTcpdumpAbsolute,
            u"Flags [S], seq 1000, win 65535, options [mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7], length 0"_s);
        row("tcpdump: a relative SYN is number 0", alone(Syn, {}), kTcpdump, u"Flags [S], seq 0, win 65535, length 0"_s);
        row("tcpdump: text from its first octet to the one after its last", answered(Ack | Psh, {.text = 517, .window = 502, .options = stamp}), kTcpdump,
            u"Flags [P.], seq 1:518, ack 1, win 502, options [nop,nop,TS val 520 ecr 46], length 517"_s);
        row("tcpdump: the window as the header has it", answered(Ack, {.window = 32}), kTcpdumpAbsolute, u"Flags [.], ack 1001, win 32, length 0"_s);
        row("tcpdump: a FIN without text has one number", answered(Fin | Ack, {.window = 1}), kTcpdump, u"Flags [F.], seq 1, ack 1, win 1, length 0"_s);
        row("tcpdump: a reset", answered(Rst, {.window = 0}), kTcpdumpAbsolute, u"Flags [R], seq 8001, win 0, length 0"_s);
        row("tcpdump: SACK blocks in braces after their count", answered(Ack, {.window = 32, .options = sack}), kTcpdump,
            u"Flags [.], ack 1, win 32, options [nop,nop,sack 2 {1001:2001}{1:501}], length 0"_s);
        row("tcpdump: Fast Open's request for a cookie", alone(Syn, {.options = OptionOctets().unknown(34, 2)}), kTcpdumpAbsolute,
            u"Flags [S], seq 1000, win 65535, options [tfo  cookiereq], length 0"_s);
        row("tcpdump: an unknown option with its octets", alone(Syn, {.options = OptionOctets().unknown(253, 4).end()}), kTcpdumpAbsolute,
            u"Flags [S], seq 1000, win 65535, options [unknown-253 0x0000,eol], length 0"_s);
        row("tcpdump: ECN setup on a SYN", alone(Syn | Ece | Cwr, {}), kTcpdump, u"Flags [SEW], seq 0, win 65535, length 0"_s);
        row("tcpdump: no flag at all", alone({}, {}), kTcpdump, u"Flags [none], win 65535, length 0"_s);
        row("a timeout is no segment", TraceBuilder().connection().handshake().timeout(Side::Initiator), kStevens, QString());
    }
    void describesSegments()
    {
        QFETCH(QString, line);
        QFETCH(QString, expected);
        QCOMPARE(line, expected);
    }

    void damagedOptionsEndTheLine_data()
    {
        QTest::addColumn<QByteArray>("octets");
        QTest::newRow("a length of 0") << QByteArray("\x01\xfd\x00\x01", 4);
        QTest::newRow("a length of 1") << QByteArray("\x01\xfd\x01\x01", 4);
        QTest::newRow("a length past the end") << QByteArray("\x01\x02\x04\x05", 4);
        QTest::newRow("no length at all") << QByteArray("\x01\x02", 2);
    }
    void damagedOptionsEndTheLine()
    {
        QFETCH(QByteArray, octets);
        RecordBatch batch = alone(Syn, {.options = OptionOctets().nop()}).batch();
        batch.extras[4] = std::uint8_t(octets.size()); // after checksum and urgent pointer
        batch.extras.pop_back();
        for (const char octet : octets)
            batch.extras.push_back(std::uint8_t(octet));
        Trace trace;
        trace.append(batch);
        QCOMPARE(describe(trace, trace.record(0), kTcpdump), u"Flags [S], seq 0, win 65535, options [nop,[bad opt]], length 0"_s);
        QCOMPARE(describe(trace, trace.record(0), kStevens), u"SYN 0(0) win 65535 <bad option>"_s);
    }

    void relativeNumbersSurviveTheWrap()
    {
        const Trace trace = TraceBuilder().connection().isns(0xFFFF'FFF0u, 8000).handshake().segment(Side::Initiator, Ack, {.text = 100, .window = 1}).segment(Side::Responder, Ack, {.window = 1}).build();
        QCOMPARE(describe(trace, trace.record(3), kStevens), u"1(100) ack 1 win 128"_s);
        QCOMPARE(describe(trace, trace.record(3), kTcpdumpAbsolute), u"Flags [.], seq 4294967281:85, ack 8001, win 1, length 100"_s);
        QCOMPARE(describe(trace, trace.record(4), kStevens), u"ack 101 win 128"_s);
    }

    void automaticNumbersAreAsOnTheWireWhereAScenarioHasChosenThem_data()
    {
        QTest::addColumn<bool>("chosen");
        QTest::addColumn<QString>("text");
        QTest::addColumn<unsigned>("origin");
        QTest::newRow("the scenario's captions speak of the ISNs that it has chosen") << true << u"ack 8001 win 64256 <TS 41:500>"_s << 8000u;
        QTest::newRow("nobody has chosen them: they count from the ISN") << false << u"ack 1 win 64256 <TS 41:500>"_s << 0u;
    }

    void automaticNumbersAreAsOnTheWireWhereAScenarioHasChosenThem()
    {
        QFETCH(bool, chosen);
        RecordBatch batch = TraceBuilder().connection().handshake().batch();
        batch.connections[0].chosenIsns = chosen;
        Trace trace;
        trace.append(batch);
        QTEST(describe(trace, trace.record(2), Notation{}), "text");
        QTEST(unsigned(numberOrigin(trace, 0, Side::Responder)), "origin");
        QCOMPARE(numberOrigin(trace, 0, Side::Responder, Numbering::Relative), 0u);
        QCOMPARE(numberOrigin(trace, 0, Side::Responder, Numbering::Wire), 8000u);
    }
};

QTEST_APPLESS_MAIN(TestNotation)
#include "tst_notation.moc"
