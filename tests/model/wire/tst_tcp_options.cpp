#include "model/wire/decoder.h"
#include "tests/model/wire/describe.h"

#include <QTest>

#include <memory>

class TestTcpOptions : public QObject {
    Q_OBJECT

private slots:
    void decodes_data();
    void decodes();
    void neverReadsPastTheEnd();
};

void TestTcpOptions::decodes_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QString>("options");
    const auto row = [](const char* name, const char* hex, const char* options) {
        QTest::newRow(name) << QByteArray(hex) << QString::fromLatin1(options);
    };
    row("none", "", "");
    row("Linux's SYN", "020405b4 0402 080a 00000001 00000000 01 030307", "mss 1460, wscale 7, sackOK, ts 1 0");
    row("timestamps, aligned", "0101080a 80000000 ffffffff", "ts 2147483648 4294967295");
    row("timestamps, aligned, then SACK", "0101080a 00000001 00000002 0101050a 00000003 00000004", "sack 3-4, ts 1 2");
    row("timestamps without padding", "080a 00000001 00000002", "ts 1 2");
    row("a shift above 14 counts as 14", "03030f", "wscale 14");
    row("a shift of 0", "030300", "wscale 0");
    row("four SACK blocks", "0522 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008",
        "sack 1-2, sack 3-4, sack 5-6, sack 7-8");
    row("five SACK blocks, which no header holds",
        "052a 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008 00000009 0000000a",
        "sack 1-2, sack 3-4, sack 5-6, sack 7-8, malformed");
    row("SACK with half a block keeps the whole one", "050e 00000001 00000002 00000003", "sack 1-2, malformed");
    row("SACK without a block", "0502", "malformed");
    row("a request for a Fast Open cookie", "2202", "tfo 0");
    row("a Fast Open cookie", "220a 0102030405060708", "tfo 8");
    row("Fast Open as an experiment", "fe08 f989 01020304", "tfo 4");
    row("a request for a cookie as an experiment", "fe04 f989", "tfo 0");
    row("another experiment", "fe04 f98a", "unknown 1");
    row("an experiment without a name", "fe02", "unknown 1");
    row("MD5", "1312 00000000000000000000000000000000", "md5");
    row("authentication", "1d10 0102 000000000000000000000000", "ao");
    row("unknown ones are skipped by their length", "fd05 010101 4c02 020405b4", "mss 1460, unknown 2");
    row("nothing counts after the end of the list", "020405b4 00 0402", "mss 1460");
    row("a length of 0", "020405b4 0300 0402", "mss 1460, malformed");
    row("a length of 1", "0402 0801", "sackOK, malformed");
    row("a length past the end", "020405b4 080a 0000", "mss 1460, malformed");
    row("a kind without its length", "0402 02", "sackOK, malformed");
    row("an MSS of the wrong length, and more after it", "0203ff 0402", "sackOK, malformed");
    row("a window scale of the wrong length", "030400ff 0402", "sackOK, malformed");
    row("SACK-permitted of the wrong length", "040300 030307", "wscale 7, malformed");
    row("timestamps of the wrong length", "0806 00000001 0402", "sackOK, malformed");
    row("MD5 of the wrong length", "1304 0000 0402", "sackOK, malformed");
    row("authentication of the wrong length", "1d03 00 0402", "sackOK, malformed");
    row("the last of two counts", "020405b4 02040218", "mss 536");
}

void TestTcpOptions::decodes()
{
    QFETCH(QByteArray, hex);
    QFETCH(QString, options);
    const QByteArray octets = QByteArray::fromHex(hex);
    const tcp::Options decoded =
        wire::decodeOptions({reinterpret_cast<const std::uint8_t*>(octets.data()), std::size_t(octets.size())});
    QCOMPARE(describe::options(decoded), options);
}

// Every option kind with every length, in space that ends before, at and after its end.
void TestTcpOptions::neverReadsPastTheEnd()
{
    for (unsigned kind = 2; kind < 256; ++kind) {
        for (unsigned length = 0; length < 44; ++length) {
            for (std::size_t space = 1; space < 44; ++space) {
                const auto octets = std::make_unique<std::uint8_t[]>(space);
                octets[0] = std::uint8_t(kind);
                if (space > 1)
                    octets[1] = std::uint8_t(length);
                const tcp::Options options = wire::decodeOptions({octets.get(), space});
                if (space < 2 || length < 2 || length > space)
                    QCOMPARE(describe::options(options), QStringLiteral("malformed"));
                QVERIFY(options.sackCount <= options.sack.size());
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestTcpOptions)
#include "tst_tcp_options.moc"
