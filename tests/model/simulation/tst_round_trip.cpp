// Every scenario of the library is written as pcapng and read again: what the observer then says is held against what really happened, and
// so is what tshark says.
#include "model/capture/capture_file.h"
#include "model/capture/pcapng_writer.h"
#include "model/simulation/recording.h"
#include "model/simulation/scenario_library.h"
#include "tests/model/simulation/played.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace Qt::StringLiterals;
using simulation::HostIndex;
using simulation::kNoHost;
using simulation::Passage;
using simulation::Recording;
using simulation::Simulation;
using simulation::Vantage;
using tcp::Event;
using tcp::State;

namespace {

/// What the library has no scenario for.
constexpr std::pair<const char*, const char*> kOwnScenarios[] = {
    {"own: segments are damaged on the way", R"(
corrupts
host A B mss 500
0ms  B passive-open 80
0ms  A active-open 80
1s   link corrupt data nth 2 count 2
1s   link corrupt ACK from B nth 3
1s   A send 5000
4s   A close
5s   B close
)"},
    {"own: IPv6, with timestamps and window scale", R"(
host A address fd77::1 window 200000
host B address fd77::2 window 200000
0ms  B passive-open 8080
0ms  A active-open 8080
1s   link drop data nth 7
1s   A send 100000
1s   B send 30000
9s   A close
9s   B close
)"},
    {"own: jitter, loss, reordering and copies", R"(
seed 3
link jitter 5ms loss 2% reorder 3% duplicate 2%
0ms  B passive-open 80
0ms  A active-open 80
1s   A send 150000
2s   B send 50000
9s   B close
9s   A close
)"},
};

struct Play {
    std::unique_ptr<simulation::SimulationSource> source;
    played::TraceSink sink;

    const Simulation& simulation() const { return source->simulation(); }
    const Trace& trace() const { return sink.trace; }
};

simulation::Scenario scenarioCalled(const QString& name)
{
    for (const auto& [own, text] : kOwnScenarios) {
        if (name == QLatin1StringView(own))
            return played::read(text);
    }
    const auto* builtIn = simulation::findBuiltInScenario(name.toStdString());
    return simulation::readScenario(builtIn->text, name.toStdString()).value();
}

/// Each scenario is played once.
const Play& play(const QString& name)
{
    static std::map<QString, Play> all;
    Play& play = all[name];
    if (!play.source) {
        play.source = std::make_unique<simulation::SimulationSource>(name.toStdString(), scenarioCalled(name));
        play.source->run(play.sink, {});
    }
    return play;
}

/// A simulation written to a file at one vantage and read again.
struct RoundTrip {
    RoundTrip(const Play& play, Vantage vantage, const QString& path) : recording(play.simulation(), vantage)
    {
        Recording pass(play.simulation(), vantage);
        error = savePcapng(path.toStdString(), {"tcplens", pass.vantageName(), {}}, [&pass](wire::Frame& frame) { return pass.next(frame); });
        if (error)
            return;
        auto file = CaptureFile::open(path.toStdString());
        error = file ? file.value()->run(sink, {}) : file.error();
    }
    const Trace& trace() const { return sink.trace; }

