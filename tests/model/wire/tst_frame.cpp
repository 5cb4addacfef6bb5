#include "model/wire/checksum.h"
#include "model/wire/decoder.h"
#include "model/wire/encoder.h"
#include "model/wire/frame.h"
#include "tests/support/packet_builder.h"

#include <QTest>

#include <bit>
#include <numeric>

using namespace packets;
using tcp::Flag;
using tcp::SeqNumber;
using wire::Checksum;

namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kIpv4Header = 20;

wire::OutgoingSegment between(const char* source, const char* destination)
{
    wire::OutgoingSegment outgoing;
    outgoing.sourceMac = {2, 0, 0, 0, 0, 1};
    outgoing.destinationMac = {2, 0, 0, 0, 0, 2};
    outgoing.source = socketAddress(source, 40000);
    outgoing.destination = socketAddress(destination, 80);
    outgoing.segment.seq = SeqNumber(0xFFFF'FFF0);
    outgoing.segment.ack = SeqNumber(77);
    outgoing.segment.flags = Flag::Ack | Flag::Psh;
    outgoing.segment.wnd = 1000;
    outgoing.identification = 0x1234;
    return outgoing;
}

Bytes made(std::size_t length)
{
    Bytes text(length);
    std::iota(text.begin(), text.end(), std::uint8_t(1));
    return text;
}

Bytes encode(wire::OutgoingSegment outgoing, const Bytes& text = {})
{
    outgoing.text = text;
    outgoing.segment.textLength = std::uint32_t(text.size());
    Bytes octets;
    wire::encodeFrame(outgoing, octets);
    return octets;
}

/// The segment that the decoder finds; its checksum is NotVerified where it finds none.
wire::DecodedSegment decode(const Bytes& frame)
{
    wire::DecodedSegment segment;
    if (wire::decode(wire::LinkType::Ethernet, frame, std::uint32_t(frame.size()), segment) != wire::Outcome::Segment)
        segment.checksum = Checksum::NotVerified;
    return segment;
}

} // namespace

class TestFrame : public QObject {
    Q_OBJECT

private slots:
    void everyOctetOfASmallFrame();
    void comesBack_data();
    void comesBack();
    void everyLengthHasARightChecksum();
    void theHeaderChecksumIsRight();
    void theBuilderOfTheTestsSaysTheSame();
    void aMixedPairIsMapped();
    void aDatagramThatIsTooLongSaysZero();
    void oneBitIsDamaged_data();
    void oneBitIsDamaged();
    void memoryIsUsedAgain();
};

/// Written down from RFC 791, RFC 9293 and IEEE 802.3 by hand.
void TestFrame::everyOctetOfASmallFrame()
{
    wire::OutgoingSegment syn = between("10.0.0.1", "10.0.0.2");
    syn.segment = {};
    syn.segment.seq = SeqNumber(1000);
    syn.segment.flags = Flag::Syn;
    syn.segment.wnd = 65535;
    syn.segment.options.mss = 1460;
    syn.ttl = 63;
    const Bytes expected{
        2,    0,    0,    0,    0,    2,    2,    0,    0,    0,    0, 1, 0x08, 0x00,                       // Ethernet
        0x45, 0x00, 0x00, 0x2C, 0x12, 0x34, 0x40, 0x00, 0x3F, 0x06, 0x15, 0x96, 10, 0, 0, 1, 10, 0, 0, 2,   // IPv4
        0x9C, 0x40, 0x00, 0x50, 0x00, 0x00, 0x03, 0xE8, 0x00, 0x00, 0x00, 0x00, 0x60, 0x02, 0xFF, 0xFF, 0xE3, 0xAB, 0x00, 0x00, // TCP
        0x02, 0x04, 0x05, 0xB4,                                                                             // MSS
    };
    QCOMPARE(encode(syn), expected);
}

void TestFrame::comesBack_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("destination");
    QTest::newRow("IPv4") << QStringLiteral("10.0.0.1") << QStringLiteral("192.168.255.2");
    QTest::newRow("IPv6") << QStringLiteral("fd77::1") << QStringLiteral("2001:db8::ffff:2");
}

void TestFrame::comesBack()
{
    QFETCH(QString, source);
    QFETCH(QString, destination);
    wire::OutgoingSegment outgoing = between(qPrintable(source), qPrintable(destination));
    outgoing.segment.options.timestamps = tcp::Timestamps{1, 2};
    outgoing.segment.options.sackCount = 3;
    outgoing.segment.options.sack = {{{SeqNumber(1), SeqNumber(2)}, {SeqNumber(5), SeqNumber(9)}, {SeqNumber(11), SeqNumber(12)}, {}}};
    for (std::uint32_t bits = 0; bits < 0x200; ++bits) {
        outgoing.segment.flags = tcp::Flags::fromBits(bits);
        const wire::DecodedSegment back = decode(encode(outgoing, made(99)));
        QVERIFY(back.checksum == Checksum::Correct);
        QVERIFY(back.sourceIp == outgoing.source.ip && back.destinationIp == outgoing.destination.ip);
        QCOMPARE(back.sourcePort, outgoing.source.port);
        QCOMPARE(back.destinationPort, outgoing.destination.port);
        QVERIFY(back.segment.seq == outgoing.segment.seq);
        QCOMPARE(back.segment.ack.value(), outgoing.segment.has(Flag::Ack) ? 77u : 0u);
        QVERIFY(back.segment.flags == outgoing.segment.flags);
        QCOMPARE(back.segment.wnd, 1000u);
        QCOMPARE(back.segment.textLength, 99u);
        QVERIFY(back.segment.options.timestamps == outgoing.segment.options.timestamps);
        QVERIFY(back.segment.options.sack == outgoing.segment.options.sack);
        QVERIFY(!back.segment.options.malformed);
    }
}

