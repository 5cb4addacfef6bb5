#include "tests/support/trace_builder.h"

#include "views/window/window_layout.h"
#include "views/window/window_paint.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>

using enum tcp::Flag;
using enum Side;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint32_t kServer = TraceBuilder::kServerIsn + 1;
constexpr int kMss = 1460;

TraceBuilder opened()
{
    TraceBuilder builder;
    builder.connection().handshake();
    return builder;
}

/// The first SYN.
TraceBuilder opening()
{
    TraceBuilder builder;
    builder.connection().segment(Initiator, Syn).step(Initiator, tcp::Event::ActiveOpen, tcp::State::SynSent);
    return builder;
}

/// A transfer whose handshake was not captured: the responder's window field is `window`.
TraceBuilder midstream(std::uint16_t window, std::uint32_t text)
{
    TraceBuilder builder;
    builder.connection(TraceBuilder::address(1, 5000), TraceBuilder::address(2, 80), true, tcp::State::Established, tcp::State::Established);
    builder.segment(Responder, Ack, {.window = window}).segment(Initiator, Ack, {.text = text});
    return builder;
}

TraceBuilder sent(int segments)
{
    TraceBuilder builder = opened();
    for (int i = 0; i < segments; ++i)
        builder.segment(Responder, Ack, {.text = kMss, .window = 509});
    return builder;
}

TraceBuilder withGaps()
{
    TraceBuilder builder = sent(10);
    builder.segment(Initiator, Ack,
                    {.ack = kServer + 3 * kMss,
                     .window = 150,
                     .options = OptionOctets().nop().nop().sack({{kServer + 4 * kMss, kServer + 7 * kMss}, {kServer + 8 * kMss, kServer + 9 * kMss}})});
    return builder;
}

WindowLayout layoutAtEnd(const Trace& trace, Side sender, const QSizeF& size = {1000, 460}, const WindowOptions& options = {})
{
    return layoutWindow(trace, 0, trace.stepCount(0), sender, QRectF(QPointF(), size), QFont(), options);
}

OctetRange rangeAt(const Trace& trace, std::uint32_t step)
{
    return chooseRange(momentAt(trace, 0, step, nullptr).streams[index(Responder)].rangeFacts());
}

QStringList names(const TapeLayout& tape)
{
    QStringList list;
    for (const TapeMarker& marker : tape.markers)
        list.append(marker.name + u'@' + marker.value);
    return list;
}

qsizetype count(const TapeLayout& tape, TapePart part)
{
    return std::count_if(tape.blocks.begin(), tape.blocks.end(), [part](const TapeBlock& block) { return block.part == part; });
}

} // namespace

class TestWindowLayout : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void sentences_data();
    void sentences();
    void markersAtTheSamePlaceShareOne();
    void markersSayWhereTheWindowEndsThoughOutside();
    void blocksAreToScale();
    void receiverShowsHeldAndMissing();
    void nothingMayBeSentAfterTheFin();
    void titlesSayWhatIsAssumed();
    void unknownWindowHasNoFrame();
    void zeroWindowIsAFrameWithoutWidth();
    void anEndWithoutAConnectionHasNoMarks_data();
    void anEndWithoutAConnectionHasNoMarks();
    void theEndSaysWhatWasLeft_data();
    void theEndSaysWhatWasLeft();
    void aWindowOfUnknownScaleIsAtLeastSoLarge();
    void aFewOctetsAndALossTellNothingOfCwnd();
    void aRecordingGuessesAtTheReceiver();
    void rangeStandsStillWhileTheWindowSlides();
    void rangeHoldsTheFlight_data();
    void rangeHoldsTheFlight();
    void thousandsOfSegmentsBecomeAFewBlocks();
    void textsDoNotOverlap_data();
    void textsDoNotOverlap();
    void squaresAreSegmentsOrK_data();
    void squaresAreSegmentsOrK();
    void squaresAreNumberedFromOne();
    void aMomentBetweenTwoSlides();
    void hoveredSegmentIsMarkedOnBothTapes();
    void paintsTheSameAgain();
};