    Recording recording; ///< For which passage each packet is.
    played::TraceSink sink;
    std::optional<Error> error;
};

/// Every host's end, then the middle.
std::vector<Vantage> vantages(const Simulation& simulation)
{
    std::vector<Vantage> all;
    for (const auto& host : simulation.hosts())
        all.push_back({host->index()});
    all.push_back({});
    return all;
}

QString text(std::string_view view) { return QString::fromUtf8(view.data(), qsizetype(view.size())); }

QString describe(Labels labels)
{
    QStringList names;
    for (int label = 0; label < kLabelCount; ++label) {
        if (labels.has(Label(label)))
            names << text(toString(Label(label)));
    }
    return u'[' + names.join(u' ') + u']';
}

// --- Walks

struct Step {
    State from;
    State to;
    Event event;
    Certainty certainty = Certainty::Simulated;
};

QString describe(const std::vector<Step>& walk)
{
    QString all;
    for (const Step& step : walk)
        all += u"%1 -> %2 by %3 (%4); "_s.arg(text(tcp::toString(step.from)), text(tcp::toString(step.to)), text(tcp::toString(step.event)), text(toString(step.certainty)));
    return all;
}

/// One end of a 4-tuple, its own address first.
using End = std::pair<SocketAddress, SocketAddress>;

/// The walks of each end through the connections that used its 4-tuple, one after the other, without what was taken back.
std::map<End, std::vector<std::vector<Step>>> walksOf(const Trace& trace)
{
    std::map<End, std::vector<std::vector<Step>>> walks;
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        const Connection& connection = trace.connection(id);
        for (const Side side : kSides) {
            std::vector<Step>& walk = walks[{connection.address(side), connection.address(other(side))}].emplace_back();
            for (const TransitionRecord& t : connection.transitions) {
                if (t.side != side)
                    continue;
                if (t.certainty == Certainty::Retracted)
                    walk.pop_back();
                else
                    walk.push_back({t.from, t.to, t.event, t.certainty});
            }
        }
    }
    return walks;
}

/// What really happened, in the terms of one connection as the wire shows it:
/// - a listener has opened passively before the connection began, and so has an end whose TIME-WAIT a new SYN cuts short;
/// - one that was told to open actively, or to send, has never said that it listened.
std::vector<Step> asTheWireShows(std::vector<Step> walk)
{
    if (walk.empty())
        return walk;
    if (walk.front().from == State::TimeWait)
        walk.front().from = State::Listen;
    if (walk.front().from == State::Closed && walk.front().to == State::Listen)
        walk.erase(walk.begin());
    if (walk.empty() || walk.front().from != State::Listen)
        return walk;
    if (walk.front().to == State::SynSent)
        walk.front() = {State::Closed, State::SynSent, Event::ActiveOpen};
    else
        walk.insert(walk.begin(), {State::Closed, State::Listen, Event::PassiveOpen});
    return walk;
}

/// A step to CLOSED that sends nothing: 2 MSL are over, the connection is given up, or ended where the peer need not be told.
bool isSilentEnd(const Step& step)
{
    const bool needsNoWord = step.from == State::Listen || step.from == State::SynSent || step.from == State::Closing || step.from == State::LastAck
        || step.from == State::TimeWait;
    const bool isCall = step.event == Event::Abort || step.event == Event::Close;
    return step.to == State::Closed && (step.event == Event::TimeWaitTimeout || step.event == Event::UserTimeout || (isCall && needsNoWord));
}

bool isSameStep(const Step& seen, const Step& real, bool fromIsKnown)
{
    return (seen.from == real.from || !fromIsKnown) && seen.to == real.to && seen.event == real.event;
}

/// Each proven step was made, in this order. A step from an assumed state proves what happened and where it led to, not where from.
bool provesOnlyWhatHappened(const std::vector<Step>& seen, const std::vector<Step>& real)
{
    auto from = real.begin();
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (seen[i].certainty != Certainty::Proven)
            continue;
        const bool fromIsKnown = i == 0 || seen[i - 1].certainty == Certainty::Proven;
        from = std::find_if(from, real.end(), [&](const Step& step) { return isSameStep(seen[i], step, fromIsKnown); });
        if (from == real.end())
            return false;
        ++from;
    }
    return true;
}

/// Step by step the same, up to the first that nothing on the wire tells, or to the power cut: after that the observer may only assume.
///
/// The observer sees a CLOSE by its FIN, which may have to wait. From elsewhere than this end, it may take a CLOSE or an ABORT to come after
/// an acknowledgment that was still on its way.
bool isSameWalk(const std::vector<Step>& seen, const std::vector<Step>& real, bool isOwnEnd, bool hasLostItsPower)
{
    const auto isAssumed = [](const Step& step) { return step.certainty != Certainty::Proven; };
    auto next = seen.begin();
    for (const Step& step : real) {
        if (isSilentEnd(step))
            return std::all_of(next, seen.end(), isAssumed);
        const bool mayBeLater = step.event == Event::Close || (step.event == Event::Abort && !isOwnEnd);
        const bool isOvertaken = mayBeLater && seen.end() - next >= 2 && isAssumed(*next) && next->from == step.from && next->event != step.event;
        next += isOvertaken ? 1 : 0;
        if (next == seen.end() || !isSameStep(*next, step, !isOvertaken))
            return false;
        ++next;
    }
    return next == seen.end() || (hasLostItsPower && std::all_of(next, seen.end(), isAssumed));
}

