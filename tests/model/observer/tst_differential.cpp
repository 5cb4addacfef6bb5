// The observer against real endpoints: random scenarios are played, and what it says of captures at both ends and between them is
// held against what the endpoints really did.
//
//   TCPLENS_SEEDS=100000 tst_differential                            more seeds of each family
//   TCPLENS_FIRST_SEED=4711 TCPLENS_SEEDS=1 tst_differential loss    one seed of one family
#include "tests/model/observer/walk_judge.h"

#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace differential;

namespace {

std::uint64_t number(const char* variable, std::uint64_t otherwise)
{
    bool ok = false;
    const qulonglong value = qEnvironmentVariable(variable).toULongLong(&ok);
    return ok ? value : otherwise;
}

/// Qt Test's overhead of a row is larger than that of a seed. 1 shows each failing seed in one run.
std::uint64_t seedsPerRow()
{
    return std::max<std::uint64_t>(number("TCPLENS_SEEDS_PER_ROW", 100), 1);
}

void addSeeds()
{
    QTest::addColumn<qulonglong>("first");
    QTest::addColumn<qulonglong>("count");
    const std::uint64_t first = number("TCPLENS_FIRST_SEED", 0);
    const std::uint64_t count = number("TCPLENS_SEEDS", 800);
    for (std::uint64_t seed = first; seed < first + count; seed += seedsPerRow())
        QTest::newRow(qPrintable(QString::number(seed))) << qulonglong(seed) << qulonglong(std::min(seedsPerRow(), first + count - seed));
}

/// What is demanded, each with all that stands before it.
enum class Claim { Proven, Final, Whole };

} // namespace

class DifferentialTest : public QObject {
    Q_OBJECT

private slots:
    void withoutLoss_data() { addSeeds(); }
    void withoutLoss() { judge(0, Claim::Whole); }
    void abortsWithoutLoss_data() { addSeeds(); }
    void abortsWithoutLoss() { judge(Aborts, Claim::Whole); }
    void callsAtAnyTime_data() { addSeeds(); }
    void callsAtAnyTime() { judge(Aborts | SilentCalls, Claim::Whole); }
    void reusedPorts_data() { addSeeds(); }
    void reusedPorts() { judge(Reuse, Claim::Whole); }
    void powerCuts_data() { addSeeds(); }
    void powerCuts() { judge(PowerCuts, Claim::Whole); }
    void loss_data() { addSeeds(); }
    void loss() { judge(Loss, Claim::Final); }
    void corruption_data() { addSeeds(); }
    void corruption() { judge(Corruption, Claim::Final); }
    void abortsWithLoss_data() { addSeeds(); }
    void abortsWithLoss() { judge(Loss | Aborts, Claim::Final); }
    void reordering_data() { addSeeds(); }
    void reordering() { judge(Reordering | ImpatientTimers, Claim::Final); }
    void duplication_data() { addSeeds(); }
    void duplication() { judge(Duplicates | Reordering, Claim::Final); }
    void everythingAtOnce_data() { addSeeds(); }
    void everythingAtOnce() { judge(Loss | Reordering | Duplicates | Corruption | Aborts | SilentCalls | ImpatientTimers | Reuse | PowerCuts, Claim::Proven); }
    void captureBeginsLate_data() { addSeeds(); }
    void captureBeginsLate() { judge(LateCapture | Aborts, Claim::Proven); }
    void captureMissesPackets_data() { addSeeds(); }
    void captureMissesPackets() { judge(MissedPackets | Loss, Claim::Proven); }
    void captureHearsOneSide_data() { addSeeds(); }
    void captureHearsOneSide() { judge(OneSided | Duplicates, Claim::Proven); }
    void cleanupTestCase();

private:
    struct Tally {
        QByteArray family;
        std::uint64_t runs = 0;
        std::uint64_t provenSteps = 0;
        std::array<std::uint64_t, kReasonCount> explained{};
    };

    void judge(unsigned features, Claim claim);
    bool holds(const PlayedScenario& scenario, Place place, Claim claim, Tally& tally);

    std::vector<Tally> m_tallies;
};

bool DifferentialTest::holds(const PlayedScenario& scenario, Place place, Claim claim, Tally& tally)
{
    Judge judge(scenario, place);
    judge.checkRows();
    judge.checkProven();
    judge.checkConfirmed();
    if (claim >= Claim::Final)
        judge.checkFinalStates();
    if (claim == Claim::Whole)
        judge.checkWholeWalk();
    tally.provenSteps += std::uint64_t(judge.provenCount());
    for (std::size_t reason = 0; reason < kReasonCount; ++reason)
        tally.explained[reason] += std::uint64_t(judge.explained()[reason]);
    if (!judge.problem().isEmpty())
        std::fputs(judge.report().constData(), stderr); // Qt Test cuts long messages
    return judge.problem().isEmpty();
}

void DifferentialTest::judge(unsigned features, Claim claim)
{
    QFETCH(qulonglong, first);
    QFETCH(qulonglong, count);
    const QByteArray family = QTest::currentTestFunction();
    if (m_tallies.empty() || m_tallies.back().family != family)
        m_tallies.push_back({family});
    Tally& tally = m_tallies.back();
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const PlayedScenario scenario(seed, features);
        ++tally.runs;
        for (Place place : kPlaces)
            QVERIFY2(holds(scenario, place, claim, tally), qPrintable(QStringLiteral("seed %1, place %2").arg(seed).arg(int(place))));
    }
    QVERIFY2(count < 100 || tally.provenSteps > 0, "nothing was ever proven");
}

/// How much was compared, and what no capture could tell.
void DifferentialTest::cleanupTestCase()
{
    for (const Tally& tally : m_tallies) {
        QString line = QStringLiteral("%1 runs, %2 proven steps").arg(tally.runs, 7).arg(tally.provenSteps, 8);
        for (std::size_t reason = 0; reason < kReasonCount; ++reason) {
            if (tally.explained[reason] > 0) {
                const std::string_view name = toString(Reason(reason));
                line += QStringLiteral(", %1 %2").arg(tally.explained[reason]).arg(QLatin1StringView(name.data(), qsizetype(name.size())));
            }
        }
        qInfo("%-22s%s", tally.family.constData(), qPrintable(line));
    }
}

QTEST_APPLESS_MAIN(DifferentialTest)
#include "tst_differential.moc"
