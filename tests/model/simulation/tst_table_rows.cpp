// Together the built-in scenarios obey every row of the transition table, from every state that the row names.
#include "model/simulation/scenario_library.h"
#include "tests/model/simulation/played.h"

#include <QTest>

#include <algorithm>
#include <iterator>
#include <string_view>

using namespace Qt::StringLiterals;
using tcp::Event;
using tcp::State;
using tcp::kTransitions;

namespace {

/// A row that no endpoint can obey from that state, and why.
struct Impossible {
    State from;
    Event event;
    const char* reason;
};

// RFC 9293, 3.10.8, speaks of the user timeout "in any state"; but it runs for what a user wants delivered (3.9.1.1).
constexpr Impossible kImpossible[] = {
    {State::Listen, Event::UserTimeout, "nothing has been sent, so nothing waits to be delivered"},
    {State::TimeWait, Event::UserTimeout, "all that was sent has been acknowledged, the FIN too, and no other timer than 2 MSL runs"},
};

bool isImpossible(State from, Event event)
{
    return std::any_of(std::begin(kImpossible), std::end(kImpossible), [&](const Impossible& each) { return each.from == from && each.event == event; });
}

QString text(std::string_view name)
{
    return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

QString describe(std::size_t row, State from)
{
    const tcp::Transition& transition = kTransitions[row];
    QString line = text(toString(from)) + u" "_s + text(toString(transition.event));
    if (transition.guard != tcp::Guard::Always)
        line += u" ["_s + text(toString(transition.guard)) + u"]"_s;
    return line + u" -> "_s + (transition.to ? text(toString(*transition.to)) : u"stays"_s);
}

tcp::RowsFired rowsOf(const simulation::Simulation& run)
{
    tcp::RowsFired rows;
    for (const auto& host : run.hosts())
        rows.add(host->rowsFired());
    return rows;
}

} // namespace

class TestTableRows : public QObject {
    Q_OBJECT
private slots:
    void everyRowFires();
    void rowsThatStayAreCounted();
    void whatFiredIsCountedOnce();
};

void TestTableRows::everyRowFires()
{
    tcp::RowsFired fired;
    for (const simulation::BuiltInScenario& builtIn : simulation::builtInScenarios()) {
        auto scenario = simulation::readScenario(builtIn.text, std::string(builtIn.name));
        QVERIFY2(scenario, builtIn.name.data());
        simulation::Simulation run(scenario.value());
        run.run();
        fired.add(rowsOf(run));
    }
    QStringList never, wronglyImpossible;
    for (std::size_t row = 0; row < std::size(kTransitions); ++row) {
        for (int state = 0; state < tcp::kStateCount; ++state) {
            const State from{std::uint8_t(state)};
            if (!kTransitions[row].from.contains(from))
                continue;
            const bool isPossible = !isImpossible(from, kTransitions[row].event);
            if (isPossible && !fired.has(row, from))
                never << describe(row, from);
            if (!isPossible && fired.has(row, from))
                wronglyImpossible << describe(row, from);
        }
    }
    for (const QString& each : never)
        qWarning("never fired: %s", qPrintable(each));
    QVERIFY(never.isEmpty());
    QVERIFY2(wronglyImpossible.isEmpty(), qPrintable(u"fired, though said to be impossible:\n  "_s + wronglyImpossible.join(u"\n  "_s)));
}

/// The rows that make no step of a walk, and those of endpoints without a socket.
void TestTableRows::rowsThatStayAreCounted()
{
    const auto run = played::play("host A iss 1000\n0ms B passive-open 80\n0ms A active-open 80 from 5000\n"
                                  "1s link inject from A:5000 to B:80 RST 1101(0)\n1s link inject from A:6000 to B:99 SYN 1(0)\nuntil 2s\n");
    const tcp::RowsFired rows = rowsOf(*run);
    QStringList stays;
    for (std::size_t row = 0; row < std::size(kTransitions); ++row) {
        for (int state = 0; state < tcp::kStateCount; ++state) {
            if (!kTransitions[row].to && rows.has(row, State{std::uint8_t(state)}))
                stays << describe(row, State{std::uint8_t(state)});
        }
    }
    QCOMPARE(stays, (QStringList{u"CLOSED RcvStray -> stays"_s, u"ESTABLISHED RcvSuspectRst -> stays"_s}));
}

void TestTableRows::whatFiredIsCountedOnce()
{
    tcp::RowsFired one, other;
    one.note(kTransitions[0], State::Closed);
    QVERIFY(one.has(0, State::Closed));
    QVERIFY(!one.has(0, State::Listen));
    QVERIFY(!one.has(1, State::Closed));
    other.add(one);
    QVERIFY(other.has(0, State::Closed));
}

QTEST_APPLESS_MAIN(TestTableRows)
#include "tst_table_rows.moc"
