// What the tracker forgets when a connection leaves the memory, and the index in which it finds the others.
#include "model/observer/connection_tracker.h"
#include "model/observer/flow_index.h"

#include <QTest>

#include <random>
#include <unordered_map>

using enum tcp::Flag;
using tcp::State;

namespace {

/// Two hosts and what passes between them, a millisecond apart.
class Wire {
public:
    explicit Wire(const TrackerOptions& options) : tracker(options) {}

    void segment(bool fromClient, std::uint16_t port, tcp::Flags flags, std::uint32_t seq, std::uint32_t ack, std::uint32_t text = 0)
    {
        wire::DecodedSegment packet;
        packet.sourceIp.octets = {10, 0, 0, std::uint8_t(fromClient ? 1 : 2)};
        packet.destinationIp.octets = {10, 0, 0, std::uint8_t(fromClient ? 2 : 1)};
        packet.sourcePort = fromClient ? port : 80;
        packet.destinationPort = fromClient ? 80 : port;
        packet.segment.flags = flags;
        packet.segment.seq = tcp::SeqNumber(seq);
        packet.segment.ack = tcp::SeqNumber(ack);
        packet.segment.wnd = 65535;
        packet.segment.textLength = text;
        now += std::chrono::milliseconds(1);
        tracker.observe(packet, now, ++frames, out);
    }
    void open(std::uint16_t port, std::uint32_t isn = 1000)
    {
        segment(true, port, Syn, isn, 0);
        segment(false, port, Syn | Ack, isn + 7000, isn + 1);
        segment(true, port, Ack, isn + 1, isn + 7001);
    }
    void close(std::uint16_t port, std::uint32_t isn = 1000)
    {
        segment(true, port, Fin | Ack, isn + 1, isn + 7001);
        segment(false, port, Fin | Ack, isn + 7001, isn + 2);
        segment(true, port, Ack, isn + 2, isn + 7002);
    }
    void reset(std::uint16_t port, std::uint32_t isn = 1000) { segment(true, port, Rst | Ack, isn + 1, isn + 7001); }
    void wait(Duration duration)
    {
        now += duration;
        tracker.advanceClock(now, out);
    }

