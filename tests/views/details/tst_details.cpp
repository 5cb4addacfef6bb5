#include "tests/support/trace_builder.h"

#include "views/details/details_text.h"
#include "views/details/details_view.h"
#include "views/details/header_layout.h"
#include "views/details/why_unchanged.h"

#include <QFontMetricsF>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QTest>

#include <algorithm>

using enum tcp::Flag;
using namespace Qt::StringLiterals;

class TestDetails : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void fieldsTileTheGrid_data();
    void fieldsTileTheGrid();
    void fieldsSayWhatTheSegmentSays();
    void dataOffsetCountsTheOptions_data();
    void dataOffsetCountsTheOptions();
    void flagsStandAtTheirBits();
    void optionsOneALine();
    void everyStepHasItsRow();
    void saysWhyTheStateChanged();
    void saysThatItStays();
    void saysWhyItStays_data();
    void saysWhyItStays();
    void saysWhatWasTakenBack();
    void noticesAWrongChecksum();
    void viewFollowsThePlayhead();
    void viewShowsRecordsThatAreNoSegments();
    void aHiddenViewForgetsTheRecordOfAnEarlierTrace();
    void whatIsOutOfSightIsCaughtUpWith();
};

namespace {

Trace rich()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Side::Initiator, Psh | Ack | Urg,
                    {.text = 1460,
                     .window = 502,
                     .options = OptionOctets().nop().nop().sack({{8001, 8101}, {8201, 8301}}),
                     .checksum = ChecksumState::Wrong,
                     .checksumField = 0xBEEF,
                     .urgentPointer = 12});
    builder.close();
    return builder.build();
}

const HeaderField& field(const HeaderLayout& layout, const QString& name)
{
    return *std::find_if(layout.fields.begin(), layout.fields.end(), [&](const HeaderField& f) { return f.name == name; });
}

HeaderLayout headerOf(const Trace& trace, RecordNumber record, qreal width = 640)
{
    return layoutHeader(trace, trace.record(record), width, QFont());
}

} // namespace

void TestDetails::fieldsTileTheGrid_data()
{
    QTest::addColumn<RecordNumber>("record");
    const Trace trace = rich();
    for (RecordNumber record = 0; record < trace.recordCount(); ++record)
        QTest::addRow("record %u", record) << record;
}

void TestDetails::fieldsTileTheGrid()
{
    QFETCH(RecordNumber, record);
    const Trace trace = rich();
    const HeaderLayout layout = headerOf(trace, record);
    QCOMPARE(layout.bitNumbers.size(), 32u);
    qreal covered = 0;
    for (std::size_t i = 0; i < layout.fields.size(); ++i) {
        const QRectF& rect = layout.fields[i].rect;
        covered += rect.width() * rect.height();
        QVERIFY(layout.grid.adjusted(-0.01, -0.01, 0.01, 0.01).contains(rect));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!layout.fields[j].rect.adjusted(0.01, 0.01, -0.01, -0.01).intersects(rect));
    }
    QVERIFY(std::abs(covered - layout.grid.width() * layout.grid.height()) < 1.0);
}

void TestDetails::fieldsSayWhatTheSegmentSays()
{
    const Trace trace = rich();
    const HeaderLayout layout = headerOf(trace, 3);
    QCOMPARE(field(layout, u"Source port"_s).value, u"40000"_s);
    QCOMPARE(field(layout, u"Destination port"_s).value, u"80"_s);
    QCOMPARE(field(layout, u"Sequence number"_s).value, u"1   (on the wire 1001)"_s);
    QCOMPARE(field(layout, u"Acknowledgment number"_s).value, u"1   (on the wire 8001)"_s);
    QCOMPARE(field(layout, u"Window"_s).value, u"502 × 128 = 64,256"_s);
    QCOMPARE(field(layout, u"Checksum"_s).value, u"0xbeef  (wrong)"_s);
    QCOMPARE(field(layout, u"Urgent pointer"_s).value, u"12"_s);
    QCOMPARE(field(layout, u"Data"_s).value, u"1,460 octets"_s);
    QVERIFY(!field(layout, u"Urgent pointer"_s).isMuted);
    const HeaderLayout syn = headerOf(trace, 0);
    QCOMPARE(field(syn, u"Window"_s).value, u"64,240"_s);
    QVERIFY(field(syn, u"Acknowledgment number"_s).isMuted);
    QVERIFY(field(syn, u"Urgent pointer"_s).isMuted);
}