void TestWindowLayout::sentences_data()
{
    QTest::addColumn<TraceBuilder>("builder");
    QTest::addColumn<Side>("sender");
    QTest::addColumn<QString>("expected");
    QTest::newRow("before anything") << TraceBuilder().connection() << Initiator
                                     << u"In CLOSED an end keeps neither numbers nor windows, and sends nothing again (RFC 9293, 3.3.2)."_s;
    QTest::newRow("a SYN is no octet") << opening() << Initiator
                                       << u"The SYN is in flight; the window is not known: the receiver has said nothing yet."_s;
    QTest::newRow("nothing sent") << opened() << Responder << u"Nothing is in flight; the receiver has room for 64,256 octets more."_s;
    QTest::newRow("one segment") << opened().segment(Responder, Ack, {.text = 1}) << Responder
                                 << u"1 segment, 1 octet in flight; the receiver has room for 64,255 octets more."_s;
    QTest::newRow("three segments") << sent(3) << Responder << u"3 segments, 4,380 octets in flight; the receiver has room for 59,876 octets more."_s;
    QTest::newRow("one octet of room") << opened().segment(Responder, Ack, {.text = 64255}) << Responder
                                       << u"1 segment, 64,255 octets in flight; the receiver has room for 1 octet more."_s;
    QTest::newRow("a full window") << opened().segment(Responder, Ack, {.text = 64256}) << Responder
                                   << u"1 segment, 64,256 octets in flight; the window is full: nothing more may be sent until something is acknowledged."_s;
    QTest::newRow("a closed window") << sent(1).segment(Initiator, Ack, {.window = 0}) << Responder
                                     << u"Nothing is in flight; the window is closed: nothing may be sent until the receiver opens it."_s;
    QTest::newRow("a window that shrank") << sent(2).segment(Initiator, Ack, {.ack = kServer, .window = 10}) << Responder
                                          << u"2 segments, 2,920 octets in flight; 1,640 octets lie beyond the window."_s;
    QTest::newRow("a retransmission") << sent(2).segment(Responder, Ack, {.seq = kServer, .text = kMss}) << Responder
                                      << u"2 segments, 2,920 octets in flight (1 sent again); the receiver has room for 61,336 octets more."_s;
    QTest::newRow("a FIN with text") << opened().segment(Responder, Fin | Ack, {.text = 5}) << Responder
                                     << u"1 segment, 5 octets in flight (with the FIN); after its FIN the sender has nothing more to send."_s;
    QTest::newRow("octets the capture missed") << opened().segment(Responder, Ack, {.seq = kServer + 100, .text = 50}) << Responder
                                               << u"1 segment, 150 octets in flight (100 octets not captured); the receiver has room for 64,106 octets more."_s;
    QTest::newRow("a window of unknown scale") << midstream(100, 40) << Initiator
                                               << u"1 segment, 40 octets in flight; the receiver has room for at least 60 octets more. The window scale was not captured, so the window may be larger."_s;
    QTest::newRow("more in flight than a window of unknown scale says")
        << midstream(100, 40).segment(Initiator, Ack, {.text = 140}) << Initiator
        << u"2 segments, 180 octets in flight; whether the receiver has room for more is not known. The window scale was not captured, so the window may be larger."_s;
    QTest::newRow("a receiver that has gone") << sent(2).segment(Initiator, Rst).step(Initiator, tcp::Event::Abort, tcp::State::Closed) << Responder
                                              << u"2 segments, 2,920 octets in flight; the receiver has no connection any more."_s;
    QTest::newRow("a sender that has gone") << sent(2).segment(Responder, Rst).step(Responder, tcp::Event::Abort, tcp::State::Closed) << Responder
                                            << u"In CLOSED an end keeps neither numbers nor windows, and sends nothing again (RFC 9293, 3.3.2)."_s;
}

