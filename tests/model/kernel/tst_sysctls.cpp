#include "model/kernel/sysctls.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using kernel::Sysctl;
using kernel::Sysctls;

class TestSysctls : public QObject {
    Q_OBJECT
private slots:
    void readsWhatIsThere();
    void portsWithoutReservedOnes_data();
    void portsWithoutReservedOnes();

private:
    static void write(const QTemporaryDir& root, const char* name, const char* content)
    {
        const QString path = root.filePath(QString::fromLatin1(name));
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
};

void TestSysctls::readsWhatIsThere()
{
    QTemporaryDir root;
    write(root, "net/ipv4/tcp_fin_timeout", "60\n");
    write(root, "net/core/somaxconn", "4096\n");
    write(root, "net/ipv4/ip_local_reserved_ports", "\n");
    write(root, "net/ipv4/tcp_syncookies", "garbage\n");
    const Sysctls sysctls = Sysctls::read(root.path().toStdString());
    QCOMPARE(sysctls.all().size(), 4u);
    QCOMPARE(sysctls.number(Sysctl::FinTimeout), std::optional<std::uint64_t>(60));
    QCOMPARE(sysctls.number(Sysctl::Somaxconn), std::optional<std::uint64_t>(4096));
    QVERIFY(!sysctls.number(Sysctl::TwReuse));
    QVERIFY(!sysctls.number(Sysctl::SynCookies));
    for (int i = 0; i < kernel::kSysctlCount; ++i)
        QVERIFY(toString(Sysctl(i)).starts_with("net."));
}

void TestSysctls::portsWithoutReservedOnes_data()
{
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<QByteArray>("reserved");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("size");
    QTest::newRow("as Linux has it") << QByteArray("32768\t60999\n") << QByteArray("\n") << 32768 << 28232;
    QTest::newRow("single ports and ranges are taken off") << QByteArray("1000 1999") << QByteArray("80,1000,1990-2100") << 1000 << 989;
    QTest::newRow("nonsense is not believed") << QByteArray("9 1") << QByteArray("x") << 32768 << 28232;
    QTest::newRow("all reserved leaves one, as the kernel cannot be left without") << QByteArray("10 19") << QByteArray("1-100") << 10 << 1;
}

void TestSysctls::portsWithoutReservedOnes()
{
    QFETCH(QByteArray, range);
    QFETCH(QByteArray, reserved);
    QTemporaryDir root;
    write(root, "net/ipv4/ip_local_port_range", range.constData());
    write(root, "net/ipv4/ip_local_reserved_ports", reserved.constData());
    const auto ports = Sysctls::read(root.path().toStdString()).portRange();
    QTEST(int(ports.first), "first");
    QTEST(int(ports.size()), "size");
}

QTEST_APPLESS_MAIN(TestSysctls)
#include "tst_sysctls.moc"
