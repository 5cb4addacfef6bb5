// The program in Chinese: its words, its help, and what it says about bad input.
#include "app/desktop/appearance.h"
#include "app/desktop/command_line.h"
#include "app/desktop/error_text.h"
#include "views/common/wording.h"

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

const QString kChinese = u"zh_CN"_s;

bool isChinese(const QString& text)
{
    static const QRegularExpression kHan(u"\\p{Han}"_s);
    return kHan.match(text).hasMatch();
}

/// The words in Latin letters that are neither a name nor a notation.
QStringList englishWords(const QString& text)
{
    static const QRegularExpression kWord(u"[a-z]{2,}"_s);
    static const QStringList kNames{u"tcplens"_s, u"pcap"_s, u"pcapng"_s, u"tcpdump"_s, u"dumpcap"_s, u"gzip"_s, u"zstd"_s, u"xz"_s, u"zip"_s,
                                    u"unzip"_s,   u"help"_s, u"theme"_s,  u"light"_s,   u"dark"_s,    u"lang"_s, u"en"_s,   u"zh"_s};
    QStringList words;
    for (auto match = kWord.globalMatch(QString(text).remove(u"Wireshark"_s)); match.hasNext();) {
        const QString word = match.next().captured();
        if (!kNames.contains(word))
            words << word;
    }
    return words;
}

struct Run {
    int status = -1; ///< -1: it did not end by itself.
    QString output;
    QString errors;
};

Run run(const QStringList& arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"QT_LOGGING_RULES"_s, u"*=false"_s); // only the program's own words
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(TCPLENS), arguments);
    Run run;
    if (!process.waitForFinished(60'000)) {
        process.kill();
        process.waitForFinished();
        return run;
    }
    run.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.output = QString::fromUtf8(process.readAllStandardOutput());
    run.errors = QString::fromUtf8(process.readAllStandardError());
    return run;
}

QByteArray startOf(const QString& capture, qsizetype octets)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/captures/kernel/") + capture);
    return file.open(QIODevice::ReadOnly) ? file.read(octets) : QByteArray();
}

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { installTranslations(*qApp, kChinese); }
    void knowsEveryWordOfTheModel();
    void findsTheLanguageInTheArguments_data();
    void findsTheLanguageInTheArguments();
    void helpIsChinese();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void leavesTheFilesNameAlone();
    void leavesUnknownMessagesAlone();
};

void TestTranslations::knowsEveryWordOfTheModel()
{
    for (int i = 0; i < tcp::kEventCount; ++i) {
        QVERIFY2(isChinese(wording::eventName(tcp::Event(i))), qPrintable(wording::eventName(tcp::Event(i))));
        QVERIFY(isChinese(wording::eventExplanation(tcp::Event(i))));
    }
    for (int i = 0; i < tcp::kStateCount; ++i) {
        QVERIFY(!isChinese(wording::stateName(tcp::State(i)))); // the RFC's names are everybody's
        QVERIFY(isChinese(wording::stateExplanation(tcp::State(i))));
    }
    for (int i = 0; i < kLabelCount; ++i) {
        QVERIFY(isChinese(wording::labelName(Label(i))));
        QVERIFY(isChinese(wording::labelExplanation(Label(i))));
    }
    for (const tcp::Transition& row : tcp::kTransitions)
        QVERIFY(wording::actionNames(row.actions) == u"x" || isChinese(wording::actionNames(row.actions)));
    QCOMPARE(wording::certaintyName(Certainty::Proven), u"已证实"_s);
    QCOMPARE(wording::stateText(tcp::State::TimeWait, Certainty::Assumed), u"TIME-WAIT（推测）"_s);
}

void TestTranslations::findsTheLanguageInTheArguments_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("language");
    QTest::newRow("no language is named") << QStringList{u"tcplens"_s, u"a.pcap"_s} << QString();
    QTest::newRow("as a word of its own") << QStringList{u"tcplens"_s, u"--lang"_s, u"zh_CN"_s} << kChinese;
    QTest::newRow("behind an equals sign") << QStringList{u"tcplens"_s, u"--lang=en"_s, u"a.pcap"_s} << u"en"_s;
    QTest::newRow("the last one counts") << QStringList{u"tcplens"_s, u"--lang=en"_s, u"--lang"_s, u"zh_CN"_s} << kChinese;
    QTest::newRow("a language that is not spoken") << QStringList{u"tcplens"_s, u"--lang=xx"_s} << QString();
    QTest::newRow("its name is missing") << QStringList{u"tcplens"_s, u"--lang"_s} << QString();
    QTest::newRow("no argument at all, not even the program's name") << QStringList() << QString();
}

void TestTranslations::findsTheLanguageInTheArguments()
{
    QFETCH(QStringList, arguments);
    QTEST(requestedLanguage(arguments), "language");
}

