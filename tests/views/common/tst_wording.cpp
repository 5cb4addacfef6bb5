#include "views/common/wording.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestWording : public QObject {
    Q_OBJECT

private slots:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void eventsReadAsInTheFigure_data();
    void eventsReadAsInTheFigure();
    void actionsReadAsInTheFigure_data();
    void actionsReadAsInTheFigure();
    void everyNameIsDistinct();
    void everyExplanationIsASentenceThatCitesItsSource();
    void flags_data();
    void flags();
    void durations_data();
    void durations();
    void timestamps_data();
    void timestamps();
    void numbersAreGrouped();
};

void TestWording::eventsReadAsInTheFigure_data()
{
    using tcp::Event;
    QTest::addColumn<tcp::Event>("event");
    QTest::addColumn<QString>("text");
    QTest::newRow("a server's listen") << Event::PassiveOpen << u"passive OPEN"_s;
    QTest::newRow("a client's connect") << Event::ActiveOpen << u"active OPEN"_s;
    QTest::newRow("SEND on a listener") << Event::Send << u"SEND"_s;
    QTest::newRow("the user closes") << Event::Close << u"CLOSE"_s;
    QTest::newRow("a SYN arrives") << Event::RcvSyn << u"rcv SYN"_s;
    QTest::newRow("a SYN,ACK arrives") << Event::RcvSynAck << u"rcv SYN,ACK"_s;
    QTest::newRow("the handshake completes") << Event::RcvAckOfSyn << u"rcv ACK of SYN"_s;
    QTest::newRow("a FIN arrives") << Event::RcvFin << u"rcv FIN"_s;
    QTest::newRow("the FIN is acknowledged") << Event::RcvAckOfFin << u"rcv ACK of FIN"_s;
    QTest::newRow("a reset arrives") << Event::RcvRst << u"rcv RST"_s;
    QTest::newRow("2 MSL have passed") << Event::TimeWaitTimeout << u"timeout = 2 MSL"_s;
}

void TestWording::eventsReadAsInTheFigure()
{
    QFETCH(tcp::Event, event);
    QTEST(wording::eventName(event), "text");
}

void TestWording::actionsReadAsInTheFigure_data()
{
    using tcp::Action;
    QTest::addColumn<tcp::Action>("actions");
    QTest::addColumn<QString>("all");
    QTest::addColumn<QString>("figure");
    QTest::newRow("no action is an x") << Action::None << u"x"_s << u"x"_s;
    QTest::newRow("an active OPEN") << (Action::SendSyn | Action::CreateTcb) << u"create TCB, snd SYN"_s
                                    << u"create TCB, snd SYN"_s;
    QTest::newRow("the figure leaves the notice out")
        << (Action::SendAck | Action::TellClosing) << u"snd ACK, tell user: connection closing"_s << u"snd ACK"_s;
    QTest::newRow("the figure leaves the timer out")
        << (Action::SendAck | Action::StartTimeWait) << u"snd ACK, start 2 MSL timer"_s << u"snd ACK"_s;
    QTest::newRow("only what the figure leaves out") << Action::FlushQueues << u"flush queues"_s << u"x"_s;
}

void TestWording::actionsReadAsInTheFigure()
{
    QFETCH(tcp::Action, actions);
    QTEST(wording::actionNames(actions), "all");
    QTEST(wording::figureActionNames(actions), "figure");
}

void TestWording::everyNameIsDistinct()
{
    QSet<QString> names;
    int count = 0;
    const auto take = [&](const QString& name) {
        QVERIFY(!name.isEmpty());
        names.insert(name);
        ++count;
    };
    for (int i = 0; i < tcp::kStateCount; ++i)
        take(wording::stateName(tcp::State(i)));
    for (int i = 0; i < tcp::kEventCount; ++i)
        take(wording::eventName(tcp::Event(i)));
    for (int i = 0; i < kLabelCount; ++i)
        take(wording::labelName(Label(i)));
    for (int i = 0; i <= int(Certainty::TimedOut); ++i)
        take(wording::certaintyName(Certainty(i)));
    for (Side side : kSides)
        take(wording::sideName(side));
    for (int bit = 0; bit < 14; ++bit)
        take(wording::actionNames(tcp::Action(1u << bit)));
    QCOMPARE(names.size(), count);
}

