#include "model/tcp/transition_table.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <array>
#include <set>
#include <string>

using namespace Qt::StringLiterals;
using tcp::Action;
using tcp::Event;
using tcp::Guard;
using tcp::GuardFacts;
using tcp::State;
using tcp::Transition;

Q_DECLARE_METATYPE(State)
Q_DECLARE_METATYPE(Event)
Q_DECLARE_METATYPE(std::optional<State>)

class TestTransitionTable : public QObject {
    Q_OBJECT
private slots:
    void everyRowIsFound();
    void nothingElseIsFound();
    void drawnArrowsAreFigure5();
    void steps_data();
    void steps();
    void resetAnswersGoOnlyToUnsynchronizedStates();
    void guardsHold();
    void sectionsAreWrittenAlike();
    void namesRoundTrip();
};

namespace {

constexpr std::array<GuardFacts, 4> kAllFacts = {{{true, true}, {true, false}, {false, true}, {false, false}}};

QString text(std::string_view name)
{
    return QString::fromLatin1(name.data(), qsizetype(name.size()));
}

} // namespace

void TestTransitionTable::everyRowIsFound()
{
    int walked = 0;
    for (const Transition& row : tcp::kTransitions) {
        for (int from = 0; from < tcp::kStateCount; ++from) {
            if (!row.from.contains(State(from)))
                continue;
            for (const GuardFacts& facts : kAllFacts) {
                if (!tcp::holds(row.guard, facts))
                    continue;
                QCOMPARE(tcp::findTransition(State(from), row.event, facts), &row);
                ++walked;
            }
        }
    }
    QVERIFY2(walked > int(std::size(tcp::kTransitions)), "rows for several states and for several facts were walked more than once");
}

void TestTransitionTable::nothingElseIsFound()
{
    for (int from = 0; from < tcp::kStateCount; ++from) {
        for (int event = 0; event < tcp::kEventCount; ++event) {
            for (const GuardFacts& facts : kAllFacts) {
                const bool listed = std::any_of(std::begin(tcp::kTransitions), std::end(tcp::kTransitions), [&](const Transition& row) {
                    return row.from.contains(State(from)) && row.event == Event(event) && tcp::holds(row.guard, facts);
                });
                QCOMPARE(tcp::findTransition(State(from), Event(event), facts) != nullptr, listed);
            }
        }
    }
}

void TestTransitionTable::drawnArrowsAreFigure5()
{
    // RFC 9293, 3.3.2, Figure 5 with its notes 1 and 2; note 3, an ABORT from any state, is not drawn there either.
    const std::set<QString> figure = {
        u"CLOSED -PassiveOpen-> LISTEN"_s,
        u"CLOSED -ActiveOpen-> SYN-SENT"_s,
        u"LISTEN -Close-> CLOSED"_s,
        u"LISTEN -Send-> SYN-SENT"_s,
        u"LISTEN -RcvSyn-> SYN-RECEIVED"_s,
        u"SYN-SENT -Close-> CLOSED"_s,
        u"SYN-SENT -RcvSyn-> SYN-RECEIVED"_s,
        u"SYN-SENT -RcvSynAck-> ESTABLISHED"_s,
        u"SYN-RECEIVED -RcvRst-> LISTEN"_s,
        u"SYN-RECEIVED -RcvAckOfSyn-> ESTABLISHED"_s,
        u"SYN-RECEIVED -Close-> FIN-WAIT-1"_s,
        u"ESTABLISHED -Close-> FIN-WAIT-1"_s,
        u"ESTABLISHED -RcvFin-> CLOSE-WAIT"_s,
        u"FIN-WAIT-1 -RcvAckOfFin-> FIN-WAIT-2"_s,
        u"FIN-WAIT-1 -RcvFin-> CLOSING"_s,
        u"FIN-WAIT-1 -RcvFinAckOfFin-> TIME-WAIT"_s,
        u"FIN-WAIT-2 -RcvFin-> TIME-WAIT"_s,
        u"CLOSE-WAIT -Close-> LAST-ACK"_s,
        u"CLOSING -RcvAckOfFin-> TIME-WAIT"_s,
        u"LAST-ACK -RcvAckOfFin-> CLOSED"_s,
        u"TIME-WAIT -TimeWaitTimeout-> CLOSED"_s,
    };
    QCOMPARE(figure.size(), 21u);
    std::set<QString> drawn;
    for (const Transition& row : tcp::kTransitions) {
        if (row.drawn != tcp::Drawn::Fig5)
            continue;
        QVERIFY(row.to.has_value());
        for (int from = 0; from < tcp::kStateCount; ++from) {
            if (!row.from.contains(State(from)))
                continue;
            const QString arrow = u"%1 -%2-> %3"_s.arg(text(tcp::toString(State(from))), text(tcp::toString(row.event)), text(tcp::toString(*row.to)));
            QVERIFY2(drawn.insert(arrow).second, qPrintable(arrow + u" is drawn twice"_s));
        }
    }
    QCOMPARE(drawn, figure);
}

