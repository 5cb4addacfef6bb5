#include "model/capture/capture_file.h"
#include "tests/support/capture_writer.h"
#include "tests/support/compress.h"

#include <QtTest>

#include <condition_variable>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kStart = 1'795'211'596;
constexpr auto kPatience = 10s;        // for what should happen at once
constexpr auto kStopsWithin = 400ms;   // promised are 100 ms; the rest is for a busy machine
constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kRaw = 101;
constexpr std::uint32_t kWlan = 127;

/// An IPv4 datagram from 10.0.0.1 to 10.0.0.2 with the fixed part of a TCP header, or of another protocol; no valid checksums.
Octets datagram(std::uint32_t seq, std::uint8_t protocol = 6)
{
    OctetWriter out(true);
    out.u8(0x45).u8(0).u16(40).u16(0).u16(0x4000).u8(64).u8(protocol).u16(0).u32(0x0A00'0001).u32(0x0A00'0002);
    out.u16(40000).u16(80).u32(seq).u32(1).u16(0x5010).u16(512).u16(0).u16(0);
    return out.written();
}

Octets inEthernet(const Octets& datagram)
{
    return OctetWriter(true).u32(0x0200'0000).u32(0x0002'0200).u32(0x0000'0001).u16(0x0800).octets(datagram).written();
}

Octets rawPcap(int packets)
{
    PcapWriter writer({.linkType = kRaw});
    for (int i = 0; i < packets; ++i)
        writer.packet(kStart + std::uint32_t(i), 500, datagram(std::uint32_t(i)));
    return writer.written();
}

/// Keeps what a source writes, on whatever thread, and lets another one wait for it.
class KeepingSink : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        const std::lock_guard lock(m_mutex);
        m_records.insert(m_records.end(), batch.records.begin(), batch.records.end());
        m_statistics = batch.statistics;
        m_progress.push_back(batch.statistics.progress);
        ++m_batches;
        m_changed.notify_all();
        return m_batches < m_mostBatches;
    }
    bool waitForFrames(std::uint64_t frames)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, kPatience, [&] { return m_statistics.frames >= frames; });
    }
    void refuseAfter(int batches) { m_mostBatches = batches; }
    SourceStatistics statistics()
    {
        const std::lock_guard lock(m_mutex);
        return m_statistics;
    }
    std::vector<Record> records()
    {
        const std::lock_guard lock(m_mutex);
        return m_records;
    }
    std::vector<std::optional<double>> progress()
    {
        const std::lock_guard lock(m_mutex);
        return m_progress;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Record> m_records;
    std::vector<std::optional<double>> m_progress;
    SourceStatistics m_statistics;
    int m_batches = 0;
    int m_mostBatches = std::numeric_limits<int>::max();
};

void writeAll(int descriptor, const Octets& octets)
{
    QCOMPARE(::write(descriptor, octets.data(), octets.size()), ssize_t(octets.size()));
}

/// Standard input is the read end of a pipe while this lives.
class PipedStandardInput {
public:
    PipedStandardInput() : m_saved(::dup(STDIN_FILENO))
    {
        int ends[2] = {-1, -1};
        if (::pipe(ends) != 0)
            qFatal("no pipe");
        ::dup2(ends[0], STDIN_FILENO);
        ::close(ends[0]);
        m_writeEnd = ends[1];
    }
    ~PipedStandardInput()
    {
        closeWriteEnd();
        ::dup2(m_saved, STDIN_FILENO);
        ::close(m_saved);
    }
    int writeEnd() const { return m_writeEnd; }
    void closeWriteEnd()
    {
        if (m_writeEnd >= 0)
            ::close(m_writeEnd);
        m_writeEnd = -1;
    }

private:
    int m_saved;
    int m_writeEnd = -1;
};

/// A source at work on a thread of its own.
class RunningSource {
public:
    RunningSource(CaptureFile& file, RecordSink& sink)
        : m_thread([&, this](const std::stop_token& stop) { m_error = file.run(sink, stop); })
    {
    }
    /// Time from the request to the end.
    std::chrono::steady_clock::duration stop()
    {
        const auto begin = std::chrono::steady_clock::now();
        m_thread.request_stop();
        m_thread.join();
        return std::chrono::steady_clock::now() - begin;
    }
    std::optional<Error> join()
    {
        m_thread.join();
        return m_error;
    }
    const std::optional<Error>& error() const { return m_error; }

private:
    std::optional<Error> m_error;
    std::jthread m_thread;
};