void TestWindowLayout::sentences()
{
    QFETCH(TraceBuilder, builder);
    QFETCH(Side, sender);
    QFETCH(QString, expected);
    QCOMPARE(layoutAtEnd(builder.build(), sender).sentence, expected);
}

void TestWindowLayout::markersAtTheSamePlaceShareOne()
{
    const Trace trace = sent(2).segment(Initiator, Ack, {.window = 0}).build();
    const WindowLayout layout = layoutAtEnd(trace, Responder);
    QCOMPARE(names(layout.sender), (QStringList{u"SND.UNA = SND.NXT = SND.UNA+SND.WND@2,921"_s, u"cwnd ≥ 2,920@5,841"_s}));
    QCOMPARE(names(layout.receiver), QStringList{u"RCV.NXT = RCV.NXT+RCV.WND@2,921"_s});
}

void TestWindowLayout::markersSayWhereTheWindowEndsThoughOutside()
{
    const WindowLayout layout = layoutAtEnd(sent(2).build(), Responder);
    QCOMPARE(names(layout.sender), (QStringList{u"SND.UNA@1"_s, u"SND.NXT@2,921"_s, u"cwnd ≥ 2,920@2,921"_s, u"SND.UNA+SND.WND@64,257 →"_s}));
    QVERIFY(layout.sender.markers.back().outside);
    QVERIFY(layout.sender.windowRunsOn);
}

void TestWindowLayout::blocksAreToScale()
{
    const WindowLayout layout = layoutAtEnd(sent(10).build(), Responder);
    const qreal perOctet = layout.sender.tape.width() / qreal(layout.range.span);
    int segment = 0;
    for (const TapeBlock& block : layout.sender.blocks) {
        if (block.part != TapePart::InFlight)
            continue;
        QCOMPARE(block.segments, 1u);
        QVERIFY(std::abs(block.rect.width() - kMss * perOctet) < 0.01);
        QVERIFY(std::abs(block.rect.left() - layout.sender.tape.left() - (1 + segment * kMss) * perOctet) < 0.01);
        ++segment;
    }
    QCOMPARE(segment, 10);
    QCOMPARE(layout.receiver.tape.left(), layout.sender.tape.left()); // one axis for both
    QCOMPARE(layout.receiver.tape.width(), layout.sender.tape.width());
}

void TestWindowLayout::receiverShowsHeldAndMissing()
{
    const WindowLayout layout = layoutAtEnd(withGaps().build(), Responder);
    QCOMPARE(count(layout.receiver, TapePart::Missing), 2);
    QCOMPARE(count(layout.receiver, TapePart::Held), 2);
    QCOMPARE(count(layout.receiver, TapePart::Expected), 1);
    QCOMPARE(count(layout.receiver, TapePart::Room), 1);
    QCOMPARE(std::count_if(layout.sender.blocks.begin(), layout.sender.blocks.end(), [](const TapeBlock& b) { return b.sacked; }), 4);
    // The pieces of a tape lie side by side.
    for (std::size_t i = 1; i < layout.receiver.blocks.size(); ++i)
        QVERIFY(layout.receiver.blocks[i].rect.left() >= layout.receiver.blocks[i - 1].rect.right() - 0.01);
}

void TestWindowLayout::nothingMayBeSentAfterTheFin()
{
    const auto usable = [](const Trace& trace) {
        const WindowLayout layout = layoutAtEnd(trace, Responder);
        const auto& blocks = layout.sender.blocks;
        return std::find_if(blocks.begin(), blocks.end(), [](const TapeBlock& block) { return block.part == TapePart::Usable; })->text;
    };
    QCOMPARE(usable(sent(2).build()), u"may be sent: 61,336"_s);
    QCOMPARE(usable(sent(2).segment(Responder, Fin | Ack).build()), u"free, but nothing follows the FIN"_s);
}

