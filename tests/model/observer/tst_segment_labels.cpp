#include "model/observer/segment_labels.h"

#include "recorded_segments.h"

#include <QTest>

#include <array>
#include <random>
#include <span>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using tcp::Flag;
using tcp::Flags;
using tcp::SeqNumber;

namespace {

constexpr std::uint32_t kWindow = 500;

/// One segment of an exchange, with numbers relative to the ISNs.
struct Step {
    Side sender = Side::Initiator;
    tcp::Segment segment;
    Duration gap = 1ms; ///< After the step before.

    Step window(std::uint32_t field) const { Step step = *this; step.segment.wnd = field; return step; }
    Step flags(Flags flags) const { Step step = *this; step.segment.flags = flags; return step; }
    Step scale(std::uint8_t shift) const { Step step = *this; step.segment.options.windowScale = shift; return step; }
    Step after(Duration time) const { Step step = *this; step.gap = time; return step; }
};
using Exchange = std::vector<Step>;

Step from(Side sender, std::uint32_t seq, std::uint32_t ack, std::uint32_t octets)
{
    Step step{sender, {}};
    step.segment.seq = SeqNumber(seq);
    step.segment.ack = SeqNumber(ack);
    step.segment.flags = Flag::Ack;
    step.segment.wnd = kWindow;
    step.segment.textLength = octets;
    return step;
}
Step client(std::uint32_t seq, std::uint32_t ack, std::uint32_t octets = 0) { return from(Side::Initiator, seq, ack, octets); }
Step server(std::uint32_t seq, std::uint32_t ack, std::uint32_t octets = 0) { return from(Side::Responder, seq, ack, octets); }
Step syn() { return client(0, 0).flags(Flag::Syn).window(64000); }
Step synAck() { return server(0, 1).flags(Flag::Syn | Flag::Ack).window(64000); }

/// A handshake with a round trip of 2 ms, both windows scaled by 7, and what follows.
Exchange established(Exchange rest)
{
    Exchange exchange{syn().scale(7), synAck().scale(7), client(1, 1)};
    exchange.insert(exchange.end(), rest.begin(), rest.end());
    return exchange;
}

std::string text(Labels labels)
{
    std::string names;
    for (int i = 0; i < kLabelCount; ++i) {
        if (labels.has(Label(i)))
            names += (names.empty() ? "" : " ") + std::string(toString(Label(i)));
    }
    return names;
}

/// The labels of every step; `isns` are those of initiator and responder, `swapped` exchanges the sides.
std::vector<std::string> labelsOf(const Exchange& exchange, std::array<std::uint32_t, 2> isns, bool swapped = false)
{
    SegmentLabels labels;
    Timestamp time{1700000000s};
    std::vector<std::string> all;
    for (const Step& step : exchange) {
        time += step.gap;
        tcp::Segment segment = step.segment;
        segment.seq = segment.seq + isns[index(step.sender)];
        if (!segment.has(Flag::Syn) || segment.has(Flag::Ack))
            segment.ack = segment.ack + isns[index(other(step.sender))];
        all.push_back(text(labels.observe(swapped ? other(step.sender) : step.sender, segment, time)));
    }
    return all;
}

} // namespace

Q_DECLARE_METATYPE(Exchange)

class TestSegmentLabels : public QObject {
    Q_OBJECT

private slots:
    void lastOf_data();
    void lastOf();
    void recording_data();
    void recording();
    void invariant_data();
    void invariant();
    void staysSmall() { QVERIFY(sizeof(SegmentLabels) <= 96); }

private:
    void holes();
    void resends();
    void reordering();
    void fastRetransmissions();
    void acksBeyond();
    void repeatedAcks();
    void keepAlives();
    void windows();
    void probes();
};

static void expect(const char* sentence, const Exchange& exchange, const char* labels)
{
    QTest::newRow(sentence) << exchange << QByteArray(labels);
}

void TestSegmentLabels::lastOf_data()
{
    QTest::addColumn<Exchange>("exchange");
    QTest::addColumn<QByteArray>("expected");
    holes();
    resends();
    reordering();
    fastRetransmissions();
    acksBeyond();
    repeatedAcks();
    keepAlives();
    windows();
    probes();
}