std::unique_ptr<CaptureFile> opened(const std::string& path)
{
    Result<std::unique_ptr<CaptureFile>> result = CaptureFile::open(path);
    if (!result)
        qFatal("%s", result.error().what.c_str());
    return std::move(result.value());
}

QString text(const std::string& string) { return QString::fromStdString(string); }

} // namespace

class TestCaptureFile : public QObject {
    Q_OBJECT
private slots:
    void saysWhatItIs_data();
    void saysWhatItIs();
    void deliversEveryPacket_data();
    void deliversEveryPacket();
    void countsWhatItCannotUse();
    void decodesEachInterfaceByItsLinkType();
    void deliversWhatPrecedesDamage_data();
    void deliversWhatPrecedesDamage();
    void refusesToOpen_data();
    void refusesToOpen();
    void refusesAFileThatMayNotBeRead();
    void refusesALinkTypeThatItCannotDecode_data();
    void refusesALinkTypeThatItCannotDecode();
    void showsAPipeWhileItGrows_data();
    void showsAPipeWhileItGrows();
    void reportsABadPipeWhenRun();
    void readsAFileAsStandardInput();
    void stopsWhileItWaits_data();
    void stopsWhileItWaits();
    void waitsForTheWriterOfAFifo();
    void stopsInTheMiddleOfAFile();
    void stopsWhenTheSinkWantsNoMore();
    void stopsWhenTheSinkWantsNoMoreOfAPipe();
    void readsTheKernelsRecordings_data();
    void readsTheKernelsRecordings();

private:
    std::string path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }
    std::string written(const char* name, const Octets& octets) const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(reinterpret_cast<const char*>(octets.data()), qint64(octets.size())) < 0)
            qFatal("cannot write %s", name);
        return path(name);
    }

    QTemporaryDir m_folder;
};

void TestCaptureFile::saysWhatItIs_data()
{
    QTest::addColumn<Octets>("file");
    QTest::addColumn<QString>("description");
    QTest::newRow("pcap") << rawPcap(1) << u"pcap, Raw IP"_s;
    QTest::newRow("pcapng with two interfaces in zstd") << zstd(PcapngWriter().interface({1}).interface({101}).enhanced(1, 0, datagram(1)).written())
                                                        << u"pcapng, 2 interfaces, zstd"_s;
    QTest::newRow("pcap in gzip") << gzip(rawPcap(1)) << u"pcap, Raw IP, gzip"_s;
}

void TestCaptureFile::saysWhatItIs()
{
    QFETCH(Octets, file);
    QFETCH(QString, description);

    const SourceInfo info = opened(written("a capture.pcap", file))->info();
    QCOMPARE(text(info.name), u"a capture.pcap"_s);
    QCOMPARE(text(info.description), description);
    QVERIFY(!info.isLive);
}

void TestCaptureFile::deliversEveryPacket_data()
{
    QTest::addColumn<Octets>("file");
    constexpr int kPackets = 10'000; // several batches
    PcapngWriter pcapng;
    pcapng.interface({kRaw, 0, 9});
    for (int i = 0; i < kPackets; ++i)
        pcapng.enhanced(0, (kStart + std::uint64_t(i)) * 1'000'000'000 + 500'000, datagram(std::uint32_t(i)));
    QTest::newRow("pcap") << rawPcap(kPackets);
    QTest::newRow("pcap in gzip") << gzip(rawPcap(kPackets));
    QTest::newRow("pcapng") << pcapng.written();
    QTest::newRow("pcapng in zstd") << zstd(pcapng.written());
}

