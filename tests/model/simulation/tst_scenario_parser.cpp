#include "model/simulation/scenario_parser.h"
#include "model/simulation/scenario_vocabulary.h"
#include "model/simulation/scenario_writer.h"

#include <QDir>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace simulation;
using namespace std::chrono_literals;

class TestScenarioParser : public QObject {
    Q_OBJECT
private slots:
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void reportsSeveralProblems();
    void reportsTenProblemsAtMost();
    void namesTheFileInErrors();
    void readsTheHeader();
    void readsHostsAndLinks();
    void readsMoments_data();
    void readsMoments();
    void readsCalls();
    void readsLinkEvents();
    void readsFaultsOfSingleSegments();
    void readsSocketsByTheirPorts();
    void readsSegments_data();
    void readsSegments();
    void readsWireLists();
    void readsExpectations();
    void acceptsAnyLineEndings();
    void keepsWhatATextContains();
    void writesEveryStatement_data();
    void writesEveryStatement();
    void readsBackWhatItWrites_data();
    void readsBackWhatItWrites();
    void readsBackDamagedScenarios_data();
    void readsBackDamagedScenarios();
    void grammarNamesEveryWord();
    void grammarExamplesAreScenarios();
};

namespace {

/// A scenario around `body`, which begins in line 2.
std::string around(const QString& body)
{
    return "title T\n" + body.toStdString();
}

/// The scenario around `body`, which must have no problem.
Scenario parsed(const QString& body)
{
    const ParsedScenario result = parseScenario(around(body));
    if (!result.problems.empty())
        qWarning("%s", toError(result.problems.front(), "scenario").what.c_str());
    return result.problems.empty() ? result.scenario : Scenario();
}

template <typename T>
T statement(const Scenario& scenario, std::size_t number = 0)
{
    return number < scenario.statements.size() && std::holds_alternative<T>(scenario.statements[number].action)
               ? std::get<T>(scenario.statements[number].action)
               : T();
}

template <typename T>
T call(const Scenario& scenario, std::size_t number = 0)
{
    const Call found = statement<Call>(scenario, number);
    return std::holds_alternative<T>(found.action) ? std::get<T>(found.action) : T();
}

template <typename T>
T expectation(const Scenario& scenario, std::size_t number = 0)
{
    return number < scenario.expectations.size() && std::holds_alternative<T>(scenario.expectations[number].what)
               ? std::get<T>(scenario.expectations[number].what)
               : T();
}

QString contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QDir scenarioFolder()
{
    return QDir(QStringLiteral(SCENARIO_DIR));
}

} // namespace

