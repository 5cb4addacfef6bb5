// What every scenario of the library looks like in every view, as text: a change of any layout is seen as a difference of lines. And what
// is always true of layouts, whatever they look like.
#include "tests/views/golden/block_font.h"
#include "tests/views/golden/layout_rules.h"
#include "tests/views/golden/layout_text.h"

#include <QDir>
#include <QFile>
#include <QLocale>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;

namespace {

const Scene& sceneOf(const QString& name)
{
    static std::map<QString, Scene> scenes;
    auto scene = scenes.find(name);
    if (scene == scenes.end())
        scene = scenes.emplace(name, play(name)).first;
    return scene->second;
}

QString readText(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

bool writeText(const QString& path, const QString& text)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
}

/// The first line that differs, with the lines around it.
QString firstDifference(const QString& golden, const QString& actual)
{
    constexpr qsizetype kAround = 3;
    const QStringList before = golden.split(u'\n'), now = actual.split(u'\n');
    qsizetype line = 0;
    while (line < before.size() && line < now.size() && before[line] == now[line])
        ++line;
    QStringList report{u"Line %1 is the first to differ:"_s.arg(line + 1)};
    for (qsizetype i = std::max<qsizetype>(0, line - kAround); i < line; ++i)
        report << u"    "_s + before[i];
    for (qsizetype i = line; i < std::min(line + 2, before.size()); ++i)
        report << u"  - "_s + before[i];
    for (qsizetype i = line; i < std::min(line + 2, now.size()); ++i)
        report << u"  + "_s + now[i];
    return report.join(u'\n');
}

/// Compares with, or writes, the golden file of that name.
void compare(const QString& name, const QString& actual)
{
    const QString golden = goldenFolder() + u"/layouts/"_s + name + u".txt"_s, written = actualFolder() + u"/layouts/"_s + name + u".txt"_s;
    if (isRefreshing()) {
        QVERIFY2(writeText(golden, actual), qPrintable(golden));
        return;
    }
    if (!QFile::exists(golden)) {
        QVERIFY(writeText(written, actual));
        QFAIL(qPrintable(u"%1 has no golden layout yet. Make it, look at it, and add it: %2"_s.arg(name, refreshCommand())));
    }
    const QString expected = readText(golden);
    if (expected == actual)
        return;
    QVERIFY(writeText(written, actual));
    QFAIL(qPrintable(u"%1 is laid out differently.\n%2\nAll of it: diff %3 %4\nIf that is right, refresh all golden files: %5"_s
                         .arg(name, firstDifference(expected, actual), golden, written, refreshCommand())));
}

} // namespace

class TestGoldenLayouts : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        const QString problem = block_font::install();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(scenarioNames().size() > 50);
    }

    void theDiagramAtRestIsAsBefore() { compare(u"at_rest"_s, restText()); }

    void layouts_data() { scenarios("%1 is laid out as before"); }
    void layouts()
    {
        QFETCH(QString, scenario);
        const Scene& scene = sceneOf(scenario);
        QVERIFY2(scene.stage, "the scenario cannot be played");
        compare(scenario, layoutText(scene));
    }

    void noGoldenFileIsLeftOver()
    {
        QStringList known = scenarioNames();
        known << u"at_rest"_s;
        for (const QString& name : namesIn(goldenFolder() + u"/layouts"_s, u".txt"_s)) {
            if (isRefreshing() && !known.contains(name))
                QFile::remove(goldenFolder() + u"/layouts/"_s + name + u".txt"_s);
            else
                QVERIFY2(known.contains(name), qPrintable(u"layouts/%1.txt belongs to no scenario: delete it"_s.arg(name)));
        }
    }

    void diagramRules_data() { scenarios("%1: arrows cross no boxes and labels cover nothing"); }
    void diagramRules() { holds(layout_rules::brokenInDiagram); }
    void ladderRules_data() { scenarios("%1: each record stands in the ladder once, and texts keep apart"); }
    void ladderRules() { holds(layout_rules::brokenInLadder); }
    void timeLadderRules_data() { scenarios("%1: each record stands in the ladder true to time once, and texts keep apart"); }
    void timeLadderRules() { holds(layout_rules::brokenInLadderInTime); }
    void numbers_data() { scenarios("%1: the numbers drawn are the trace's"); }
    void numbers() { holds(layout_rules::wrongNumbers); }
    void windowRules_data() { scenarios("%1: the tape's pieces and labels keep apart and within the window"); }
    void windowRules() { holds(layout_rules::brokenInWindow); }
    void chartRules_data() { scenarios("%1: points lie within the axes, labels within the chart"); }
    void chartRules() { holds(layout_rules::brokenInCharts); }
    void pathRules_data() { scenarios("%1: hosts and segments lie within the path's picture"); }
    void pathRules() { holds(layout_rules::brokenInPath); }

private:
    static void scenarios(const char* sentence)
    {
        QTest::addColumn<QString>("scenario");
        for (const QString& name : scenarioNames())
            QTest::newRow(qPrintable(QString::fromUtf8(sentence).arg(name))) << name;
    }
    static void holds(QStringList (*rule)(const Scene&))
    {
        QFETCH(QString, scenario);
        const Scene& scene = sceneOf(scenario);
        QVERIFY2(scene.stage, "the scenario cannot be played");
        const QStringList broken = scene.trace.connectionCount() > 0 ? rule(scene) : QStringList();
        QVERIFY2(broken.isEmpty(), qPrintable(u"%1 times; first:\n  %2"_s.arg(broken.size()).arg(broken.mid(0, 6).join(u"\n  "_s))));
    }
};

QTEST_MAIN(TestGoldenLayouts)
#include "tst_golden_layouts.moc"