void TestSegmentLabels::holes()
{
    expect("a segment beyond the next number tells of a lost one", established({client(1, 1, 100), client(201, 1, 100)}), "lost-segment");
    expect("a bare ACK beyond the next number tells of a lost segment", established({client(1, 1, 100), client(201, 1)}), "lost-segment");
    expect("a FIN beyond the next number tells of a lost segment", established({client(101, 1).flags(Flag::Fin | Flag::Ack)}), "lost-segment");
    expect("a segment at the next number tells nothing", established({client(1, 1, 100), client(101, 1, 100)}), "");
    expect("a reset beyond the next number tells nothing", established({client(101, 1).flags(Flag::Rst)}), "");
    expect("the first segment of a recording has nothing before it", {client(5001, 1, 100)}, "");
    expect("each direction has its own next number", established({client(1, 1, 100), server(1, 101, 100)}), "");
    expect("a SYN that comes again forgets what lay beyond a hole", established({client(101, 1, 100), syn().scale(7), client(201, 1, 100)}),
           "lost-segment");
}

void TestSegmentLabels::resends()
{
    expect("a segment sent again after a timeout is a retransmission", established({client(1, 1, 100), client(1, 1, 100).after(200ms)}),
           "retransmission");
    expect("a SYN sent again is a retransmission", {syn(), syn().after(1s)}, "retransmission");
    expect("a SYN,ACK sent again is a retransmission", {syn(), synAck(), synAck().after(1s)}, "retransmission");
    expect("a FIN sent again is a retransmission",
           established({client(1, 1).flags(Flag::Fin | Flag::Ack), client(1, 1).flags(Flag::Fin | Flag::Ack).after(200ms)}), "retransmission");
    expect("a resend with new octets behind is a retransmission", established({client(1, 1, 100), client(1, 1, 200).after(200ms)}),
           "retransmission");
    expect("a bare ACK with an old number is no retransmission", established({client(1, 1, 100), client(1, 1).after(200ms)}), "");
    expect("a segment that overlaps by one octet is new", established({client(1, 1, 100), client(100, 1, 50)}), "");
    expect("a segment that overlaps by two octets is a retransmission", established({client(1, 1, 100), client(99, 1, 50).after(200ms)}),
           "retransmission");
    expect("a resend of acknowledged octets is spurious", established({client(1, 1, 100), server(1, 101), client(1, 1, 100).after(200ms)}),
           "retransmission spurious-retransmission");
    expect("a resend of octets acknowledged in part is not spurious",
           established({client(1, 1, 100), server(1, 100), client(1, 1, 100).after(200ms)}), "retransmission");
    expect("a FIN sent again though acknowledged is not spurious: it has no text",
           established({client(1, 1).flags(Flag::Fin | Flag::Ack), server(1, 2), client(1, 1).flags(Flag::Fin | Flag::Ack).after(200ms)}),
           "retransmission");
}

void TestSegmentLabels::reordering()
{
    expect("a hole filled within the initial round trip is reordering", established({client(101, 1, 100), client(1, 1, 100)}), "out-of-order");
    expect("a hole filled after the initial round trip is a retransmission",
           established({client(101, 1, 100), client(1, 1, 100).after(2ms)}), "retransmission");
    expect("without a handshake 2.9 ms pass for reordering", {client(1, 1, 100), client(201, 1, 100), client(101, 1, 100).after(2900us)},
           "out-of-order");
    expect("without a handshake 3 ms do not pass for reordering", {client(1, 1, 100), client(201, 1, 100), client(101, 1, 100).after(3ms)},
           "retransmission");
    expect("a segment that ends at the highest octet is no reordering", established({client(1, 1, 100), client(101, 1, 100), client(101, 1, 100)}),
           "retransmission");
    expect("the round trip of a SYN sent again counts from the second SYN",
           {syn(), syn().after(1s), synAck(), client(1, 1), client(101, 1, 100), client(1, 1, 100).after(10ms)}, "retransmission");
}

void TestSegmentLabels::fastRetransmissions()
{
    // The server's first bare ACK changes its window from the SYN's and so is no duplicate.
    const Exchange sent{client(1, 1, 100), client(101, 1, 100), client(201, 1, 100), server(1, 1)};
    const auto with = [&sent](Exchange rest) {
        Exchange exchange = established(sent);
        exchange.insert(exchange.end(), rest.begin(), rest.end());
        return exchange;
    };
    const Step dup = server(1, 1);
    expect("two duplicate ACKs make the resend fast", with({dup, dup, client(1, 1, 100)}), "retransmission fast-retransmission");
    expect("a fast resend may come 19.9 ms after the ACK", with({dup, dup, client(1, 1, 100).after(19900us)}),
           "retransmission fast-retransmission");
    expect("a resend 20 ms after the last ACK is not fast", with({dup, dup, client(1, 1, 100).after(20ms)}), "retransmission");
    expect("one duplicate ACK makes no resend fast", with({dup, client(1, 1, 100).after(10ms)}), "retransmission");
    expect("a resend of another segment than asked for is not fast", with({dup, dup, client(101, 1, 100).after(10ms)}), "retransmission");
    expect("a new ACK starts the count of duplicates anew", with({dup, dup, server(1, 101), client(101, 1, 100).after(10ms)}), "retransmission");
    expect("duplicate ACKs of the sender itself do not count", established({client(1, 1, 100), client(101, 1), client(101, 1),
           client(1, 1, 100).after(10ms)}), "retransmission");
}