void TestTranslations::helpIsChinese()
{
    const Run chinese = run({u"--lang"_s, kChinese, u"--help"_s});
    QCOMPARE(chinese.status, 0);
    QVERIFY(chinese.output.startsWith(u"用法："_s));
    const QStringList lines = chinese.output.split(u'\n');
    const auto options = std::count_if(lines.begin(), lines.end(), [](const QString& line) { return line.startsWith(u"  -"_s) && isChinese(line); });
    QVERIFY2(options >= 9, qPrintable(chinese.output));
    QVERIFY(!isChinese(run({u"--lang"_s, u"en"_s, u"--help"_s}).output));
}

void TestTranslations::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("arguments"); // FILE stands for the file with the content
    QTest::addColumn<int>("status");
    const QStringList open{u"--export"_s, u"PICTURE"_s, u"--view"_s, u"states"_s, u"FILE"_s};
    QTest::newRow("an unknown option") << QByteArray() << QStringList{u"--xx"_s} << 2;
    QTest::newRow("an unknown theme") << QByteArray() << QStringList{u"--theme"_s, u"dark,"_s} << 2;
    QTest::newRow("an empty file") << QByteArray("") << open << 1;
    QTest::newRow("a text") << QByteArray("TCP is a protocol.\n") << open << 1;
    QTest::newRow("something else") << QByteArray("\xFF\xFE\x00\x01\x02\x03\x04\x05", 8) << open << 1;
    QTest::newRow("a zip archive") << QByteArray("PK\x03\x04 and more") << open << 1;
    QTest::newRow("a file compressed with xz") << QByteArray("\xFD" "7zXZ\0 and more") << open << 1;
    QTest::newRow("a gzip file that ends too early") << QByteArray("\x1F\x8B\x08\0\0\0\0\0\0\0", 10) << open << 1;
    QTest::newRow("a capture cut off in its header") << startOf(u"01_client_close.pcap"_s, 10) << open << 1;
    QTest::newRow("a capture cut off in a packet") << startOf(u"01_client_close.pcap"_s, 300) << open << 1;
    QByteArray absurd = startOf(u"01_client_close.pcap"_s, 300);
    absurd.replace(24 + 8, 4, QByteArray("\xFF\xFF\xFF\x7F", 4)); // the first packet's captured length
    QTest::newRow("a packet of an absurd length") << absurd << open << 1;
    QTest::newRow("a folder") << QByteArray() << QStringList{u"--export"_s, u"PICTURE"_s, u"--view"_s, u"states"_s, u"FOLDER"_s} << 1;
    QTest::newRow("no such file") << QByteArray() << QStringList{u"--export"_s, u"PICTURE"_s, u"--view"_s, u"states"_s, u"FOLDER/0"_s} << 1;
    QTest::newRow("no such view") << startOf(u"01_client_close.pcap"_s, 10000) << QStringList{u"--export"_s, u"PICTURE"_s, u"--view"_s, u"0"_s, u"FILE"_s}
                                  << 1;
}

void TestTranslations::saysWhatIsWrong()
{
    QFETCH(QByteArray, content);
    QFETCH(QStringList, arguments);
    QTemporaryDir folder;
    QFile file(folder.filePath(u"1"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    arguments.replaceInStrings(u"FILE"_s, file.fileName()).replaceInStrings(u"FOLDER"_s, folder.path());
    arguments.replaceInStrings(u"PICTURE"_s, folder.filePath(u"2.png"_s));
    const Run answer = run(QStringList{u"--lang"_s, kChinese} + arguments);
    QTEST(answer.status, "status");
    QString message = answer.errors.section(u"tcplens: "_s, 1);
    QVERIFY2(isChinese(message), qPrintable(answer.errors));
    message.remove(folder.path()).remove(u"--xx"_s).remove(u"states、crowd、ladder、window、charts、start"_s).remove(u"main"_s);
    message.remove(u"“xx”"_s);
    QCOMPARE(englishWords(message), QStringList());
}

void TestTranslations::leavesTheFilesNameAlone()
{
    const Error error = translated({"\"%2 is empty.%1\" is damaged at packet 3: a block's two lengths differ.", ""});
    QCOMPARE(QString::fromStdString(error.what), u"\"%2 is empty.%1\" 在第 3 个数据包处已损坏：某个块前后两个长度不一致。"_s);
    QVERIFY(error.remedy.empty());
}

void TestTranslations::leavesUnknownMessagesAlone()
{
    const Error error = translated({"Nobody ever wrote this sentence.", "Nor this one."});
    QCOMPARE(error.what, std::string("Nobody ever wrote this sentence."));
    QCOMPARE(error.remedy, std::string("Nor this one."));
}

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