void TestScenarioParser::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("body"); // from line 2
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("remedy"); // a part of it
    const auto row = [](const char* name, const QString& body, const QString& where, const QString& what, const QString& remedy) {
        QTest::newRow(name) << body << where << what << remedy;
    };
    row("a misspelt call is corrected", u"0ms  B pasive-open 80"_s, u"2:8"_s, u"unknown call \"pasive-open\""_s,
        u"Did you mean \"passive-open\"?"_s);
    row("a call unlike any other gets the list", u"0ms B frobnicate"_s, u"2:7"_s, u"unknown call \"frobnicate\""_s,
        u"Write one of: passive-open,"_s);
    row("a missing call is asked for", u"0ms B"_s, u"2:6"_s, u"expected a call, found the end of the line"_s, u""_s);
    row("a comment behind it is not where a port is missing", u"0ms B passive-open # where?"_s, u"2:19"_s,
        u"expected a number from 1 to 65535, found the end of the line"_s, u"TIME HOST passive-open PORT"_s);
    row("port 0 is none", u"0ms B passive-open 0"_s, u"2:20"_s, u"expected a number from 1 to 65535, found \"0\""_s,
        u"passive-open PORT"_s);
    row("a port has 16 bits", u"0ms A active-open B:65536"_s, u"2:19"_s,
        u"expected a port from 1 to 65535, or a host and its port such as B:80, found \"B:65536\""_s, u"active-open"_s);
    row("a third host must say whom it calls", u"host C\n0ms C active-open 80"_s, u"3:19"_s,
        u"expected a host and its port such as B:80, found \"80\""_s, u"active-open"_s);
    row("a word too many is found", u"0ms A close now"_s, u"2:13"_s, u"expected the end of the line, found \"now\""_s,
        u"TIME HOST close [on NAME]"_s);
    row("a time needs its unit", u"300 A close"_s, u"2:1"_s, u"expected a time such as 300ms or 1.5s, found \"300\""_s,
        u"TIME HOST CALL"_s);
    row("a time finer than a nanosecond is none", u"0.5ns A close"_s, u"2:1"_s,
        u"expected a time such as 300ms or 1.5s, found \"0.5ns\""_s, u""_s);
    row("a statement about a host needs a time", u"A close"_s, u"2:1"_s, u"expected a time before \"A\""_s, u"300ms A close"_s);
    row("a note needs a time", u"note hello"_s, u"2:1"_s, u"expected a time before \"note\""_s, u"300ms note TEXT"_s);
    row("a link event needs a time", u"link drop SYN"_s, u"2:1"_s, u"expected a time before \"link drop\""_s,
        u"TIME link drop"_s);
    row("an unknown first word is corrected", u"exepct A CLOSED"_s, u"2:1"_s, u"unknown statement \"exepct\""_s,
        u"Did you mean \"expect\"?"_s);
    row("an unknown host is named", u"0ms C close"_s, u"2:5"_s, u"unknown host \"C\""_s, u"host C"_s);
    row("an unknown host is found within B:80", u"0ms A active-open C:80"_s, u"2:19"_s, u"unknown host \"C\""_s, u"host C"_s);
    row("a host is not called like a state", u"host LISTEN mss 1"_s, u"2:6"_s,
        u"expected the name of a host (an upper-case letter, then letters and digits; no state or flag), found \"LISTEN\""_s,
        u"host NAME"_s);
    row("a setting is corrected", u"host A windo 5"_s, u"2:8"_s, u"unknown setting \"windo\""_s, u"Did you mean \"window\"?"_s);
    row("a setting out of range says its range", u"host A wscale 15"_s, u"2:15"_s,
        u"expected a number from 0 to 14 or off, found \"15\""_s, u"host NAME"_s);
    row("a timer cannot be zero", u"host A rto-min 0ms"_s, u"2:16"_s,
        u"expected a time such as 300ms or 1.5s from 1us up, found \"0ms\""_s, u""_s);
    row("a switch is on or off", u"host A nagle yes"_s, u"2:14"_s, u"expected on or off, found \"yes\""_s, u""_s);
    row("two hosts cannot share an address", u"host A address 10.0.0.9\nhost B address 10.0.0.9"_s, u"3:1"_s,
        u"hosts A and B have the same address"_s, u""_s);
    row("the shortest timeout is not longer than the longest", u"host A rto-min 3min"_s, u"2:1"_s,
        u"host A has a longer rto-min than rto-max"_s, u""_s);
    row("a percentage has its sign", u"link loss 5"_s, u"2:11"_s, u"expected a percentage from 0% to 100%, found \"5\""_s, u""_s);
    row("no more than all can be lost", u"link loss 101%"_s, u"2:11"_s,
        u"expected a percentage from 0% to 100%, found \"101%\""_s, u""_s);
    row("a link needs a setting", u"link from A"_s, u"2:12"_s, u"expected a setting, found the end of the line"_s,
        u"link [from HOST]"_s);
    row("a topic is one of nine", u"topic opne"_s, u"2:7"_s, u"unknown topic \"opne\""_s, u"Did you mean \"open\"?"_s);
    row("a header line stands once", u"seed 1\nseed 2"_s, u"3:1"_s, u"\"seed\" stands here for the second time"_s, u"Remove"_s);
    row("a text stands once in each language", u"title[zh_CN] 一\ntitle[zh_CN] 二"_s, u"3:1"_s,
        u"\"title[zh_CN]\" stands here for the second time"_s, u"Remove"_s);
    row("English stands without brackets", u"summary[en] x"_s, u"2:1"_s,
        u"expected a language in brackets such as [zh_CN], found \"[en]\""_s, u"without brackets"_s);
    row("a text is not empty", u"summary"_s, u"2:8"_s, u"expected a text, found the end of the line"_s, u"summary TEXT"_s);
    row("a note begins in English", u"0ms note[zh_CN] 一"_s, u"2:5"_s, u"a note begins with its English text"_s, u"indented"_s);
    row("a translation at the margin is no statement", u"0ms note x\nnote[zh_CN] 一"_s, u"3:1"_s,
        u"expected a statement, found a translation"_s, u"Indent"_s);
    row("columns count characters", u"0ms note 你好\n  note[zh_CN] 你\n  note[zh_CN] 好"_s, u"4:3"_s,
        u"there is already a translation into zh_CN"_s, u""_s);
    row("an indented line needs something to continue", u"0ms A close\n  B close"_s, u"3:3"_s,
        u"an indented line continues the statement above it, and there is none that could be continued"_s, u"left margin"_s);
    row("an unnamed socket is not used", u"0ms A active-open 80 as one\n1s A close on oen"_s, u"3:15"_s,
        u"host A has no socket \"oen\""_s, u"Did you mean \"one\"?"_s);
    row("a socket belongs to its host", u"0ms A active-open 80 as one\n1s B close on one"_s, u"3:15"_s,
        u"host B has no socket \"one\""_s, u"as NAME"_s);
    row("of three sockets there is no fourth", u"0ms A active-open 80 as c count 3\n1s A close on c.4"_s, u"3:15"_s,
        u"host A has no socket \"c.4\""_s, u""_s);
    row("a process is forked before it is killed", u"0ms B kill worker"_s, u"2:12"_s, u"host B has no process \"worker\""_s,
        u"fork as NAME"_s);
    row("a name begins with a small letter", u"0ms A active-open 80 as One"_s, u"2:25"_s,
        u"expected a new name (a lower-case letter, then letters, digits, - and _; not all or main), found \"One\""_s, u""_s);
    row("every needs a count", u"0ms A send 5 every 1s"_s, u"2:14"_s, u"expected the end of the line, found \"every\""_s,
        u"[count N [every TIME]]"_s);
    row("a state is corrected", u"when A ESTABLISHD A close"_s, u"2:8"_s, u"unknown state \"ESTABLISHD\""_s,
        u"Did you mean \"ESTABLISHED\"?"_s);
    row("a kind of segment is one of seven", u"0ms link drop SYNACK"_s, u"2:15"_s, u"unknown kind of segment \"SYNACK\""_s,
        u"Did you mean \"SYN,ACK\"?"_s);
    row("a delayed segment says how long", u"0ms link delay-segment data nth 2"_s, u"2:34"_s,
        u"expected \"by\" and a time, found the end of the line"_s, u"delay-segment SEGMENTS by TIME"_s);
    row("a single segment has a number", u"0ms link drop segment"_s, u"2:22"_s,
        u"expected a number from 1 up, found the end of the line"_s, u"segment N [copy N]"_s);
    row("segments count from 1", u"0ms link drop segment 0"_s, u"2:23"_s, u"expected a number from 1 up, found \"0\""_s, u""_s);
    row("copies count from 1", u"0ms link duplicate segment 4 copy 0"_s, u"2:35"_s,
        u"expected a number from 1 to 1000000, found \"0\""_s, u""_s);
    row("a single delayed segment says how long", u"0ms link delay-segment segment 4 copy 2"_s, u"2:40"_s,
        u"expected \"by\" and a time, found the end of the line"_s, u"segment N [copy N]"_s);
    row("a dropped segment has no time", u"0ms link drop segment 4 by 1s"_s, u"2:25"_s,
        u"expected the end of the line, found \"by\""_s, u"segment N"_s);
    row("a single segment cannot be reordered", u"0ms link reorder segment 4"_s, u"2:18"_s,
        u"unknown kind of segment \"segment\""_s, u""_s);
    row("the ports of a socket are numbers", u"0ms B close on :http"_s, u"2:16"_s,
        u"expected a socket by its ports such as :80 or :80-A:32768, found \":http\""_s, u"close [on NAME]"_s);
    row("the far end of a socket has a port", u"0ms B close on :80-A"_s, u"2:16"_s,
        u"expected a socket by its ports such as :80 or :80-A:32768, found \":80-A\""_s, u""_s);
    row("the far end of a socket is a host that exists", u"0ms B close on :80-C:5"_s, u"2:16"_s, u"unknown host \"C\""_s, u"host C"_s);
    row("an injected segment has a sender", u"0ms link inject to B:80 SYN 1(0)"_s, u"2:17"_s,
        u"expected \"from\" and a host, or \"spoofed\", found \"to\""_s, u"inject from"_s);
    row("an error is one that sockets know", u"expect A errno ECONREFUSED"_s, u"2:16"_s, u"unknown error \"ECONREFUSED\""_s,
        u"Did you mean \"ECONNREFUSED\"?"_s);
    row("a label is one of tshark's", u"expect label retransmision 1"_s, u"2:14"_s, u"unknown label \"retransmision\""_s,
        u"Did you mean \"retransmission\"?"_s);
    row("a range does not run backwards", u"expect label retransmission 3..2"_s, u"2:29"_s,
        u"expected a number, or a range such as 2.., ..3 or 2..3, found \"3..2\""_s, u""_s);
    row("counting segments needs no nth", u"expect segments 2 SYN nth 2"_s, u"2:19"_s,
        u"nth and count cannot stand here: all segments are counted"_s, u""_s);
    row("final has no time", u"1s expect A final CLOSED"_s, u"2:13"_s,
        u"\"final\" is the state at the end, and this line has a time"_s, u"state STATE"_s);
    row("state has a time", u"expect A state CLOSED"_s, u"2:10"_s, u"\"state\" needs a time"_s, u"final STATE"_s);
    row("a wire list is not empty", u"expect wire\nexpect A CLOSED"_s, u"2:1"_s, u"expect wire lists no segment"_s,
        u"indented"_s);
    row("a wire list of others alone is empty", u"expect wire\n  ..."_s, u"2:1"_s, u"expect wire lists no segment"_s,
        u"indented"_s);
    row("a wire line needs a segment", u"expect wire\n  A"_s, u"3:4"_s,
        u"expected a segment such as SYN 8000(0) ack 1001 win 4096 <mss 1024>, found the end of the line"_s, u"HOST SEGMENT"_s);
    row("a flag stands once", u"expect wire\n  A SYN SYN 1(0)"_s, u"3:9"_s,
        u"expected \"lost\" or the end of the line, found \"SYN\""_s, u""_s);
    row("text has at most 65535 octets", u"expect wire\n  A 1(65536)"_s, u"3:5"_s,
        u"expected a sequence number and octets of text such as 1001(20), found \"1(65536)\""_s, u""_s);
    row("options are closed", u"expect wire\n  A SYN 1(0) <mss 1460"_s, u"3:14"_s,
        u"expected options such as <mss 1460, wscale 7, sackOK, TS 5:7, sack 1001-2001> with a closing >, found \"<mss 1460\""_s,
        u""_s);
    row("a control character is refused", u"0ms A\u0001close"_s, u"2:6"_s, u"this is no UTF-8 text"_s, u"UTF-8"_s);
}