void TestSegmentLabels::acksBeyond()
{
    expect("an ACK of octets never seen tells of a lost segment", established({client(1, 1, 100), server(1, 301)}), "ack-lost-segment");
    expect("an ACK of a hole tells of a lost segment", established({client(1, 1, 100), client(201, 1, 100), server(1, 301)}), "ack-lost-segment");
    expect("the ACK of a hole is told once", established({client(1, 1, 100), client(201, 1, 100), server(1, 251), server(1, 301)}), "");
    expect("an ACK up to a hole tells nothing", established({client(1, 1, 100), client(201, 1, 100), server(1, 101)}), "");
    expect("an ACK of a hole that was filled tells nothing",
           established({client(1, 1, 100), client(201, 1, 100), client(101, 1, 100), server(1, 301)}), "");
    expect("an ACK beyond everything is told once", established({client(1, 1, 100), server(1, 301), server(1, 401)}), "");
    expect("an ACK beyond everything is told again when the peer's ACK moved",
           established({server(1, 301, 100), client(1, 101), server(101, 401)}), "ack-lost-segment");
    expect("an ACK beyond everything is not told after a duplicate ACK", established({client(1, 1), server(1, 301)}), "");
    expect("the ACK of a hole is told after a duplicate ACK too", established({client(1, 1), client(101, 1, 100), server(1, 201)}),
           "ack-lost-segment");
    expect("an ACK field without the ACK bit says nothing", established({client(1, 1, 100), server(1, 301).flags(Flag::Rst)}), "");
    expect("an ACK in a direction never seen says nothing", {client(1, 1, 100), client(101, 301, 100)}, "");
    expect("a resend that follows an ACK beyond everything counts as fast", established({server(1, 1, 100), server(101, 301), server(1, 301, 100)}),
           "retransmission fast-retransmission");
    expect("a duplicate ACK after an ACK beyond everything is the first of its count",
           established({server(1, 1, 100), server(101, 301), client(1, 1), server(1, 1, 100).after(10ms)}), "retransmission");
}

void TestSegmentLabels::repeatedAcks()
{
    expect("a bare ACK like the one before is a duplicate", established({client(1, 1)}), "duplicate-ack");
    expect("an ACK with text is no duplicate", established({client(1, 1, 100)}), "");
    expect("an ACK with FIN is no duplicate", established({client(1, 1).flags(Flag::Fin | Flag::Ack)}), "");
    expect("an ACK after text of its own sender is a duplicate", established({client(1, 1, 100), client(101, 1)}), "duplicate-ack");
    expect("an ACK at an old number is no duplicate", established({client(1, 1, 100), client(51, 1)}), "");
    expect("an ACK of more is no duplicate", established({server(1, 1, 100), client(1, 101)}), "");
    expect("another window makes an ACK a window update", established({client(1, 1).window(kWindow + 1)}), "window-update");
    expect("a smaller window is a window update too", established({client(1, 1).window(kWindow - 1)}), "window-update");
    expect("another window and another ACK are no window update", established({server(1, 1, 100), client(1, 101).window(kWindow + 1)}), "");
    expect("another window with text is no window update", established({client(1, 1, 100).window(kWindow + 1)}), "");
    expect("another window with FIN is no window update", established({client(1, 1).flags(Flag::Fin | Flag::Ack).window(kWindow + 1)}), "");
}

