#include "model/wire/decoder.h"
#include "tests/model/wire/describe.h"
#include "tests/model/wire/samples.h"

#include <QTest>

#include <algorithm>
#include <memory>

using namespace packets;
using wire::Checksum;
using wire::DecodedSegment;
using wire::LinkType;
using wire::Outcome;

namespace {

QByteArray toQt(const Bytes& bytes)
{
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()));
}

Bytes fromQt(const QByteArray& bytes)
{
    return Bytes(bytes.begin(), bytes.end());
}

Outcome decode(int link, const Bytes& packet, DecodedSegment& out)
{
    return wire::decode(LinkType(link), packet, std::uint32_t(packet.size()), out);
}

} // namespace

class TestDecoder : public QObject {
    Q_OBJECT

private slots:
    void encapsulations_data() { addSamples(); }
    void encapsulations();
    void truncation_data() { addSamples(); }
    void truncation();
    void refusals_data();
    void refusals();
    void lengths_data();
    void lengths();
    void sourceRoute();
    void paddingIsNotText();
    void offloadTakesTheLengthOfTheCapture();
    void cutOptionsAreNotMalformed();
    void supportedLinkTypes();

private:
    static void addSamples();
    std::vector<samples::Sample> m_samples = samples::all();
};

void TestDecoder::addSamples()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const samples::Sample& sample : samples::all())
        QTest::newRow(sample.name.c_str()) << index++;
}

void TestDecoder::encapsulations()
{
    QFETCH(int, index);
    const samples::Sample& sample = m_samples.at(std::size_t(index));
    DecodedSegment out;
    QCOMPARE(describe::outcome(decode(sample.link, sample.packet, out)), QStringLiteral("segment"));
    QCOMPARE(describe::segment(out), describe::segment(sample.sent.source, sample.sent.destination, sample.sent.segment));
    QCOMPARE(describe::checksum(out.checksum), describe::checksum(sample.checksum));
    const Bytes tcp = tcpSegment(sample.sent);
    QCOMPARE(out.checksumField, std::uint16_t(tcp[16] << 8 | tcp[17]));
    // Zero-copy: the options lie in the packet itself.
    QCOMPARE(out.optionOctets.data(), sample.packet.data() + sample.packet.size() - sample.tcpOctets + 20);
    QCOMPARE(out.optionOctets.size(), encodeOptions(sample.sent.segment.options).size());
}

// The capture keeps what fits into its snap length. Up to the fixed TCP header's end that is too little; from there on
// the segment counts, and its length is the header's.
void TestDecoder::truncation()
{
    QFETCH(int, index);
    const samples::Sample& sample = m_samples.at(std::size_t(index));
    const std::size_t enough = sample.packet.size() - sample.tcpOctets + 20;
    for (std::size_t kept = 0; kept < sample.packet.size(); ++kept) {
        // An allocation of exactly this size lets a sanitizer see the first octet read beyond it.
        const auto octets = std::make_unique<std::uint8_t[]>(kept);
        std::copy_n(sample.packet.begin(), kept, octets.get());
        DecodedSegment out;
        const Outcome outcome =
            wire::decode(LinkType(sample.link), {octets.get(), kept}, std::uint32_t(sample.packet.size()), out);
        QVERIFY2((outcome == Outcome::Segment) == (kept >= enough), qPrintable(QString::number(kept)));
        if (outcome != Outcome::Segment) {
            QCOMPARE(describe::outcome(outcome), QStringLiteral("truncated"));
            continue;
        }
        QCOMPARE(out.segment.seq, sample.sent.segment.seq);
        QCOMPARE(out.segment.textLength, sample.sent.segment.textLength);
        QVERIFY(!out.segment.options.malformed);
        QVERIFY(out.checksum == Checksum::NotVerified);
        QCOMPARE(out.optionOctets.size(), std::min(kept - enough, encodeOptions(sample.sent.segment.options).size()));
    }
}