void TestScenarioParser::saysWhatIsWrong()
{
    QFETCH(QString, body);
    QFETCH(QString, where);
    QFETCH(QString, what);
    QFETCH(QString, remedy);
    const ParsedScenario result = parseScenario(around(body));
    QCOMPARE(result.problems.size(), std::size_t(1));
    const ScenarioProblem& problem = result.problems.front();
    QCOMPARE(QString::fromStdString(problem.what), what);
    QCOMPARE(u"%1:%2"_s.arg(problem.at.line).arg(problem.at.column), where);
    QVERIFY2(QString::fromStdString(problem.remedy).contains(remedy), problem.remedy.c_str());
}

void TestScenarioParser::reportsSeveralProblems()
{
    const ParsedScenario result = parseScenario(
        around(u"0ms A clse\n300ms A close\nexpect wire A\n  no segment, but no second mistake\nexpect A OPEN\n"_s));
    QCOMPARE(result.problems.size(), std::size_t(3));
    QCOMPARE(result.problems[0].at.line, 2u);
    QCOMPARE(result.problems[1].at.line, 4u);
    QCOMPARE(result.problems[2].at.line, 6u);
}

void TestScenarioParser::reportsTenProblemsAtMost()
{
    QCOMPARE(parseScenario(around(u"nonsense\n"_s.repeated(11))).problems.size(), std::size_t(10));
    QCOMPARE(parseScenario(around(u"0ms C close\n"_s.repeated(11))).problems.size(), std::size_t(10));
}

void TestScenarioParser::namesTheFileInErrors()
{
    const Result<Scenario> result = readScenario("title T\n\n\n0ms     A pasive-open 80", "simultaneous_close.scenario");
    QVERIFY(!result);
    QCOMPARE(QString::fromStdString(result.error().what), u"simultaneous_close.scenario:4:11: unknown call \"pasive-open\"."_s);
    QCOMPARE(QString::fromStdString(result.error().remedy), u"Did you mean \"passive-open\"?"_s);
    const Result<Scenario> untitled = readScenario("0ms A close", "x.scenario");
    QVERIFY(!untitled);
    QCOMPARE(QString::fromStdString(untitled.error().what), u"x.scenario:1:1: this scenario has no title."_s);
    const Result<Scenario> invalid = readScenario("title \xC3(", "x.scenario");
    QVERIFY(!invalid);
    QCOMPARE(QString::fromStdString(invalid.error().what), u"x.scenario:1:7: this is no UTF-8 text."_s);
    QVERIFY(readScenario("title T", "x.scenario"));
}