void TestSegmentLabels::keepAlives()
{
    const Step probe = client(100, 1).after(10s);
    expect("an empty segment one octet back is a keep-alive", established({client(1, 1, 100), probe}), "keep-alive");
    expect("one old octet sent again is a keep-alive", established({client(1, 1, 100), client(100, 1, 1).after(10s)}), "keep-alive");
    expect("a keep-alive may send its octet acknowledged before", established({client(1, 1, 100), server(1, 101), client(100, 1, 1).after(10s)}),
           "keep-alive");
    expect("an empty segment two octets back is no keep-alive", established({client(1, 1, 100), client(99, 1).after(10s)}), "");
    expect("two octets from one octet back on are no keep-alive", established({client(1, 1, 100), client(100, 1, 2).after(10s)}), "");
    expect("a FIN one octet back is a retransmission", established({client(1, 1, 100), client(100, 1).flags(Flag::Fin | Flag::Ack).after(10s)}),
           "retransmission");
    expect("a reset one octet back is no keep-alive", established({client(1, 1, 100), client(100, 1).flags(Flag::Rst | Flag::Ack)}), "");
    expect("an ACK repeated after a keep-alive answers it", established({client(1, 1, 100), server(1, 101), probe, server(1, 101)}),
           "keep-alive-ack");
    expect("another window after a keep-alive is a window update",
           established({client(1, 1, 100), server(1, 101), probe, server(1, 101).window(kWindow + 1)}), "window-update");
    expect("text after a keep-alive is no answer to it", established({client(1, 1, 100), server(1, 101), probe, server(1, 101, 10)}), "");
    expect("after text has followed the keep-alive, a repeated ACK is a duplicate",
           established({client(1, 1, 100), server(1, 101), probe, client(101, 1, 10), server(1, 101)}), "duplicate-ack");
}

void TestSegmentLabels::windows()
{
    const Step narrow = server(1, 1).window(10); // 1,280 octets
    expect("text up to the window's edge fills it", established({narrow, client(1, 1, 1280)}), "window-full");
    expect("text short of the window's edge does not fill it", established({narrow, client(1, 1, 1279)}), "");
    expect("text past the window's edge is not said to fill it", established({narrow, client(1, 1, 1281)}), "");
    expect("the segment that reaches the edge fills the window", established({narrow, client(1, 1, 1000), client(1001, 1, 280)}), "window-full");
    expect("text with FIN up to the edge is not said to fill it",
           established({narrow, client(1, 1, 1280).flags(Flag::Fin | Flag::Ack)}), "");
    expect("the window of a SYN,ACK is not scaled", {syn().scale(7), synAck().scale(7).window(1000), client(1, 1, 1000)}, "window-full");
    expect("a segment without ACK does not end the time of unscaled windows",
           {syn().scale(7), synAck().scale(7), server(1, 1).flags(Flag::Rst).window(1000), client(1, 1, 1000)}, "window-full");
    expect("no window is scaled when the SYN offers no scaling",
           {syn(), synAck().scale(7), client(1, 1), server(1, 1).window(1000), client(1, 1, 1000)}, "window-full");
    expect("no window is scaled when the SYN,ACK offers no scaling",
           {syn().scale(7), synAck(), client(1, 1).window(1000), server(1, 1, 1000)}, "window-full");
    expect("a window whose scale was never seen is not said to be full", {server(1, 1).window(1000), client(1, 1, 1000)}, "");
    expect("a window of nothing is a zero window", established({server(1, 1).window(0)}), "zero-window");
    expect("a segment with text may close the window", established({server(1, 1, 100).window(0)}), "zero-window");
    expect("the window of a reset says nothing", established({server(1, 1).flags(Flag::Rst | Flag::Ack).window(0)}), "");
    expect("the window of a FIN says nothing", established({server(1, 1).flags(Flag::Fin | Flag::Ack).window(0)}), "");
    expect("the window of a SYN says nothing", {syn().window(0)}, "");
    expect("a zero window repeated is no duplicate ACK", established({server(1, 1).window(0), server(1, 1).window(0)}), "zero-window");
}

void TestSegmentLabels::probes()
{
    const Step closed = server(1, 1).window(0);
    const Step probe = client(1, 1, 1).after(200ms);
    expect("one octet into a closed window is a probe", established({closed, probe}), "zero-window-probe");
    expect("two octets into a closed window fill nothing and are no probe", established({closed, client(1, 1, 2)}), "");
    expect("one octet into an open window is no probe", established({server(1, 1), client(1, 1, 1)}), "");
    expect("one octet before the window was seen is no probe", {client(1, 1), client(1, 1, 1)}, "");
    expect("the probe sent again is a probe again", established({closed, probe, probe}), "zero-window-probe");
    expect("a closed window repeated after a probe answers it", established({closed, probe, closed}), "zero-window zero-window-probe-ack");
    expect("a closed window repeated without a probe answers nothing", established({closed, client(1, 1), closed}), "zero-window");
    expect("an answer that takes the probe's octet counts as an ACK beyond", established({closed, probe, server(1, 2).window(0)}),
           "ack-lost-segment zero-window");
    expect("a window that opens after a probe is a window update", established({closed, probe, server(1, 1)}), "window-update");
    expect("the probe's octet sent with more is new", established({closed, probe, server(1, 1), client(1, 1, 100)}), "");
}

