// What a capture leaves on disk: whole at every moment, in pieces where asked, found again after a crash.
#include "model/capture/capture_file.h"
#include "model/capture/recording.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

class CountingSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        statistics = batch.statistics;
        return true;
    }
    SourceStatistics statistics;
};

constexpr std::size_t kPacketOctets = 100;

/// The number `index` stands in the packet's last octets.
std::optional<Error> writePacket(Recording& recording, int index, int linkType = 1)
{
    std::vector<std::uint8_t> octets(kPacketOctets, 0);
    octets.back() = std::uint8_t(index);
    return recording.write({Timestamp(std::chrono::seconds(1000 + index)), linkType, octets, 1500});
}

struct Contents {
    QString error;
    std::vector<int> numbers;
    std::vector<Timestamp> times;
    std::optional<pcapng::InterfaceStatistics> statistics;
};

class FileStream : public OctetStream {
public:
    explicit FileStream(const QString& path) : OctetStream(path.toStdString()), m_file(path) { m_opened = m_file.open(QIODevice::ReadOnly); }
    std::size_t read(std::span<std::uint8_t> room) override
    {
        const qint64 got = m_opened ? m_file.read(reinterpret_cast<char*>(room.data()), qint64(room.size())) : 0;
        return std::size_t(std::max<qint64>(got, 0));
    }

private:
    QFile m_file;
    bool m_opened = false;
};

Contents read(const QString& path)
{
    FileStream stream(path);
    Contents contents;
    auto reader = openPacketReader(stream);
    if (!reader) {
        contents.error = QString::fromStdString(reader.error().what);
        return contents;
    }
    ReadStatus status = ReadStatus::More;
    while (status == ReadStatus::More) {
        status = reader.value()->read(100, [&contents](const Packet& packet) {
            contents.numbers.push_back(packet.captured.back());
            contents.times.push_back(packet.time);
        });
    }
    if (status == ReadStatus::Damaged)
        contents.error = QString::fromStdString(reader.value()->error()->what);
    contents.statistics = reader.value()->statistics();
    return contents;
}

Contents read(const std::string& path) { return read(QString::fromStdString(path)); }

std::vector<int> countTo(int end, int begin = 0)
{
    std::vector<int> numbers;
    for (int i = begin; i < end; ++i)
        numbers.push_back(i);
    return numbers;
}

} // namespace