std::vector<Step> joined(const std::vector<std::vector<Step>>& walks)
{
    std::vector<Step> all;
    for (const std::vector<Step>& walk : walks)
        all.insert(all.end(), walk.begin(), walk.end());
    return all;
}

std::map<End, std::vector<std::vector<Step>>> realWalks(const Play& play)
{
    auto walks = walksOf(play.trace());
    for (auto& [end, connections] : walks) {
        for (std::vector<Step>& walk : connections)
            walk = asTheWireShows(walk);
    }
    return walks;
}

/// Ends of 4-tuples whose every segment arrived, once, undamaged, and in the order of sending.
std::set<End> undisturbed(const Simulation& simulation)
{
    std::set<End> ends;
    std::map<End, Timestamp> arrivals;
    std::set<End> disturbed;
    for (const Passage& passage : simulation.passages()) {
        const End way{passage.source, passage.destination};
        Timestamp& last = arrivals[way];
        const bool isFine = passage.fate == Passage::Fate::Arrived && !passage.isCopy && !passage.isCorrupt && !passage.isInjected && passage.ends >= last;
        last = std::max(last, passage.ends);
        ends.insert({way, {way.second, way.first}});
        if (!isFine)
            disturbed.insert({way, {way.second, way.first}});
    }
    std::set<End> rest;
    std::set_difference(ends.begin(), ends.end(), disturbed.begin(), disturbed.end(), std::inserter(rest, rest.end()));
    return rest;
}

/// Addresses of the hosts that were cut off from power.
std::set<IpAddress> withoutPower(const Simulation& simulation)
{
    std::set<IpAddress> all;
    for (const simulation::TimedStatement& statement : simulation.scenario().statements) {
        const auto* call = std::get_if<simulation::Call>(&statement.action);
        const auto* control = call ? std::get_if<simulation::ControlHost>(&call->action) : nullptr;
        if (control && control->action == simulation::HostAction::Crash)
            all.insert(simulation.findHost(call->socket.host)->address());
    }
    return all;
}

/// A scenario of which a claim does not hold, and why no capture can tell. One for which it does hold fails its test, too.
struct Exception {
    const char* scenario;
    const char* reason;
};
constexpr Exception kUnprovable[] = {
    {"syn_flood_cookies", "With a SYN cookie a server answers a SYN without a word to its state machine: it looks like SYN-RECEIVED."},
    {"blind_attacker", "Somebody sends SYNs in the ends' names: for a capture they have sent them."},
    {"blind_attacker_simultaneous", "Somebody sends SYNs in the ends' names: for a capture they have sent them."},
    {"forged_syn", "Somebody sends a SYN in A's name: for a capture it is A's."},
    {"syn_fin", "Somebody sends a SYN in A's name: for a capture it is A's."},
};
constexpr Exception kOtherLabels[] = {
    {"blind_attacker", "The simulation knows which SYNs are forged and begin no connection; to the observer some of them do."},
    {"blind_attacker_simultaneous", "The simulation knows which SYNs are forged and begin no connection; to the observer some of them do."},
    {"forged_syn", "The simulation knows that the forged SYN begins no connection; to the observer and to tshark it does."},
};
constexpr Exception kNotTsharksLabels[] = {
    {"blind_attacker", "tshark begins anew with each SYN that has another number, the observer only if the living connection gives way to it."},
    {"blind_attacker_simultaneous", "tshark begins anew with each SYN that has another number, the observer only if the living connection gives way to it."},
};

const Exception* findException(std::span<const Exception> exceptions, const QString& scenario)
{
    const auto place = std::find_if(exceptions.begin(), exceptions.end(), [&](const Exception& each) { return scenario == QLatin1StringView(each.scenario); });
    return place == exceptions.end() ? nullptr : &*place;
}

