#include "model/capture/pcapng_writer.h"
#include "model/simulation/recording.h"
#include "model/simulation/scenario_library.h"
#include "model/wire/decoder.h"
#include "tests/model/simulation/played.h"

#include <QCryptographicHash>
#include <QTest>

#include <algorithm>
#include <cctype>
#include <map>

using namespace std::chrono_literals;
using simulation::Passage;
using simulation::Recording;
using simulation::Simulation;
using simulation::Vantage;
using tcp::Flag;

namespace {

struct Seen {
    Duration time{}; ///< Since the start.
    wire::DecodedSegment packet;
    std::vector<std::uint8_t> octets; ///< Of the whole frame.
    std::vector<std::string> comments;

    std::string text() const { return std::string(octets.end() - std::ptrdiff_t(packet.segment.textLength), octets.end()); }
    int identification() const { return octets[18] << 8 | octets[19]; }
};

std::vector<Seen> seenFrom(const Simulation& run, std::string_view vantage, std::string_view language = {})
{
    std::vector<Seen> all;
    Recording recording(run, simulation::findVantage(run, vantage).value(), language);
    wire::Frame frame;
    while (recording.next(frame)) {
        Seen& seen = all.emplace_back(Seen{frame.time - simulation::kSimulationStart, {}, frame.octets, frame.comments});
        if (wire::decode(wire::LinkType::Ethernet, seen.octets, std::uint32_t(seen.octets.size()), seen.packet) != wire::Outcome::Segment)
            seen.packet = {};
    }
    return all;
}

/// When each packet passed, in milliseconds.
QList<int> times(const std::vector<Seen>& packets)
{
    QList<int> all;
    for (const Seen& seen : packets)
        all << int(seen.time / 1ms);
    return all;
}

std::vector<std::uint8_t> fileOf(const Simulation& run, Vantage vantage)
{
    Recording recording(run, vantage);
    std::vector<std::uint8_t> octets;
    appendPcapngHeader({"test", recording.vantageName(), recording.title()}, octets);
    wire::Frame frame;
    while (recording.next(frame))
        appendPcapngPacket(frame, octets);
    return octets;
}

constexpr const char* kOpening = R"(
host A B timestamps off sack off wscale off
host A   iss 1000
host B   iss 8000
link     delay 100ms
0ms      B passive-open 80
0ms      A active-open 80
)";

/// Everything at once: random delays, losses, copies and damage, two versions of IP, forged segments, both congestion controls.
constexpr const char* kStormy = R"(
seed     4711
host A   congestion cubic
host B   congestion reno
host C   address fd77::3
host D   address fd77::4
link     delay 20ms jitter 15ms loss 3% duplicate 2% reorder 3% corrupt 1% rate 5m queue 20
0ms      B passive-open 80
0ms      D passive-open 81
0ms      A active-open 80 count 3 every 7ms
5ms      C active-open D:81
100ms    A send 200000 on all
150ms    C send 100000
200ms    B send 50000
300ms    link inject spoofed to B:80 SYN 1(0) <mss 536> count 5 every 3ms
2s       A close on all
3s       C close
4s       B close on all
4s       D close
until    300s
)";

} // namespace

class TestRecording : public QObject {
    Q_OBJECT

private slots:
    void eachEndSeesItsOwnTimes();
    void theMiddleSeesHalfOfTheFlight();
    void aLostSegmentIsSeenByItsSenderAlone();
    void whatReachesNoPlugIsSeenInTheMiddle();
    void whatIsLostOnTheWayIsSeenUpToThere_data();
    void whatIsLostOnTheWayIsSeenUpToThere();
    void aCopyIsSeenBehindTheLink();
    void damageIsSeenBehindTheLink();
    void anArrivalStandsBeforeItsAnswer();
    void aForgedSegmentHasNoEndOfItsOwn();
    void everyHostCanRecord();
    void anUnknownVantageIsNamed();
    void textDependsOnItsNumberAlone();
    void datagramsAreCounted();
    void notesBecomeComments();
    void notesAreTranslated();
    void whatIsOnItsWayHasNotArrived();
    void theSameRunGivesTheSameOctets_data();
    void theSameRunGivesTheSameOctets();
    void everyCompilerGivesTheSameOctets_data();
    void everyCompilerGivesTheSameOctets();
};