void TestWording::everyExplanationIsASentenceThatCitesItsSource()
{
    const auto check = [](const QString& text, bool cites) {
        QVERIFY2(text.size() > 20 && text.endsWith(u'.'), qPrintable(text));
        if (cites)
            QVERIFY2(text.contains(QRegularExpression(u"\\(.*3\\.\\d"_s)), qPrintable(text));
    };
    for (int i = 0; i < tcp::kStateCount; ++i)
        check(wording::stateExplanation(tcp::State(i)), true);
    for (int i = 0; i < tcp::kEventCount; ++i)
        check(wording::eventExplanation(tcp::Event(i)), i != int(tcp::Event::Send));
    for (int i = 0; i <= int(Certainty::TimedOut); ++i)
        check(wording::certaintyExplanation(Certainty(i)), false);
    for (int i = 0; i < kLabelCount; ++i)
        check(wording::labelExplanation(Label(i)), false);
    for (int i = 1; i <= int(tcp::Guard::DataToSend); ++i)
        check(wording::guardExplanation(tcp::Guard(i)), false);
    QVERIFY(wording::guardExplanation(tcp::Guard::Always).isEmpty());
}

void TestWording::flags_data()
{
    using tcp::Flag;
    QTest::addColumn<quint32>("bits");
    QTest::addColumn<QString>("text");
    QTest::newRow("the answer to a SYN") << quint32((Flag::Syn | Flag::Ack).bits()) << u"SYN, ACK"_s;
    QTest::newRow("a FIN acknowledges too") << quint32((Flag::Fin | Flag::Ack).bits()) << u"FIN, ACK"_s;
    QTest::newRow("all of them") << 0x1FFu << u"FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE"_s;
    QTest::newRow("none") << 0u << u"no flags"_s;
}

void TestWording::flags()
{
    QFETCH(quint32, bits);
    QTEST(wording::flagNames(tcp::Flags::fromBits(bits)), "text");
}

void TestWording::durations_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, Duration duration, const QString& text) {
        QTest::newRow(name) << qint64(duration.count()) << text;
    };
    row("nothing", 0s, u"0 s"_s);
    row("nanoseconds", 7ns, u"7 ns"_s);
    row("microseconds", 180us, u"180 µs"_s);
    row("trailing zeros go", 1500ms, u"1.5 s"_s);
    row("three digits stay", 20345us, u"20.3 ms"_s);
    row("two digits before the point", 12345ms, u"12.3 s"_s);
    row("rounding up reaches the next unit", 999'960us, u"1 s"_s);
    row("rounding up reaches milliseconds", 999'600ns, u"1 ms"_s);
    row("rounding up within a unit", 9'996us, u"10 ms"_s);
    row("2 MSL", 60s, u"60 s"_s);
    row("below two minutes seconds stay", 119s, u"119 s"_s);
    row("rounding up reaches two minutes", 119'700ms, u"2 min"_s);
    row("minutes", 125s, u"2 min 5 s"_s);
    row("hours", 3h + 7min + 20s, u"3 h 7 min"_s);
    row("whole hours", 5h, u"5 h"_s);
    row("a negative one", -250ms, u"-250 ms"_s);
}

void TestWording::durations()
{
    QFETCH(qint64, nanoseconds);
    QTEST(wording::duration(Duration(nanoseconds)), "text");
}

void TestWording::timestamps_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("the epoch") << qint64(0) << u"1970-01-01 00:00:00.000000 UTC"_s;
    QTest::newRow("a recording's moment") << qint64(1'795'211'596'166'432'789) << u"2026-11-20 21:53:16.166432 UTC"_s;
    QTest::newRow("before the epoch") << qint64(-1000) << u"1969-12-31 23:59:59.999999 UTC"_s;
}

void TestWording::timestamps()
{
    QFETCH(qint64, nanoseconds);
    QTEST(wording::timestamp(Timestamp(Duration(nanoseconds))), "text");
}

void TestWording::numbersAreGrouped()
{
    QCOMPARE(wording::number(1'234'567), u"1,234,567"_s);
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    QCOMPARE(wording::number(1'234'567), u"1.234.567"_s);
    QCOMPARE(wording::duration(1500ms), u"1,5 s"_s);
}

QTEST_APPLESS_MAIN(TestWording)
#include "tst_wording.moc"