void TestTransitionTable::steps_data()
{
    QTest::addColumn<State>("from");
    QTest::addColumn<Event>("event");
    QTest::addColumn<bool>("passive");
    QTest::addColumn<bool>("nothingToSend");
    QTest::addColumn<bool>("found");
    QTest::addColumn<std::optional<State>>("to");
    using enum State;
    using enum Event;
    constexpr bool kPassive = true;
    constexpr bool kActive = false;
    const auto expect = [](const char* name, State from, Event event, bool passive, std::optional<State> to, bool nothingToSend = true) {
        QTest::newRow(name) << from << event << passive << nothingToSend << true << to;
    };
    const auto refuse = [](const char* name, State from, Event event) {
        QTest::newRow(name) << from << event << false << true << false << std::optional<State>();
    };
    expect("a reset returns a listener to LISTEN", SynReceived, RcvRst, kPassive, Listen);
    expect("a reset refuses an active opener", SynReceived, RcvRst, kActive, Closed);
    expect("FIN and ACK of FIN in one segment skip CLOSING", FinWait1, RcvFinAckOfFin, kActive, TimeWait);
    expect("a new SYN in the window sends a listener back to LISTEN", SynReceived, RcvUnexpectedSyn, kPassive, Listen);
    expect("a new SYN in the window leaves an active opener where it is", SynReceived, RcvUnexpectedSyn, kActive, std::nullopt);
    expect("CLOSE with nothing to send closes from SYN-RECEIVED", SynReceived, Close, kActive, FinWait1);
    expect("CLOSE with data to send waits in SYN-RECEIVED", SynReceived, Close, kActive, std::nullopt, false);
    expect("data to send does not hold back a CLOSE in ESTABLISHED", Established, Close, kActive, FinWait1, false);
    expect("a SYN in TIME-WAIT begins a new incarnation", TimeWait, RcvSyn, kActive, SynReceived);
    expect("the peer's FIN again keeps TIME-WAIT", TimeWait, RcvFinAgain, kActive, std::nullopt);
    expect("a listener that sends becomes an active opener", Listen, Send, kActive, SynSent);
    expect("a segment to nobody leaves CLOSED as it is", Closed, RcvStray, kActive, std::nullopt);
    refuse("CLOSE is an error in CLOSED", Closed, Close);
    refuse("a second CLOSE changes nothing in FIN-WAIT-2", FinWait2, Close);
    refuse("CLOSE changes nothing in TIME-WAIT", TimeWait, Close);
    refuse("a second passive OPEN is refused in LISTEN", Listen, PassiveOpen);
    refuse("an active OPEN is refused in ESTABLISHED", Established, ActiveOpen);
    refuse("a reset means nothing to CLOSED", Closed, RcvRst);
    refuse("a reset means nothing to LISTEN", Listen, RcvRst);
    refuse("no user timeout runs in CLOSED", Closed, UserTimeout);
    refuse("only TIME-WAIT ends by 2 MSL", FinWait2, TimeWaitTimeout);
    refuse("a FIN before the SYN is dropped in SYN-SENT", SynSent, RcvFin);
}