void TestScenarioParser::readsTheHeader()
{
    const Scenario scenario =
        parseScenario(
            "title  An  open # and more\ntitle[zh_CN] 打开\nsummary S\ntopic resets\nseed 18446744073709551615\nuntil 1.5s\ncorrupts # yes\n")
            .scenario;
    QCOMPARE(QString::fromStdString(scenario.title.english), u"An  open # and more"_s);
    QCOMPARE(QString::fromStdString(scenario.title.translations.at("zh_CN")), u"打开"_s);
    QCOMPARE(QString::fromStdString(scenario.summary.english), u"S"_s);
    QCOMPARE(scenario.topic, Topic::Resets);
    QCOMPARE(scenario.seed, 18446744073709551615u);
    QCOMPARE(scenario.until.value(), Duration(1500ms));
    QVERIFY(scenario.corrupts);
}

void TestScenarioParser::readsHostsAndLinks()
{
    const Scenario scenario = parsed(
        u"host A B mss 1024 wscale off\nhost B iss 8000 delayed-ack off ephemeral 5000-5010 congestion cubic\nhost C address fd77::1\n"
        "link delay 40ms\nlink from A to C rate 1.5m queue 10 loss 0.25%\nlink to B rate off"_s);
    QCOMPARE(scenario.hosts.size(), std::size_t(3));
    const HostSettings& a = scenario.hosts[0].settings;
    const HostSettings& b = scenario.hosts[1].settings;
    QCOMPARE(a.mss, std::uint16_t(1024));
    QVERIFY(!a.windowScale);
    QVERIFY(!a.iss);
    QVERIFY(a.delayedAck == Duration(40ms));
    QCOMPARE(b.mss, std::uint16_t(1024));
    QCOMPARE(b.iss.value(), 8000u);
    QVERIFY(!b.delayedAck);
    QVERIFY(b.ephemeral == (PortRange{5000, 5010}));
    QCOMPARE(b.congestion, Congestion::Cubic);
    QCOMPARE(QString::fromStdString(scenario.hosts[2].name), u"C"_s);
    QCOMPARE(scenario.hosts[2].settings.address.value().version, std::uint8_t(6));

    QCOMPARE(scenario.links.size(), std::size_t(3));
    QVERIFY(scenario.links[0].direction == Direction());
    QCOMPARE(scenario.links[0].settings.delay.value(), Duration(40ms));
    QVERIFY(!scenario.links[0].settings.loss);
    QVERIFY(scenario.links[1].direction == (Direction{"A", "C"}));
    QCOMPARE(scenario.links[1].settings.rate.value().value().bitsPerSecond, 1'500'000u);
    QCOMPARE(scenario.links[1].settings.queue.value().value(), 10u);
    QCOMPARE(scenario.links[1].settings.loss.value().perMillion, 2500u);
    QVERIFY(scenario.links[2].settings.rate.has_value());
    QVERIFY(!scenario.links[2].settings.rate.value());
}

void TestScenarioParser::readsMoments_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Moment>("expected");
    const auto row = [](const char* name, const QString& text, const Moment& expected) {
        QTest::newRow(name) << text << expected;
    };
    const SocketName a{"A", {}};
    row("a time since the start", u"1.5s"_s, {SimulationStart(), 1500ms});
    row("a time after the statement before", u"+10us"_s, {PreviousStatement(), 10us});
    row("a state", u"when A FIN-WAIT-1"_s, {StateReached{a, tcp::State::FinWait1}, {}});
    row("a state of a named socket, and later", u"when A CLOSED on one +2min"_s,
        {StateReached{{"A", "one"}, tcp::State::Closed}, 2min});
    row("octets received", u"when B received 20"_s, {OctetsReceived{{"B", {}}, 20}, {}});
    row("octets acknowledged", u"when A acknowledged 20 on one"_s, {OctetsAcknowledged{{"A", "one"}, 20}, {}});
    row("an error", u"when A errno ETIMEDOUT +1h"_s, {ErrorReported{a, SocketError::TimedOut}, 1h});
    SegmentMatch match;
    match.kind = SegmentKind::Data;
    match.direction = {"B", "A"};
    match.nth = 3;
    row("a segment sent", u"when B sends data to A nth 3 +1ns"_s, {SegmentSent{match}, 1ns});
}

void TestScenarioParser::readsMoments()
{
    QFETCH(QString, text);
    QFETCH(Moment, expected);
    const Scenario scenario = parsed(u"0ms A active-open 80 as one\n"_s + text + u" B close"_s);
    QCOMPARE(scenario.statements.size(), std::size_t(2));
    QVERIFY(scenario.statements[1].when == expected);
    QCOMPARE(QString::fromStdString(statement<Call>(scenario, 1).socket.host), u"B"_s);
}

