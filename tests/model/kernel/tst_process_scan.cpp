// A folder that looks like /proc.
#include "model/kernel/process_scan.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestProcessScan : public QObject {
    Q_OBJECT
private slots:
    void findsAllHolders();
    void descriptorsThatCloseAndProcessesThatEndDisappear();
    void holdersAreAskedAlone();
    void namesAreReadable();
    void hiddenProcessesAreSaid();

private:
    static void addProcess(const QTemporaryDir& root, int pid, const QByteArray& name, const QMap<int, int>& sockets)
    {
        const QString folder = root.filePath(QString::number(pid));
        QVERIFY(QDir().mkpath(folder + u"/fd"_s));
        QFile comm(folder + u"/comm"_s);
        QVERIFY(comm.open(QIODevice::WriteOnly));
        comm.write(name + "\n");
        QVERIFY(QFile::link(u"/dev/null"_s, folder + u"/fd/0"_s));
        for (auto [descriptor, inode] : sockets.asKeyValueRange())
            QVERIFY(QFile::link(u"socket:[%1]"_s.arg(inode), folder + u"/fd/%1"_s.arg(descriptor)));
    }
    static std::shared_ptr<const kernel::Owners> round(kernel::ProcessScan& scan, bool holdersOnly = false)
    {
        scan.begin(holdersOnly);
        while (!scan.advance(1ms)) {}
        return scan.owners({});
    }
};

void TestProcessScan::findsAllHolders()
{
    QTemporaryDir root;
    addProcess(root, 1, "init", {});
    addProcess(root, 100, "nginx", {{6, 4711}, {7, 4712}});
    addProcess(root, 101, "nginx", {{6, 4711}}); // forked
    kernel::ProcessScan scan(root.path().toStdString());
    const auto owners = round(scan);
    const auto holders = owners->of(4711);
    QCOMPARE(holders.size(), 2u);
    QCOMPARE(owners->processes[holders[0].process], (kernel::Process{100, "nginx"}));
    QCOMPARE(owners->processes[holders[1].process], (kernel::Process{101, "nginx"}));
    QCOMPARE(holders[1].descriptor, 6);
    QCOMPARE(owners->of(4712).size(), 1u);
    QVERIFY(owners->of(4713).empty() && owners->of(0).empty());
    QVERIFY(!owners->isPartial());
}

void TestProcessScan::descriptorsThatCloseAndProcessesThatEndDisappear()
{
    QTemporaryDir root;
    addProcess(root, 1, "init", {});
    addProcess(root, 100, "a", {{6, 4711}, {7, 4712}});
    addProcess(root, 101, "b", {{6, 4711}});
    kernel::ProcessScan scan(root.path().toStdString());
    round(scan);
    QVERIFY(QFile::remove(root.filePath(u"100/fd/7"_s)));
    QVERIFY(QDir(root.filePath(u"101"_s)).removeRecursively());
    const auto owners = round(scan);
    QVERIFY(owners->of(4712).empty());
    QCOMPARE(owners->of(4711).size(), 1u);
}

void TestProcessScan::holdersAreAskedAlone()
{
    QTemporaryDir root;
    addProcess(root, 1, "init", {});
    addProcess(root, 100, "a", {{6, 4711}});
    kernel::ProcessScan scan(root.path().toStdString());
    round(scan);
    addProcess(root, 101, "b", {{6, 4712}});
    QVERIFY(QFile::link(u"socket:[4713]"_s, root.filePath(u"100/fd/9"_s)));
    const auto quick = round(scan, true);
    QVERIFY(quick->of(4712).empty());
    QCOMPARE(quick->of(4713).size(), 1u);
    QCOMPARE(round(scan)->of(4712).size(), 1u);
}

void TestProcessScan::namesAreReadable()
{
    QTemporaryDir root;
    addProcess(root, 1, "a\x1B[2Jb", {{3, 10}});
    addProcess(root, 2, "\xE6\x9C\x8D\xE5\x8A\xA1\xE5\x99", {{3, 11}}); // cut in mid-character
    kernel::ProcessScan scan(root.path().toStdString());
    const auto owners = round(scan);
    QCOMPARE(owners->processes[0].name, std::string("a?[2Jb"));
    QCOMPARE(owners->processes[1].name, std::string("\xE6\x9C\x8D\xE5\x8A\xA1??"));
}

void TestProcessScan::hiddenProcessesAreSaid()
{
    QTemporaryDir root;
    addProcess(root, 100, "a", {{6, 4711}});
    kernel::ProcessScan hidden(root.path().toStdString());
    QVERIFY(round(hidden)->hidesProcesses); // process 1 is not there to be seen
    if (geteuid() == 0)
        QSKIP("root may look into everything; tst_cli_sockets asks as another user");
    addProcess(root, 1, "init", {{6, 4712}});
    QCOMPARE(chmod(root.filePath(u"1/fd"_s).toLocal8Bit().constData(), 0), 0);
    kernel::ProcessScan scan(root.path().toStdString());
    QCOMPARE(round(scan)->unreadable, 1u);
    chmod(root.filePath(u"1/fd"_s).toLocal8Bit().constData(), 0700);
}

QTEST_APPLESS_MAIN(TestProcessScan)
#include "tst_process_scan.moc"
