#include "model/capture/packet_reader.h"
#include "tests/support/capture_writer.h"
#include "tests/support/compress.h"
#include "tests/support/memory_stream.h"

#include <QtTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct ReadPacket {
    std::int64_t nanoseconds = 0;
    int linkType = 0;
    Octets captured;
    std::uint32_t originalLength = 0;
    friend bool operator==(const ReadPacket&, const ReadPacket&) = default;
};
using ReadPackets = std::vector<ReadPacket>;

struct Outcome {
    ReadPackets packets;
    ReadStatus status = ReadStatus::More;
    std::optional<Error> error;
    std::string description;
};

/// Reads all of `file`, three packets a call, the stream giving `piece` octets at a time.
Outcome readAll(const Octets& file, std::size_t piece = 4096)
{
    MemoryStream stream(file, piece);
    Outcome outcome;
    Result<std::unique_ptr<PacketReader>> opened = openPacketReader(stream);
    if (!opened) {
        outcome.status = ReadStatus::Damaged;
        outcome.error = opened.error();
        return outcome;
    }
    const auto keep = [&](const Packet& packet) {
        outcome.packets.push_back({packet.time.time_since_epoch().count(), packet.linkType,
                                   Octets(packet.captured.begin(), packet.captured.end()), packet.originalLength});
    };
    while (outcome.status == ReadStatus::More)
        outcome.status = opened.value()->read(3, keep);
    outcome.error = opened.value()->error();
    outcome.description = opened.value()->description();
    return outcome;
}

Octets filled(std::size_t length, std::uint8_t with) { return Octets(length, with); }

Octets operator+(Octets left, const Octets& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

constexpr qint64 kSecond = 1'000'000'000;
constexpr std::uint32_t kStart = 1'795'211'596;

Octets smallPcap()
{
    PcapWriter writer({});
    for (std::uint8_t i = 0; i < 5; ++i)
        writer.packet(kStart + i, i, filled(20 + i, i), 1500);
    return writer.written();
}

PcapngWriter smallPcapng()
{
    PcapngWriter writer;
    writer.interface({});
    for (std::uint8_t i = 0; i < 5; ++i)
        writer.enhanced(0, kStart * std::uint64_t(1'000'000) + i, filled(21 + i, i), 1500);
    writer.block(5, filled(16, 0)); // interface statistics, as dumpcap writes them at the end
    return writer;
}

QString text(const std::string& string) { return QString::fromStdString(string); }

} // namespace

class TestPacketReader : public QObject {
    Q_OBJECT
private slots:
    void readsClassicPcap_data();
    void readsClassicPcap();
    void readsInPlaceWhatLibpcapReads_data();
    void readsInPlaceWhatLibpcapReads();
    void readsPcapng_data();
    void readsPcapng();
    void readsTimes_data();
    void readsTimes();
    void decompresses_data();
    void decompresses();
    void describesTheFormat();
    void survivesACutAnywhere_data();
    void survivesACutAnywhere();
    void survivesAnyWrongOctet_data();
    void survivesAnyWrongOctet();
    void stopsAtDamage_data();
    void stopsAtDamage();
    void refusesWhatIsNoCapture_data();
    void refusesWhatIsNoCapture();
};