void TestScenarioParser::readsCalls()
{
    const Scenario scenario = parsed(
        u"0ms B passive-open 80 backlog 2 as srv\n1ms A active-open 80 from 5000 as c count 3 every 5ms\n2ms B accept on srv as one\n"
        "3ms A send 20 on c.2 count 4\n4ms B read all on one\n5ms B fork as worker\n6ms B in worker shutdown write on one\n"
        "7ms B set linger 0s nodelay on on one\n8ms B auto-close 100 on all\n9ms B auto-send off\n10ms B kill worker\n11ms B crash\n12ms B in main close"_s);
    QCOMPARE(scenario.statements.size(), std::size_t(13));
    QVERIFY(call<PassiveOpen>(scenario, 0) == (PassiveOpen{80, 2, "srv"}));
    QVERIFY(call<ActiveOpen>(scenario, 1) == (ActiveOpen{"B", 80, 5000, "c"}));
    QVERIFY(statement<Call>(scenario, 1).repeat == (Repeat{3, 5ms}));
    QVERIFY(call<Accept>(scenario, 2) == Accept{"one"});
    QVERIFY(statement<Call>(scenario, 2).socket == (SocketName{"B", "srv"}));
    QVERIFY(call<Send>(scenario, 3) == Send{20});
    QVERIFY(statement<Call>(scenario, 3).socket == (SocketName{"A", "c.2"}));
    QVERIFY(statement<Call>(scenario, 3).repeat == (Repeat{4, {}}));
    QVERIFY(std::holds_alternative<Read>(statement<Call>(scenario, 4).action));
    QVERIFY(!call<Read>(scenario, 4).octets);
    QVERIFY(call<Fork>(scenario, 5) == Fork{"worker"});
    QVERIFY(call<Shutdown>(scenario, 6).how == ShutdownHow::Write);
    QCOMPARE(QString::fromStdString(statement<Call>(scenario, 6).process), u"worker"_s);
    QVERIFY(call<SetOptions>(scenario, 7).options.linger.value() == Duration::zero());
    QCOMPARE(call<SetOptions>(scenario, 7).options.noDelay.value(), true);
    QVERIFY(!call<SetOptions>(scenario, 7).options.keepAlive);
    QCOMPARE(QString::fromStdString(statement<Call>(scenario, 7).socket.name), u"one"_s);
    QVERIFY(call<SetHabit>(scenario, 8) == (SetHabit{Habit::Close, true, 100}));
    QCOMPARE(QString::fromStdString(statement<Call>(scenario, 8).socket.name), u"all"_s);
    QVERIFY(call<SetHabit>(scenario, 9) == (SetHabit{Habit::Send, false, {}}));
    QVERIFY(call<ControlProcess>(scenario, 10) == (ControlProcess{ProcessAction::Kill, "worker"}));
    QVERIFY(std::holds_alternative<ControlHost>(statement<Call>(scenario, 11).action));
    QVERIFY(std::holds_alternative<Close>(statement<Call>(scenario, 12).action));
}