/// Fails unless the claim holds (`failure` is empty), or, for an exception, does not hold.
void verify(const QString& failure, std::span<const Exception> exceptions, const QString& scenario)
{
    const Exception* exception = findException(exceptions, scenario);
    if (!exception)
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
    else
        QVERIFY2(!failure.isEmpty(), qPrintable(u"no exception is needed any more: "_s + QLatin1StringView(exception->reason)));
}

} // namespace

class TestRoundTrip : public QObject {
    Q_OBJECT

private slots:
    void provesOnlyTruths_data() { addScenarios(); }
    void provesOnlyTruths();
    void undisturbedWalksAreTheSame_data() { addScenarios(); }
    void undisturbedWalksAreTheSame();
    void labelsAreTheSame_data() { addScenarios(); }
    void labelsAreTheSame();
    void tsharkAgrees_data() { addScenarios(); }
    void tsharkAgrees();
    void manyStepsWereCompared();

private:
    static void addScenarios();
    QString file() const { return m_folder.filePath(u"recording.pcapng"_s); }

    QTemporaryDir m_folder;
    std::size_t m_provenSteps = 0;
    std::size_t m_sameWalks = 0;
    std::size_t m_labelledSegments = 0;
};

void TestRoundTrip::addScenarios()
{
    QTest::addColumn<QString>("scenario");
    for (const simulation::BuiltInScenario& builtIn : simulation::builtInScenarios())
        QTest::newRow(std::string(builtIn.name).c_str()) << text(builtIn.name);
    for (const auto& [name, source] : kOwnScenarios)
        QTest::newRow(name) << QString::fromLatin1(name);
}

/// Of either end, seen from anywhere, whatever was lost. Who forges an address is no end of a connection, though its SYN says so.
void TestRoundTrip::provesOnlyTruths()
{
    QFETCH(QString, scenario);
    const Play& played = play(scenario);
    const auto real = realWalks(played);
    std::set<IpAddress> addresses;
    for (const auto& host : played.simulation().hosts())
        addresses.insert(host->address());
    QString failure;
    for (const Vantage vantage : vantages(played.simulation())) {
        const RoundTrip trip(played, vantage, file());
        QVERIFY2(!trip.error, trip.error ? trip.error->what.c_str() : "");
        QCOMPARE(trip.trace().statistics().segments, std::uint64_t(trip.recording.packetCount()));
        for (const auto& [end, walks] : walksOf(trip.trace())) {
            const auto truth = real.find(end);
            QVERIFY(truth != real.end());
            const std::vector<Step> seen = joined(walks);
            if (!addresses.contains(end.first.ip))
                continue;
            m_provenSteps += std::size_t(std::count_if(seen.begin(), seen.end(), [](const Step& step) { return step.certainty == Certainty::Proven; }));
            if (!provesOnlyWhatHappened(seen, joined(truth->second)))
                failure = u"from %1, %2: seen %3 | really %4"_s.arg(text(trip.recording.vantageName()), text(toString(end.first)), describe(seen), describe(joined(truth->second)));
        }
    }
    verify(failure, kUnprovable, scenario);
}

/// Where nothing was disturbed, a capture from any place shows the whole walk of both ends.
void TestRoundTrip::undisturbedWalksAreTheSame()
{
    QFETCH(QString, scenario);
    const Play& played = play(scenario);
    const auto real = realWalks(played);
    const std::set<End> calm = undisturbed(played.simulation());
    const std::set<IpAddress> dark = withoutPower(played.simulation());
    for (const Vantage vantage : vantages(played.simulation())) {
        const RoundTrip trip(played, vantage, file());
        const std::string from = trip.recording.vantageName();
        for (const auto& [end, walks] : walksOf(trip.trace())) {
            const auto& truth = real.at(end);
            if (!calm.contains(end))
                continue;
            QCOMPARE(walks.size(), truth.size());
            for (std::size_t i = 0; i < walks.size(); ++i) {
                const bool isOwnEnd = vantage.host != kNoHost && played.simulation().hosts()[vantage.host]->address() == end.first.ip;
                if (!isSameWalk(walks[i], truth[i], isOwnEnd, dark.contains(end.first.ip)))
                    QFAIL(qPrintable(u"from %1, %2: seen %3 | really %4"_s.arg(text(from), text(toString(end.first)), describe(walks[i]), describe(truth[i]))));
                ++m_sameWalks;
            }
        }
    }
}