void TestDetails::dataOffsetCountsTheOptions_data()
{
    QTest::addColumn<OptionOctets>("options");
    QTest::addColumn<QString>("expected");
    QTest::newRow("no options: 20 octets") << OptionOctets() << u"5"_s;
    QTest::newRow("the usual timestamp, which the record holds itself") << OptionOctets().nop().nop().timestamps(1, 2) << u"8"_s;
    QTest::newRow("MSS alone") << OptionOctets().mss(1460) << u"6"_s;
    QTest::newRow("padding fills the last word") << OptionOctets().windowScale(7) << u"6"_s;
    QTest::newRow("as long as it gets") << OptionOctets().timestamps(1, 2).sack({{1, 2}, {3, 4}, {5, 6}}).nop().nop().nop().nop() << u"15"_s;
}

void TestDetails::dataOffsetCountsTheOptions()
{
    QFETCH(OptionOctets, options);
    QFETCH(QString, expected);
    const Trace trace = TraceBuilder().connection().segment(Side::Initiator, Ack, {.options = options}).build();
    QCOMPARE(field(headerOf(trace, 0), u"Data offset"_s).value, expected);
}

void TestDetails::flagsStandAtTheirBits()
{
    const Trace trace = rich();
    const HeaderLayout layout = headerOf(trace, 3, 320);
    const QStringList names = {u"AE"_s, u"CWR"_s, u"ECE"_s, u"URG"_s, u"ACK"_s, u"PSH"_s, u"RST"_s, u"SYN"_s, u"FIN"_s};
    for (qsizetype i = 0; i < names.size(); ++i) {
        const HeaderField& flag = field(layout, names[i]);
        QVERIFY(flag.isFlag);
        QCOMPARE(flag.rect.left(), 10.0 * qreal(7 + i)); // bits 7 to 15 of that word, 10 pixels each
        QCOMPARE(flag.isSet, names[i] == u"URG"_s || names[i] == u"ACK"_s || names[i] == u"PSH"_s);
    }
}

void TestDetails::optionsOneALine()
{
    const Trace trace = rich();
    QCOMPARE(describeOptions(trace, trace.record(0)), (QStringList{u"Maximum segment size: 1,460 octets"_s, u"Window scale: shift by 7, that is × 128"_s,
                                                                   u"SACK permitted"_s, u"Timestamps: value 1, echo 0"_s}));
    QCOMPARE(describeOptions(trace, trace.record(2)), QStringList{u"Timestamps: value 41, echo 500"_s});
    QCOMPARE(describeOptions(trace, trace.record(3)), QStringList{u"SACK: received 1–101, 201–301"_s});
    QVERIFY(describeOptions(trace, trace.record(4)).isEmpty());
}

void TestDetails::everyStepHasItsRow()
{
    const Trace trace = rich();
    const auto& transitions = trace.connection(0).transitions;
    QVERIFY(transitions.size() > 8);
    for (const TransitionRecord& step : transitions) {
        const tcp::Transition* row = rowOf(step);
        QVERIFY(row);
        QVERIFY(row->from.contains(step.from));
        QVERIFY(row->to.value_or(step.from) == step.to);
    }
    QVERIFY(!rowOf({0, 0, Side::Initiator, tcp::State::Listen, tcp::State::TimeWait, tcp::Event::RcvFin, Certainty::Proven}));
}

void TestDetails::saysWhyTheStateChanged()
{
    const Trace trace = rich();
    const QString text = describeStateChanges(trace, 0, 2);
    QVERIFY(text.contains(u"SYN-SENT → ESTABLISHED"_s));
    QVERIFY(text.contains(u"CLOSED → LISTEN"_s));
    QVERIFY(text.contains(u"LISTEN → SYN-RECEIVED"_s));
    QVERIFY(text.contains(u"3.10.7.2"_s));
    QVERIFY(text.contains(u"assumed"_s, Qt::CaseInsensitive));
}

void TestDetails::saysThatItStays()
{
    const Trace trace = rich();
    const QString text = describeStateChanges(trace, 0, 4);
    QVERIFY(text.contains(u"it only sends text"_s));
    QVERIFY(text.contains(u"text arrives in order"_s));
    QVERIFY(describeStateChanges(trace, 0, 3).contains(u"the state that was assumed is now proven"_s)); // the initiator's own ACK
}