void TestScenarioParser::readsLinkEvents()
{
    const Scenario scenario = parsed(
        u"0ms link drop SYN,ACK from B nth 2 count all\n0ms link delay-segment data seq 1001 by 30ms\n0ms link duplicate data from A by 2min\n"
        "0ms link reorder any past 3\n0ms link corrupt data\n0ms link cut from A\n1s link restore\n1s link set to B loss 5%\n"
        "2s link inject from A:4000 to B:80 RST 1001(0) ack 8001\n2s link inject spoofed to B:80 SYN 1(0) count 500 every 1ms"_s);
    QCOMPARE(scenario.statements.size(), std::size_t(10));
    const SegmentFault drop = statement<SegmentFault>(scenario, 0);
    QCOMPARE(drop.kind, FaultKind::Drop);
    QCOMPARE(drop.match.kind, SegmentKind::SynAck);
    QCOMPARE(QString::fromStdString(drop.match.direction.from), u"B"_s);
    QCOMPARE(drop.match.nth, 2u);
    QCOMPARE(drop.match.count, SegmentMatch::kAll);
    const SegmentFault delay = statement<SegmentFault>(scenario, 1);
    QCOMPARE(delay.kind, FaultKind::Delay);
    QCOMPARE(delay.match.seq.value(), 1001u);
    QCOMPARE(delay.by, Duration(30ms));
    QCOMPARE(statement<SegmentFault>(scenario, 2).by, Duration(2min));
    QCOMPARE(statement<SegmentFault>(scenario, 3).past, 3u);
    QCOMPARE(statement<SegmentFault>(scenario, 4).kind, FaultKind::Corrupt);
    QVERIFY(statement<LinkCut>(scenario, 5) == (LinkCut{{"A", {}}, false}));
    QVERIFY(statement<LinkCut>(scenario, 6) == (LinkCut{{}, true}));
    QCOMPARE(statement<LinkChange>(scenario, 7).settings.loss.value().perMillion, 50'000u);
    const InjectSegment reset = statement<InjectSegment>(scenario, 8);
    QVERIFY(reset.from == (InjectedEnd{"A", 4000}));
    QVERIFY(reset.to == (InjectedEnd{"B", 80}));
    QVERIFY(reset.segment.flags == (tcp::Flag::Rst | tcp::Flag::Ack));
    QCOMPARE(reset.segment.seq.value(), 1001u);
    const InjectSegment flood = statement<InjectSegment>(scenario, 9);
    QVERIFY(flood.from == InjectedEnd());
    QVERIFY(flood.repeat == (Repeat{500, 1ms}));
}

void TestScenarioParser::readsFaultsOfSingleSegments()
{
    const Scenario scenario = parsed(u"1s link drop segment 5\n1s link delay-segment segment 6 by 200ms\n1s link duplicate segment 7 copy 2 by 1ms\n"
                                     "1s link corrupt segment 4294967295\n1s link duplicate segment 8\n"_s);
    QCOMPARE(scenario.statements.size(), std::size_t(5));
    QVERIFY(statement<FlightFault>(scenario, 0) == (FlightFault{FaultKind::Drop, 5, 0, {}}));
    QVERIFY(statement<FlightFault>(scenario, 1) == (FlightFault{FaultKind::Delay, 6, 0, 200ms}));
    QVERIFY(statement<FlightFault>(scenario, 2) == (FlightFault{FaultKind::Duplicate, 7, 2, 1ms}));
    QVERIFY(statement<FlightFault>(scenario, 3) == (FlightFault{FaultKind::Corrupt, 4294967295, 0, {}}));
    QVERIFY(statement<FlightFault>(scenario, 4) == (FlightFault{FaultKind::Duplicate, 8, 0, {}}));
}

void TestScenarioParser::readsSocketsByTheirPorts()
{
    const Scenario scenario =
        parsed(u"0ms B close on :80\n0ms B close on :80-A:32768\nwhen A CLOSED on :5-B:80 A abort on :6-fd77::1:7\nexpect B CLOSED on :9-10.0.0.7:1"_s);
    QCOMPARE(QString::fromStdString(statement<Call>(scenario, 0).socket.name), u":80"_s);
    QCOMPARE(QString::fromStdString(statement<Call>(scenario, 1).socket.name), u":80-A:32768"_s);
    QVERIFY(scenario.statements[2].when.base == TimeBase(StateReached{{"A", ":5-B:80"}, tcp::State::Closed}));
    QCOMPARE(QString::fromStdString(statement<Call>(scenario, 2).socket.name), u":6-fd77::1:7"_s);
    QCOMPARE(QString::fromStdString(expectation<ExpectWalk>(scenario).socket.name), u":9-10.0.0.7:1"_s);
    const auto place = readSocketPlace(":6-fd77::1:7");
    QVERIFY(place && place->peer.empty() && place->peerAddress);
    QCOMPARE(QString::fromStdString(toString(*place->peerAddress)), u"fd77::1"_s);
    QCOMPARE(place->peerPort, std::uint16_t(7));
    QVERIFY(readSocketPlace(":80") && readSocketPlace(":80")->peerPort == 0);
    for (const char* word : {"", ":", "80", ":0", ":80-", ":80-A", ":80-:5", ":80-A:0", ":65536"})
        QVERIFY2(!readSocketPlace(word), word);
}

void TestScenarioParser::readsSegments_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<SegmentPattern>("expected");
    using enum tcp::Flag;
    const auto row = [](const char* text, const SegmentPattern& expected) {
        QTest::newRow(text) << QString::fromLatin1(text) << expected;
    };
    SegmentOptions mss;
    mss.mss = 1024;
    row("SYN 1000(0) <mss 1024>", {Syn, 1000, 0, {}, {}, mss});
    row("SYN 8000(0) ack 1001 <mss 1024>", {Syn | Ack, 8000, 0, 1001, {}, mss});
    row("ack 8001", {Ack, {}, 0, 8001, {}, {}});
    row("1001(20) ack 8001", {Ack, 1001, 20, 8001, {}, {}});
    row("8001(10) ack 1021", {Ack, 8001, 10, 1021, {}, {}});
    row("FIN 1021(0) ack 8011", {Fin | Ack, 1021, 0, 8011, {}, {}});
    row("SYN 8000(0) ack 1 win 6144 <mss 1024>", {Syn | Ack, 8000, 0, 1, 6144, mss});
    row("5121(1024)", {{}, 5121, 1024, {}, {}, {}});
    row("ack 6145 win 2048", {Ack, {}, 0, 6145, 2048, {}});
    row("FIN 7169(1024)", {Fin, 7169, 1024, {}, {}, {}});
    row("FIN PSH 4294967295(1) ack 0", {Fin | Psh | Ack, 4294967295, 1, 0, {}, {}});
    SegmentOptions all;
    all.mss = 1460;
    all.windowScale = 7;
    all.sackPermitted = true;
    all.timestamps = true;
    all.timestampValues = {5, 7};
    row("SYN 1(0) win 65535 <mss 1460, wscale 7,sackOK , TS 5:7>", {Syn, 1, 0, {}, 65535, all});
    SegmentOptions sack;
    sack.sack = {{tcp::SeqNumber(2001), tcp::SeqNumber(3001)}, {tcp::SeqNumber(4001), tcp::SeqNumber(5001)}};
    sack.timestamps = true;
    row("ack 1001 <sack 2001-3001, sack 4001-5001, TS>", {Ack, {}, 0, 1001, {}, sack});
}

void TestScenarioParser::readsSegments()
{
    QFETCH(QString, text);
    QFETCH(SegmentPattern, expected);
    const ExpectSegment found = expectation<ExpectSegment>(parsed(u"expect segment 4 B "_s + text + u" lost"_s));
    QCOMPARE(found.number, 4u);
    QCOMPARE(QString::fromStdString(found.segment.sender), u"B"_s);
    QVERIFY(found.segment.lost);
    QVERIFY(found.segment.segment == expected);
}

void TestScenarioParser::readsWireLists()
{
    const Scenario scenario = parsed(
        u"expect wire\n    ...\n    A FIN 5(0) ack 7\n# a comment does not end it\n\n\tB ack 6 lost\n    ...\n    ...\n1s expect wire\n  A SYN 1(0)"_s);
    const ExpectWire wire = expectation<ExpectWire>(scenario);
    QCOMPARE(wire.segments.size(), std::size_t(2));
    QVERIFY(wire.segments[0].anyBefore);
    QVERIFY(!wire.segments[0].lost);
    QVERIFY(!wire.segments[1].anyBefore);
    QVERIFY(wire.segments[1].lost);
    QCOMPARE(QString::fromStdString(wire.segments[1].sender), u"B"_s);
    QCOMPARE(wire.segments[1].at.line, 7u);
    QCOMPARE(wire.segments[1].at.column, 2u);
    QVERIFY(wire.anyAfter);
    const ExpectWire timed = std::get<ExpectWire>(statement<Expectation>(scenario).what);
    QCOMPARE(timed.segments.size(), std::size_t(1));
    QVERIFY(!timed.anyAfter);
}