class TestRecording : public QObject {
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void isPrivate();
    void isCompleteAfterEachFlush();
    void holdsLinkTypesAndCounts();
    void goesOnInTheNextFile();
    void theOldestFileGoes();
    void isSavedWhileItGrows();
    void onlyWhatNoCopyHasIsUnsaved();
    void whatFindsNoRoomIsInTheCopy();
    void whatFindsNoNextFileIsInTheCopy();
    void isDiscarded();
    void staysWhereTheUserNamedIt();
    void aLivingRecordingIsNotLeft();
    void whatACrashLeavesIsFound();
    void anEmptyOneIsNotOffered();
    void oneWithASinglePacketIsOffered();
    void aPlaceInItsOwnFolderIsRefused();
    void whatOthersHavePutThereStays();
    void whileAnotherHasItNothingHappens();
    void aBeginningOneIsLeftAlone();
    void whatWasSetAsideGoesAtTheNextStart();
    void severalFilesAreReadAsOne();
    void whyAFileCannotBeOpenedIsSaid();
    void whatStoodInStandardOutputStays();
    void aFolderThatCannotBeWrittenIsSaid();

private:
    std::shared_ptr<Recording> create(std::uint64_t fileOctets = 0, std::size_t filesKept = 0)
    {
        auto recording = Recording::create({m_folder->path().toStdString(), "eth0", fileOctets, filesKept});
        return recording ? recording.value() : nullptr;
    }
    std::vector<LeftRecording> left() const { return findLeftRecordings(m_folder->path().toStdString()); }
    /// What a program leaves that has ended without discarding its recording.
    LeftRecording leave(int packets, std::uint64_t fileOctets = 0)
    {
        const auto recording = create(fileOctets);
        LeftRecording left;
        for (int i = 0; i < packets; ++i)
            writePacket(*recording, i);
        recording->flush();
        left.files = recording->files();
        left.folder = left.files.front().substr(0, left.files.front().rfind('/'));
        left.title = "eth0";
        return left;
    }
    /// Whatever lies in the recordings' folder, hidden or not.
    QStringList everything() const { return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRecording::isPrivate()
{
    const auto recording = create();
    QVERIFY(recording);
    struct stat status {};
    const std::string file = recording->files().front();
    QCOMPARE(stat(file.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777, 0600u);
    QCOMPARE(stat(file.substr(0, file.rfind('/')).c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777, 0700u);
}

void TestRecording::isCompleteAfterEachFlush()
{
    const auto recording = create();
    for (int i = 0; i < 20; ++i) {
        QVERIFY(!writePacket(*recording, i));
        QVERIFY(!recording->flush());
        const Contents contents = read(recording->files().front());
        QCOMPARE(contents.error, QString());
        QCOMPARE(contents.numbers, countTo(i + 1));
        QVERIFY(contents.times.back() == Timestamp(std::chrono::seconds(1000 + i)));
    }
    QCOMPARE(recording->octets(), std::uint64_t(QFile(QString::fromStdString(recording->files().front())).size()));
}

void TestRecording::holdsLinkTypesAndCounts()
{
    const auto recording = create();
    QVERIFY(!writePacket(*recording, 0, 1));
    QVERIFY(!writePacket(*recording, 1, 113));
    QVERIFY(!writePacket(*recording, 2, 1));
    QVERIFY(!recording->finish(pcapng::InterfaceStatistics{7, 4}));
    const Contents contents = read(recording->files().front());
    QCOMPARE(contents.error, QString());
    QCOMPARE(contents.numbers, countTo(3));
    QVERIFY((contents.statistics == pcapng::InterfaceStatistics{7, 4}));
}

void TestRecording::goesOnInTheNextFile()
{
    constexpr std::uint64_t kLimit = 1000;
    const auto recording = create(kLimit);
    for (int i = 0; i < 50; ++i)
        QVERIFY(!writePacket(*recording, i));
    QVERIFY(!recording->flush());
    QVERIFY(recording->files().size() >= 7);
    std::vector<int> all;
    for (const std::string& file : recording->files()) {
        QVERIFY(QFile(QString::fromStdString(file)).size() <= qint64(kLimit));
        const Contents contents = read(file); // a capture of its own
        QCOMPARE(contents.error, QString());
        QVERIFY(!contents.numbers.empty());
        all.insert(all.end(), contents.numbers.begin(), contents.numbers.end());
    }
    QCOMPARE(all, countTo(50));
    const QString saved = m_folder->filePath(u"saved.pcapng"_s);
    QVERIFY(!recording->saveAs(saved.toStdString()));
    QCOMPARE(read(saved).error, QString());
    QCOMPARE(read(saved).numbers, countTo(50));
}

void TestRecording::theOldestFileGoes()
{
    const auto recording = create(1000, 2);
    for (int i = 0; i < 50; ++i)
        QVERIFY(!writePacket(*recording, i));
    QVERIFY(!recording->flush());
    QCOMPARE(recording->files().size(), 2u);
    QVERIFY(recording->filesGone() >= 5);
    const QString saved = m_folder->filePath(u"saved.pcapng"_s);
    QVERIFY(!recording->saveAs(saved.toStdString()));
    const Contents contents = read(saved);
    QVERIFY(!contents.numbers.empty());
    QCOMPARE(contents.numbers, countTo(50, contents.numbers.front()));
    const QFileInfo first(QString::fromStdString(recording->files().front()));
    QCOMPARE(first.dir().entryList({u"*.pcapng"_s}).size(), 2);
}

void TestRecording::isSavedWhileItGrows()
{
    const auto recording = create();
    QVERIFY(!writePacket(*recording, 0));
    QVERIFY(!recording->flush());
    QVERIFY(!writePacket(*recording, 1)); // not handed on yet
    const QString saved = m_folder->filePath(u"saved.pcapng"_s);
    QVERIFY(!recording->saveAs(saved.toStdString()));
    QCOMPARE(read(saved).numbers, countTo(1));
    QVERIFY(!writePacket(*recording, 2));
    QVERIFY(!recording->flush());
    QVERIFY(!recording->saveAs(saved.toStdString()));
    QCOMPARE(read(saved).numbers, countTo(3));
    QVERIFY(recording->saveAs(m_folder->filePath(u"no/such/folder"_s).toStdString()));
}

void TestRecording::onlyWhatNoCopyHasIsUnsaved()
{
    const auto recording = create(1000, 2);
    const std::string saved = m_folder->filePath(u"saved.pcapng"_s).toStdString();
    QCOMPARE(recording->unsavedPackets(), 0u);
    QVERIFY(!writePacket(*recording, 0));
    QCOMPARE(recording->unsavedPackets(), 1u); // handed on or not
    QVERIFY(!recording->flush());
    QVERIFY(!writePacket(*recording, 1));
    QCOMPARE(recording->unsavedPackets(), 2u);
    QVERIFY(!recording->saveAs(saved));
    QCOMPARE(recording->unsavedPackets(), 1u); // which was not handed on yet
    QVERIFY(recording->saveAs(m_folder->filePath(u"no/such/folder"_s).toStdString()));
    QCOMPARE(recording->unsavedPackets(), 1u);
    for (int i = 2; i < 50; ++i) // the first files go
        QVERIFY(!writePacket(*recording, i));
    QCOMPARE(recording->unsavedPackets(), 49u);
    QVERIFY(!recording->flush());
    QVERIFY(!recording->saveAs(saved));
    QCOMPARE(recording->unsavedPackets(), 0u);
    QVERIFY(!recording->finish(pcapng::InterfaceStatistics{50, 0})); // counts are no packets
    QCOMPARE(recording->unsavedPackets(), 0u);
}

void TestRecording::whatFindsNoRoomIsInTheCopy()
{
    constexpr int kPackets = 3000;
    constexpr qint64 kRoom = 100'000;
    const auto recording = create();
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = kRoom;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    std::vector<Error> errors;
    for (int i = 0; i < kPackets; ++i) {
        if (const auto error = writePacket(*recording, i % 256))
            errors.push_back(*error);
    }
    const bool isFlushed = !recording->flush();
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(isFlushed);
    QCOMPARE(errors.size(), 1u);
    QVERIFY2(errors.front().remedy.find("df -h") != std::string::npos, errors.front().remedy.c_str());
    const Contents onDisk = read(recording->files().front());
    QCOMPARE(onDisk.error, QString());
    const qint64 octets = QFileInfo(QString::fromStdString(recording->files().front())).size();
    QVERIFY(octets <= kRoom && octets + qint64(kPacketOctets) + 32 > kRoom); // no whole block more would fit
    QCOMPARE(onDisk.numbers.size(), std::size_t(octets) / (kPacketOctets + 32));
    QCOMPARE(recording->unsavedPackets(), std::uint64_t(kPackets));
    const QString saved = m_folder->filePath(u"saved.pcapng"_s);
    QVERIFY(!recording->saveAs(saved.toStdString()));
    QCOMPARE(recording->unsavedPackets(), 0u);
    const Contents copy = read(saved);
    QCOMPARE(copy.error, QString());
    QCOMPARE(copy.numbers.size(), std::size_t(kPackets));
    for (int i = 0; i < kPackets; ++i)
        QCOMPARE(copy.numbers[std::size_t(i)], i % 256);
}

void TestRecording::whatFindsNoNextFileIsInTheCopy()
{
    const auto recording = create(1000);
    QFile obstacle(QFileInfo(QString::fromStdString(recording->files().front())).path() + u"/00000003.pcapng"_s);
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    int errors = 0;
    for (int i = 0; i < 50; ++i)
        errors += writePacket(*recording, i) ? 1 : 0;
    QVERIFY(!recording->flush());
    QCOMPARE(errors, 1);
    QCOMPARE(recording->files().size(), 2u);
    const QString saved = m_folder->filePath(u"saved.pcapng"_s);
    QVERIFY(!recording->saveAs(saved.toStdString()));
    QCOMPARE(read(saved).error, QString());
    QCOMPARE(read(saved).numbers, countTo(50));
}

void TestRecording::isDiscarded()
{
    const auto recording = create(1000);
    const QString folder = QFileInfo(QString::fromStdString(recording->files().front())).path();
    QVERIFY(!writePacket(*recording, 0));
    recording->discard();
    QVERIFY(!QFile::exists(folder));
    QVERIFY(!recording->flush()); // what comes late goes nowhere
    QVERIFY(!QFile::exists(folder));
    QTRY_COMPARE(everything(), QStringList()); // what was set aside is deleted soon
}

void TestRecording::staysWhereTheUserNamedIt()
{
    const QString path = m_folder->filePath(u"mine.pcapng"_s);
    {
        auto recording = Recording::createAt(path.toStdString());
        QVERIFY(recording);
        QVERIFY(!writePacket(*recording.value(), 0));
        recording.value()->discard();
    }
    QCOMPARE(read(path).numbers, countTo(1)); // the destructor has handed on the rest
}

void TestRecording::aLivingRecordingIsNotLeft()
{
    const auto recording = create();
    for (int i = 0; i < 10; ++i)
        QVERIFY(!writePacket(*recording, i));
    QVERIFY(!recording->flush());
    QVERIFY(findLeftRecordings(m_folder->path().toStdString()).empty());
    QCOMPARE(read(recording->files().front()).numbers, countTo(10));
}

void TestRecording::whatACrashLeavesIsFound()
{
    const pid_t process = fork();
    if (process == 0) {
        const auto recording = create(1000);
        for (int i = 0; i < 30; ++i)
            writePacket(*recording, i);
        recording->flush();
        ::kill(getpid(), SIGKILL);
    }
    waitpid(process, nullptr, 0);
    const std::vector<LeftRecording> left = findLeftRecordings(m_folder->path().toStdString());
    QCOMPARE(left.size(), 1u);
    QCOMPARE(findLeftRecordings(m_folder->path().toStdString()).size(), 1u); // until it is saved or discarded
    QCOMPARE(left.front().title, std::string("eth0"));
    QVERIFY(left.front().files.size() > 2);
    const auto age = std::chrono::system_clock::now() - left.front().begun;
    QVERIFY(age >= std::chrono::seconds(-1) && age < std::chrono::minutes(5));
    const QString saved = m_folder->filePath(u"saved.pcapng"_s);
    QVERIFY(!saveLeftRecording(left.front(), saved.toStdString()));
    QCOMPARE(read(saved).error, QString());
    QCOMPARE(read(saved).numbers, countTo(30));
    QVERIFY(findLeftRecordings(m_folder->path().toStdString()).empty());
    QVERIFY(!QFile::exists(QString::fromStdString(left.front().folder)));
}

void TestRecording::anEmptyOneIsNotOffered()
{
    create().reset();
    QVERIFY(findLeftRecordings(m_folder->path().toStdString()).empty());
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TestRecording::oneWithASinglePacketIsOffered()
{
    {
        const auto recording = create();
        const std::vector<std::uint8_t> syn(74, 0);
        QVERIFY(!recording->write({Timestamp(std::chrono::seconds(1000)), 1, syn, 74}));
        QVERIFY(!recording->flush());
        QVERIFY(recording->octets() < 256); // with less in it than it might seem
    }
    QCOMPARE(left().size(), 1u);
    QCOMPARE(read(left().front().files.front()).numbers.size(), 1u);
}

void TestRecording::aPlaceInItsOwnFolderIsRefused()
{
    const LeftRecording recording = leave(10);
    const QString link = m_folder->filePath(u"link"_s);
    QVERIFY(QFile::link(QString::fromStdString(recording.folder), link));
    for (const std::string& folder : {recording.folder, recording.folder + "/.", link.toStdString()}) {
        const auto error = saveLeftRecording(recording, folder + "/eth0.pcapng");
        QVERIFY(error && !error->remedy.empty());
        QVERIFY(!QFile::exists(QString::fromStdString(recording.folder + "/eth0.pcapng")));
        QCOMPARE(read(recording.files.front()).numbers, countTo(10));
    }
    const auto living = create();
    const std::string own = living->files().front();
    QVERIFY(living->saveAs(own.substr(0, own.rfind('/')) + "/eth0.pcapng"));
    QVERIFY(!living->saveAs(m_folder->filePath(u"eth0.pcapng"_s).toStdString())); // beside it is another matter
}

void TestRecording::whatOthersHavePutThereStays()
{
    const LeftRecording recording = leave(10);
    const QString other = QString::fromStdString(recording.folder) + u"/mine.pcapng"_s;
    QVERIFY(QFile::copy(QString::fromStdString(recording.files.front()), other));
    QVERIFY(!discardLeftRecording(recording));
    QVERIFY(!QFile::exists(QString::fromStdString(recording.files.front())));
    QCOMPARE(read(other).numbers, countTo(10));
    QVERIFY(left().empty());
    QVERIFY(QFile::exists(other));
}

void TestRecording::whileAnotherHasItNothingHappens()
{
    const LeftRecording recording = leave(10);
    const int lock = ::open((recording.folder + "/lock").c_str(), O_RDWR | O_CLOEXEC);
    QCOMPARE(flock(lock, LOCK_EX | LOCK_NB), 0); // as another window that is saving it
    const QString saved = m_folder->filePath(u"saved.pcapng"_s);
    QVERIFY(left().empty());
    QVERIFY(saveLeftRecording(recording, saved.toStdString()));
    QVERIFY(discardLeftRecording(recording));
    QVERIFY(!QFile::exists(saved));
    QCOMPARE(read(recording.files.front()).numbers, countTo(10));
    close(lock);
    QCOMPARE(left().size(), 1u);
    QVERIFY(!saveLeftRecording(recording, saved.toStdString()));
    QCOMPARE(read(saved).numbers, countTo(10));
    QVERIFY(left().empty());
    QVERIFY(saveLeftRecording(recording, saved.toStdString())); // it has gone
    QVERIFY(!discardLeftRecording(recording));                  // which is what was wanted
    QCOMPARE(read(saved).numbers, countTo(10));
}

void TestRecording::aBeginningOneIsLeftAlone()
{
    std::atomic<bool> isEnough{false};
    std::atomic<int> found{0};
    std::vector<std::jthread> starting;
    for (int i = 0; i < 2; ++i) {
        starting.emplace_back([this, &isEnough, &found] {
            while (!isEnough)
                found += int(left().size());
        });
    }
    int begun = 0;
    for (int i = 0; i < 300; ++i) {
        const auto recording = create();
        begun += recording && QFile::exists(QString::fromStdString(recording->files().front())) ? 1 : 0;
        if (recording)
            recording->discard();
    }
    isEnough = true;
    starting.clear();
    QCOMPARE(begun, 300);
    QCOMPARE(found, 0);
    QTRY_COMPARE(everything(), QStringList());
}

void TestRecording::whatWasSetAsideGoesAtTheNextStart()
{
    const LeftRecording discarded = leave(3);
    const LeftRecording kept = leave(4);
    QVERIFY(QDir().rename(QString::fromStdString(discarded.folder), m_folder->filePath(u".gone_a1b2c3"_s))); // and then it was killed
    QVERIFY(QDir(m_folder->path()).mkdir(u".new_a1b2c3"_s));
    const std::vector<LeftRecording> found = left();
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found.front().folder, kept.folder);
    QCOMPARE(everything(), QStringList{QFileInfo(QString::fromStdString(kept.folder)).fileName()});
}

void TestRecording::severalFilesAreReadAsOne()
{
    const LeftRecording recording = leave(30, 1000);
    QVERIFY(recording.files.size() > 2);
    auto file = CaptureFile::open(recording.folder);
    QVERIFY(file);
    CountingSink sink;
    QVERIFY(!file.value()->run(sink, {}));
    QCOMPARE(sink.statistics.frames, 30u);
    QCOMPARE(sink.statistics.progress.value_or(0), 1.0);
    QVERIFY(!CaptureFile::open(m_folder->path().toStdString())); // a folder of folders is none
}

void TestRecording::whyAFileCannotBeOpenedIsSaid()
{
    const auto recording = create();
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 0;
    const std::string saved = m_folder->filePath(u"saved.pcapng"_s).toStdString();
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto error = recording->saveAs(saved);
    setrlimit(RLIMIT_NOFILE, &before);
    QVERIFY(error);
    QVERIFY2(error->what.find(std::strerror(EMFILE)) != std::string::npos, error->what.c_str());
}

void TestRecording::whatStoodInStandardOutputStays()
{
    const QString path = m_folder->filePath(u"all.pcapng"_s);
    for (int i = 0; i < 2; ++i) { // the second time the disk is full in the middle of what is appended
        const pid_t process = fork();
        if (process == 0) {
            const int descriptor = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_APPEND, 0600);
            dup2(descriptor, STDOUT_FILENO);
            std::signal(SIGXFSZ, SIG_IGN);
            rlimit most{};
            getrlimit(RLIMIT_FSIZE, &most);
            most.rlim_cur = i == 0 ? most.rlim_cur : 300'001;
            setrlimit(RLIMIT_FSIZE, &most);
            auto recording = Recording::createAt("-");
            std::optional<Error> error;
            for (int k = 0; k < 2000 && !error; ++k)
                error = writePacket(*recording.value(), k);
            if (!error)
                error = recording.value()->flush();
            const bool saysSo = error && error->what.find("standard output") != std::string::npos && error->remedy.find("\"\"") == std::string::npos;
            _exit(i == 0 ? (error ? 1 : 0) : (saysSo ? 0 : 2));
        }
        int status = -1;
        waitpid(process, &status, 0);
        QCOMPARE(status, 0);
    }
    const Contents contents = read(path);
    QCOMPARE(contents.error, QString()); // no half block is left
    QVERIFY2(contents.numbers.size() > 2000 + 100, qPrintable(QString::number(contents.numbers.size())));
    for (std::size_t i = 0; i < contents.numbers.size(); ++i)
        QCOMPARE(contents.numbers[i], int(i % 2000 % 256));
}

void TestRecording::aFolderThatCannotBeWrittenIsSaid()
{
    const QString file = m_folder->filePath(u"file"_s);
    QFile obstacle(file);
    QVERIFY(obstacle.open(QIODevice::WriteOnly));
    const auto recording = Recording::create({file.toStdString(), "eth0", 0, 0});
    QVERIFY(!recording);
    QVERIFY(QString::fromStdString(recording.error().what).startsWith(u"The recording cannot be written to "_s));
    QVERIFY(!recording.error().remedy.empty());
}

QTEST_APPLESS_MAIN(TestRecording)
#include "tst_live_recording.moc"