void TestRecording::eachEndSeesItsOwnTimes()
{
    const auto run = played::play(kOpening);
    QCOMPARE(times(seenFrom(*run, "A")), (QList<int>{0, 200, 200}));
    QCOMPARE(times(seenFrom(*run, "B")), (QList<int>{100, 100, 300}));
}

void TestRecording::theMiddleSeesHalfOfTheFlight()
{
    const auto run = played::play(kOpening);
    QCOMPARE(times(seenFrom(*run, "middle")), (QList<int>{50, 150, 250}));
}

void TestRecording::aLostSegmentIsSeenByItsSenderAlone()
{
    const auto run = played::play("0ms link drop SYN\n" + std::string(kOpening));
    QCOMPARE(times(seenFrom(*run, "A")), (QList<int>{0, 1000, 1200, 1200}));
    QCOMPARE(times(seenFrom(*run, "middle")), (QList<int>{1050, 1150, 1250}));
    QCOMPARE(times(seenFrom(*run, "B")), (QList<int>{1100, 1100, 1300}));
}

void TestRecording::whatReachesNoPlugIsSeenInTheMiddle()
{
    const auto run = played::play(std::string(kOpening) + "60ms B unplug\n99ms A unplug\nuntil 500ms\n");
    QCOMPARE(times(seenFrom(*run, "A")), (QList<int>{0}));
    QCOMPARE(times(seenFrom(*run, "middle")), (QList<int>{50}));
    QVERIFY(seenFrom(*run, "B").empty());
}

void TestRecording::whatIsLostOnTheWayIsSeenUpToThere_data()
{
    QTest::addColumn<QString>("lost");
    QTest::addColumn<QList<int>>("seen");
    QTest::newRow("before the middle") << QStringLiteral("49ms") << QList<int>{};
    QTest::newRow("after the middle") << QStringLiteral("51ms") << QList<int>{50};
}

void TestRecording::whatIsLostOnTheWayIsSeenUpToThere()
{
    QFETCH(QString, lost);
    const auto run = played::play(std::string(kOpening) + lost.toStdString() + " link drop segment 1\nuntil 500ms\n");
    QCOMPARE(times(seenFrom(*run, "A")), (QList<int>{0}));
    QTEST(times(seenFrom(*run, "middle")), "seen");
    QVERIFY(seenFrom(*run, "B").empty());
}

void TestRecording::aCopyIsSeenBehindTheLink()
{
    const auto run = played::play(std::string(kOpening) + "1s link duplicate data by 40ms\n1s A send 10\n");
    const auto count = [&](const char* vantage) {
        const auto packets = seenFrom(*run, vantage);
        return std::count_if(packets.begin(), packets.end(), [](const Seen& seen) { return seen.packet.segment.textLength == 10; });
    };
    QCOMPARE(count("A"), 1);
    QCOMPARE(count("middle"), 2);
    QCOMPARE(count("B"), 2);
}

void TestRecording::damageIsSeenBehindTheLink()
{
    const auto run = played::play(std::string(kOpening) + "corrupts\n1s link corrupt data\n1s A send 10\n2s link corrupt data from B\n2s B send 10\n");
    const auto damaged = [&](const char* vantage) {
        QString senders;
        for (const Seen& seen : seenFrom(*run, vantage)) {
            if (seen.packet.checksum != wire::Checksum::Correct)
                senders += seen.packet.destinationPort == 80 ? QLatin1Char('A') : QLatin1Char('B');
        }
        return senders;
    };
    QCOMPARE(damaged("A"), QStringLiteral("B"));
    QCOMPARE(damaged("B"), QStringLiteral("A"));
    QCOMPARE(damaged("middle"), QStringLiteral("AB"));
}

/// Both happen at the same nanosecond.
void TestRecording::anArrivalStandsBeforeItsAnswer()
{
    const auto run = played::play(kOpening);
    const auto atB = seenFrom(*run, "B");
    QVERIFY(atB[0].time == atB[1].time);
    QVERIFY(!atB[0].packet.segment.has(Flag::Ack) && atB[1].packet.segment.has(Flag::Ack));
    const auto atA = seenFrom(*run, "A");
    QVERIFY(atA[1].time == atA[2].time);
    QVERIFY(atA[1].packet.segment.has(Flag::Syn) && !atA[2].packet.segment.has(Flag::Syn));
}

