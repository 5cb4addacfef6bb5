// The ladder true to time as --export draws it.
#include "app/desktop/export.h"
#include "tests/support/trace_builder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class TestLadderExport : public QObject {
    Q_OBJECT
private slots:
    void theCommandLineSaysHow_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<bool>("isUnderstood");
        QTest::addColumn<bool>("isTime");
        const auto row = [](const char* name, const QString& arguments, bool isUnderstood, bool isTime) {
            QTest::newRow(name) << (u"tcplens f.pcap --export x.svg "_s + arguments).split(u' ') << isUnderstood << isTime;
        };
        row("even rows unless told otherwise", u"--view ladder"_s, true, false);
        row("even rows when told so", u"--view ladder --ladder even"_s, true, false);
        row("true to time", u"--view ladder --ladder time"_s, true, true);
        row("side by side is true to time", u"--view ladder --beside 0,2"_s, true, true);
        row("a mode that there is not", u"--view ladder --ladder round"_s, false, false);
        row("one connection beside nothing", u"--view ladder --beside 1"_s, false, false);
        row("more than have room", u"--view ladder --beside 0,1,2,3,4"_s, false, false);
        row("something that is no number", u"--view ladder --beside 0,a"_s, false, false);
        row("another view has no modes", u"--view states --ladder time"_s, false, false);
        row("side by side has no even rows", u"--view ladder --ladder even --beside 0,1"_s, false, false);
    }
    void theCommandLineSaysHow()
    {
        QFETCH(QStringList, arguments);
        QFETCH(bool, isUnderstood);
        QFETCH(bool, isTime);
        const auto request = parseCommandLine(arguments);
        QCOMPARE(bool(request), isUnderstood);
        if (isUnderstood)
            QCOMPARE(request.value().isLadderInTime(), isTime);
    }

    void picturesAreWritten_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<bool>("isBeside");
        for (const QString& ending : {u"svg"_s, u"png"_s, u"pdf"_s}) {
            QTest::newRow(qPrintable(u"one connection as "_s + ending)) << ending << false;
            QTest::newRow(qPrintable(u"two side by side as "_s + ending)) << ending << true;
        }
    }
    void picturesAreWritten()
    {
        QFETCH(QString, ending);
        QFETCH(bool, isBeside);
        const Trace trace = TraceBuilder().connection().handshake().connection().handshake().build();
        QTemporaryDir folder;
        CommandLine request;
        request.view = u"ladder"_s;
        request.ladder = u"time"_s;
        request.exportFile = folder.filePath(u"out."_s + ending);
        if (isBeside)
            request.beside = {0, 1};
        QVERIFY(!exportView(trace, request, Theme::light(), nullptr));
        QFile file(request.exportFile);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        QVERIFY(written.size() > 1000);
        if (ending == u"svg"_s)
            QCOMPARE(written.contains("Connection 1"), isBeside);
    }

    void aConnectionThatThereIsNotIsAnError()
    {
        const Trace trace = TraceBuilder().connection().handshake().build();
        CommandLine request;
        request.view = u"ladder"_s;
        request.exportFile = u"never.svg"_s;
        request.beside = {0, 7};
        const auto error = exportView(trace, request, Theme::light(), nullptr);
        QVERIFY(error && QString::fromStdString(error->what).contains(u"no connection 7"_s));
    }
};

QTEST_MAIN(TestLadderExport)
#include "tst_ladder_export.moc"
