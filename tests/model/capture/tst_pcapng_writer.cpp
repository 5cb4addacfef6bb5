#include "model/capture/packet_reader.h"
#include "model/capture/pcapng_writer.h"
#include "tests/support/memory_stream.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

const CaptureDescription kDescription{"tcplens test", "middle", "A title"};

wire::Frame frameOf(std::int64_t nanoseconds, std::size_t length, std::vector<std::string> comments = {})
{
    wire::Frame frame;
    frame.time = Timestamp(Duration(nanoseconds));
    frame.octets.assign(length, std::uint8_t(length));
    frame.comments = std::move(comments);
    return frame;
}

/// Hands out frames one after the other.
FrameProducer from(const std::vector<wire::Frame>& frames)
{
    return [&frames, at = std::size_t(0)](wire::Frame& frame) mutable {
        if (at == frames.size())
            return false;
        frame = frames[at++];
        return true;
    };
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void fill(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class TestPcapngWriter : public QObject {
    Q_OBJECT

private slots:
    void everyOctet();
    void comesBack();
    void longCommentsAreCutBetweenCharacters();
    void writesAFile();
    void replacesAFileAndKeepsItsPermissions();
    void followsASymbolicLink();
    void makesTheFileThatASymbolicLinkWaitsFor();
    void leavesTheOldFileAfterAnError();
    void leavesNothingAfterAnError();
    void writesToADeviceAsItStands();
    void refuses_data();
    void refuses();
};

void TestPcapngWriter::everyOctet()
{
    Octets octets;
    appendPcapngHeader({"ab", "c", ""}, octets);
    appendPcapngPacket(frameOf(0x0123'4567'89AB'CDEF, 3, {"note"}), octets);
    const Octets expected = OctetWriter(false)
                                .u32(0x0A0D0D0A).u32(40).u32(0x1A2B3C4D).u16(1).u16(0).u64(~std::uint64_t(0)) // section
                                .u16(4).u16(2).u8('a').u8('b').u16(0)
                                .u32(0).u32(40)
                                .u32(1).u32(40).u16(1).u16(0).u32(0) // interface
                                .u16(2).u16(1).u8('c').u8(0).u16(0)
                                .u16(9).u16(1).u8(9).u8(0).u16(0)
                                .u32(0).u32(40)
                                .u32(6).u32(48).u32(0).u32(0x0123'4567).u32(0x89AB'CDEF).u32(3).u32(3) // packet
                                .u8(3).u8(3).u8(3).u8(0)
                                .u16(1).u16(4).u8('n').u8('o').u8('t').u8('e')
                                .u32(0).u32(48)
                                .written();
    QCOMPARE(octets, expected);
}

void TestPcapngWriter::comesBack()
{
    std::vector<wire::Frame> frames;
    for (std::size_t length = 14; length < 300; ++length)
        frames.push_back(frameOf(1'767'225'600'000'000'001 + std::int64_t(length), length, {length % 3, "A comment"}));
    Octets octets;
    appendPcapngHeader(kDescription, octets);
    for (const wire::Frame& frame : frames)
        appendPcapngPacket(frame, octets);
    MemoryStream stream(octets);
    auto reader = openPacketReader(stream);
    QVERIFY(bool(reader));
    std::size_t count = 0;
    bool isSame = true;
    const ReadStatus status = reader.value()->read(1000, [&](const Packet& packet) {
        const wire::Frame& frame = frames[count++];
        isSame = isSame && packet.time == frame.time && packet.linkType == 1 && packet.originalLength == frame.octets.size()
            && std::equal(packet.captured.begin(), packet.captured.end(), frame.octets.begin(), frame.octets.end());
    });
    QVERIFY(status == ReadStatus::End);
    QCOMPARE(count, frames.size());
    QVERIFY(isSame);
}

void TestPcapngWriter::longCommentsAreCutBetweenCharacters()
{
    std::string comment;
    while (comment.size() < 70'000)
        comment += "\xE4\xBD\xA0"; // three octets: 65,535 is a multiple
    Octets octets;
    appendPcapngPacket(frameOf(0, 0, {comment}), octets);
    QCOMPARE(octets[30] | octets[31] << 8, 65535);
    octets.clear();
    appendPcapngPacket(frameOf(0, 0, {"x" + comment}), octets);
    QCOMPARE(octets[30] | octets[31] << 8, 65533);
}

void TestPcapngWriter::writesAFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"out.pcapng"_s);
    std::vector<wire::Frame> frames(1000, frameOf(1, 1000)); // more than is written at once
    QVERIFY(!savePcapng(path.toStdString(), kDescription, from(frames)));
    Octets octets;
    appendPcapngHeader(kDescription, octets);
    for (const wire::Frame& frame : frames)
        appendPcapngPacket(frame, octets);
    QCOMPARE(contentOf(path), QByteArray(reinterpret_cast<const char*>(octets.data()), qsizetype(octets.size())));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"out.pcapng"_s});
}

void TestPcapngWriter::replacesAFileAndKeepsItsPermissions()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"out.pcapng"_s);
    fill(path, "old");
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    QVERIFY(!savePcapng(path.toStdString(), kDescription, from({})));
    QVERIFY(contentOf(path).startsWith("\x0A\x0D\x0D\x0A"));
    struct stat status {};
    QCOMPARE(stat(qPrintable(path), &status), 0);
    QCOMPARE(status.st_mode & 0777u, 0640u);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"out.pcapng"_s});
}