void TestDecoder::refusals_data()
{
    QTest::addColumn<int>("link");
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char* name, int link, const Bytes& packet, Outcome outcome) {
        QTest::newRow(name) << link << toQt(packet) << describe::outcome(outcome);
    };
    const TcpPacket v4 = samples::overIpv4();
    const TcpPacket v6 = samples::overIpv6();
    const Bytes segment = tcpSegment(v4);
    const auto over4 = [&v4](const Bytes& payload, const Ipv4Fields& fields) {
        return ipv4(v4.source.ip, v4.destination.ip, payload, fields);
    };
    const auto over6 = [&v6](const Bytes& payload, const Ipv6Fields& fields) {
        return ipv6(v6.source.ip, v6.destination.ip, payload, fields);
    };
    const auto withOctet = [](Bytes bytes, std::size_t at, std::uint8_t value) {
        bytes.at(at) = value;
        return bytes;
    };

    row("a link type nobody reads", 147, datagram(v4), Outcome::NotIp);
    row("no octets at all", 1, {}, Outcome::Truncated);
    row("ARP", 1, ethernet(0x0806, Bytes(46)), Outcome::NotIp);
    row("the type number just above IEEE 802.3's lengths", 1, ethernet(1501, datagram(v4)), Outcome::NotIp);
    row("LLC of a spanning tree", 1, ethernet(38, join({{0x42, 0x42, 0x03}, Bytes(35)})), Outcome::NotIp);
    row("LLC with a frame type that carries no IP", 1,
        ethernet(100, join({{0xAA, 0xAA, 0xBF, 0, 0, 0, 8, 0}, datagram(v4)})), Outcome::NotIp);
    row("SNAP of a vendor", 1, ethernet(100, join({{0xAA, 0xAA, 0x03, 0, 0, 0x0C, 8, 0}, datagram(v4)})), Outcome::NotIp);
    row("SNAP with a length instead of a type", 1,
        ethernet(100, join({{0xAA, 0xAA, 0x03, 0, 0, 0, 0, 99}, datagram(v4)})), Outcome::NotIp);
    row("PPPoE that is not session data", 1,
        ethernet(0x8864, join({{0x11, 0xA7, 0, 1, 0, 0, 0, 0x21}, datagram(v4)})), Outcome::NotIp);
    row("PPP's link control protocol", 1, ethernet(0x8864, {0x11, 0, 0, 1, 0, 4, 0xC0, 0x21, 9, 1}), Outcome::NotIp);
    row("an MPLS pseudowire's control word", 1,
        ethernet(0x8847, join({{0, 1, 1, 64, 0, 0, 0, 0}, ethernet(v4)})), Outcome::NotIp);
    row("MPLS labels without end", 1, ethernet(0x8847, Bytes(400)), Outcome::Truncated);
    row("VLAN tags without end", 1, ethernet(0x8100, {0, 1, 0x81, 0, 0, 1, 0x81, 0}), Outcome::Truncated);
    row("netlink in a cooked capture", 113, join({Bytes(14), {0, 0}, datagram(v4)}), Outcome::NotIp);
    row("ARP in a cooked capture of version 2", 276, join({{0x08, 0x06}, Bytes(18), datagram(v4)}), Outcome::NotIp);
    row("AppleTalk on BSD loopback", 0, join({{16, 0, 0, 0}, datagram(v4)}), Outcome::NotIp);
    row("OpenBSD loopback in the wrong byte order", 108, join({{2, 0, 0, 0}, datagram(v4)}), Outcome::NotIp);
    row("a version of IP that is neither 4 nor 6", 101, withOctet(datagram(v4), 0, 0x55), Outcome::NotIp);

    row("UDP over IPv4", 101, over4(segment, {.protocol = 17}), Outcome::NotTcp);
    row("a later fragment of UDP", 101, over4(segment, {.protocol = 17, .fragment = 0x2010}), Outcome::NotTcp);
    row("a later fragment with more to come", 101, over4(segment, {.fragment = 0x2001}), Outcome::Fragment);
    row("the last fragment", 101, over4(segment, {.fragment = 0x1FFF}), Outcome::Fragment);
    row("IPv4 in IPv4", 101, over4(datagram(v4), {.protocol = 4}), Outcome::NotTcp);
    row("an IPv4 header shorter than 20 octets", 101, withOctet(datagram(v4), 0, 0x44), Outcome::Truncated);
    row("an IPv4 header longer than its datagram", 101,
        withOctet(over4(segment, {.totalLength = 24}), 0, 0x4F), Outcome::Truncated);
    row("a total length that ends within the TCP header", 101, over4(segment, {.totalLength = 39}), Outcome::Truncated);
    row("a total length that ends within the options", 101, over4(segment, {.totalLength = 43}), Outcome::Truncated);
    row("a data offset of 4", 101, withOctet(datagram(v4), 32, 0x41), Outcome::Truncated);

    row("ICMPv6", 101, over6(segment, {58}), Outcome::NotTcp);
    row("no next header", 101, over6(segment, {59}), Outcome::NotTcp);
    row("ESP", 101, over6(segment, {50}), Outcome::NotTcp);
    row("UDP behind hop-by-hop options", 101, over6(join({{17, 0, 1, 4, 0, 0, 0, 0}, segment}), {0}), Outcome::NotTcp);
    row("a later IPv6 fragment", 101, over6(join({{6, 0, 0, 8, 0, 0, 0, 9}, segment}), {44}), Outcome::Fragment);
    row("a later IPv6 fragment that began with options", 101,
        over6(join({{60, 0, 0, 8, 0, 0, 0, 9}, segment}), {44}), Outcome::Fragment);
    row("a later IPv6 fragment of UDP", 101, over6(join({{17, 0, 0, 8, 0, 0, 0, 9}, segment}), {44}), Outcome::NotTcp);
    row("an extension header past the datagram's end", 101,
        over6(join({{6, 200, 0, 0, 0, 0, 0, 0}, segment}), {0}), Outcome::Truncated);
    row("a payload length that ends within the TCP header", 101, over6(segment, {6, std::uint16_t(19)}), Outcome::Truncated);
    row("a jumbogram longer than any window", 101,
        over6(join({{6, 0, 0xC2, 4, 0xFF, 0xFF, 0xFF, 0xFF}, segment}), {0, std::uint16_t(0)}), Outcome::Truncated);
}