void TestWindowLayout::titlesSayWhatIsAssumed()
{
    const WindowLayout layout = layoutAtEnd(opened().build(), Initiator);
    QCOMPARE(layout.sender.title, u"Sender: Initiator 10.0.0.1:40000, ESTABLISHED"_s);
    QCOMPARE(layout.receiver.title, u"Receiver: Responder 10.0.0.2:80, ESTABLISHED (assumed)"_s);
}

void TestWindowLayout::unknownWindowHasNoFrame()
{
    const WindowLayout layout = layoutAtEnd(opening().build(), Initiator);
    QVERIFY(!layout.sender.window);
    QVERIFY(!layout.receiver.window);
    QCOMPARE(names(layout.sender), (QStringList{u"SND.UNA@0"_s, u"SND.NXT@1"_s}));
}

void TestWindowLayout::zeroWindowIsAFrameWithoutWidth()
{
    const WindowLayout layout = layoutAtEnd(sent(2).segment(Initiator, Ack, {.window = 0}).build(), Responder);
    QVERIFY(layout.sender.window);
    QCOMPARE(layout.sender.window->width(), 0.0);
    QCOMPARE(count(layout.sender, TapePart::Usable), 0);
}

void TestWindowLayout::anEndWithoutAConnectionHasNoMarks_data()
{
    QTest::addColumn<TraceBuilder>("builder");
    QTest::addColumn<Side>("sender");
    QTest::addColumn<bool>("senderHasMarks");
    QTest::addColumn<bool>("receiverHasMarks");
    using tcp::Event, tcp::State;
    QTest::newRow("both ESTABLISHED") << sent(2) << Responder << true << true;
    QTest::newRow("before anything") << TraceBuilder().connection() << Initiator << false << false;
    QTest::newRow("a SYN that has not arrived") << opening() << Initiator << true << false;
    QTest::newRow("the sender has aborted") << sent(2).segment(Responder, Rst).step(Responder, Event::Abort, State::Closed) << Responder << false << true;
    QTest::newRow("the receiver has aborted") << sent(2).segment(Initiator, Rst).step(Initiator, Event::Abort, State::Closed) << Responder << true << false;
    QTest::newRow("the sender's timer gave up") << sent(2).timeout(Responder).step(Responder, Event::UserTimeout, State::Closed) << Responder << false << true;
    QTest::newRow("a LISTEN returned to")
        << opening().segment(Responder, Syn | Ack).step(Responder, Event::PassiveOpen, State::Listen).step(Responder, Event::RcvSyn, State::SynReceived)
               .segment(Initiator, Rst).step(Responder, Event::RcvRst, State::Listen) << Responder << false << true;
    QTest::newRow("TIME-WAIT is over") << sent(2).segment(Initiator, Ack).close() << Responder << false << false;
}

void TestWindowLayout::anEndWithoutAConnectionHasNoMarks()
{
    QFETCH(TraceBuilder, builder);
    QFETCH(Side, sender);
    QFETCH(bool, senderHasMarks);
    QFETCH(bool, receiverHasMarks);
    const WindowLayout layout = layoutAtEnd(builder.build(), sender);
    QCOMPARE(!layout.sender.markers.empty(), senderHasMarks);
    QCOMPARE(!layout.receiver.markers.empty(), receiverHasMarks);
    QVERIFY(senderHasMarks || !layout.sender.window);
    QVERIFY(receiverHasMarks || !layout.receiver.window);
    for (TapePart part : {TapePart::Usable, TapePart::BeyondCwnd, TapePart::Beyond, TapePart::InFlight})
        QVERIFY(senderHasMarks || count(layout.sender, part) == 0);
    for (TapePart part : {TapePart::Room, TapePart::Beyond, TapePart::Waiting})
        QVERIFY(receiverHasMarks || count(layout.receiver, part) == 0);
}