void TestScenarioParser::readsExpectations()
{
    using enum tcp::State;
    const Scenario scenario = parsed(
        u"0ms A active-open 80 as one\n"
        "expect A FIN-WAIT-1 CLOSING on one\nexpect A exactly SYN-SENT CLOSED\nexpect A final TIME-WAIT\nexpect never B CLOSE-WAIT\n"
        "expect B count CLOSE-WAIT 3\nexpect A errno ECONNREFUSED on one\nexpect B received 5..\nexpect label duplicate-ack ..3 from B\n"
        "expect segments 2..3 RST from B port 80\n300ms expect A state SYN-SENT"_s);
    QCOMPARE(scenario.expectations.size(), std::size_t(9));
    QVERIFY(expectation<ExpectWalk>(scenario, 0) == (ExpectWalk{{"A", "one"}, {FinWait1, Closing}, false}));
    QVERIFY(expectation<ExpectWalk>(scenario, 1) == (ExpectWalk{{"A", {}}, {SynSent, Closed}, true}));
    QVERIFY(expectation<ExpectState>(scenario, 2) == (ExpectState{{"A", {}}, TimeWait}));
    QVERIFY(expectation<ExpectNever>(scenario, 3) == (ExpectNever{{"B", {}}, CloseWait}));
    QVERIFY(expectation<ExpectCount>(scenario, 4) == (ExpectCount{"B", CloseWait, {3, 3}}));
    QVERIFY(expectation<ExpectError>(scenario, 5) == (ExpectError{{"A", "one"}, SocketError::ConnectionRefused}));
    QVERIFY(expectation<ExpectReceived>(scenario, 6) == (ExpectReceived{{"B", {}}, {5, Range::kOpen}}));
    QVERIFY(expectation<ExpectLabel>(scenario, 7) == (ExpectLabel{Label::DuplicateAck, {0, 3}, "B"}));
    const ExpectSegments segments = expectation<ExpectSegments>(scenario, 8);
    QVERIFY(segments.count == (Range{2, 3}));
    QCOMPARE(segments.match.kind, SegmentKind::Rst);
    QCOMPARE(segments.match.port.value(), std::uint16_t(80));
    QVERIFY(std::get<ExpectState>(statement<Expectation>(scenario, 1).what) == (ExpectState{{"A", {}}, SynSent}));
    QCOMPARE(scenario.expectations[2].at.line, 5u);
}

void TestScenarioParser::acceptsAnyLineEndings()
{
    const Scenario expected = parseScenario("title T\n300ms A close\n").scenario;
    const ParsedScenario windows = parseScenario("\xEF\xBB\xBFtitle T\r\n300ms A close\r\n");
    QVERIFY(windows.problems.empty());
    QVERIFY(windows.scenario == expected);
    QVERIFY(parseScenario("title T\n300ms A close").scenario == expected);
    QCOMPARE(expected.statements.size(), std::size_t(1));
}

void TestScenarioParser::keepsWhatATextContains()
{
    const Scenario scenario = parsed(u"0ms note <mss 1460> is # not\ta comment  \n    note[zh_CN] 报文段 <mss 1460>\n"_s);
    const Note note = statement<Note>(scenario);
    QCOMPARE(QString::fromStdString(note.text.english), u"<mss 1460> is # not\ta comment"_s);
    QCOMPARE(QString::fromStdString(note.text.translations.at("zh_CN")), u"报文段 <mss 1460>"_s);
}

void TestScenarioParser::writesEveryStatement_data()
{
    QTest::addColumn<QString>("line");
    const QStringList canonical = {
        u"topic life"_s,
        u"seed 7"_s,
        u"until 90s"_s,
        u"corrupts"_s,
        u"summary Short."_s,
        u"host A address 192.0.2.1 iss 1000 mss 536 window 4096 send-buffer 4096 wscale off timestamps off sack off nagle off sws-avoidance off delayed-ack off congestion cubic "
        "initial-window 1 rto-initial 3s rto-min 1s rto-max 1min syn-retries 2 synack-retries 2 retries 3 keepalive-idle 10s keepalive-interval 1s keepalive-probes 3 "
        "fin-timeout 5s two-msl 0ms tw-reuse on rfc1337 on syn-cookies off syn-backlog 4 abort-on-overflow on ephemeral 5000-5009 ttl 1"_s,
        u"host C"_s,
        u"link from A to B delay 40ms jitter 5ms rate 1500k queue off loss 0.0001% duplicate 1% reorder 2.5% corrupt 100%"_s,
        u"0ms     A active-open B:80 from 5000 as one count 2 every 10ms"_s,
        u"0ms     B set nodelay on reuseaddr on keepalive off keepidle 1min keepintvl 1s keepcnt 3 linger off defer-accept 1s user-timeout 30s rcvbuf 4096 sndbuf 1"_s,
        u"+1ms    B auto-accept off"_s,
        u"0ms     B auto-reply 10"_s,
        u"0ms     B auto-fork on on all"_s,
        u"0ms     B exit"_s,
        u"0ms     B stop"_s,
        u"0ms     B unplug"_s,
        u"0ms     B read 5 count 3"_s,
        u"when A sends FIN nth 2 +5ms link restore from A"_s,
        u"0ms     link inject spoofed:99 to B:80 SYN 1(0) win 5 <mss 1460, sackOK> count 5 every 1ms"_s,
        u"0ms     link set from A queue 5"_s,
        u"0ms     link delay-segment any by 0ms"_s,
        u"0ms     link reorder data to B past 2"_s,
        u"0ms     link duplicate FIN"_s,
        u"1030ms  link drop segment 5"_s,
        u"0ms     link delay-segment segment 5 copy 1 by 0ms"_s,
        u"0ms     link duplicate segment 5 copy 2"_s,
        u"0ms     link corrupt segment 5"_s,
        u"0ms     B abort on :80-A:32768"_s,
        u"1h      expect A errno none"_s,
        u"expect label zero-window 0"_s,
    };
    for (const QString& line : canonical)
        QTest::newRow(qPrintable(line)) << line;
}

void TestScenarioParser::writesEveryStatement()
{
    QFETCH(QString, line);
    const QString text = QString::fromStdString(writeScenario(parsed(line)));
    QVERIFY2(text.split(u'\n').contains(line), qPrintable(text));
}