void TestSegmentLabels::lastOf()
{
    QFETCH(Exchange, exchange);
    QFETCH(QByteArray, expected);
    QCOMPARE(labelsOf(exchange, {1000, 70000}).back(), expected.toStdString());
    // Again with numbers that wrap on the way, and with the sides exchanged.
    QCOMPARE(labelsOf(exchange, {0xFFFF'FFC0, 0xFFFF'FFB0}).back(), expected.toStdString());
    QCOMPARE(labelsOf(exchange, {1000, 70000}, true).back(), expected.toStdString());
}

void TestSegmentLabels::recording_data()
{
    QTest::addColumn<const RecordedSegment*>("segments");
    QTest::addColumn<int>("count");
    const auto add = [](const char* sentence, std::span<const RecordedSegment> segments) {
        QTest::newRow(sentence) << segments.data() << int(segments.size());
    };
    add("a close whose last ACK is lost", kLastAckLost);
    add("a loss that selective acknowledgements repair", kFastRetransmitSack);
    add("a reader that pauses", kZeroWindow);
}

static Exchange recorded(std::span<const RecordedSegment> segments)
{
    constexpr std::pair<char, Flag> kLetters[] = {{'S', Flag::Syn}, {'F', Flag::Fin}, {'R', Flag::Rst}, {'P', Flag::Psh}, {'A', Flag::Ack}};
    Exchange exchange;
    std::int64_t last = 0;
    for (const RecordedSegment& row : segments) {
        Step step = from(row.sender, row.seq, row.ack, row.octets).window(row.window).flags({});
        for (const auto& [letter, flag] : kLetters) {
            if (std::string_view(row.flags).find(letter) != std::string_view::npos)
                step.segment.flags = step.segment.flags | flag;
        }
        if (row.scale != kNoScale)
            step = step.scale(std::uint8_t(row.scale));
        exchange.push_back(step.after(std::chrono::microseconds(row.micros - last)));
        last = row.micros;
    }
    return exchange;
}

void TestSegmentLabels::recording()
{
    QFETCH(const RecordedSegment*, segments);
    QFETCH(int, count);
    const std::span<const RecordedSegment> rows(segments, std::size_t(count));
    const std::vector<std::string> labels = labelsOf(recorded(rows), {2977087512, 1539233781});
    for (std::size_t i = 0; i < rows.size(); ++i)
        QVERIFY2(labels[i] == rows[i].labels, qPrintable(QStringLiteral("segment %1: %2 instead of %3").arg(i + 1)
                                                  .arg(QString::fromStdString(labels[i]), QLatin1StringView(rows[i].labels))));
}

/// Segments near each other's numbers, so that every rule is met.
static Exchange randomExchange(std::uint32_t seed)
{
    std::mt19937 random(seed);
    const auto pick = [&random](std::initializer_list<std::uint32_t> values) { return values.begin()[random() % values.size()]; };
    Exchange exchange{syn().scale(2), synAck().scale(1)};
    std::uint32_t next[2] = {1001, 1001};
    std::uint32_t ack[2] = {1001, 1001};
    for (int i = 0; i < 200; ++i) {
        const Side side = Side(random() % 2);
        std::uint32_t& own = next[index(side)];
        const std::uint32_t seq = own + pick({0, 0, 0, 0, ~0u, 10, 0u - 100, 0u - 200});
        const std::uint32_t octets = pick({0, 0, 1, 100, 100});
        std::uint32_t& acked = ack[index(side)];
        acked = pick({acked, acked, acked, next[index(other(side))], next[index(other(side))] + 1});
        exchange.push_back(from(side, seq, acked, octets).window(pick({0, 50, 50, 100})).after(1ms * pick({0, 1, 5, 30})));
        if (SeqNumber(own).isBefore(SeqNumber(seq + octets)))
            own = seq + octets;
    }
    return exchange;
}

void TestSegmentLabels::invariant_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 50; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestSegmentLabels::invariant()
{
    QFETCH(quint32, seed);
    const Exchange exchange = randomExchange(seed);
    const std::vector<std::string> labels = labelsOf(exchange, {100'000, 200'000});
    QCOMPARE(labelsOf(exchange, {100'000, 200'000}, true), labels);
    // Half a number space further, with no number that happens to be 0.
    QCOMPARE(labelsOf(exchange, {0x7FFF'0000, 0x7FFF'FF00}), labels);
    for (const std::string& of : labels) {
        const bool repeats = of.starts_with("retransmission");
        QVERIFY2(repeats || of.find("-retransmission") == std::string::npos, of.c_str());
        QVERIFY2(!repeats || of.find("out-of-order") == std::string::npos, of.c_str());
    }
}

QTEST_APPLESS_MAIN(TestSegmentLabels)
#include "tst_segment_labels.moc"