void TestWindowLayout::theEndSaysWhatWasLeft_data()
{
    QTest::addColumn<TraceBuilder>("builder");
    QTest::addColumn<QString>("expected");
    using tcp::Event, tcp::State;
    const auto gone = [](TraceBuilder builder) { return builder.timeout(Responder).step(Responder, Event::UserTimeout, State::Closed); };
    QTest::newRow("nothing was ever sent") << TraceBuilder().connection() << u"There is no connection."_s;
    QTest::newRow("all was acknowledged") << gone(sent(2).segment(Initiator, Ack)) << u"There is no connection any more: all that was sent has been acknowledged."_s;
    QTest::newRow("a SYN,ACK was not") << gone(opening().segment(Responder, Syn | Ack)) << u"There is no connection: it was never established."_s;
    QTest::newRow("one octet was not") << gone(opened().segment(Responder, Ack, {.text = 1})) << u"There is no connection any more: 1 octet was never acknowledged."_s;
    QTest::newRow("two segments were not") << gone(sent(2)) << u"There is no connection any more: 2,920 octets were never acknowledged."_s;
    QTest::newRow("a FIN was not") << gone(opened().segment(Responder, Fin | Ack)) << u"There is no connection any more: the FIN was never acknowledged."_s;
}

void TestWindowLayout::theEndSaysWhatWasLeft()
{
    QFETCH(TraceBuilder, builder);
    QFETCH(QString, expected);
    QCOMPARE(layoutAtEnd(builder.build(), Responder).limit, expected);
}

void TestWindowLayout::aWindowOfUnknownScaleIsAtLeastSoLarge()
{
    const WindowLayout layout = layoutAtEnd(midstream(100, 40).build(), Initiator);
    QCOMPARE(layout.sender.markers.back().name, u"SND.UNA+SND.WND ≥"_s);
    QCOMPARE(layout.receiver.markers.back().name, u"RCV.NXT+RCV.WND ≥"_s);
    QVERIFY(layout.sender.markers.back().isEstimate && layout.receiver.markers.back().isEstimate);
    QVERIFY(layout.sender.windowRunsOn && layout.receiver.windowRunsOn);
    QCOMPARE(count(layout.sender, TapePart::Beyond) + count(layout.receiver, TapePart::Beyond), 0); // nothing is known to be forbidden
    QCOMPARE(count(layout.sender, TapePart::Blank), 1);
    // A handshake in the capture tells the scale.
    const WindowLayout known = layoutAtEnd(sent(2).segment(Initiator, Ack, {.ack = kServer, .window = 20}).build(), Responder);
    QVERIFY(!known.sender.windowRunsOn);
    QCOMPARE(count(known.sender, TapePart::Beyond), 1);
}

void TestWindowLayout::aFewOctetsAndALossTellNothingOfCwnd()
{
    const WindowLayout layout = layoutAtEnd(midstream(1000, 25).build(), Initiator);
    for (const TapeMarker& marker : layout.sender.markers)
        QVERIFY2(!marker.crosses, qPrintable(marker.name));
    QCOMPARE(layout.limit, u"Perhaps the application has nothing more to send, or Nagle's rule holds it back: the last segment was a small one."_s);
    for (const TapeMarker& marker : layoutAtEnd(withGaps().build(), Responder).sender.markers) // cut since by the loss
        QVERIFY2(!marker.crosses, qPrintable(marker.name));
    QCOMPARE(momentAt(midstream(1000, 25).build(), 0, 2, nullptr).streams[0].mss, 536u);
    QCOMPARE(momentAt(midstream(9000, 1400).build(), 0, 2, nullptr).streams[0].mss, 1400u);
}

void TestWindowLayout::aRecordingGuessesAtTheReceiver()
{
    const WindowLayout layout = layoutAtEnd(sent(3).build(), Responder);
    const auto& blocks = layout.receiver.blocks;
    const auto expected = std::find_if(blocks.begin(), blocks.end(), [](const TapeBlock& block) { return block.part == TapePart::Expected; });
    QVERIFY(expected != blocks.end());
    QVERIFY2(expected->text == u"not known to have arrived" || expected->text == u"not known", qPrintable(expected->text));
    QVERIFY(layout.receiver.windowIsEstimate && !layout.sender.windowIsEstimate);
    for (const TapeMarker& marker : layout.receiver.markers)
        QVERIFY2(marker.isEstimate, qPrintable(marker.name));
}

