// Recordings that a crash has left, as the window offers them: looked at, saved where it proposes, discarded only when asked.
#include "app/desktop/live_control.h"
#include "app/desktop/main_window.h"
#include "app/desktop/message_bar.h"
#include "app/desktop/preferences.h"
#include "app/desktop/recovery_bar.h"
#include "model/capture/capture_file.h"
#include "model/capture/recording.h"
#include "tests/desktop/live_feed.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QMessageBox>
#include <QSettings>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20000; // ms
constexpr int kPackets = 63;

/// Frames in a capture file; -1 if it cannot be read to its end.
int framesIn(const QString& path)
{
    class Counter : public RecordSink {
    public:
        bool write(RecordBatch&& batch) override
        {
            frames = int(batch.statistics.frames);
            return true;
        }
        int frames = 0;
    };
    auto file = CaptureFile::open(QFile::encodeName(path).toStdString(), {});
    Counter counter;
    return !file || file.value()->run(counter, {}) ? -1 : counter.frames;
}

/// Answers a question with the button of this text, and accepts whatever a file dialog proposes.
class Answerer : public QObject {
public:
    explicit Answerer(const QString& button)
    {
        connect(&m_timer, &QTimer::timeout, this, [this, button] {
            QWidget* modal = QApplication::activeModalWidget();
            if (auto* dialog = qobject_cast<QFileDialog*>(modal)) {
                folder = dialog->directory().absolutePath();
                QMetaObject::invokeMethod(dialog, "accept");
            } else if (auto* box = qobject_cast<QMessageBox*>(modal)) {
                question = box->text();
                for (QAbstractButton* each : box->buttons()) {
                    if (QString(each->text()).remove(u'&').startsWith(button))
                        each->click();
                }
            }
        });
        m_timer.start(20);
    }
    QString folder;
    QString question;

private:
    QTimer m_timer;
};

} // namespace

class TestRecovery : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }
    void whatWasLookedAtIsSavedWhereTheWindowProposes_data();
    void whatWasLookedAtIsSavedWhereTheWindowProposes();
    void discardAsksFirst_data();
    void discardAsksFirst();
    void whatAnotherWindowSavesIsLeftAlone();
    void noFolderOfALeftRecordingIsRemembered();
    void discardingDoesNotWaitForTheCopy();

private:
    void leave(std::uint64_t fileOctets);
    void lookForIt();
    QToolButton* button(const QString& text) const;
    QAction* saveAction() const;
    QString file(const QString& name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;
    RecoveryBar* m_bar = nullptr;
};

void TestRecovery::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
}

void TestRecovery::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    qputenv("XDG_CACHE_HOME", QFile::encodeName(file(u"cache"_s)));
    QVERIFY(QDir(m_folder->path()).mkdir(u"mine"_s));
    Preferences preferences;
    preferences.reducedMotion = true;
    preferences.lastFolder = file(u"mine"_s);
    m_window = std::make_unique<MainWindow>(preferences, QPalette(Qt::white));
    m_window->show();
    m_bar = m_window->findChild<RecoveryBar*>();
}

/// A recording whose program has ended without asking what is to become of it.
void TestRecovery::leave(std::uint64_t fileOctets)
{
    RecordingOptions options;
    options.title = "eth0";
    options.fileOctets = fileOctets;
    const auto recording = Recording::create(options);
    QVERIFY(recording);
    Talk talk(40000);
    std::vector<packets::CapturedPacket> all = talk.handshake();
    const auto more = talk.exchange(30);
    all.insert(all.end(), more.begin(), more.end());
    for (const packets::CapturedPacket& each : all)
        QVERIFY(!recording.value()->write({Timestamp(Duration(each.time)), 1, each.octets, std::uint32_t(each.octets.size())}));
    QVERIFY(!recording.value()->finish({}));
    QCOMPARE(recording.value()->files().size() > 1, fileOctets > 0);
}

void TestRecovery::lookForIt()
{
    m_bar->look();
    QTRY_VERIFY_WITH_TIMEOUT(m_bar->isVisibleTo(m_window.get()), kPatience);
}

QToolButton* TestRecovery::button(const QString& text) const
{
    for (QToolButton* each : m_bar->findChildren<QToolButton*>()) {
        if (each->text().startsWith(text))
            return each;
    }
    return nullptr;
}

/// Ctrl+S saves scenarios as well.
QAction* TestRecovery::saveAction() const
{
    for (QAction* each : m_window->findChildren<QAction*>()) {
        if (each->shortcut() == QKeySequence(QKeySequence::Save) && each->text().contains(u"recording"_s))
            return each;
    }
    return nullptr;
}

void TestRecovery::whatWasLookedAtIsSavedWhereTheWindowProposes_data()
{
    QTest::addColumn<int>("fileOctets");
    QTest::addColumn<bool>("byKey");
    QTest::newRow("one file") << 0 << false;
    QTest::newRow("several files") << 1000 << false;
    QTest::newRow("one file, with Ctrl+S") << 0 << true;
    QTest::newRow("several files, with Ctrl+S") << 1000 << true;
}