void TestDecoder::refusals()
{
    QFETCH(int, link);
    QFETCH(QByteArray, packet);
    QFETCH(QString, outcome);
    DecodedSegment out;
    out.sourcePort = 4711;
    const Bytes octets = fromQt(packet);
    QCOMPARE(describe::outcome(decode(link, octets, out)), outcome);
    QCOMPARE(out.sourcePort, std::uint16_t(4711)); // written only for a segment
}

void TestDecoder::lengths_data()
{
    QTest::addColumn<int>("totalLength");
    QTest::addColumn<quint32>("originalLength");
    QTest::addColumn<quint32>("textLength");
    QTest::addColumn<QString>("checksum");
    const TcpPacket sent = samples::overIpv4();
    const auto whole = int(datagram(sent).size());
    const auto row = [](const char* name, int totalLength, int originalLength, int textLength, Checksum checksum) {
        QTest::newRow(name) << totalLength << quint32(originalLength) << quint32(textLength) << describe::checksum(checksum);
    };
    row("the header's length is the capture's", whole, whole, 37, Checksum::Correct);
    row("the header says less: the rest is padding", whole - 30, whole, 7, Checksum::Wrong);
    row("the header says that there is no text", whole - 37, whole, 0, Checksum::Wrong);
    row("the header says more than there was on the wire, and is believed", whole + 100, whole, 137, Checksum::NotVerified);
    row("the largest total length", 65535, whole, 65535 - whole + 37, Checksum::NotVerified);
    row("total length 0 and a cut capture", 0, 30000, 30000 - whole + 37, Checksum::NotVerified);
    row("an original length below what was captured counts as that", 0, 5, 37, Checksum::Correct);
    row("the longest segment that a window can admit", 0, whole - 37 + (65535 << 14), 65535 << 14, Checksum::NotVerified);
}

