#include "model/wire/decoder.h"
#include "tests/model/wire/describe.h"
#include "tests/model/wire/samples.h"

#include <QTest>

#include <memory>
#include <random>

using namespace packets;
using wire::DecodedSegment;
using wire::LinkType;
using wire::Outcome;

namespace {

class Random {
public:
    explicit Random(std::uint32_t seed) : m_engine(seed) {}
    std::uint32_t word() { return std::uint32_t(m_engine()); }
    std::uint32_t below(std::uint32_t limit) { return word() % limit; }
    bool chance(std::uint32_t percent) { return below(100) < percent; }

private:
    std::mt19937 m_engine;
};

tcp::Options randomOptions(Random& random)
{
    tcp::Options options;
    if (random.chance(40))
        options.mss = std::uint16_t(random.word());
    if (random.chance(40))
        options.windowScale = std::uint8_t(random.below(15));
    options.sackPermitted = random.chance(40);
    if (random.chance(40))
        options.timestamps = {random.word(), random.word()};
    if (random.chance(20))
        options.fastOpenCookieLength = std::uint8_t(random.below(9) * 2);
    options.md5 = random.chance(10);
    options.authentication = random.chance(10);
    options.unknown = std::uint8_t(random.chance(20) ? 1 + random.below(3) : 0);
    options.sackCount = std::uint8_t(random.chance(40) ? random.below(5) : 0);
    for (unsigned i = 0; i < options.sackCount; ++i)
        options.sack[i] = {tcp::SeqNumber(random.word()), tcp::SeqNumber(random.word())};
    return options;
}

TcpPacket randomPacket(Random& random)
{
    TcpPacket packet = random.chance(50) ? samples::overIpv4() : samples::overIpv6();
    packet.source.port = std::uint16_t(random.word());
    packet.destination.port = std::uint16_t(random.word());
    for (std::size_t i = 0; i < (packet.source.ip.version == 4 ? 4u : 16u); ++i)
        packet.source.ip.octets[i] = std::uint8_t(random.word());
    packet.segment.seq = tcp::SeqNumber(random.word());
    packet.segment.ack = tcp::SeqNumber(random.word());
    packet.segment.flags = tcp::Flags::fromBits(random.word());
    packet.segment.wnd = random.below(65536);
    packet.segment.urgentPointer = std::uint16_t(random.word());
    packet.segment.textLength = random.below(random.chance(50) ? 10 : 2000);
    do
        packet.segment.options = randomOptions(random);
    while (encodeOptions(packet.segment.options).size() > 40); // what a header holds
    return packet;
}

void mutate(Bytes& packet, Random& random)
{
    for (std::uint32_t i = 1 + random.below(6); i != 0 && !packet.empty(); --i) {
        // Headers more often than text
        const std::size_t reach = random.chance(80) ? std::min(packet.size(), std::size_t(80)) : packet.size();
        const std::size_t at = random.below(std::uint32_t(reach));
        switch (random.below(4)) {
        case 0:
            packet[at] = std::uint8_t(random.word());
            break;
        case 1:
            packet[at] = std::uint8_t(packet[at] ^ 1u << random.below(8));
            break;
        case 2:
            packet[at] = random.chance(50) ? 0x00 : 0xFF;
            break;
        default:
            packet.resize(at);
        }
    }
}

} // namespace

class TestDecoderProperties : public QObject {
    Q_OBJECT

private slots:
    void roundTrip_data() { addSeeds(); }
    void roundTrip();
    void mutations_data() { addSeeds(); }
    void mutations();

private:
    static void addSeeds();
};

void TestDecoderProperties::addSeeds()
{
    QTest::addColumn<std::uint32_t>("seed");
    for (std::uint32_t seed = 1; seed <= 20; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

// What was built comes out, whole or cut after the options.
void TestDecoderProperties::roundTrip()
{
    QFETCH(std::uint32_t, seed);
    Random random(seed);
    for (int i = 0; i < 500; ++i) {
        const TcpPacket sent = randomPacket(random);
        const Bytes frame = ethernet(sent);
        const std::size_t text = sent.segment.textLength;
        const std::size_t cut = random.chance(50) ? 0 : random.below(std::uint32_t(text + 1));
        DecodedSegment out;
        QVERIFY(wire::decode(LinkType::Ethernet, std::span(frame).first(frame.size() - cut), std::uint32_t(frame.size()), out)
                == Outcome::Segment);
        QCOMPARE(describe::segment(out), describe::segment(sent.source, sent.destination, sent.segment));
        QVERIFY(out.checksum == (cut == 0 ? wire::Checksum::Correct : wire::Checksum::NotVerified));
    }
}

// Damaged packets are read within their bounds (the sanitizers' part), and what comes out is possible.
void TestDecoderProperties::mutations()
{
    QFETCH(std::uint32_t, seed);
    Random random(seed);
    const std::vector<samples::Sample> all = samples::all();
    for (int i = 0; i < 5000; ++i) {
        const samples::Sample& sample = all[random.below(std::uint32_t(all.size()))];
        Bytes packet = sample.packet;
        mutate(packet, random);
        const auto octets = std::make_unique<std::uint8_t[]>(packet.size());
        std::copy(packet.begin(), packet.end(), octets.get());
        const std::span<const std::uint8_t> captured(octets.get(), packet.size());
        const std::uint32_t originalLength = random.chance(80) ? std::uint32_t(sample.packet.size()) : random.word();
        DecodedSegment out;
        out.checksumField = 4711;
        out.sourceIp.version = 0;
        if (wire::decode(LinkType(sample.link), captured, originalLength, out) != Outcome::Segment) {
            QCOMPARE(out.sourceIp.version, std::uint8_t(0));
            QCOMPARE(out.checksumField, std::uint16_t(4711));
            continue;
        }
        QVERIFY(out.sourceIp.version == 4 || out.sourceIp.version == 6);
        QCOMPARE(out.sourceIp.version, out.destinationIp.version);
        QVERIFY(out.segment.textLength <= 65535u << 14);
        QVERIFY(out.segment.wnd <= 65535);
        QVERIFY(out.segment.options.sackCount <= 4);
        QVERIFY(out.segment.options.windowScale.value_or(0) <= 14);
        QVERIFY(out.optionOctets.size() <= 40);
        QVERIFY(out.optionOctets.data() >= captured.data());
        QVERIFY(out.optionOctets.data() + out.optionOctets.size() <= captured.data() + captured.size());
    }
}

QTEST_APPLESS_MAIN(TestDecoderProperties)
#include "tst_decoder_properties.moc"