void TestTransitionTable::steps()
{
    QFETCH(State, from);
    QFETCH(Event, event);
    QFETCH(bool, passive);
    QFETCH(bool, nothingToSend);
    QFETCH(bool, found);
    QFETCH(std::optional<State>, to);
    const Transition* row = tcp::findTransition(from, event, {.openedPassively = passive, .nothingToSend = nothingToSend});
    QCOMPARE(row != nullptr, found);
    if (row)
        QCOMPARE(row->to, to);
}

void TestTransitionTable::resetAnswersGoOnlyToUnsynchronizedStates()
{
    // RFC 9293, 3.5.2: a synchronized end answers what it cannot use with an ACK, never with a RST.
    int answers = 0;
    for (const Transition& row : tcp::kTransitions) {
        if (row.to || row.event < Event::RcvStray || !tcp::has(row.actions, Action::SendRst))
            continue;
        QVERIFY(!row.from.overlaps(tcp::table::kSynchronized));
        ++answers;
    }
    QCOMPARE(answers, 2);
}

void TestTransitionTable::guardsHold()
{
    const auto holdsFor = [](Guard guard) {
        QString facts;
        for (const GuardFacts& each : kAllFacts)
            facts += tcp::holds(guard, each) ? u'1' : u'0';
        return facts;
    };
    QCOMPARE(holdsFor(Guard::Always), u"1111"_s);
    QCOMPARE(holdsFor(Guard::PassiveOpener), u"1100"_s);
    QCOMPARE(holdsFor(Guard::ActiveOpener), u"0011"_s);
    QCOMPARE(holdsFor(Guard::NothingToSend), u"1010"_s);
    QCOMPARE(holdsFor(Guard::DataToSend), u"0101"_s);
}

void TestTransitionTable::sectionsAreWrittenAlike()
{
    static const QRegularExpression section(u"^3\\.[0-9]+(\\.[0-9]+)*( #[1-8])?$"_s);
    for (const Transition& row : tcp::kTransitions)
        QVERIFY2(section.match(text(row.rfc9293)).hasMatch(), qPrintable(text(row.rfc9293)));
}

void TestTransitionTable::namesRoundTrip()
{
    for (int i = 0; i < tcp::kStateCount; ++i)
        QCOMPARE(tcp::stateFromString(tcp::toString(State(i))), std::optional(State(i)));
    QCOMPARE(tcp::toString(State::FinWait1), std::string_view("FIN-WAIT-1"));
    QCOMPARE(tcp::stateFromString("FIN_WAIT1"), std::optional<State>());
    QCOMPARE(tcp::stateFromString(""), std::optional<State>());
    std::set<std::string_view> events;
    for (int i = 0; i < tcp::kEventCount; ++i)
        events.insert(tcp::toString(Event(i)));
    QCOMPARE(int(events.size()), tcp::kEventCount);
    QVERIFY(!events.contains(""));
    QCOMPARE(tcp::toString(Event::TimeWaitTimeout), std::string_view("TimeWaitTimeout"));
    QCOMPARE(tcp::toString(Event::RcvFinAckOfFin), std::string_view("RcvFinAckOfFin"));
    QCOMPARE(tcp::toString(Guard::DataToSend), std::string_view("DataToSend"));
    QCOMPARE(tcp::toString(Action::None), std::string());
    QCOMPARE(tcp::toString(Action::DeleteTcb), std::string("DeleteTcb"));
    QCOMPARE(tcp::toString(Action::StartTimeWait | Action::SendAck), std::string("SendAck + StartTimeWait"));
}

QTEST_APPLESS_MAIN(TestTransitionTable)
#include "tst_transition_table.moc"
