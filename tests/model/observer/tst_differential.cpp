// The observer against endpoints that obey the same table: what it says is held against what they really did.
//
//   TCPLENS_SEEDS=100000 tst_differential            more seeds of each family
//   TCPLENS_FIRST_SEED=4711 TCPLENS_SEEDS=1 tst_differential loss    one seed of one family
#include "tests/model/observer/walk_judge.h"

#include <QTest>

#include <cstdio>

using peers::Judge;
using peers::Scene;
using enum peers::Feature;

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
    const std::uint64_t count = number("TCPLENS_SEEDS", 2000);
    for (std::uint64_t seed = first; seed < first + count; seed += seedsPerRow())
        QTest::newRow(qPrintable(QString::number(seed))) << qulonglong(seed) << qulonglong(std::min(seedsPerRow(), first + count - seed));
}

enum class Claim { Whole, Final, Proven };

void judge(unsigned features, Claim claim)
{
    QFETCH(qulonglong, first);
    QFETCH(qulonglong, count);
    int provenSteps = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        Scene scene(seed, features);
        Judge judge(scene);
        judge.checkRows();
        judge.checkProven();
        judge.checkConfirmed();
        if (claim == Claim::Whole)
            judge.checkWholeWalk();
        if (claim != Claim::Proven)
            judge.checkFinalStates();
        provenSteps += judge.count(Certainty::Proven);
        if (!judge.problem().isEmpty())
            std::fputs(judge.report().constData(), stderr); // Qt Test cuts long messages
        QVERIFY2(judge.problem().isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(judge.problem())));
    }
    QVERIFY2(count < 100 || provenSteps > 0, "nothing was ever proven");
}

} // namespace

class DifferentialTest : public QObject {
    Q_OBJECT

private slots:
    void withoutLoss_data() { addSeeds(); }
    void withoutLoss() { judge(0, Claim::Whole); }
    void abortsWithoutLoss_data() { addSeeds(); }
    void abortsWithoutLoss() { judge(Aborts, Claim::Whole); }
    void reusedPorts_data() { addSeeds(); }
    void reusedPorts() { judge(Reuse, Claim::Whole); }
    void loss_data() { addSeeds(); }
    void loss() { judge(Loss, Claim::Final); }
    void abortsWithLoss_data() { addSeeds(); }
    void abortsWithLoss() { judge(Loss | Aborts, Claim::Final); }
    void reordering_data() { addSeeds(); }
    void reordering() { judge(Jitter | ImpatientTimers, Claim::Final); }
    void duplication_data() { addSeeds(); }
    void duplication() { judge(Duplicates | Jitter, Claim::Final); }
    void everythingAtOnce_data() { addSeeds(); }
    void everythingAtOnce() { judge(Loss | Jitter | Duplicates | Aborts | SilentCalls | ImpatientTimers, Claim::Proven); }
    void captureBeginsLate_data() { addSeeds(); }
    void captureBeginsLate() { judge(LateCapture | Aborts, Claim::Proven); }
    void captureMissesPackets_data() { addSeeds(); }
    void captureMissesPackets() { judge(MissedPackets | Loss, Claim::Proven); }
    void captureHearsOneSide_data() { addSeeds(); }
    void captureHearsOneSide() { judge(OneSided | Duplicates, Claim::Proven); }
};

QTEST_APPLESS_MAIN(DifferentialTest)
#include "tst_differential.moc"