void TestRecording::aForgedSegmentHasNoEndOfItsOwn()
{
    const auto run = played::play(std::string(kOpening) + "500ms link inject spoofed to B:80 SYN 1(0)\nhost B synack-retries 0\nuntil 2s\n");
    QCOMPARE(times(seenFrom(*run, "A")), (QList<int>{0, 200, 200}));
    const auto atB = seenFrom(*run, "B");
    QCOMPARE(times(atB), (QList<int>{100, 100, 300, 600, 600})); // and B's answer, to nobody
    QVERIFY(std::equal(atB[3].octets.begin() + 6, atB[3].octets.begin() + 12, std::begin({0x02, 0, 0, 0, 0xFF, 0xFF})));
    QCOMPARE(times(seenFrom(*run, "middle")), (QList<int>{50, 150, 250, 550}));
}

void TestRecording::everyHostCanRecord()
{
    const auto run = played::play("host Crawler\n0ms B passive-open 80\n0ms Crawler active-open B:80\n");
    QCOMPARE(seenFrom(*run, "Crawler").size(), std::size_t(3));
    QVERIFY(seenFrom(*run, "A").empty());
    QCOMPARE(Recording(*run, simulation::findVantage(*run, "Crawler").value()).vantageName(), std::string("Crawler"));
    QCOMPARE(Recording(*run, simulation::findVantage(*run, "middle").value()).vantageName(), std::string("middle"));
}

void TestRecording::anUnknownVantageIsNamed()
{
    const auto run = played::play("host C\n0ms B passive-open 80\n");
    const auto vantage = simulation::findVantage(*run, "Z");
    QVERIFY(!vantage);
    QCOMPARE(vantage.error().what, std::string("Nothing called \"Z\" can record the simulation."));
    QCOMPARE(vantage.error().remedy, std::string("Choose A, B, C, or middle."));
}

void TestRecording::textDependsOnItsNumberAlone()
{
    const auto run = played::play(std::string(kOpening) + "host A mss 100\n1s link drop data nth 3\n1s A send 1000\n");
    std::map<std::uint32_t, std::string> texts;
    std::string stream;
    bool hasRepeated = false;
    for (const Seen& seen : seenFrom(*run, "A")) {
        const auto& segment = seen.packet.segment;
        if (segment.textLength == 0)
            continue;
        const std::uint32_t offset = segment.seq.value() - 1001;
        for (std::uint32_t at = 0; at < segment.textLength; ++at)
            QCOMPARE(seen.text()[at], simulation::textOctet(offset + at));
        const auto [place, isNew] = texts.try_emplace(offset, seen.text());
        QVERIFY(isNew || place->second.substr(0, seen.text().size()) == seen.text());
        hasRepeated = hasRepeated || !isNew;
        stream += isNew ? seen.text() : std::string();
    }
    QVERIFY2(hasRepeated, "nothing was sent again");
    QCOMPARE(stream.substr(0, 32), std::string("octet 000000001\noctet 000000017\n"));
    QVERIFY(std::all_of(stream.begin(), stream.end(), [](char octet) { return octet == '\n' || std::isprint(static_cast<unsigned char>(octet)); }));
}

/// By each host from 1, whoever looks; a copy is the same datagram.
void TestRecording::datagramsAreCounted()
{
    const auto run = played::play(std::string(kOpening) + "1s link duplicate data by 40ms\n1s A send 10\n2s A send 10\n2s A send 10\n"
                                  "2050ms link duplicate segment 6 by 7ms\n");
    std::map<std::uint16_t, std::vector<int>> numbers; // by the source's port
    for (const Seen& seen : seenFrom(*run, "B"))
        numbers[seen.packet.sourcePort].push_back(seen.identification());
    QCOMPARE(numbers[80].front(), 1);
    QVERIFY(std::adjacent_find(numbers[80].begin(), numbers[80].end(), [](int a, int b) { return b != a + 1; }) == numbers[80].end());
    QCOMPARE(numbers[32768], (std::vector<int>{1, 2, 3, 3, 4, 4, 5}));
}