void TestFrame::everyLengthHasARightChecksum()
{
    for (std::size_t length = 0; length <= 1500; ++length) {
        QVERIFY2(decode(encode(between("10.0.0.1", "10.0.0.2"), made(length))).checksum == Checksum::Correct, qPrintable(QString::number(length)));
        QVERIFY2(decode(encode(between("fd77::1", "fd77::2"), made(length))).checksum == Checksum::Correct, qPrintable(QString::number(length)));
    }
}

/// RFC 791, 3.1: the ones' complement sum of a right header is all ones.
void TestFrame::theHeaderChecksumIsRight()
{
    wire::OutgoingSegment outgoing = between("10.0.0.1", "10.0.0.2");
    for (std::uint32_t identification = 0; identification <= 0xFFFF; ++identification) {
        outgoing.identification = std::uint16_t(identification);
        const Bytes frame = encode(outgoing);
        std::uint32_t sum = 0;
        for (std::size_t at = kEthernetHeader; at < kEthernetHeader + kIpv4Header; at += 2)
            sum += std::uint32_t(frame[at]) << 8 | frame[at + 1];
        while (sum > 0xFFFF)
            sum = (sum & 0xFFFF) + (sum >> 16);
        QCOMPARE(sum, 0xFFFFu);
    }
}

/// It adds octet by octet and knows nothing of the code under test.
void TestFrame::theBuilderOfTheTestsSaysTheSame()
{
    wire::OutgoingSegment outgoing = between("10.0.0.1", "10.0.0.2");
    outgoing.segment.options.timestamps = tcp::Timestamps{7, 8};
    const Bytes text = made(1001);
    outgoing.segment.textLength = 1001;
    Bytes options(40);
    options.resize(wire::encodeOptions(outgoing.segment.options, std::span<std::uint8_t, 40>(options.data(), 40)));
    const Bytes expected = tcpSegment({outgoing.source, outgoing.destination, outgoing.segment, text, options});
    const Bytes frame = encode(outgoing, text);
    QVERIFY(std::equal(expected.begin(), expected.end(), frame.begin() + kEthernetHeader + kIpv4Header, frame.end()));
}

void TestFrame::aMixedPairIsMapped()
{
    const wire::DecodedSegment back = decode(encode(between("10.0.0.1", "fd77::2"), made(10)));
    QVERIFY(back.checksum == Checksum::Correct);
    QVERIFY(back.sourceIp == address("::ffff:10.0.0.1"));
    QVERIFY(back.destinationIp == address("fd77::2"));
}

void TestFrame::aDatagramThatIsTooLongSaysZero()
{
    for (const char* ip : {"10.0.0.1", "fd77::1"}) {
        const Bytes frame = encode(between(ip, ip), made(65535));
        const std::size_t length = ip[0] == '1' ? kEthernetHeader + 2 : kEthernetHeader + 4;
        QCOMPARE(int(frame[length]) + frame[length + 1], 0);
        QCOMPARE(decode(frame).segment.textLength, 65535u);
        QVERIFY(decode(frame).checksum == Checksum::Correct);
    }
}

void TestFrame::oneBitIsDamaged_data()
{
    QTest::addColumn<QString>("ip");
    QTest::addColumn<int>("length");
    QTest::newRow("text over IPv4") << QStringLiteral("10.0.0.1") << 7;
    QTest::newRow("no text over IPv4") << QStringLiteral("10.0.0.1") << 0;
    QTest::newRow("text over IPv6") << QStringLiteral("fd77::1") << 7;
    QTest::newRow("no text over IPv6") << QStringLiteral("fd77::1") << 0;
}

void TestFrame::oneBitIsDamaged()
{
    QFETCH(QString, ip);
    QFETCH(int, length);
    wire::OutgoingSegment outgoing = between(qPrintable(ip), qPrintable(ip));
    const Bytes text = made(std::size_t(length));
    outgoing.text = text;
    outgoing.segment.textLength = std::uint32_t(length);
    Bytes right, damaged;
    wire::encodeFrame(outgoing, right);
    wire::encodeFrame(outgoing, damaged);
    wire::damageFrame(outgoing, damaged);
    int bits = 0;
    for (std::size_t at = 0; at < right.size(); ++at)
        bits += std::popcount(std::uint8_t(right[at] ^ damaged[at]));
    QCOMPARE(bits, 1);
    const wire::DecodedSegment back = decode(damaged);
    QVERIFY(back.checksum == Checksum::Wrong);
    QVERIFY(back.segment.seq == outgoing.segment.seq && back.segment.flags == outgoing.segment.flags);
    QCOMPARE(back.segment.textLength, std::uint32_t(length));
}

void TestFrame::memoryIsUsedAgain()
{
    Bytes octets(3000, 0xEE);
    wire::OutgoingSegment outgoing = between("10.0.0.1", "10.0.0.2");
    wire::encodeFrame(outgoing, octets);
    QCOMPARE(octets, encode(outgoing));
}

QTEST_APPLESS_MAIN(TestFrame)
#include "tst_frame.moc"