void TestRecovery::whatWasLookedAtIsSavedWhereTheWindowProposes()
{
    QFETCH(int, fileOctets);
    QFETCH(bool, byKey);
    leave(std::uint64_t(fileOctets));
    lookForIt();
    QAction* const save = saveAction();
    QVERIFY(save && !save->isEnabled()); // nothing of it is shown yet
    button(u"Open"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session().isLoading(), kPatience);
    QCOMPARE(m_window->session().trace().recordCount(), RecordNumber(kPackets));
    QVERIFY(save->isEnabled());
    QSignalSpy saved(m_bar, &RecoveryBar::saved);
    Answerer answerer({});
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    if (byKey)
        QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
    else
        button(u"Save"_s)->click();
    QVERIFY(m_bar->isSaving() && !save->isEnabled()); // once is enough
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QCOMPARE(answerer.folder, file(u"mine"_s)); // not where the recording lay
    const QString path = saved.first().first().toString();
    QVERIFY2(QRegularExpression(u"mine/eth0-\\d{8}-\\d{6}\\.pcapng$"_s).match(path).hasMatch(), qPrintable(path));
    QCOMPARE(framesIn(path), kPackets);
    QVERIFY(findLeftRecordings().empty());
    QVERIFY(!m_bar->isVisibleTo(m_window.get()));
    QVERIFY(!save->isEnabled());
    QVERIFY2(m_window->windowTitle().startsWith(QFileInfo(path).fileName()), qPrintable(m_window->windowTitle())); // what is shown is that file now
}

void TestRecovery::discardAsksFirst_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<bool>("goes");
    QTest::newRow("Cancel keeps it") << u"Cancel"_s << false;
    QTest::newRow("Discard deletes it") << u"Discard"_s << true;
}

void TestRecovery::discardAsksFirst()
{
    QFETCH(QString, answer);
    QFETCH(bool, goes);
    leave(0);
    lookForIt();
    Answerer answerer(answer);
    button(u"Discard"_s)->click();
    QVERIFY2(answerer.question.contains(u"eth0"_s), qPrintable(answerer.question));
    QCOMPARE(m_bar->isVisibleTo(m_window.get()), !goes);
    QCOMPARE(findLeftRecordings().size(), goes ? 0u : 1u);
}

void TestRecovery::whatAnotherWindowSavesIsLeftAlone()
{
    leave(0);
    lookForIt();
    const QString folder = QString::fromStdString(m_bar->current()->folder);
    const int lock = open(QFile::encodeName(folder + u"/lock"_s).constData(), O_RDWR | O_CLOEXEC);
    QCOMPARE(flock(lock, LOCK_EX | LOCK_NB), 0);
    m_bar->discard();
    auto* message = m_window->findChild<MessageBar*>();
    QVERIFY2(message->accessibleName().contains(u"another window"_s), qPrintable(message->accessibleName()));
    QVERIFY(m_bar->isVisibleTo(m_window.get()));
    close(lock);
    QCOMPARE(findLeftRecordings().size(), 1u);
    m_bar->discard();
    QVERIFY(!m_bar->isVisibleTo(m_window.get()));
}

void TestRecovery::noFolderOfALeftRecordingIsRemembered()
{
    leave(0);
    const QString left = QString::fromStdString(findLeftRecordings().front().files.front());
    Preferences preferences;
    preferences.lastFolder = file(u"mine"_s);
    preferences.addRecentFile(left);
    QVERIFY(preferences.recentFiles.isEmpty());
    preferences.rememberFolder(QFileInfo(left).absolutePath());
    QCOMPARE(preferences.lastFolder, file(u"mine"_s));
    QSettings().setValue(u"lastFolder"_s, QFileInfo(left).absolutePath()); // by a version that did
    QCOMPARE(Preferences::load().lastFolder, QString());
    preferences.addRecentFile(file(u"other/a.pcap"_s));
    QCOMPARE(preferences.lastFolder, file(u"other"_s));
    QCOMPARE(preferences.recentFiles, QStringList{file(u"other/a.pcap"_s)});
}

void TestRecovery::discardingDoesNotWaitForTheCopy()
{
    LiveFeed feed(file(u"feed"_s));
    LiveSettings settings;
    settings.interface = feed.path();
    m_window->capture(settings);
    QVERIFY(feed.begin());
    QVERIFY(feed.write(Talk(40000).handshake()));
    LiveControl& live = m_window->live();
    QTRY_COMPARE_WITH_TIMEOUT(live.counts().packets, 3u, kPatience);
    const QByteArray slow = QFile::encodeName(file(u"slow"_s));
    QCOMPARE(mkfifo(slow.constData(), 0600), 0); // whoever writes to it waits for a reader
    QSignalSpy saved(&live, &LiveControl::saved);
    live.stopAndWait();
    live.save(QFile::decodeName(slow));
    live.release();
    QVERIFY(!live.isActive());
    QCOMPARE(saved.count(), 0);
    QVERIFY(QDir(QString::fromStdString(defaultRecordingFolder())).isEmpty());
    QFile reader(QFile::decodeName(slow));
    QVERIFY(reader.open(QIODevice::ReadOnly));
    const QByteArray copied = reader.readAll();
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
    QFile copy(file(u"copy.pcapng"_s));
    QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write(copied) == copied.size());
    copy.close();
    QCOMPARE(framesIn(copy.fileName()), 3); // what was asked for before is complete
}

QTEST_MAIN(TestRecovery)
#include "tst_recovery.moc"