void TestDetails::saysWhyItStays_data()
{
    using tcp::Event, tcp::State;
    constexpr auto I = Side::Initiator, R = Side::Responder;
    QTest::addColumn<TraceBuilder>("builder");
    QTest::addColumn<int>("side");
    QTest::addColumn<QString>("why"); // of the last record
    const auto row = [](const char* name, const TraceBuilder& builder, Side side, const QString& why) { QTest::newRow(name) << builder << int(side) << why; };
    TraceBuilder open;
    open.connection().handshake();
    const auto with = [&open](auto add) {
        TraceBuilder builder = open;
        add(builder);
        return builder;
    };
    row("the sender of an ACK", with([&](auto& b) { b.segment(I, Ack); }), I, u"only sends an ACK"_s);
    row("the sender of text", with([&](auto& b) { b.segment(I, Ack, {.text = 9}); }), I, u"only sends text"_s);
    row("text in order", with([&](auto& b) { b.segment(I, Ack, {.text = 9}).segment(I, Ack, {.text = 9}); }), R, u"arrives in order"_s);
    row("text behind a gap", with([&](auto& b) { b.segment(I, Ack, {.seq = 1501, .text = 9}); }), R, u"text before this one is missing"_s);
    row("a duplicate ACK", with([&](auto& b) { b.segment(R, Ack, {.labels = Label::DuplicateAck}); }), I, u"a duplicate ACK"_s);
    row("an ACK of nothing new", with([&](auto& b) { b.segment(R, Ack); }), I, u"acknowledges nothing new"_s);
    row("an ACK of text", with([&](auto& b) { b.segment(I, Ack, {.text = 9}).segment(R, Ack); }), I, u"acknowledges text"_s);
    const auto again = [&](auto& b) { b.segment(I, Ack, {.text = 9}).segment(I, Ack, {.seq = 1001, .text = 9, .labels = Label::Retransmission}); };
    row("the sender of a retransmission", with(again), I, u"sends again"_s);
    row("a retransmission", with(again), R, u"once more"_s);
    row("a RST at no expected number", with([&](auto& b) { b.segment(I, Rst, {.seq = 1600}); }), R, u"challenge ACK (RFC 5961)"_s);
    row("a RST before the window", with([&](auto& b) { b.segment(I, Rst, {.seq = 500}); }), R, u"outside what this end expects"_s);
    row("a SYN in a connection", with([&](auto& b) { b.segment(I, Syn, {.seq = 1000}); }), R, u"a SYN inside a connection"_s);
    row("a FIN behind a gap", with([&](auto& b) { b.segment(I, Fin | Ack, {.seq = 1501}); }), R, u"the FIN is held"_s);
    row("a FIN that has no answer yet", with([&](auto& b) { b.segment(I, Fin | Ack); }), R, u"next acknowledgment will tell"_s);
    row("a FIN in TIME-WAIT", with([&](auto& b) { b.segment(R, Fin | Ack).step(I, Event::RcvFin, State::TimeWait).segment(R, Fin | Ack, {.seq = 8001}); }), I,
        u"2 MSL begin anew"_s);
    row("a segment for a CLOSED end", with([&](auto& b) { b.segment(R, Rst).step(I, Event::RcvRst, State::Closed).segment(R, Ack); }), I,
        u"answered with a RST"_s);
    row("the first text in mid-stream", TraceBuilder().connection(TraceBuilder::address(1, 1), TraceBuilder::address(2, 2), true, State::Established, State::Established).segment(I, Ack, {.text = 9}), R, u"arrives in order"_s);
}

void TestDetails::saysWhyItStays()
{
    QFETCH(TraceBuilder, builder);
    QFETCH(int, side);
    QFETCH(QString, why);
    const Trace trace = builder.build();
    const QString text = whyUnchanged(trace, 0, trace.stepCount(0), Side(side));
    QVERIFY2(text.contains(why), qPrintable(text));
    QVERIFY(text.endsWith(u'.'));
}

void TestDetails::saysWhatWasTakenBack()
{
    TraceBuilder builder;
    builder.connection().handshake();
    builder.segment(Side::Responder, Syn | Ack, {.seq = 8000}).step(Side::Responder, tcp::Event::RcvAckOfSyn, tcp::State::SynReceived, Certainty::Retracted);
    const Trace trace = builder.build();
    const QString text = describeStateChanges(trace, 0, 4);
    QVERIFY(text.contains(u"ESTABLISHED → SYN-RECEIVED"_s));
    QVERIFY(text.contains(u"taken back"_s));
    QVERIFY(text.contains(u"3.10.7.4 #5"_s)); // the row that is taken back
}