/// Of each connection, as recorded at its initiator's end, segment by segment.
void TestRoundTrip::labelsAreTheSame()
{
    QFETCH(QString, scenario);
    const Play& played = play(scenario);
    const Simulation& simulation = played.simulation();
    std::map<std::uint32_t, std::vector<Labels>> arrived; // by passage number, in the order of arrival
    for (RecordNumber number = 0; number < played.trace().recordCount(); ++number) {
        const Record& record = played.trace().record(number);
        if (record.kind() == RecordKind::Segment)
            arrived[record.frame].push_back(record.labels());
    }
    QString failure;
    for (const auto& host : simulation.hosts()) {
        const RoundTrip trip(played, {host->index()}, file());
        auto unread = arrived;
        for (RecordNumber number = 0; number < trip.trace().recordCount(); ++number) {
            const Record& record = trip.trace().record(number);
            if (record.kind() != RecordKind::Segment)
                continue;
            const Passage& passage = simulation.passages()[trip.recording.passageAt(record.frame - 1)];
            const bool isOutgoing = passage.from == host->index();
            const SocketAddress& here = isOutgoing ? passage.source : passage.destination;
            if (played.trace().connection(passage.connection).info.initiator != here)
                continue;
            Labels expected = passage.labels;
            if (!isOutgoing) {
                std::vector<Labels>& left = unread[passage.number];
                QVERIFY(!left.empty());
                expected = left.front();
                left.erase(left.begin());
            }
            if (record.labels() != expected)
                failure = u"packet %1 from %2: %3 read, %4 simulated"_s.arg(record.frame).arg(text(host->name())).arg(describe(record.labels()), describe(expected));
            m_labelledSegments += expected.isEmpty() ? 0 : 1;
        }
    }
    verify(failure, kOtherLabels, scenario);
}

namespace {

/// tshark's name of each label, in the order of Label.
constexpr const char* kAnalysisFields[kLabelCount] = {
    "retransmission", "fast_retransmission", "spurious_retransmission", "out_of_order", "lost_segment", "ack_lost_segment", "duplicate_ack", "keep_alive",
    "keep_alive_ack", "window_update", "window_full", "zero_window", "zero_window_probe", "zero_window_probe_ack", "reused_ports",
};

struct Verdict {
    Labels labels;
    bool isMalformed = false;
    bool isDamaged = false; ///< A checksum is wrong.
    QByteArray source;      ///< IP address of the sender.
};

/// What tshark says of each packet.
std::vector<Verdict> judge(const QString& tshark, const QString& path)
{
    QStringList arguments{u"-n"_s, u"-r"_s, path, u"-o"_s, u"tcp.check_checksum:TRUE"_s, u"-o"_s, u"ip.check_checksum:TRUE"_s, u"-T"_s, u"fields"_s,
                          u"-e"_s, u"_ws.malformed"_s, u"-e"_s, u"ip.checksum.status"_s, u"-e"_s, u"tcp.checksum.status"_s, u"-e"_s, u"ip.src"_s, u"-e"_s, u"ipv6.src"_s};
    for (const char* field : kAnalysisFields)
        arguments << u"-e"_s << u"tcp.analysis."_s + QLatin1StringView(field);
    QProcess process;
    process.start(tshark, arguments);
    std::vector<Verdict> verdicts;
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        return verdicts;
    QList<QByteArray> lines = process.readAllStandardOutput().split('\n');
    lines.removeLast();
    constexpr qsizetype kFirstLabel = 5;
    for (const QByteArray& line : lines) {
        const QList<QByteArray> fields = line.split('\t');
        Verdict& verdict = verdicts.emplace_back();
        if (fields.size() != kFirstLabel + kLabelCount)
            return {};
        verdict.isMalformed = !fields[0].isEmpty();
        verdict.isDamaged = fields[1] == "0" || fields[2] != "1"; // 1: good; IPv6 has no checksum of its own
        verdict.source = fields[3] + fields[4];
        for (int label = 0; label < kLabelCount; ++label) {
            if (!fields[kFirstLabel + label].isEmpty())
                verdict.labels.add(Label(label));
        }
    }
    return verdicts;
}

/// How many packets of `from` (empty: of anyone) tshark labels so.
std::uint64_t count(const std::vector<Verdict>& verdicts, Label label, const QByteArray& from)
{
    return std::uint64_t(std::count_if(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
        return verdict.labels.has(label) && (from.isEmpty() || verdict.source == from);
    }));
}