void TestCaptureFile::deliversEveryPacket()
{
    QFETCH(Octets, file);

    KeepingSink sink;
    const std::optional<Error> error = opened(written("capture", file))->run(sink, {});
    QVERIFY2(!error, error ? error->what.c_str() : "");
    const std::vector<Record> records = sink.records();
    QCOMPARE(records.size(), std::size_t(10'000));
    for (std::size_t i = 0; i < records.size(); ++i) {
        QCOMPARE(records[i].frame, std::uint32_t(i + 1));
        QCOMPARE(records[i].seq.value(), std::uint32_t(i));
        QCOMPARE(qint64(records[i].time.time_since_epoch().count()), qint64(kStart + i) * 1'000'000'000 + 500'000);
    }
    const SourceStatistics statistics = sink.statistics();
    QCOMPARE(statistics.frames, std::uint64_t(10'000));
    QCOMPARE(statistics.segments, std::uint64_t(10'000));
    QVERIFY(!statistics.damagedAt);

    const std::vector<std::optional<double>> progress = sink.progress();
    QVERIFY(progress.size() >= 3); // so that the first connections are there while the rest loads
    QVERIFY(std::all_of(progress.begin(), progress.end(), [](const auto& share) { return share && *share > 0 && *share <= 1; }));
    QVERIFY(std::is_sorted(progress.begin(), progress.end()));
    QCOMPARE(progress.back().value_or(0), 1.0);
}

void TestCaptureFile::countsWhatItCannotUse()
{
    PcapWriter writer({.linkType = kEthernet});
    Octets fragment = datagram(1);
    fragment[7] = 100; // the offset
    writer.packet(kStart, 0, inEthernet(datagram(1)))
        .packet(kStart, 0, inEthernet(datagram(1, 17)))
        .packet(kStart, 0, inEthernet(fragment))
        .packet(kStart, 0, OctetWriter(true).u64(0).u32(0).u16(0x0806).u64(0).u64(0).written())
        .packet(kStart, 0, OctetWriter(true).u64(0).u32(0).u16(0x0806).u64(0).u64(0).written());
    Octets cut = inEthernet(datagram(1));
    cut.resize(40);
    writer.packet(kStart, 0, cut, 54);

    KeepingSink sink;
    const std::optional<Error> error = opened(written("mixed.pcap", writer.written()))->run(sink, {});
    QVERIFY2(!error, error ? error->what.c_str() : "");
    const SourceStatistics statistics = sink.statistics();
    QCOMPARE(statistics.frames, std::uint64_t(6));
    QCOMPARE(statistics.segments, std::uint64_t(1));
    QCOMPARE(statistics.badChecksums, std::uint64_t(1));
    QCOMPARE(statistics.notTcp, std::uint64_t(1));
    QCOMPARE(statistics.fragments, std::uint64_t(1));
    QCOMPARE(statistics.notIp, std::uint64_t(2));
    QCOMPARE(statistics.truncated, std::uint64_t(1));
}

void TestCaptureFile::decodesEachInterfaceByItsLinkType()
{
    const PcapngWriter writer = PcapngWriter().interface({kEthernet}).interface({kRaw}).interface({std::uint16_t(kWlan)})
        .enhanced(1, 0, datagram(7)).enhanced(2, 0, datagram(8)).enhanced(0, 0, inEthernet(datagram(9)));
    KeepingSink sink;
    const std::optional<Error> error = opened(written("mixed.pcapng", writer.written()))->run(sink, {});
    QVERIFY2(!error, error ? error->what.c_str() : "");
    const std::vector<Record> records = sink.records();
    QCOMPARE(records.size(), std::size_t(2));
    QCOMPARE(records[0].seq.value(), std::uint32_t(7));
    QCOMPARE(records[0].frame, std::uint32_t(1));
    QCOMPARE(records[1].seq.value(), std::uint32_t(9));
    QCOMPARE(records[1].frame, std::uint32_t(3));
    QCOMPARE(sink.statistics().notIp, std::uint64_t(1));
}

void TestCaptureFile::deliversWhatPrecedesDamage_data()
{
    QTest::addColumn<Octets>("file");
    QTest::addColumn<QString>("problem");

    Octets pcap = rawPcap(5000);
    pcap.resize(pcap.size() - 1);
    PcapngWriter pcapng;
    pcapng.interface({kRaw});
    for (int i = 0; i < 4999; ++i)
        pcapng.enhanced(0, 0, datagram(std::uint32_t(i)));
    pcapng.enhanced(77, 0, datagram(0));
    Octets gz = gzip(rawPcap(4999));
    gz.resize(gz.size() - 1);
    QTest::newRow("a pcap cut in its last packet") << pcap << u" is cut off in packet 5000."_s;
    QTest::newRow("a pcapng with a packet of an unknown interface") << pcapng.written() << u" is damaged at packet 5000: its interface 77 is not described."_s;
    QTest::newRow("a gzip file cut after the last packet") << gz << u" is cut off: its gzip data ends too early."_s;
}

void TestCaptureFile::deliversWhatPrecedesDamage()
{
    QFETCH(Octets, file);
    QFETCH(QString, problem);

    const std::string path = written("damaged", file);
    KeepingSink sink;
    const std::optional<Error> error = opened(path)->run(sink, {});
    QVERIFY(error.has_value());
    QCOMPARE(text(error->what), u'"' + text(path) + u'"' + problem);
    QVERIFY(!error->remedy.empty());
    QCOMPARE(sink.records().size(), std::size_t(4999));
    QCOMPARE(sink.statistics().frames, std::uint64_t(4999));
    QCOMPARE(sink.statistics().damagedAt.value_or(0), std::uint64_t(5000));
}

void TestCaptureFile::refusesToOpen_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("problem");
    QTest::addColumn<QString>("remedy");

    written("empty.pcap", {});
    written("text.pcap", {'h', 'e', 'l', 'l', 'o', '\n'});
    const auto row = [this](const char* name, const char* file, const QString& problem, const QString& remedy) {
        QTest::newRow(name) << text(path(file)) << problem << remedy;
    };
    const QString writers = u"Open a pcap or pcapng file, as tcpdump, dumpcap and Wireshark write them."_s;
    row("a file that is not there", "missing.pcap", u" does not exist."_s, u"Check the name and the folder."_s);
    row("a file in a file", "empty.pcap/a.pcap", u" does not exist."_s, u"Check the name and the folder."_s);
    row("a folder", "", u" is a folder, not a capture file."_s, u"Name a capture file in it."_s);
    row("an empty file", "empty.pcap", u" is empty."_s, u"Check that the capture was written, and open it again."_s);
    row("a text file", "text.pcap", u" is not a capture file but text."_s, writers);
}

void TestCaptureFile::refusesToOpen()
{
    QFETCH(QString, path);
    QFETCH(QString, problem);
    QFETCH(QString, remedy);

    const Result<std::unique_ptr<CaptureFile>> result = CaptureFile::open(path.toStdString());
    QVERIFY(!result);
    QCOMPARE(text(result.error().what), u'"' + path + u'"' + problem);
    QCOMPARE(text(result.error().remedy), remedy);
}

void TestCaptureFile::refusesAFileThatMayNotBeRead()
{
    const std::string path = written("secret.pcap", rawPcap(1));
    QCOMPARE(::chmod(path.c_str(), 0), 0);
    QCOMPARE(::chmod(m_folder.path().toStdString().c_str(), 0755), 0);
    const bool isRoot = ::geteuid() == 0; // root may read anything: be nobody for a moment
    constexpr uid_t kNobody = 65534;
    if (isRoot && ::seteuid(kNobody) != 0)
        QSKIP("root could not become another user, and may read any file");
    const Result<std::unique_ptr<CaptureFile>> result = CaptureFile::open(path);
    if (isRoot)
        QCOMPARE(::seteuid(0), 0);
    QVERIFY(!result);
    QCOMPARE(text(result.error().what), u'"' + text(path) + u"\" may not be read: permission denied."_s);
    QVERIFY(text(result.error().remedy).contains(u"sudo chown"_s));
}

void TestCaptureFile::refusesALinkTypeThatItCannotDecode_data()
{
    QTest::addColumn<Octets>("file");
    QTest::addColumn<bool>("opens");
    QTest::newRow("a pcap says it before it is read") << PcapWriter({.linkType = kWlan}).packet(0, 0, datagram(1)).written() << false;
    // A later section of a pcapng may have another link type, so it must be read to its end.
    QTest::newRow("a pcapng shows it when it has been read")
        << PcapngWriter().interface({std::uint16_t(kWlan)}).enhanced(0, 0, datagram(1)).enhanced(0, 0, datagram(1)).written() << true;
}

void TestCaptureFile::refusesALinkTypeThatItCannotDecode()
{
    QFETCH(Octets, file);
    QFETCH(bool, opens);

    const std::string path = written("wlan", file);
    Result<std::unique_ptr<CaptureFile>> result = CaptureFile::open(path);
    QCOMPARE(bool(result), opens);
    std::optional<Error> error;
    if (result) {
        KeepingSink sink;
        error = result.value()->run(sink, {});
        QVERIFY(sink.records().empty());
        QCOMPARE(sink.statistics().notIp, std::uint64_t(2));
    } else {
        error = result.error();
    }
    QVERIFY(error.has_value());
    QCOMPARE(text(error->what), u'"' + text(path) + u"\" was recorded on a link of a type that tcplens does not decode: "
                                                     "802.11 plus radiotap header."_s);
}

void TestCaptureFile::showsAPipeWhileItGrows_data()
{
    QTest::addColumn<Octets>("beginning");
    QTest::addColumn<Octets>("first");
    QTest::addColumn<Octets>("second");

    const auto tail = [](const Octets& whole, const Octets& without) {
        return Octets(whole.begin() + std::ptrdiff_t(without.size()), whole.end());
    };
    QTest::newRow("pcap, as tcpdump -U writes it") << rawPcap(0) << tail(rawPcap(1), rawPcap(0)) << tail(rawPcap(2), rawPcap(1));
    const Octets none = PcapngWriter().interface({kRaw}).written();
    const Octets one = PcapngWriter().interface({kRaw}).enhanced(0, 0, datagram(0)).written();
    const Octets two = PcapngWriter().interface({kRaw}).enhanced(0, 0, datagram(0)).enhanced(0, 0, datagram(1)).written();
    QTest::newRow("pcapng, as dumpcap writes it") << none << tail(one, none) << tail(two, one);
    QTest::newRow("gzip, a member a packet") << gzip(rawPcap(0)) << gzip(tail(rawPcap(1), rawPcap(0))) << gzip(tail(rawPcap(2), rawPcap(1)));
    QTest::newRow("zstd, a frame a packet") << zstd(rawPcap(0)) << zstd(tail(rawPcap(1), rawPcap(0))) << zstd(tail(rawPcap(2), rawPcap(1)));
}

void TestCaptureFile::showsAPipeWhileItGrows()
{
    QFETCH(Octets, beginning);
    QFETCH(Octets, first);
    QFETCH(Octets, second);

    PipedStandardInput input;
    const std::unique_ptr<CaptureFile> file = opened("-"); // before anything has been written
    QCOMPARE(text(file->info().name), u"standard input"_s);
    QVERIFY(file->info().isLive);
    KeepingSink sink;
    RunningSource running(*file, sink);
    writeAll(input.writeEnd(), beginning);
    writeAll(input.writeEnd(), first);
    QVERIFY(sink.waitForFrames(1));
    QCOMPARE(sink.records().size(), std::size_t(1));
    writeAll(input.writeEnd(), Octets(second.begin(), second.begin() + 10)); // in the middle of a packet
    std::this_thread::sleep_for(20ms);
    writeAll(input.writeEnd(), Octets(second.begin() + 10, second.end()));
    QVERIFY(sink.waitForFrames(2));
    QCOMPARE(sink.records().size(), std::size_t(2));
    QVERIFY(!sink.progress().back().has_value());
    input.closeWriteEnd();
    const std::optional<Error> error = running.join();
    QVERIFY2(!error, error ? error->what.c_str() : "");
    QVERIFY(!sink.statistics().damagedAt);
}

void TestCaptureFile::reportsABadPipeWhenRun()
{
    PipedStandardInput input;
    const std::unique_ptr<CaptureFile> file = opened("-");
    writeAll(input.writeEnd(), {'t', 'c', 'p', 'd', 'u', 'm', 'p', ':', ' '});
    input.closeWriteEnd();
    KeepingSink sink;
    const std::optional<Error> error = file->run(sink, {});
    QVERIFY(error.has_value());
    QCOMPARE(text(error->what), u"Standard input is not a capture file but text."_s);
}

void TestCaptureFile::readsAFileAsStandardInput()
{
    const Octets octets = rawPcap(3);
    const int descriptor = ::open(written("redirected.pcap", octets).c_str(), O_RDONLY);
    QVERIFY(descriptor >= 0);
    const int saved = ::dup(STDIN_FILENO);
    ::dup2(descriptor, STDIN_FILENO);
    ::close(descriptor);
    KeepingSink sink;
    const std::unique_ptr<CaptureFile> file = opened("-");
    const std::optional<Error> error = file->run(sink, {});
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    QVERIFY2(!error, error ? error->what.c_str() : "");
    QCOMPARE(sink.records().size(), std::size_t(3));
    QVERIFY(!file->info().isLive);
    QCOMPARE(sink.statistics().progress.value_or(0), 1.0);
}

void TestCaptureFile::stopsWhileItWaits_data()
{
    QTest::addColumn<Octets>("written");
    QTest::addColumn<int>("frames");
    QTest::newRow("for the first octet") << Octets() << 0;
    const Octets header = rawPcap(0);
    QTest::newRow("in the file header") << Octets(header.begin(), header.begin() + 10) << 0;
    QTest::newRow("between packets") << rawPcap(2) << 2;
    const Octets three = rawPcap(3);
    QTest::newRow("in a packet") << Octets(three.begin(), three.end() - 1) << 2;
    QTest::newRow("for more gzip") << gzip(rawPcap(2)) << 2;
    QTest::newRow("for more pcapng") << PcapngWriter().interface({kRaw}).enhanced(0, 0, datagram(1)).written() << 1;
    QTest::newRow("for the first packet of a pcapng") << PcapngWriter().written() << 0;
}

void TestCaptureFile::stopsWhileItWaits()
{
    QFETCH(Octets, written);
    QFETCH(int, frames);

    PipedStandardInput input;
    const std::unique_ptr<CaptureFile> file = opened("-");
    KeepingSink sink;
    RunningSource running(*file, sink);
    writeAll(input.writeEnd(), written);
    QVERIFY(sink.waitForFrames(std::uint64_t(frames)));
    std::this_thread::sleep_for(20ms); // let it wait
    const auto time = running.stop();
    QVERIFY2(time < kStopsWithin, qPrintable(QString::number(time / 1ms)));
    QVERIFY2(!running.error(), "being stopped is no error");
    QCOMPARE(sink.statistics().frames, std::uint64_t(frames));
    QVERIFY(!sink.statistics().damagedAt);
}

void TestCaptureFile::waitsForTheWriterOfAFifo()
{
    const std::string name = path("fifo");
    QCOMPARE(::mkfifo(name.c_str(), 0600), 0);
    {
        const std::unique_ptr<CaptureFile> file = opened(name); // does not wait for a writer
        KeepingSink sink;
        RunningSource running(*file, sink);
        std::this_thread::sleep_for(20ms);
        QVERIFY(running.stop() < kStopsWithin);
        QVERIFY(!running.error());
    }
    const std::unique_ptr<CaptureFile> file = opened(name);
    KeepingSink sink;
    RunningSource running(*file, sink);
    std::this_thread::sleep_for(20ms); // the reader is there first
    const int writer = ::open(name.c_str(), O_WRONLY);
    QVERIFY(writer >= 0);
    writeAll(writer, rawPcap(2));
    ::close(writer);
    const std::optional<Error> error = running.join();
    QVERIFY2(!error, error ? error->what.c_str() : "");
    QCOMPARE(sink.records().size(), std::size_t(2));
}

void TestCaptureFile::stopsInTheMiddleOfAFile()
{
    class StoppingSink : public RecordSink {
    public:
        bool write(RecordBatch&& batch) override
        {
            frames = batch.statistics.frames;
            source.request_stop();
            return true;
        }
        std::stop_source source;
        std::uint64_t frames = 0;
    };
    const std::unique_ptr<CaptureFile> file = opened(written("long.pcap", rawPcap(20'000)));
    StoppingSink sink;
    const std::optional<Error> error = file->run(sink, sink.source.get_token());
    QVERIFY(!error);
    QVERIFY(sink.frames > 0 && sink.frames < 20'000);
}

void TestCaptureFile::stopsWhenTheSinkWantsNoMore()
{
    const std::unique_ptr<CaptureFile> file = opened(written("long.pcap", rawPcap(20'000)));
    KeepingSink sink;
    sink.refuseAfter(2);
    const std::optional<Error> error = file->run(sink, {});
    QVERIFY(!error);
    QCOMPARE(sink.progress().size(), std::size_t(2));
    QVERIFY(sink.statistics().frames < 20'000);
}

void TestCaptureFile::stopsWhenTheSinkWantsNoMoreOfAPipe()
{
    PipedStandardInput input; // whose writer goes on living
    const std::unique_ptr<CaptureFile> file = opened("-");
    writeAll(input.writeEnd(), rawPcap(3));
    KeepingSink sink;
    sink.refuseAfter(1);
    const std::optional<Error> error = file->run(sink, {});
    QVERIFY(!error);
    QCOMPARE(sink.progress().size(), std::size_t(1));
    QCOMPARE(sink.records().size(), std::size_t(3));
}

void TestCaptureFile::readsTheKernelsRecordings_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(TEST_DATA_DIR "/captures/kernel"));
    const QStringList names = folder.entryList({u"*.pcap"_s});
    QVERIFY(!names.isEmpty());
    for (const QString& name : names)
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void TestCaptureFile::readsTheKernelsRecordings()
{
    QFETCH(QString, path);

    KeepingSink sink;
    const std::optional<Error> error = opened(path.toStdString())->run(sink, {});
    QVERIFY2(!error, error ? error->what.c_str() : "");
    const SourceStatistics statistics = sink.statistics();
    QVERIFY(statistics.frames > 0);
    QCOMPARE(statistics.segments, statistics.frames); // they were recorded with the filter "tcp"
}

QTEST_APPLESS_MAIN(TestCaptureFile)
#include "tst_capture_file.moc"