void TestRecording::notesBecomeComments()
{
    const auto run = played::play(std::string(kOpening) + "0ms note Before\n50ms note One\n60ms note Two\n1s note After\n");
    const auto atA = seenFrom(*run, "A");
    QCOMPARE(atA.size(), std::size_t(3));
    QCOMPARE(atA[0].comments, (std::vector<std::string>{"Before"}));
    QCOMPARE(atA[1].comments, (std::vector<std::string>{"One", "Two"}));
    QCOMPARE(atA[2].comments, (std::vector<std::string>{"After"}));
    QCOMPARE(seenFrom(*run, "B")[0].comments, (std::vector<std::string>{"Before", "One", "Two"}));
}

void TestRecording::notesAreTranslated()
{
    const auto run = played::play(std::string(kOpening) + "0ms note One\n    note[zh_CN] \xE4\xB8\x80\n100ms note Two\n");
    QCOMPARE(seenFrom(*run, "A", "zh_CN")[0].comments, (std::vector<std::string>{"\xE4\xB8\x80"}));
    QCOMPARE(seenFrom(*run, "A", "zh_CN")[1].comments, (std::vector<std::string>{"Two"})); // no translation
    QCOMPARE(seenFrom(*run, "A", "fr")[0].comments, (std::vector<std::string>{"One"}));
}

void TestRecording::whatIsOnItsWayHasNotArrived()
{
    Simulation run(played::read(kOpening));
    run.runUntil(simulation::kSimulationStart + 40ms);
    QCOMPARE(times(seenFrom(run, "A")), (QList<int>{0}));
    QVERIFY(seenFrom(run, "middle").empty());
    QVERIFY(seenFrom(run, "B").empty());
    run.runUntil(simulation::kSimulationStart + 50ms);
    QCOMPARE(times(seenFrom(run, "middle")), (QList<int>{50}));
}

void TestRecording::theSameRunGivesTheSameOctets_data()
{
    QTest::addColumn<QString>("vantage");
    for (const char* vantage : {"A", "B", "C", "D", "middle"})
        QTest::newRow(vantage) << QString::fromLatin1(vantage);
}

void TestRecording::theSameRunGivesTheSameOctets()
{
    QFETCH(QString, vantage);
    const auto first = played::play(kStormy);
    const auto second = played::play(kStormy);
    const Vantage where = simulation::findVantage(*first, vantage.toStdString()).value();
    const auto octets = fileOf(*first, where);
    QVERIFY(octets.size() > 10'000);
    QVERIFY(octets == fileOf(*second, where));
    auto other = played::read(kStormy);
    other.seed = 4712;
    Simulation third(other);
    third.run();
    QVERIFY2(octets != fileOf(third, where), "the seed has no effect");
}

/// Whatever the compiler, the library and the machine. If the simulator is meant to behave differently, the test's message says what to
/// put here; if it is not, something depends on the compiler.
void TestRecording::everyCompilerGivesTheSameOctets_data()
{
    QTest::addColumn<QString>("vantage");
    QTest::addColumn<QByteArray>("digest");
    QTest::newRow("A") << QStringLiteral("A") << QByteArray("7653fdf6b325d55da2ef7d5163aca625");
    QTest::newRow("C, over IPv6") << QStringLiteral("C") << QByteArray("f9570f4af7af6d423679e6296ce93d01");
    QTest::newRow("middle") << QStringLiteral("middle") << QByteArray("702b037f76e11eace6db01084990641c");
}

void TestRecording::everyCompilerGivesTheSameOctets()
{
    QFETCH(QString, vantage);
    const auto run = played::play(kStormy);
    const auto octets = fileOf(*run, simulation::findVantage(*run, vantage.toStdString()).value());
    const QByteArrayView view(octets.data(), qsizetype(octets.size()));
    QTEST(QCryptographicHash::hash(view, QCryptographicHash::Sha256).toHex().left(32), "digest");
}

QTEST_APPLESS_MAIN(TestRecording)
#include "tst_recording.moc"