void TestPcapngWriter::followsASymbolicLink()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"real.pcapng"_s);
    const QString link = folder.filePath(u"link.pcapng"_s);
    fill(path, "old");
    QVERIFY(QFile::link(path, link));
    QVERIFY(!savePcapng(link.toStdString(), kDescription, from({})));
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(contentOf(path).startsWith("\x0A\x0D\x0D\x0A"));
}

void TestPcapngWriter::makesTheFileThatASymbolicLinkWaitsFor()
{
    const QTemporaryDir folder;
    const QString link = folder.filePath(u"link.pcapng"_s);
    QVERIFY(QFile::link(u"later.pcapng"_s, link));
    QVERIFY(!savePcapng(link.toStdString(), kDescription, from({})));
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(contentOf(folder.filePath(u"later.pcapng"_s)).startsWith("\x0A\x0D\x0D\x0A"));
}

namespace {

/// No file may grow beyond that meanwhile, as on a full disk.
class FullDisk {
public:
    explicit FullDisk(rlim_t octets)
    {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = octets;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = SIG_DFL;
};

std::optional<Error> saveOnFullDisk(const QString& path)
{
    const std::vector<wire::Frame> frames(1000, frameOf(1, 1000));
    const FullDisk full(500'000);
    return savePcapng(path.toStdString(), kDescription, from(frames));
}

} // namespace

void TestPcapngWriter::leavesTheOldFileAfterAnError()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"out.pcapng"_s);
    fill(path, "old");
    const auto error = saveOnFullDisk(path);
    QVERIFY(error.has_value());
    QCOMPARE(QString::fromStdString(error->what), u"Cannot write %1: File too large."_s.arg(path));
    QVERIFY2(error->remedy.find("df -h") != std::string::npos, error->remedy.c_str());
    QCOMPARE(contentOf(path), QByteArray("old"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"out.pcapng"_s});
}

void TestPcapngWriter::leavesNothingAfterAnError()
{
    const QTemporaryDir folder;
    QVERIFY(saveOnFullDisk(folder.filePath(u"out.pcapng"_s)).has_value());
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestPcapngWriter::writesToADeviceAsItStands()
{
    QVERIFY(!savePcapng("/dev/null", kDescription, from({})));
    struct stat status {};
    QCOMPARE(stat("/dev/null", &status), 0);
    QVERIFY(S_ISCHR(status.st_mode));
    const auto error = savePcapng("/dev/full", kDescription, from({}));
    QVERIFY(error.has_value());
    QCOMPARE(error->what, std::string("Cannot write /dev/full: No space left on device."));
}

void TestPcapngWriter::refuses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    QTest::newRow("a folder that does not exist") << u"missing/out.pcapng"_s << u"No such file or directory"_s;
    QTest::newRow("a folder") << u"."_s << u"Is a directory"_s;
    QTest::newRow("a file where a folder should be") << u"file/out.pcapng"_s << u"Not a directory"_s;
}

void TestPcapngWriter::refuses()
{
    QFETCH(QString, path);
    QFETCH(QString, reason);
    const QTemporaryDir folder;
    fill(folder.filePath(u"file"_s), "old");
    const QString whole = folder.filePath(path);
    const auto error = savePcapng(whole.toStdString(), kDescription, from({}));
    QVERIFY(error.has_value());
    QCOMPARE(QString::fromStdString(error->what), u"Cannot write %1: %2."_s.arg(whole, reason));
    QVERIFY(!error->remedy.empty());
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"file"_s});
}

QTEST_APPLESS_MAIN(TestPcapngWriter)
#include "tst_pcapng_writer.moc"
