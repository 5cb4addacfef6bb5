#include "model/wire/checksum.h"
#include "model/wire/decoder.h"
#include "tests/model/wire/samples.h"

#include <QTest>

#include <random>

using namespace packets;
using wire::Checksum;

namespace {

Checksum checksumOf(const Bytes& rawIp)
{
    wire::DecodedSegment out;
    if (wire::decode(wire::LinkType::Raw, rawIp, std::uint32_t(rawIp.size()), out) != wire::Outcome::Segment)
        return Checksum::NotVerified;
    return out.checksum;
}

} // namespace

class TestChecksum : public QObject {
    Q_OBJECT

private slots:
    void everyLength_data();
    void everyLength();
    void everyFlippedBitIsSeen_data() { everyLength_data(); }
    void everyFlippedBitIsSeen();
    void carriesAreKept();
    void wrongOnesAreReportedAndDecoded();
};

void TestChecksum::everyLength_data()
{
    QTest::addColumn<bool>("v6");
    QTest::newRow("IPv4") << false;
    QTest::newRow("IPv6") << true;
}

// The builder adds octet by octet; the code under test must agree for each length, odd ones too.
void TestChecksum::everyLength()
{
    QFETCH(bool, v6);
    TcpPacket packet = v6 ? samples::overIpv6() : samples::overIpv4();
    std::mt19937 random(1);
    for (std::uint32_t length = 0; length <= 1500; ++length) {
        packet.text.assign(length, 0);
        packet.segment.textLength = length;
        for (std::uint8_t& octet : packet.text)
            octet = std::uint8_t(random());
        QVERIFY2(checksumOf(datagram(packet)) == Checksum::Correct, qPrintable(QString::number(length)));
    }
}

void TestChecksum::everyFlippedBitIsSeen()
{
    QFETCH(bool, v6);
    const TcpPacket packet = v6 ? samples::overIpv6() : samples::overIpv4();
    const Bytes good = datagram(packet);
    const std::size_t tcpAt = v6 ? 40 : 20;
    for (std::size_t at = v6 ? 8 : 12; at < good.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            const bool changesDataOffset = at == tcpAt + 12 && bit >= 4;
            if (changesDataOffset)
                continue; // which may leave no segment to verify
            Bytes bad = good;
            bad[at] = std::uint8_t(bad[at] ^ 1u << bit);
            QVERIFY2(checksumOf(bad) == Checksum::Wrong, qPrintable(QStringLiteral("octet %1 bit %2").arg(at).arg(bit)));
        }
    }
}

void TestChecksum::carriesAreKept()
{
    TcpPacket packet = samples::overIpv4();
    for (const std::uint8_t octet : {std::uint8_t(0x00), std::uint8_t(0xFF)}) {
        for (const std::uint32_t length : {1u, 65000u, 65401u}) {
            packet.text.assign(length, octet);
            packet.segment.textLength = length;
            QVERIFY(checksumOf(datagram(packet)) == Checksum::Correct);
        }
    }
    // Longer than IPv4 can: the pseudo-header's length has 32 bits in IPv6.
    TcpPacket jumbo = samples::overIpv6();
    jumbo.text.assign(1'000'001, 0xFF);
    const Bytes segment = tcpSegment(jumbo);
    QVERIFY(checksumOf(ipv6(jumbo.source.ip, jumbo.destination.ip, segment, {6, std::uint16_t(0)})) == Checksum::Correct);
}

void TestChecksum::wrongOnesAreReportedAndDecoded()
{
    Bytes packet = datagram(samples::overIpv4());
    packet[36] = 0x12;
    packet[37] = 0x34;
    wire::DecodedSegment out;
    QVERIFY(wire::decode(wire::LinkType::Raw, packet, std::uint32_t(packet.size()), out) == wire::Outcome::Segment);
    QVERIFY(out.checksum == Checksum::Wrong);
    QCOMPARE(out.checksumField, std::uint16_t(0x1234));
    QCOMPARE(out.segment.textLength, 37u);
}

QTEST_APPLESS_MAIN(TestChecksum)
#include "tst_checksum.moc"