void TestWindowLayout::rangeStandsStillWhileTheWindowSlides()
{
    TraceBuilder builder = sent(10);
    for (int i = 0; i < 200; ++i) {
        builder.segment(Initiator, Ack, {.ack = kServer + std::uint32_t(i + 1) * kMss, .window = 502});
        builder.segment(Responder, Ack, {.text = kMss});
    }
    const Trace trace = builder.build();
    int moves = 0;
    OctetRange range = rangeAt(trace, 13);
    for (std::uint32_t step = 14; step <= trace.stepCount(0); ++step) {
        const OctetRange next = rangeAt(trace, step);
        QCOMPARE(next.span, range.span);
        QVERIFY(next.begin >= range.begin);
        moves += next.begin != range.begin ? 1 : 0;
        range = next;
    }
    // 292,000 octets went by, a tenth of the picture (some 60,000 octets) at a time.
    QVERIFY2(moves > 20 && moves < 80, qPrintable(QString::number(moves)));
}

void TestWindowLayout::rangeHoldsTheFlight_data()
{
    QTest::addColumn<quint64>("una");
    QTest::addColumn<quint64>("flight");
    QTest::addColumn<quint32>("window");
    for (quint64 una : {0ull, 1ull, 99'999ull, 5'000'000'000ull}) {
        for (quint64 flight : {0ull, 1ull, 1460ull, 14'600ull, 8'000'000ull}) {
            for (quint32 window : {0u, 1u, 64'256u, 1'073'725'440u})
                QTest::addRow("una %llu, flight %llu, window %u", una, flight, window) << una << flight << window;
        }
    }
}

void TestWindowLayout::rangeHoldsTheFlight()
{
    QFETCH(quint64, una);
    QFETCH(quint64, flight);
    QFETCH(quint32, window);
    const OctetRange range = chooseRange(RangeFacts{una, flight, window, kMss});
    QVERIFY(range.span >= 10);
    QVERIFY(range.begin <= una);
    QVERIFY(una + flight <= range.end());
    if (flight > 10) // and makes it large enough to see
        QVERIFY(range.span <= flight * 8);
}

void TestWindowLayout::thousandsOfSegmentsBecomeAFewBlocks()
{
    TraceBuilder builder = opened();
    for (int i = 0; i < 20'000; ++i)
        builder.segment(Responder, Ack, {.text = 100, .window = 509});
    const WindowLayout layout = layoutAtEnd(builder.build(), Responder);
    std::uint64_t segments = 0;
    for (const TapeBlock& block : layout.sender.blocks)
        segments += block.segments;
    QCOMPARE(segments, 20'000u);
    QVERIFY(qreal(layout.sender.blocks.size()) < layout.sender.tape.width());
}

void TestWindowLayout::textsDoNotOverlap_data()
{
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("style");
    QTest::addColumn<bool>("both");
    for (qreal width : {leastWindowWidth(QFont()), 545.0, 1000.0, 2400.0}) {
        for (int kind = 0; kind < 8; ++kind) {
            for (int style : {0, 1}) {
                for (bool both : {false, true}) {
                    const qreal height = comfortableWindowHeight(QFont(), width, {WindowStyle(style), both, nullptr, std::nullopt});
                    QTest::addRow("%g wide, picture %d, %s, %s", width, kind, style ? "squares" : "tape", both ? "both" : "one")
                        << QSizeF(width, height) << kind << style << both;
                }
            }
        }
    }
}

void TestWindowLayout::textsDoNotOverlap()
{
    QFETCH(QSizeF, size);
    QFETCH(int, kind);
    QFETCH(int, style);
    QFETCH(bool, both);
    const TraceBuilder builders[] = {TraceBuilder().connection(), opened(), sent(1), withGaps(), sent(3).segment(Initiator, Ack, {.window = 0}),
                                     midstream(100, 40), sent(3).segment(Responder, Rst).step(Responder, tcp::Event::Abort, tcp::State::Closed), opening()};
    const Trace trace = builders[kind].build();
    const QRectF area(QPointF(), size);
    const WindowOptions options{WindowStyle(style), both, nullptr, std::nullopt};
    const WindowPicture picture = layoutPicture(trace, 0, momentAt(trace, 0, trace.stepCount(0), nullptr), Responder, area, QFont(), options);
    QCOMPARE(picture.directions.size(), both ? 2u : 1u);
    std::vector<QRectF> texts;
    for (const WindowLayout& layout : picture.directions) {
        texts.insert(texts.end(), {layout.sender.titleRect, layout.receiver.titleRect, layout.limitRect, layout.sentenceRect, layout.sender.tape, layout.receiver.tape});
        for (const TapeLayout* tape : {&layout.sender, &layout.receiver}) {
            for (const TapeMarker& marker : tape->markers)
                texts.push_back(marker.label);
        }
        for (const WindowTick& tick : layout.ticks)
            texts.push_back(tick.label);
        const QRectF needed = QFontMetricsF(QFont()).boundingRect(layout.sentenceRect, Qt::TextWordWrap, layout.sentence);
        QVERIFY2(needed.height() <= layout.sentenceRect.height() + 0.5, qPrintable(layout.sentence));
    }
    for (const WindowLegendEntry& entry : picture.legend)
        texts.push_back(entry.label);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        QVERIFY2(area.contains(texts[i]), qPrintable(u"text %1 leaves the picture"_s.arg(i)));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY2(!texts[i].intersects(texts[j]), qPrintable(u"texts %1 and %2 overlap"_s.arg(i).arg(j)));
    }
}

void TestWindowLayout::squaresAreSegmentsOrK_data()
{
    QTest::addColumn<quint64>("flight");
    QTest::addColumn<quint32>("window");
    QTest::addColumn<quint32>("mss");
    QTest::addColumn<quint64>("unit");
    QTest::newRow("six segments in a window of 6 K") << quint64(6144) << 6144u << 1024u << quint64(1024);
    QTest::newRow("a flight of 30 segments in a window of 64 K") << quint64(43800) << 65535u << 1460u << quint64(1460);
    QTest::newRow("a full window of 20 segments") << quint64(29200) << 29200u << 1460u << quint64(1460);
    QTest::newRow("a flight of 60 segments") << quint64(87600) << 87600u << 1460u << quint64(2920);
    QTest::newRow("a large flight") << quint64(8'000'000) << 8'000'000u << 1460u << quint64(262144);
    QTest::newRow("a few octets") << quint64(40) << 65535u << 1460u << quint64(64);
}

void TestWindowLayout::squaresAreSegmentsOrK()
{
    QFETCH(quint64, flight);
    QFETCH(quint32, window);
    QFETCH(quint32, mss);
    QFETCH(quint64, unit);
    const RangeFacts facts{10 * flight + 1, flight, window, mss};
    const SquareGrid grid = chooseSquares(facts, 60);
    QVERIFY2(grid.count >= 20 && grid.count <= 60, qPrintable(QString::number(grid.count)));
    const OctetRange range = chooseRange(facts, grid);
    QCOMPARE((range.begin - 1) % grid.unit, 0u); // whole squares
    QVERIFY(range.begin <= facts.una && facts.una + flight <= range.end());
    QCOMPARE(grid.unit, unit);
}

void TestWindowLayout::squaresAreNumberedFromOne()
{
    const WindowLayout layout = layoutAtEnd(sent(10).build(), Responder, {1000, 460}, {WindowStyle::Squares, false, nullptr, std::nullopt});
    QCOMPARE(layout.unit, u"1 square: 1,460 octets, a full segment"_s);
    QCOMPARE(layout.sender.squares.size(), std::size_t(layout.grid.count));
    QCOMPARE(layout.sender.squares.front().number, u"1"_s);
    QCOMPARE(layout.sender.squares.back().number, QString::number(layout.grid.count));
    QVERIFY(layout.ticks.empty());
    int segment = 0;
    for (const TapeBlock& block : layout.sender.blocks) { // each segment fills its square
        if (block.part != TapePart::InFlight)
            continue;
        QVERIFY(std::abs(block.rect.left() - layout.sender.squares[std::size_t(segment)].rect.left()) < 0.01);
        ++segment;
    }
    QCOMPARE(segment, 10);
}

void TestWindowLayout::aMomentBetweenTwoSlides()
{
    const Trace trace = sent(10).segment(Initiator, Ack, {.ack = kServer + 4 * kMss, .window = 509}).build();
    const std::uint32_t last = trace.stepCount(0);
    const WindowMoment from = momentAt(trace, 0, last - 1, nullptr);
    const WindowMoment to = momentAt(trace, 0, last, nullptr);
    for (bool isBack : {false, true}) {
        const StreamMoment half = (isBack ? between(to, from, 0.5) : between(from, to, 0.5)).streams[index(Responder)];
        QCOMPARE(half.stream.una, 1u + 2 * kMss);
        QCOMPARE(half.stream.nxt, 1u + 10 * kMss);
        QCOMPARE(half.stream.flying.size(), 8u); // those that the edge has not passed
        QCOMPARE(half.stream.flying.front().begin, half.stream.una);
        QVERIFY(half.motion);
    }
    QCOMPARE(between(from, to, 1.0).streams[index(Responder)].stream.flying.size(), 6u);
}

void TestWindowLayout::hoveredSegmentIsMarkedOnBothTapes()
{
    const Trace trace = sent(3).build();
    const RecordNumber second = trace.connection(0).records[trace.stepCount(0) - 2];
    const WindowLayout layout = layoutAtEnd(trace, Responder, {1000, 460}, {WindowStyle::Tape, false, nullptr, second});
    QVERIFY(layout.sender.hovered && layout.receiver.hovered);
    const StreamMoment moment = momentAt(trace, 0, trace.stepCount(0), nullptr).streams[index(Responder)];
    QCOMPARE(recordAt(layout, moment, layout.sender.hovered->center()), std::optional(second));
    QCOMPARE(recordAt(layout, moment, layout.receiver.hovered->center()), std::optional(second));
    QCOMPARE(recordAt(layout, moment, layout.sender.titleRect.center()), std::nullopt);
    // An ACK is marked where it acknowledges.
    const WindowLayout ack = layoutAtEnd(trace, Responder, {1000, 460}, {WindowStyle::Tape, false, nullptr, trace.connection(0).records[2]});
    QVERIFY(!ack.sender.hovered && ack.sender.hoveredAck);
}

void TestWindowLayout::paintsTheSameAgain()
{
    // Stepping back is exact: the picture does not depend on how one got there.
    const Trace trace = withGaps().close().build();
    const auto picture = [&](std::uint32_t step) {
        QImage image(800, 420, QImage::Format_RGB32);
        QPainter painter(&image);
        paintWindow(painter, image.rect(), trace, 0, step, Responder, Theme::light(), QFont());
        return image;
    };
    QList<QImage> forward;
    for (std::uint32_t step = 0; step <= trace.stepCount(0); ++step)
        forward.append(picture(step));
    QVERIFY(forward[5] != forward[6]);
    for (std::uint32_t step = trace.stepCount(0) + 1; step-- > 0;)
        QCOMPARE(picture(step), forward[step]);
}

QTEST_MAIN(TestWindowLayout)
#include "tst_window_layout.moc"