void TestDecoder::lengths()
{
    QFETCH(int, totalLength);
    QFETCH(quint32, originalLength);
    QFETCH(quint32, textLength);
    QFETCH(QString, checksum);
    const TcpPacket sent = samples::overIpv4();
    const Bytes packet =
        ipv4(sent.source.ip, sent.destination.ip, tcpSegment(sent), {.totalLength = std::uint16_t(totalLength)});
    DecodedSegment out;
    QVERIFY(wire::decode(LinkType::Raw, packet, originalLength, out) == Outcome::Segment);
    QCOMPARE(out.segment.textLength, textLength);
    QCOMPARE(describe::checksum(out.checksum), checksum);
}

void TestDecoder::sourceRoute()
{
    const TcpPacket sent = samples::overIpv4();
    const Bytes route{1, 137, 11, 4, 10, 0, 0, 99, 192, 0, 2, 80}; // two stops to go; the last is where it ends
    const Bytes packet = ipv4(sent.source.ip, address("10.0.0.98"), tcpSegment(sent), {.options = route});
    DecodedSegment out;
    QVERIFY(decode(101, packet, out) == Outcome::Segment);
    QCOMPARE(toString(out.destinationIp), toString(sent.destination.ip));
    QVERIFY(out.checksum == Checksum::Correct);
}

void TestDecoder::paddingIsNotText()
{
    TcpPacket sent = samples::overIpv4();
    sent.segment = {};
    sent.segment.flags = tcp::Flag::Ack;
    Bytes frame = ethernet(sent);
    QCOMPARE(frame.size(), std::size_t(54));
    frame.resize(60, 0xEE); // Ethernet's shortest frame
    DecodedSegment out;
    QVERIFY(decode(1, frame, out) == Outcome::Segment);
    QCOMPARE(out.segment.textLength, 0u);
    QVERIFY(out.checksum == Checksum::Correct);
}

void TestDecoder::offloadTakesTheLengthOfTheCapture()
{
    const TcpPacket sent = samples::overIpv6();
    const Bytes frame = ethernet(0x86dd, ipv6(sent.source.ip, sent.destination.ip, tcpSegment(sent), {6, std::uint16_t(0)}));
    DecodedSegment out;
    QVERIFY(wire::decode(LinkType::Ethernet, std::span(frame).first(96), 150'000, out) == Outcome::Segment);
    QCOMPARE(out.segment.textLength, 150'000u - 14 - 40 - std::uint32_t(tcpSegment(sent).size()) + 37);
}

void TestDecoder::cutOptionsAreNotMalformed()
{
    TcpPacket sent = samples::overIpv4();
    const Bytes frame = ethernet(sent);
    const std::size_t options = 14 + 20 + 20;
    DecodedSegment out;
    QVERIFY(wire::decode(LinkType::Ethernet, std::span(frame).first(options + 15),
                         std::uint32_t(frame.size()), out) == Outcome::Segment);
    QCOMPARE(describe::options(out.segment.options), QStringLiteral("ts 287454020 1432778632"));
    QCOMPARE(out.optionOctets.size(), std::size_t(15));

    sent.rawOptions = Bytes{1, 1, 5, 40}; // longer than the header: that is not the capture's doing
    QVERIFY(decode(1, ethernet(sent), out) == Outcome::Segment);
    QCOMPARE(describe::options(out.segment.options), QStringLiteral("malformed"));
}

void TestDecoder::supportedLinkTypes()
{
    for (const int link : {0, 1, 12, 14, 101, 108, 113, 228, 229, 276})
        QVERIFY2(wire::isSupported(link), qPrintable(QString::number(link)));
    for (const int link : {-1, 2, 9, 105, 127, 147, 65536, 65537})
        QVERIFY2(!wire::isSupported(link), qPrintable(QString::number(link)));
}

QTEST_APPLESS_MAIN(TestDecoder)
#include "tst_decoder.moc"