void TestPacketReader::readsClassicPcap_data()
{
    QTest::addColumn<quint32>("magic");
    QTest::addColumn<bool>("bigEndian");
    QTest::addColumn<int>("extraHeaderOctets");
    QTest::addColumn<quint32>("linkType");
    QTest::addColumn<int>("readAs");
    QTest::addColumn<qint64>("nanosecondsOfFraction");

    for (const bool bigEndian : {false, true}) {
        const auto row = [&](const char* name, quint32 magic, int extra, quint32 linkType, int readAs, qint64 nanoseconds) {
            QTest::addRow("%s, %s-endian", name, bigEndian ? "big" : "little") << magic << bigEndian << extra << linkType << readAs
                                                                                << nanoseconds;
        };
        row("microseconds", 0xA1B2C3D4, 0, 1, 1, 123'456'000);
        row("nanoseconds", 0xA1B23C4D, 0, 1, 1, 123'456);
        row("the modified dialect with longer record headers", 0xA1B2CD34, 8, 1, 1, 123'456'000);
        row("raw IP keeps its number", 0xA1B2C3D4, 0, 101, 101, 123'456'000);
        row("raw IP as BSD numbered it is raw IP", 0xA1B2C3D4, 0, 12, 101, 123'456'000);
        row("raw IP as OpenBSD numbered it is raw IP", 0xA1B2C3D4, 0, 14, 101, 123'456'000);
        row("Linux cooked", 0xA1B2C3D4, 0, 113, 113, 123'456'000);
        row("Linux cooked, version 2", 0xA1B2C3D4, 0, 276, 276, 123'456'000);
        row("BSD loopback", 0xA1B2C3D4, 0, 0, 0, 123'456'000);
        row("OpenBSD loopback", 0xA1B2C3D4, 0, 108, 108, 123'456'000);
    }
}

void TestPacketReader::readsClassicPcap()
{
    QFETCH(quint32, magic);
    QFETCH(bool, bigEndian);
    QFETCH(int, extraHeaderOctets);
    QFETCH(quint32, linkType);
    QFETCH(int, readAs);
    QFETCH(qint64, nanosecondsOfFraction);

    PcapWriter writer({magic, bigEndian, linkType, std::size_t(extraHeaderOctets)});
    const Octets large = filled(9000, 3); // grows libpcap's buffer
    writer.packet(kStart, 123'456, filled(60, 1)).packet(kStart + 1, 0, filled(54, 2), 1514).packet(kStart, 0, large).packet(0, 0, {}, 60);
    const ReadPackets expected = {
        {kStart * kSecond + nanosecondsOfFraction, readAs, filled(60, 1), 60},
        {(kStart + 1) * kSecond, readAs, filled(54, 2), 1514},
        {kStart * kSecond, readAs, large, 9000},
        {0, readAs, {}, 60},
    };
    for (const std::size_t piece : {1, 7, 100'000}) {
        const Outcome outcome = readAll(writer.written(), piece);
        QVERIFY2(!outcome.error, outcome.error ? outcome.error->what.c_str() : "");
        QVERIFY(outcome.status == ReadStatus::End);
        QVERIFY(outcome.packets == expected);
    }
}

void TestPacketReader::readsInPlaceWhatLibpcapReads_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 40; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// Version 2.4 is walked in place, and version 2.3, which has the same form, is left to libpcap.
void TestPacketReader::readsInPlaceWhatLibpcapReads()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    const auto below = [&random](std::uint32_t limit) { return std::uint32_t(random()) % limit; };
    const bool bigEndian = below(2) == 1;
    PcapWriter writer({.magic = below(2) == 1 ? 0xA1B2C3D4 : 0xA1B23C4D, .bigEndian = bigEndian});
    const std::uint32_t packets = below(30);
    for (std::uint32_t i = 0; i < packets; ++i) {
        const std::uint32_t length = below(8) == 0 ? below(300'000) : below(200); // some are more than a packet may have
        const std::uint32_t fraction = below(10) == 0 ? below(1u << 31) : below(1'000'000); // some are nonsense
        writer.packet(std::uint32_t(random()), fraction, filled(length, std::uint8_t(i)), length + below(3000));
    }
    Octets inPlace = writer.written();
    constexpr std::size_t kMinorVersion = 6;
    constexpr std::size_t kSnapLength = 16;
    const std::uint32_t snapLength = below(3) == 0 ? 0 : below(3) == 0 ? 0xFFFF'FFFF : 64 + below(200);
    for (std::size_t i = 0; i < 4; ++i)
        inPlace[kSnapLength + i] = std::uint8_t(snapLength >> 8 * (bigEndian ? 3 - i : i));
    if (inPlace.size() > 24)
        inPlace.resize(inPlace.size() - below(3) * below(40));
    inPlace.resize(std::max<std::size_t>(inPlace.size(), 24));
    Octets byLibpcap = inPlace;
    byLibpcap[kMinorVersion + (bigEndian ? 1 : 0)] = 3;
    const std::size_t piece = 1 + below(5000);
    const Outcome ours = readAll(inPlace, piece);
    const Outcome theirs = readAll(byLibpcap, piece);
    QCOMPARE(ours.packets.size(), theirs.packets.size());
    QVERIFY(ours.packets == theirs.packets);
    QCOMPARE(ours.status, theirs.status);
    QCOMPARE(ours.error.has_value(), theirs.error.has_value());
    if (ours.error) { // the wording of what makes no sense is each reader's own
        const auto place = [](const Error& error) { return text(error.what).section(u':', 0, 0); };
        QCOMPARE(place(*ours.error), place(*theirs.error));
    }
}

void TestPacketReader::readsPcapng_data()
{
    QTest::addColumn<Octets>("file");
    QTest::addColumn<ReadPackets>("expected");

    const std::uint64_t ticks = kStart * std::uint64_t(1'000'000) + 123'456;
    const std::int64_t time = kStart * kSecond + 123'456'000;
    for (const bool bigEndian : {false, true}) {
        const auto row = [&](const char* name, const PcapngWriter& writer, const ReadPackets& expected) {
            QTest::addRow("%s, %s-endian", name, bigEndian ? "big" : "little") << writer.written() << expected;
        };
        row("enhanced packets", PcapngWriter(bigEndian).interface({}).enhanced(0, ticks, filled(61, 1)).enhanced(0, ticks, filled(54, 2), 1514),
            {{time, 1, filled(61, 1), 61}, {time, 1, filled(54, 2), 1514}});
        row("obsolete packets", PcapngWriter(bigEndian).interface({}).interface({101}).obsolete(1, ticks, filled(63, 1)),
            {{time, 101, filled(63, 1), 63}});
        row("simple packets are cut at the snap length and have the time of the packet before",
            PcapngWriter(bigEndian).interface({1, 50}).simple(filled(50, 1), 1514).enhanced(0, ticks, filled(40, 2)).simple(filled(42, 3), 42),
            {{0, 1, filled(50, 1), 1514}, {time, 1, filled(40, 2), 40}, {time, 1, filled(42, 3), 42}});
        row("interfaces of different link types and snap lengths",
            PcapngWriter(bigEndian).interface({1, 65535}).interface({276, 96}).interface({101}).enhanced(2, ticks, filled(40, 1))
                .enhanced(0, ticks, filled(60, 2)).enhanced(1, ticks, filled(80, 3)),
            {{time, 101, filled(40, 1), 40}, {time, 1, filled(60, 2), 60}, {time, 276, filled(80, 3), 80}});
        row("a second section of the other byte order has interfaces of its own",
            PcapngWriter(bigEndian).interface({113}).enhanced(0, ticks, filled(60, 1)).section(!bigEndian).interface({1, 0, 9})
                .enhanced(0, ticks, filled(60, 2)),
            {{time, 113, filled(60, 1), 60}, {std::int64_t(ticks), 1, filled(60, 2), 60}});
        row("an interface that appears between packets",
            PcapngWriter(bigEndian).interface({}).enhanced(0, ticks, filled(60, 1)).interface({101}).enhanced(1, ticks, filled(40, 2)),
            {{time, 1, filled(60, 1), 60}, {time, 101, filled(40, 2), 40}});
        row("unknown blocks are passed over, even 20 MiB of one",
            PcapngWriter(bigEndian).block(0x0BAD, filled(40, 9)).interface({}).block(5, filled(20, 9)).enhanced(0, ticks, filled(60, 1))
                .block(0x8000'0BAD, filled(20 * 1024 * 1024, 9)).enhanced(0, ticks, filled(60, 2)),
            {{time, 1, filled(60, 1), 60}, {time, 1, filled(60, 2), 60}});
        row("no packet at all", PcapngWriter(bigEndian).interface({}), {});
    }
}

void TestPacketReader::readsPcapng()
{
    QFETCH(Octets, file);
    QFETCH(ReadPackets, expected);

    for (const std::size_t piece : {std::size_t(file.size() > 100'000 ? 4093 : 1), std::size_t(1) << 30}) {
        const Outcome outcome = readAll(file, piece);
        QVERIFY2(!outcome.error, outcome.error ? outcome.error->what.c_str() : "");
        QVERIFY(outcome.status == ReadStatus::End);
        QVERIFY(outcome.packets == expected);
    }
}

void TestPacketReader::readsTimes_data()
{
    QTest::addColumn<int>("resolution");
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<quint64>("ticks");
    QTest::addColumn<qint64>("nanoseconds");

    constexpr quint64 start = kStart;
    constexpr qint64 latest = 9'223'372'035 * kSecond;
    QTest::newRow("microseconds where nothing is said") << -1 << qint64(0) << start * 1'000'000 + 1 << qint64(start) * kSecond + 1000;
    QTest::newRow("microseconds") << 6 << qint64(0) << start * 1'000'000 + 999'999 << qint64(start) * kSecond + 999'999'000;
    QTest::newRow("nanoseconds") << 9 << qint64(0) << start * 1'000'000'000 + 999'999'999 << qint64(start) * kSecond + 999'999'999;
    QTest::newRow("seconds") << 0 << qint64(0) << start << qint64(start) * kSecond;
    QTest::newRow("milliseconds") << 3 << qint64(0) << start * 1000 + 7 << qint64(start) * kSecond + 7'000'000;
    QTest::newRow("picoseconds are cut to nanoseconds") << 12 << qint64(0) << quint64(1'000'000) * 1'000'000'000'000 + 123'456'789'999
                                                        << qint64(1'000'000) * kSecond + 123'456'789;
    QTest::newRow("the finest decimal resolution") << 19 << qint64(start) << quint64(5'000'000'000'000'000'000) << qint64(start) * kSecond + kSecond / 2;
    QTest::newRow("1024ths of a second") << (0x80 | 10) << qint64(0) << start * 1024 + 512 << qint64(start) * kSecond + kSecond / 2;
    QTest::newRow("2^-32 of a second, as NTP counts") << (0x80 | 32) << qint64(0) << (start << 32 | 0x4000'0000) << qint64(start) * kSecond + kSecond / 4;
    QTest::newRow("the finest binary resolution") << (0x80 | 63) << qint64(start) << (quint64(3) << 62) << qint64(start) * kSecond + 3 * kSecond / 2;
    QTest::newRow("an offset in seconds") << 6 << qint64(start) << quint64(1'500'000) << qint64(start + 1) * kSecond + kSecond / 2;
    QTest::newRow("a negative offset") << 6 << qint64(-10) << start * 1'000'000 << qint64(start - 10) * kSecond;
    QTest::newRow("before 1970") << 6 << qint64(-10) << quint64(2'500'000) << -8 * kSecond + kSecond / 2;
    QTest::newRow("after 2038") << 6 << qint64(0) << quint64(4'000'000'000) * 1'000'000 << 4'000'000'000 * kSecond;
    QTest::newRow("a time too late for 64 bits is the latest") << 0 << qint64(0) << ~quint64(0) << latest;
    QTest::newRow("an offset too late for 64 bits is the latest") << 6 << std::numeric_limits<qint64>::max() << ~quint64(0) - 1
                                                                  << latest + 551'614'000;
    QTest::newRow("an offset too early for 64 bits is the earliest") << 6 << std::numeric_limits<qint64>::min() << quint64(0) << -latest;
}

void TestPacketReader::readsTimes()
{
    QFETCH(int, resolution);
    QFETCH(qint64, offset);
    QFETCH(quint64, ticks);
    QFETCH(qint64, nanoseconds);

    for (const bool bigEndian : {false, true}) {
        const Outcome outcome = readAll(PcapngWriter(bigEndian).interface({1, 0, resolution, offset}).enhanced(0, ticks, filled(60, 1)).written());
        QVERIFY2(!outcome.error, outcome.error ? outcome.error->what.c_str() : "");
        QCOMPARE(outcome.packets.size(), std::size_t(1));
        QCOMPARE(qint64(outcome.packets[0].nanoseconds), nanoseconds);
    }
}

void TestPacketReader::decompresses_data()
{
    QTest::addColumn<Octets>("compressed");
    QTest::addColumn<QString>("description");

    const Octets pcap = smallPcap();
    const Octets pcapng = smallPcapng().written();
    const Octets first(pcap.begin(), pcap.begin() + 50);
    const Octets second(pcap.begin() + 50, pcap.end());
    const Octets skippable = OctetWriter(false).u32(0x184D2A53).u32(9).octets(filled(9, 1)).written();
    QTest::newRow("pcap in gzip") << gzip(pcap) << u"pcap, Ethernet, gzip"_s;
    QTest::newRow("pcapng in gzip") << gzip(pcapng) << u"pcapng, 1 interface, gzip"_s;
    QTest::newRow("gzip in two members, cut within a packet") << gzip(first) + gzip(second) << u"pcap, Ethernet, gzip"_s;
    QTest::newRow("gzip with an empty member") << gzip(first) + gzip({}) + gzip(second) << u"pcap, Ethernet, gzip"_s;
    QTest::newRow("gzip padded with zeros, as tapes do") << gzip(pcap) + filled(512, 0) << u"pcap, Ethernet, gzip"_s;
    QTest::newRow("pcap in zstd") << zstd(pcap) << u"pcap, Ethernet, zstd"_s;
    QTest::newRow("pcapng in zstd") << zstd(pcapng) << u"pcapng, 1 interface, zstd"_s;
    QTest::newRow("zstd in two frames, cut within a packet") << zstd(first) + zstd(second) << u"pcap, Ethernet, zstd"_s;
    QTest::newRow("zstd with skippable frames, as pzstd writes them")
        << skippable + zstd(first) + skippable + zstd(second) + skippable << u"pcap, Ethernet, zstd"_s;
}

void TestPacketReader::decompresses()
{
    QFETCH(Octets, compressed);
    QFETCH(QString, description);

    const bool isPcapng = description.startsWith(u"pcapng"_s);
    const Outcome plain = readAll(isPcapng ? smallPcapng().written() : smallPcap());
    QCOMPARE(plain.packets.size(), std::size_t(5));
    for (const std::size_t piece : {1, 5, 4096}) {
        const Outcome outcome = readAll(compressed, piece);
        QVERIFY2(!outcome.error, outcome.error ? outcome.error->what.c_str() : "");
        QVERIFY(outcome.packets == plain.packets);
        QCOMPARE(text(outcome.description), description);
    }
}

void TestPacketReader::describesTheFormat()
{
    QCOMPARE(text(readAll(smallPcap()).description), u"pcap, Ethernet"_s);
    QCOMPARE(text(readAll(smallPcapng().written()).description), u"pcapng, 1 interface"_s);
    QCOMPARE(text(readAll(PcapngWriter().interface({}).interface({101}).written()).description), u"pcapng, 2 interfaces"_s);
}

void TestPacketReader::survivesACutAnywhere_data()
{
    QTest::addColumn<Octets>("file");
    QTest::addColumn<std::vector<std::size_t>>("properEnds");

    std::vector<std::size_t> recordEnds = {24};
    for (std::size_t i = 0; i < 5; ++i)
        recordEnds.push_back(recordEnds.back() + 16 + 20 + i);
    const PcapngWriter pcapng = smallPcapng();
    const auto whole = [](const Octets& octets) { return std::vector{octets.size()}; };
    QTest::newRow("pcap") << smallPcap() << recordEnds;
    QTest::newRow("pcapng") << pcapng.written() << pcapng.ends();
    QTest::newRow("pcap in gzip") << gzip(smallPcap()) << whole(gzip(smallPcap()));
    QTest::newRow("pcapng in gzip") << gzip(pcapng.written()) << whole(gzip(pcapng.written()));
    QTest::newRow("pcap in zstd") << zstd(smallPcap()) << whole(zstd(smallPcap()));
    QTest::newRow("pcapng in zstd") << zstd(pcapng.written()) << whole(zstd(pcapng.written()));
}

void TestPacketReader::survivesACutAnywhere()
{
    QFETCH(Octets, file);
    QFETCH(std::vector<std::size_t>, properEnds);

    const ReadPackets all = readAll(file).packets;
    QCOMPARE(all.size(), std::size_t(5));
    std::size_t before = 0;
    for (std::size_t length = 0; length <= file.size(); ++length) {
        const Outcome outcome = readAll(Octets(file.begin(), file.begin() + std::ptrdiff_t(length)));
        const bool isProperEnd = std::find(properEnds.begin(), properEnds.end(), length) != properEnds.end();
        QCOMPARE(outcome.error.has_value(), !isProperEnd);
        if (outcome.error) {
            QVERIFY2(outcome.error->what.starts_with("\"memory\" is "), outcome.error->what.c_str());
            QVERIFY(!outcome.error->remedy.empty());
        }
        QVERIFY(outcome.packets.size() >= before);
        QVERIFY(std::equal(outcome.packets.begin(), outcome.packets.end(), all.begin()));
        before = outcome.packets.size();
    }
    QCOMPARE(before, all.size());
}

void TestPacketReader::survivesAnyWrongOctet_data()
{
    QTest::addColumn<Octets>("file");
    QTest::addColumn<int>("mostPackets");
    QTest::newRow("pcap") << smallPcap() << 5;
    QTest::newRow("pcapng") << smallPcapng().written() << 5;
    // What a wrong octet decompresses to may look like more packets; there cannot be more than the octets allow.
    QTest::newRow("pcap in gzip") << gzip(smallPcap()) << 64;
    QTest::newRow("pcap in zstd") << zstd(smallPcap()) << 64;
}

void TestPacketReader::survivesAnyWrongOctet()
{
    QFETCH(Octets, file);
    QFETCH(int, mostPackets);

    for (std::size_t at = 0; at < file.size(); ++at) {
        for (const int wrong : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
            Octets damaged = file;
            damaged[at] = std::uint8_t(wrong);
            const Outcome outcome = readAll(damaged);
            QVERIFY(int(outcome.packets.size()) <= mostPackets);
            QCOMPARE(outcome.status == ReadStatus::Damaged, outcome.error.has_value());
        }
    }
}

void TestPacketReader::stopsAtDamage_data()
{
    QTest::addColumn<Octets>("file");
    QTest::addColumn<int>("packetsBefore");
    QTest::addColumn<QString>("what");

    const auto pcap = [](std::uint32_t capturedLength) {
        return PcapWriter({}).packet(kStart, 0, filled(60, 1)).record(kStart, 0, capturedLength, 60, filled(60, 2)).written();
    };
    QTest::newRow("pcap: a length of 4 GiB") << pcap(0xFFFF'FFFF) << 1
        << u"\"memory\" is damaged at packet 2: "_s;
    QTest::newRow("pcap: a length beyond the end") << pcap(61) << 1 << u"\"memory\" is cut off in packet 2."_s;
    QTest::newRow("pcap: an unknown version")
        << OctetWriter(false).u32(0xA1B2C3D4).u16(9).u16(9).u64(0).u32(65535).u32(1).written() << 0
        << u"\"memory\" has a file header that cannot be read: "_s;

    PcapngWriter sound;
    sound.interface({}).enhanced(0, 0, filled(60, 1));
    const auto pcapng = [&](const char* name, const Octets& rest, const QString& what) {
        QTest::addRow("pcapng: %s", name) << sound.written() + rest << 1 << what;
    };
    const auto block = [](std::uint32_t type, std::uint32_t length, const Octets& content, std::uint32_t trailer) {
        return OctetWriter(false).u32(type).u32(length).octets(content).u32(trailer).written();
    };
    const auto lengthOf = [&](std::uint32_t length) { return block(6, length, filled(100, 0), length); };
    const auto packet = [&](std::uint32_t interface, std::uint32_t length) {
        return block(6, 92, OctetWriter(false).u32(interface).u64(0).u32(length).u32(60).octets(filled(60, 0)).written(), 92);
    };
    const QString at = u"\"memory\" is damaged at packet 2: "_s;
    pcapng("a block length of 0", lengthOf(0), at + u"a block has the impossible length 0."_s);
    pcapng("a block length below the least", lengthOf(8), at + u"a block has the impossible length 8."_s);
    pcapng("a block length that is no multiple of 4", lengthOf(101), at + u"a block has the impossible length 101."_s);
    pcapng("a block length of 4 GiB", lengthOf(0xFFFF'FFFC), at + u"a block has the absurd length 4294967292."_s);
    pcapng("a block length beyond the end", lengthOf(1'000'000), u"\"memory\" is cut off at packet 2."_s);
    pcapng("an unknown block of 4 GiB", block(99, 0xFFFF'FFFC, filled(100, 0), 0), u"\"memory\" is cut off at packet 2."_s);
    pcapng("two lengths that differ", block(99, 112, filled(100, 0), 116), at + u"a block's two lengths differ."_s);
    pcapng("a captured length of 4 GiB", packet(0, 0xFFFF'FFFF), at + u"its length of 4294967295 octets is more than its block holds."_s);
    pcapng("a captured length beyond the block", packet(0, 61), at + u"its length of 61 octets is more than its block holds."_s);
    pcapng("an interface that nobody described", packet(1, 60), at + u"its interface 1 is not described."_s);
    pcapng("an enhanced packet without its fields", block(6, 28, filled(16, 0), 28), at + u"its block is too short."_s);
    pcapng("an obsolete packet without its fields", block(2, 28, filled(16, 0), 28), at + u"its block is too short."_s);
    pcapng("a simple packet without its field", block(3, 12, {}, 12), at + u"its block is too short."_s);
    pcapng("a simple packet that is longer than its block", block(3, 20, OctetWriter(false).u32(5).u32(0).written(), 20),
           at + u"its length of 5 octets is more than its block holds."_s);
    pcapng("a section without byte-order magic", block(PcapngWriter::kSectionHeader, 28, filled(16, 1), 28),
           at + u"a section has no valid byte-order magic."_s);
    pcapng("a section header without its fields", block(PcapngWriter::kSectionHeader, 16, OctetWriter(false).u32(0x1A2B3C4D).written(), 16),
           at + u"a section header is too short."_s);
    pcapng("a section of version 2",
           block(PcapngWriter::kSectionHeader, 28, OctetWriter(false).u32(0x1A2B3C4D).u16(2).u16(0).u64(0).written(), 28),
           at + u"its pcapng version 2 is unknown."_s);
    const auto options = [&](std::uint16_t code, std::uint16_t length) {
        return block(1, 28, OctetWriter(false).u16(1).u16(0).u32(0).u16(code).u16(length).u32(0x7F).written(), 28);
    };
    pcapng("an interface description without its fields", block(1, 16, filled(4, 0), 16), at + u"an interface description is too short."_s);
    pcapng("an option longer than its block", options(2, 5), at + u"an option is longer than its block."_s);
    pcapng("a timestamp resolution of two octets", options(9, 2), at + u"a timestamp resolution has the wrong length."_s);
    pcapng("a timestamp resolution of 10^-127", options(9, 1), at + u"a timestamp resolution is impossibly fine."_s);
    pcapng("a timestamp offset of four octets", options(14, 4), at + u"a timestamp offset has the wrong length."_s);
    pcapng("a simple packet in a section without interface", PcapngWriter().simple(filled(8, 0), 8).written(),
           at + u"its interface is not described."_s);

    // Noise is incompressible, so that the first packets come out before the damage is met.
    PcapWriter noisy({});
    std::uint32_t noise = 1;
    for (int i = 0; i < 400; ++i) {
        Octets octets(1000);
        for (std::uint8_t& octet : octets)
            octet = std::uint8_t((noise = noise * 1'664'525 + 1'013'904'223) >> 24);
        noisy.packet(kStart, 0, octets);
    }
    Octets gz = gzip(noisy.written());
    gz.resize(gz.size() - 4);
    QTest::newRow("gzip without the end of its trailer") << gz << 400
        << u"\"memory\" is cut off: its gzip data ends too early."_s;
    gz = gzip(noisy.written());
    gz[gz.size() - 6] ^= 0xFF;
    QTest::newRow("gzip with a wrong check value") << gz << 400
        << u"\"memory\" is damaged: its gzip data cannot be decompressed ("_s;
    Octets zst = zstd(noisy.written());
    zst.resize(zst.size() - 1);
    QTest::newRow("zstd without its last octet") << zst << -1 << u"\"memory\" is cut off: its zstd data ends too early."_s;
    QTest::newRow("zstd followed by something else") << zstd(noisy.written()) + filled(10, 1) << 400
        << u"\"memory\" is damaged: its zstd data cannot be decompressed ("_s;
}

void TestPacketReader::stopsAtDamage()
{
    QFETCH(Octets, file);
    QFETCH(int, packetsBefore);
    QFETCH(QString, what);

    for (const std::size_t piece : {1, 4096, 1 << 30}) {
        const Outcome outcome = readAll(file, piece);
        QVERIFY(outcome.status == ReadStatus::Damaged);
        QVERIFY(outcome.error.has_value());
        if (what.endsWith(u": "_s) || what.endsWith(u"("_s)) // what follows is a library's wording
            QVERIFY2(text(outcome.error->what).startsWith(what), outcome.error->what.c_str());
        else
            QCOMPARE(text(outcome.error->what), what);
        QVERIFY(outcome.error->remedy.ends_with('.'));
        if (packetsBefore >= 0)
            QCOMPARE(int(outcome.packets.size()), packetsBefore);
        else
            QVERIFY(outcome.packets.size() > 100 && outcome.packets.size() < 400); // zstd gives out whole blocks of 128 KiB
    }
}

void TestPacketReader::refusesWhatIsNoCapture_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("remedy");

    const QString writers = u"Open a pcap or pcapng file, as tcpdump, dumpcap and Wireshark write them."_s;
    const auto bytes = [](const Octets& octets) { return QByteArray(reinterpret_cast<const char*>(octets.data()), qsizetype(octets.size())); };
    QTest::newRow("nothing") << QByteArray() << u"\"memory\" is empty."_s << u"Check that the capture was written, and open it again."_s;
    QTest::newRow("text") << QByteArray("GET / HTTP/1.1\r\nHost: example.org\r\n") << u"\"memory\" is not a capture file but text."_s << writers;
    QTest::newRow("text in UTF-8") << QByteArray("\xE7\x8A\xB6\xE6\x80\x81\n") << u"\"memory\" is not a capture file but text."_s << writers;
    QTest::newRow("one letter") << QByteArray("a") << u"\"memory\" is not a capture file but text."_s << writers;
    QTest::newRow("zeros") << QByteArray(100, '\0') << u"\"memory\" is not a capture file: it begins with 00 00 00 00."_s << writers;
    QTest::newRow("part of a magic number") << QByteArray("\xD4\xC3") << u"\"memory\" is not a capture file: it begins with D4 C3."_s << writers;
    QTest::newRow("xz") << QByteArray("\xFD" "7zXZ\0", 6) << u"\"memory\" is compressed with xz, not a capture file."_s << u"Decompress it first: xz -d."_s;
    QTest::newRow("bzip2") << QByteArray("BZh91AY") << u"\"memory\" is compressed with bzip2, not a capture file."_s << u"Decompress it first: bzip2 -d."_s;
    QTest::newRow("zip") << QByteArray("PK\x03\x04zzzz") << u"\"memory\" is a zip archive, not a capture file."_s << u"Unpack it first: unzip."_s;
    QTest::newRow("text in gzip") << bytes(gzip(filled(40, 'a'))) << u"\"memory\" is not a capture file but text."_s << writers;
    QTest::newRow("nothing in zstd") << bytes(zstd({})) << u"\"memory\" is empty."_s << u"Check that the capture was written, and open it again."_s;
    QTest::newRow("gzip in zstd") << bytes(zstd(gzip(smallPcap()))) << u"\"memory\" is compressed twice, not a capture file."_s
                                  << u"Decompress it once first: gzip -d."_s;
}

void TestPacketReader::refusesWhatIsNoCapture()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, what);
    QFETCH(QString, remedy);

    for (const std::size_t piece : {1, 4096}) {
        const Outcome outcome = readAll(Octets(file.begin(), file.end()), piece);
        QVERIFY(outcome.error.has_value());
        QCOMPARE(text(outcome.error->what), what);
        QCOMPARE(text(outcome.error->remedy), remedy);
        QVERIFY(outcome.packets.empty());
    }
}

QTEST_APPLESS_MAIN(TestPacketReader)
#include "tst_packet_reader.moc"