    ConnectionTracker tracker;
    RecordBatch out;
    Timestamp now{std::chrono::seconds(1'700'000'000)};
    std::uint32_t frames = 0;
};

constexpr TrackerOptions kForgets{std::chrono::seconds(60), true};

} // namespace

class TestConnectionTracker : public QObject {
    Q_OBJECT
private slots:
    void theIndexForgetsWhatIsErased_data();
    void theIndexForgetsWhatIsErased();
    void whatComesAfterAForgottenConnectionIsAnother();
    void aForgottenTimeWaitEndsWithoutAWord();
    void aConnectionThatHasGivenWayIsForgottenAlone();
    void anIncarnationIsForgottenWithWhatItHasLeft();
    void forgettingTwiceIsForgettingOnce();
    void theOthersAreNotDisturbed_data();
    void theOthersAreNotDisturbed();
};

void TestConnectionTracker::theIndexForgetsWhatIsErased_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 30; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

/// Hashes of few bits, so that runs of neighbours wrap and interleave.
void TestConnectionTracker::theIndexForgetsWhatIsErased()
{
    QFETCH(unsigned, seed);
    struct Value {
        std::uint64_t key = 0;
    };
    std::mt19937 random(seed);
    const std::uint64_t spread = seed % 3 == 0 ? 7 : seed % 3 == 1 ? 1023 : 0xFFFFF;
    const auto hashOf = [spread](std::uint64_t key) { return (key * 0x9E3779B97F4A7C15u >> 13) % spread + (1024 - spread % 16); };
    FlowIndex<Value> index;
    std::unordered_map<std::uint64_t, std::unique_ptr<Value>> model;
    for (int round = 0; round < 4000; ++round) {
        const std::uint64_t key = random() % 700;
        const auto known = model.find(key);
        QCOMPARE(index.find(key, hashOf(key)), known == model.end() ? nullptr : known->second.get());
        if (known == model.end()) {
            auto added = std::make_unique<Value>(Value{key});
            index.insert(*added, hashOf(key));
            model.emplace(key, std::move(added));
        } else if (random() % 2) {
            index.erase(*known->second, hashOf(key));
            model.erase(known);
        }
    }
    for (std::uint64_t key = 0; key < 700; ++key) {
        const auto known = model.find(key);
        QCOMPARE(index.find(key, hashOf(key)), known == model.end() ? nullptr : known->second.get());
    }
}

void TestConnectionTracker::whatComesAfterAForgottenConnectionIsAnother()
{
    Wire wire(kForgets);
    wire.open(4000);
    wire.reset(4000);
    QVERIFY(wire.out.records.back().state(Side::Responder) == State::Closed);
    wire.tracker.forget(0);
    wire.open(4000, 500'000);
    QCOMPARE(wire.out.connections.size(), std::size_t(2));
    QCOMPARE(wire.out.connections[1].incarnation, 0u);
    QCOMPARE(wire.out.records.back().connection, 1u);
    QVERIFY(wire.out.records.back().state(Side::Initiator) == State::Established);
    QVERIFY(!wire.out.records[4].labels().has(Label::ReusedPorts)); // nobody remembers
}

void TestConnectionTracker::aForgottenTimeWaitEndsWithoutAWord()
{
    Wire wire(kForgets);
    wire.open(4000);
    wire.close(4000);
    QVERIFY(wire.out.records.back().state(Side::Initiator) == State::TimeWait);
    wire.tracker.forget(0);
    wire.open(4001); // takes the memory of the other
    const std::size_t records = wire.out.records.size();
    wire.wait(std::chrono::seconds(61));
    QCOMPARE(wire.out.records.size(), records);
    wire.segment(true, 4001, Ack, 1001, 8001, 10);
    QCOMPARE(wire.out.records.back().connection, 1u);
    QVERIFY(wire.out.records.back().state(Side::Initiator) == State::Established);
}

void TestConnectionTracker::aConnectionThatHasGivenWayIsForgottenAlone()
{
    Wire wire(kForgets);
    wire.open(4000);
    wire.close(4000);
    wire.open(4000, 900'000);
    QCOMPARE(wire.out.connections.size(), std::size_t(2));
    wire.tracker.forget(0);
    wire.segment(true, 4000, Ack, 900'001, 907'001, 10);
    QCOMPARE(wire.out.connections.size(), std::size_t(2));
    QCOMPARE(wire.out.records.back().connection, 1u);
    const std::size_t records = wire.out.records.size();
    wire.wait(std::chrono::seconds(61));
    QCOMPARE(wire.out.records.size(), records); // the first one's TIME-WAIT would have ended
}

void TestConnectionTracker::anIncarnationIsForgottenWithWhatItHasLeft()
{
    Wire wire(kForgets);
    wire.open(4000);
    wire.close(4000);
    wire.open(4000, 900'000);
    wire.reset(4000, 900'000);
    wire.tracker.forget(1);
    wire.tracker.forget(0);
    const std::size_t records = wire.out.records.size();
    wire.wait(std::chrono::seconds(61));
    QCOMPARE(wire.out.records.size(), records);
    wire.open(4000, 2'000'000);
    QCOMPARE(wire.out.connections.size(), std::size_t(3));
    QCOMPARE(wire.out.connections.back().incarnation, 0u);
}

void TestConnectionTracker::forgettingTwiceIsForgettingOnce()
{
    Wire wire(kForgets);
    wire.open(4000);
    wire.reset(4000);
    wire.tracker.forget(0);
    wire.open(4001); // in the place of the first
    wire.tracker.forget(0);
    wire.segment(true, 4001, Ack, 1001, 8001, 10);
    QCOMPARE(wire.out.connections.size(), std::size_t(2));
    QCOMPARE(wire.out.records.back().connection, 1u);
}

void TestConnectionTracker::theOthersAreNotDisturbed_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 30; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

/// Whether closed connections are forgotten or not: of all the others, whose 4-tuples are never used again, the same is said.
void TestConnectionTracker::theOthersAreNotDisturbed()
{
    QFETCH(unsigned, seed);
    const auto play = [seed](bool forgets) {
        std::mt19937 random(seed);
        Wire wire({std::chrono::seconds(60), forgets});
        std::vector<bool> isOpen;
        for (int round = 0; round < 3000; ++round) {
            const auto port = std::uint16_t(1 + random() % (isOpen.size() + 1));
            const auto choice = random() % 4;
            const bool isDropped = random() % 2;
            if (port > isOpen.size()) {
                wire.open(std::uint16_t(isOpen.size() + 1));
                isOpen.push_back(true);
            } else if (isOpen[port - 1u] && choice < 2) {
                wire.segment(true, port, Ack, 1001, 8001);
            } else if (isOpen[port - 1u]) {
                choice == 2 ? wire.close(port) : wire.reset(port);
                isOpen[port - 1u] = false;
                if (forgets && isDropped)
                    wire.tracker.forget(ConnectionId(port - 1u));
            }
            if (random() % 50 == 0)
                wire.wait(std::chrono::seconds(random() % 40));
        }
        return wire.out;
    };
    const RecordBatch all = play(false);
    const RecordBatch some = play(true);
    QCOMPARE(some.connections.size(), all.connections.size());
    QVERIFY(some.records.size() < all.records.size()); // the ends of forgotten TIME-WAITs
    std::size_t at = 0;
    for (const Record& record : some.records) {
        while (at < all.records.size() && !(all.records[at].connection == record.connection && all.records[at].time == record.time))
            ++at;
        QVERIFY2(at < all.records.size(), qPrintable(QString::number(record.frame)));
        QCOMPARE(record.frame, all.records[at].frame);
        QVERIFY(record.packedStates == all.records[at].packedStates && record.packedCertainties == all.records[at].packedCertainties);
        ++at;
    }
}

QTEST_APPLESS_MAIN(TestConnectionTracker)
#include "tst_connection_tracker.moc"