void TestScenarioParser::readsBackWhatItWrites_data()
{
    QTest::addColumn<QString>("file");
    const QStringList files = scenarioFolder().entryList({u"*.scenario"_s}, QDir::Files);
    QVERIFY(files.size() >= 3);
    for (const QString& file : files)
        QTest::newRow(qPrintable(file)) << file;
}

void TestScenarioParser::readsBackWhatItWrites()
{
    QFETCH(QString, file);
    const Result<Scenario> first = readScenario(contentOf(scenarioFolder().filePath(file)).toStdString(), file.toStdString());
    QVERIFY2(first, first ? "" : first.error().what.c_str());
    const std::string written = writeScenario(first.value());
    const Result<Scenario> second = readScenario(written, "written");
    QVERIFY2(second, second ? "" : second.error().what.c_str());
    QVERIFY(second.value() == first.value());
    QCOMPARE(QString::fromStdString(writeScenario(second.value())), QString::fromStdString(written));
    QVERIFY(first.value().title.translations.contains("zh_CN"));
    QVERIFY(!first.value().expectations.empty());
}

void TestScenarioParser::readsBackDamagedScenarios_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

/// Words of the real scenarios and of the language, thrown together: whatever the parser accepts, the writer writes so that it reads the same.
void TestScenarioParser::readsBackDamagedScenarios()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    QStringList lines;
    for (const QString& file : scenarioFolder().entryList({u"*.scenario"_s}, QDir::Files))
        lines += contentOf(scenarioFolder().filePath(file)).split(u'\n', Qt::SkipEmptyParts);
    const QRegularExpression space(u"\\s+"_s);
    const QStringList words = lines.join(u' ').split(space, Qt::SkipEmptyParts);
    int accepted = 0;
    for (int round = 0; round < 500; ++round) {
        QStringList line = lines[random.bounded(lines.size())].split(u' ');
        line[random.bounded(line.size())] = words[random.bounded(words.size())];
        const ParsedScenario first = parseScenario(around(line.join(u' ') + u'\n'));
        if (!first.problems.empty())
            continue;
        ++accepted;
        const ParsedScenario second = parseScenario(writeScenario(first.scenario));
        QVERIFY2(second.problems.empty(), qPrintable(line.join(u' ')));
        QVERIFY2(second.scenario == first.scenario, qPrintable(line.join(u' ')));
    }
    QVERIFY(accepted > 20);
}

void TestScenarioParser::grammarNamesEveryWord()
{
    const QString grammar = contentOf(scenarioFolder().filePath(u"README.md"_s));
    const auto verify = [&grammar](std::string_view word) {
        const QString text = QString::fromUtf8(word.data(), qsizetype(word.size()));
        const QRegularExpression whole(u"(?<![\\w-])"_s + QRegularExpression::escape(text) + u"(?![\\w-])"_s);
        return grammar.contains(whole);
    };
    std::vector<std::string_view> words;
    for (const auto& row : hostSettingRows())
        words.push_back(row.name);
    for (const auto& row : linkSettingRows())
        words.push_back(row.name);
    for (const auto& row : socketOptionRows())
        words.push_back(row.name);
    for (const auto& forms : {headerForms(), callForms(), linkForms(), expectForms()}) {
        for (const StatementForm& form : forms)
            words.push_back(form.word);
    }
    const auto add = [&words](std::span<const std::string_view> all) { words.insert(words.end(), all.begin(), all.end()); };
    add(names<Topic>());
    add(names<Congestion>());
    add(names<SegmentKind>());
    add(names<SocketError>());
    add(names<Habit>());
    add(names<ShutdownHow>());
    add(names<ProcessAction>());
    add(names<HostAction>());
    add(names<FaultKind>());
    add(names<tcp::State>());
    add(names<Label>());
    QVERIFY(words.size() > 150);
    for (const std::string_view word : words)
        QVERIFY2(verify(word), std::string(word).c_str());
}

/// Every example in the grammar's tables and code blocks is read as a scenario.
void TestScenarioParser::grammarExamplesAreScenarios()
{
    const QString grammar = contentOf(scenarioFolder().filePath(u"README.md"_s));
    int examples = 0;
    auto blocks =
        QRegularExpression(u"```scenario\\n(.*?)```"_s, QRegularExpression::DotMatchesEverythingOption).globalMatch(grammar);
    while (blocks.hasNext()) {
        const std::string block = blocks.next().captured(1).toStdString();
        const ParsedScenario result = parseScenario(block);
        QVERIFY2(result.problems.empty(),
                 result.problems.empty() ? "" : (toError(result.problems.front(), "example").what + "\n" + block).c_str());
        ++examples;
    }
    QVERIFY(examples >= 3);
    // In a table the example is the last column; names that it uses are declared here.
    const QString declarations =
        u"host C\n0ms A active-open 80 as conn count 5\n0ms B accept as conn\n0ms B passive-open 80 as server\n0ms B fork as worker\n"_s;
    auto rows = QRegularExpression(u"\\| `([^`|]+)` \\|$"_s, QRegularExpression::MultilineOption).globalMatch(grammar);
    while (rows.hasNext()) {
        QString example = rows.next().captured(1);
        const bool isTitle = example.startsWith(u"title ");
        example.replace(u"⏎ "_s, u"\n    "_s);
        const ParsedScenario result = parseScenario((isTitle ? QString() : u"title T\n"_s).toStdString()
                                                    + declarations.toStdString() + example.toStdString());
        QVERIFY2(result.problems.empty(),
                 result.problems.empty() ? ""
                                         : (toError(result.problems.front(), "row").what + " " + example.toStdString()).c_str());
        ++examples;
    }
    QVERIFY(examples > 80);
}

QTEST_APPLESS_MAIN(TestScenarioParser)
#include "tst_scenario_parser.moc"