/// Whether all that is labelled is labelled as seen from `host`.
bool isInitiatorOfAll(const Play& play, const simulation::Host& host)
{
    for (ConnectionId id = 0; id < play.trace().connectionCount(); ++id) {
        const Connection& connection = play.trace().connection(id);
        const bool isLabelled = std::any_of(connection.labelCounts.begin(), connection.labelCounts.end(), [](std::uint32_t number) { return number > 0; });
        if (isLabelled && connection.info.initiator.ip != host.address())
            return false;
    }
    return true;
}

} // namespace

/// No packet is malformed, the damaged ones are just those that the scenario damages, every label of each packet is ours, and the
/// scenario's `expect label` lines hold for tshark's labels. From A's end; where something is damaged, from B's, too.
void TestRoundTrip::tsharkAgrees()
{
    QFETCH(QString, scenario);
    const QString tshark = QStandardPaths::findExecutable(u"tshark"_s);
    if (tshark.isEmpty())
        QSKIP("tshark is not installed");
    const Play& played = play(scenario);
    const Simulation& simulation = played.simulation();
    QString failure;
    for (const HostIndex host : simulation.scenario().corrupts ? std::vector<HostIndex>{0, 1} : std::vector<HostIndex>{0}) {
        const RoundTrip trip(played, {host}, file());
        const std::vector<Verdict> verdicts = judge(tshark, file());
        QCOMPARE(verdicts.size(), trip.recording.packetCount());
        for (RecordNumber number = 0; number < trip.trace().recordCount(); ++number) {
            const Record& record = trip.trace().record(number);
            if (record.kind() != RecordKind::Segment)
                continue;
            const Verdict& verdict = verdicts[record.frame - 1];
            const Passage& passage = simulation.passages()[trip.recording.passageAt(record.frame - 1)];
            const auto which = u"packet %1 from %2"_s.arg(record.frame).arg(text(trip.recording.vantageName()));
            QVERIFY2(!verdict.isMalformed, qPrintable(which));
            QVERIFY2(verdict.isDamaged == (passage.isCorrupt && passage.from != host), qPrintable(which));
            if (verdict.labels != record.labels())
                failure = u"%1: tshark's labels are %2, ours %3"_s.arg(which, describe(verdict.labels), describe(record.labels()));
        }
        if (!isInitiatorOfAll(played, *simulation.hosts()[host]))
            continue;
        for (const simulation::Expectation& expectation : simulation.scenario().expectations) {
            const auto* label = std::get_if<simulation::ExpectLabel>(&expectation.what);
            if (!label)
                continue;
            const auto* sender = simulation.findHost(label->from);
            const std::uint64_t number = count(verdicts, label->label, sender ? QByteArray::fromStdString(toString(sender->address())) : QByteArray());
            if (number < label->count.min || number > label->count.max)
                failure = u"line %1: tshark counts %2"_s.arg(expectation.at.line).arg(number);
        }
    }
    verify(failure, kNotTsharksLabels, scenario);
}

/// The tests above looked at something.
void TestRoundTrip::manyStepsWereCompared()
{
    QVERIFY2(m_provenSteps > 10'000, qPrintable(QString::number(m_provenSteps)));
    QVERIFY2(m_sameWalks > 5'000, qPrintable(QString::number(m_sameWalks)));
    QVERIFY2(m_labelledSegments > 100, qPrintable(QString::number(m_labelledSegments)));
    qInfo("%zu proven steps, %zu equal walks, %zu labelled segments", m_provenSteps, m_sameWalks, m_labelledSegments);
}

QTEST_APPLESS_MAIN(TestRoundTrip)
#include "tst_round_trip.moc"