void TestDetails::noticesAWrongChecksum()
{
    const Trace trace = rich();
    QVERIFY(describeNotices(trace.record(3)).contains(u"offload"_s));
    QVERIFY(describeNotices(trace.record(2)).isEmpty());
}

void TestDetails::viewFollowsThePlayhead()
{
    Session session;
    DetailsView view(session);
    view.resize(600, 600);
    view.show();
    auto* title = view.findChild<QLabel*>(u"title"_s);
    auto* states = view.findChild<QLabel*>(u"states"_s);
    QCOMPARE(title->text(), u"No connection selected"_s);
    session.open(TraceBuilder().connection().handshake().close().source());
    QTRY_VERIFY(!session.isLoading());
    QVERIFY(title->text().contains(u"Before the first segment"_s));
    QVERIFY(!states->isVisible());
    session.playhead().stepForward();
    QVERIFY(title->text().contains(u"SYN from the initiator"_s));
    QVERIFY(states->isVisible());
    QVERIFY(states->text().contains(u"CLOSED → SYN-SENT"_s));
    session.open(TraceBuilder().source());
    QCOMPARE(title->text(), u"No connection selected"_s);
}

void TestDetails::viewShowsRecordsThatAreNoSegments()
{
    Session session;
    DetailsView view(session);
    view.resize(600, 600);
    view.show();
    session.open(TraceBuilder().connection().handshake().close().source());
    QTRY_VERIFY(!session.isLoading());
    session.playhead().toEnd();
    QVERIFY(view.findChild<QLabel*>(u"title"_s)->text().contains(u"A timer ran out at the initiator"_s));
    QVERIFY(view.findChild<QLabel*>(u"states"_s)->text().contains(u"TIME-WAIT → CLOSED"_s));
    QVERIFY(!view.findChild<QLabel*>(u"options"_s)->isVisible());
}

void TestDetails::aHiddenViewForgetsTheRecordOfAnEarlierTrace()
{
    Session session;
    DetailsView view(session);
    view.resize(600, 600);
    view.show();
    TraceBuilder longer;
    longer.connection().handshake();
    for (int i = 0; i < 20'000; ++i)
        longer.segment(Side::Initiator, Ack, {.text = 100});
    session.open(longer.source());
    QTRY_VERIFY(!session.isLoading());
    session.playhead().toEnd();
    QWidget* header = nullptr;
    for (QWidget* widget : view.findChildren<QWidget*>()) {
        if (widget->accessibleName() == u"TCP header"_s)
            header = widget;
    }
    QVERIFY(header && header->isVisible());
    const int height = header->maximumHeight();
    view.hide();
    session.open(TraceBuilder().connection().handshake().source());
    QFont larger = view.font();
    larger.setPointSize(larger.pointSize() * 2);
    view.setFont(larger);
    QCOMPARE(header->maximumHeight(), height); // there is no record to fit it to
    QTRY_VERIFY(!session.isLoading());
    view.show();
    session.playhead().stepForward();
    QVERIFY(header->maximumHeight() > height);
}

void TestDetails::whatIsOutOfSightIsCaughtUpWith()
{
    Session session;
    QMainWindow window;
    auto* dock = new QDockWidget(&window);
    auto* view = new DetailsView(session, dock);
    dock->setWidget(view);
    auto* front = new QDockWidget(&window);
    front->setWidget(new QWidget);
    window.addDockWidget(Qt::RightDockWidgetArea, dock);
    window.addDockWidget(Qt::RightDockWidgetArea, front);
    window.tabifyDockWidget(dock, front);
    front->raise();
    window.resize(800, 600);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    session.open(TraceBuilder().connection().handshake().source());
    QTRY_VERIFY(!session.isLoading());
    QTRY_VERIFY(view->visibleRegion().isEmpty());
    const auto* title = view->findChild<QLabel*>(u"title"_s);
    session.playhead().stepForward();
    QVERIFY(!title->text().contains(u"SYN from the initiator"_s));
    dock->raise();
    QTRY_VERIFY(title->text().contains(u"SYN from the initiator"_s));
}

QTEST_MAIN(TestDetails)
#include "tst_details.moc"
