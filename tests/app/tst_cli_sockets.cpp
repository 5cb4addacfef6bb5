// `tcplens-cli sockets` against `ss` on the same host at the same moment, over a thousand sockets in every state that can be made.
// Root has a network namespace of its own for it; anyone else shares the host's loopback, and other sockets are left out.
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

/// What both programs say of a socket.
struct Entry {
    QString state;
    qint64 recvQueue = 0;
    qint64 sendQueue = 0;
    qint64 inode = 0;
    qint64 uid = 0;
    QString timer;
    qint64 retransmits = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
};
using Entries = QMultiHash<QString, Entry>; // by "local remote"

QString toText(const Entry& entry)
{
    return u"%1 %2 %3 ino %4 uid %5 %6 x%7"_s.arg(entry.state).arg(entry.recvQueue).arg(entry.sendQueue).arg(entry.inode).arg(entry.uid)
        .arg(entry.timer).arg(entry.retransmits);
}

QByteArray outputOf(const QString& program, const QStringList& arguments, uid_t user = 0)
{
    QProcess process;
    if (user != 0) {
        process.setChildProcessModifier([user] {
            if (setgid(user) != 0 || setuid(user) != 0)
                _exit(99);
        });
    }
    process.start(program, arguments);
    if (!process.waitForFinished(30'000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return {};
    return process.readAllStandardOutput();
}

QList<QJsonObject> jsonLines(const QByteArray& output)
{
    QList<QJsonObject> lines;
    for (const QByteArray& line : output.split('\n')) {
        if (!line.isEmpty())
            lines.append(QJsonDocument::fromJson(line).object());
    }
    return lines;
}

Entries entriesOf(const QList<QJsonObject>& lines)
{
    Entries entries;
    for (const QJsonObject& line : lines) {
        if (line[u"type"_s] != u"socket"_s)
            continue;
        const QJsonObject timer = line[u"timer"_s].toObject();
        const QString key = line[u"local"_s].toString() + u' ' + line[u"remote"_s].toString();
        entries.insert(key, {line[u"state"_s].toString(), line[u"recvQueue"_s].toInteger(), line[u"sendQueue"_s].toInteger(),
                             line[u"inode"_s].toInteger(), line[u"uid"_s].toInteger(), timer[u"kind"_s].toString(), timer[u"retransmits"_s].toInteger()});
    }
    return entries;
}

/// "ESTAB 6 0 127.0.0.1:80 127.0.0.1:4000 timer:(keepalive,119min,0) uid:1000 ino:4711 …"
Entries entriesOfSs(const QByteArray& output)
{
    const QHash<QString, QString> states = {{u"ESTAB"_s, u"ESTABLISHED"_s}, {u"SYN-RECV"_s, u"SYN-RECEIVED"_s}};
    const QHash<QString, QString> timers = {{u"on"_s, u"retransmission"_s}};
    static const QRegularExpression timerPattern(u"timer:\\((\\w+),[^,]*,(\\d+)\\)"_s);
    static const QRegularExpression inodePattern(u" ino:(\\d+)"_s);
    static const QRegularExpression uidPattern(u" uid:(\\d+)"_s);
    Entries entries;
    for (const QString& line : QString::fromUtf8(output).split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList fields = line.simplified().split(u' ');
        if (fields.size() < 5)
            continue;
        const auto address = [](QString text) {
            text.replace(QRegularExpression(u":\\*$"_s), u":0"_s);
            return text.startsWith(u"*:"_s) ? u"[::]"_s + text.mid(1) : text;
        };
        const QString timer = timerPattern.match(line).captured(1);
        entries.insert(address(fields[3]) + u' ' + address(fields[4]),
                       {states.value(fields[0], fields[0]), fields[1].toLongLong(), fields[2].toLongLong(),
                        inodePattern.match(line).captured(1).toLongLong(), uidPattern.match(line).captured(1).toLongLong(),
                        timers.value(timer, timer), timerPattern.match(line).captured(2).toLongLong()});
    }
    return entries;
}

/// The first difference, or nothing. `ours`: how the address of a socket of this test begins.
QString difference(const Entries& ours, const Entries& theirs)
{
    for (const QString& key : theirs.uniqueKeys()) {
        const QList<Entry> a = ours.values(key);
        const QList<Entry> b = theirs.values(key);
        if (a.size() != b.size())
            return u"%1: %2 and %3 times"_s.arg(key).arg(a.size()).arg(b.size());
        for (const Entry& entry : b) {
            if (!a.contains(entry))
                return u"%1: %2, but ss says %3"_s.arg(key, toText(a.front()), toText(entry));
        }
    }
    return ours.size() == theirs.size() ? QString() : u"%1 sockets, ss has %2"_s.arg(ours.size()).arg(theirs.size());
}

sockaddr_storage loopback(int family, std::uint16_t port, socklen_t& length)
{
    sockaddr_storage storage{};
    if (family == AF_INET) {
        auto* address = reinterpret_cast<sockaddr_in*>(&storage);
        *address = {AF_INET, htons(port), {htonl(0x7F0A0B0C)}, {}}; // 127.10.11.12: nobody else's
        length = sizeof *address;
    } else {
        auto* address = reinterpret_cast<sockaddr_in6*>(&storage);
        *address = {AF_INET6, htons(port), 0, in6addr_loopback, 0};
        length = sizeof *address;
    }
    return storage;
}

struct Pair {
    int client = -1;
    int server = -1;
};

} // namespace

class TestCliSockets : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void agreesWithSs();
    void forkedHoldersAreBothListed();
    void aSocketNobodyHasAcceptedHasNoOwner();
    void ownersOfOthersAreHiddenAndNotMissing();
    void theTableIsAligned();
    void theFilterChoosesAndTheCountsAreOfAll();
    void ownersOfCloseWaitAreCountedTogether();
    void wrongUseIsRefused();
    void failuresHaveTheirStatus_data();
    void failuresHaveTheirStatus();

private:
    int listenOn(int family, int backlog, bool defer = false);
    int connectTo(int listener, bool wait = true);
    Pair pairOn(int listener);
    void makeSockets();
    void makeStates();
    Entries mine(const Entries& all) const;
    QList<QJsonObject> askProcess(int inode, uid_t user = 0);

    bool m_isAlone = false; ///< In a network namespace of its own.
    std::vector<int> m_open;
    int m_listener = -1;
    Pair m_leak;
    pid_t m_holder = -1;
};

void TestCliSockets::initTestCase()
{
    if (QStandardPaths::findExecutable(u"ss"_s).isEmpty())
        QSKIP("ss (package iproute2) is not installed");
    rlimit files{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < 1500)
        QSKIP("fewer than 1,500 descriptors are allowed: ulimit -n");
    if (geteuid() == 0 && unshare(CLONE_NEWNET) == 0) {
        m_isAlone = true;
        ifreq request{};
        std::strcpy(request.ifr_name, "lo");
        request.ifr_flags = IFF_UP;
        const int file = ::socket(AF_INET, SOCK_DGRAM, 0);
        QCOMPARE(ioctl(file, SIOCSIFFLAGS, &request), 0);
        close(file);
    }
    makeSockets();
    makeStates();
}

void TestCliSockets::cleanupTestCase()
{
    if (m_holder > 0) {
        kill(m_holder, SIGKILL);
        waitpid(m_holder, nullptr, 0);
    }
    for (const int file : m_open)
        close(file);
}

int TestCliSockets::listenOn(int family, int backlog, bool defer)
{
    const int file = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int seconds = 30;
    if (defer)
        setsockopt(file, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds);
    socklen_t length = 0;
    const sockaddr_storage address = loopback(family, 0, length);
    if (bind(file, reinterpret_cast<const sockaddr*>(&address), length) != 0 || listen(file, backlog) != 0)
        qFatal("cannot listen: %s", std::strerror(errno));
    m_open.push_back(file);
    return file;
}

int TestCliSockets::connectTo(int listener, bool wait)
{
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
    const int file = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | (wait ? 0 : SOCK_NONBLOCK), 0);
    if (::connect(file, reinterpret_cast<const sockaddr*>(&address), length) != 0 && errno != EINPROGRESS)
        qFatal("cannot connect: %s", std::strerror(errno));
    m_open.push_back(file);
    return file;
}

Pair TestCliSockets::pairOn(int listener)
{
    Pair pair;
    pair.client = connectTo(listener);
    pair.server = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    m_open.push_back(pair.server);
    return pair;
}

/// Nearly a thousand established ones, a tenth of them over IPv6.
void TestCliSockets::makeSockets()
{
    m_listener = listenOn(AF_INET, 128);
    const int six = listenOn(AF_INET6, 128);
    for (int i = 0; i < 450; ++i)
        pairOn(m_listener);
    for (int i = 0; i < 45; ++i)
        pairOn(six);
}

void TestCliSockets::makeStates()
{
    const auto closeNow = [this](int file) {
        std::erase(m_open, file);
        close(file);
    };
    for (int i = 0; i < 15; ++i) {
        m_leak = pairOn(m_listener);
        shutdown(m_leak.client, SHUT_WR);                     // CLOSE-WAIT and FIN-WAIT-2
        closeNow(pairOn(m_listener).client);                  // CLOSE-WAIT and FIN-WAIT-2 without owner
        const Pair over = pairOn(m_listener);                 // TIME-WAIT
        shutdown(over.client, SHUT_WR);
        char octet = 0;
        QCOMPARE(read(over.server, &octet, 1), 0);
        closeNow(over.server);
        closeNow(over.client);
        const Pair unread = pairOn(m_listener);
        QCOMPARE(send(unread.client, "unread", 6, 0), 6);
        const int on = 1;
        setsockopt(pairOn(m_listener).client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    }
    const Pair stuck = pairOn(m_listener); // a window of 0: what cannot be sent waits, and the persist timer runs
    fcntl(stuck.client, F_SETFL, O_NONBLOCK);
    const std::vector<char> text(1 << 16);
    while (send(stuck.client, text.data(), text.size(), 0) > 0) {}
    const int full = listenOn(AF_INET, 0);
    for (int i = 0; i < 6; ++i)
        connectTo(full, false);                               // one may wait, the others' SYNs are dropped
    const int deferring = listenOn(AF_INET, 8, true);
    for (int i = 0; i < 4; ++i)
        connectTo(deferring);                                 // requests: SYN-RECEIVED
    m_holder = fork();
    if (m_holder == 0) { // holds every descriptor of this process
        for (;;)
            pause();
    }
    QVERIFY(m_holder > 0);
}

Entries TestCliSockets::mine(const Entries& all) const
{
    if (m_isAlone)
        return all;
    Entries entries;
    for (auto at = all.begin(); at != all.end(); ++at) {
        if (at.key().contains(u"127.10.11.12"_s))
            entries.insert(at.key(), at.value());
    }
    return entries;
}

void TestCliSockets::agreesWithSs()
{
    Entries before;
    QList<QJsonObject> lines;
    // Timers count on and the SYN of a full queue is sent again: ask until nothing happened between two answers of ss.
    for (int attempt = 0; attempt < 20; ++attempt) {
        before = mine(entriesOfSs(outputOf(u"ss"_s, {u"-Htanoe"_s})));
        lines = jsonLines(outputOf(QStringLiteral(TCPLENS_CLI), {u"sockets"_s, u"--json"_s}));
        const Entries after = mine(entriesOfSs(outputOf(u"ss"_s, {u"-Htanoe"_s})));
        if (difference(before, after).isEmpty())
            break;
        QTest::qWait(50);
    }
    const Entries ours = mine(entriesOf(lines));
    QVERIFY2(before.size() >= 1000, qPrintable(QString::number(before.size())));
    QCOMPARE(difference(ours, before), QString());
    QHash<QString, int> counts;
    bool sawPersist = false, sawKeepAlive = false;
    for (const Entry& entry : ours) {
        ++counts[entry.state];
        sawPersist = sawPersist || (entry.timer == u"persist"_s && entry.sendQueue > 0);
        sawKeepAlive = sawKeepAlive || entry.timer == u"keepalive"_s;
    }
    for (const auto& state : {u"LISTEN"_s, u"SYN-SENT"_s, u"SYN-RECEIVED"_s, u"ESTABLISHED"_s, u"FIN-WAIT-2"_s, u"CLOSE-WAIT"_s, u"TIME-WAIT"_s})
        QVERIFY2(counts[state] > 0, qPrintable(state));
    QVERIFY(sawPersist && sawKeepAlive);
    if (m_isAlone) {
        const QJsonObject told = lines.last()[u"states"_s].toObject();
        QCOMPARE(lines.last()[u"type"_s].toString(), u"counts"_s);
        for (auto at = counts.begin(); at != counts.end(); ++at)
            QCOMPARE(told[at.key()].toInt(), at.value());
    }
}

QList<QJsonObject> TestCliSockets::askProcess(int file, uid_t user)
{
    struct stat status {};
    fstat(file, &status);
    QList<QJsonObject> found;
    for (const QJsonObject& line : jsonLines(outputOf(QStringLiteral(TCPLENS_CLI), {u"sockets"_s, u"--json"_s}, user))) {
        if (line[u"inode"_s].toInteger() == qint64(status.st_ino))
            found.append(line);
    }
    return found;
}

void TestCliSockets::forkedHoldersAreBothListed()
{
    const auto found = askProcess(m_leak.server);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0][u"state"_s].toString(), u"CLOSE-WAIT"_s);
    const QJsonArray processes = found[0][u"processes"_s].toArray();
    QCOMPARE(processes.size(), 2);
    QSet<qint64> pids;
    for (const auto& process : processes) {
        pids.insert(process.toObject()[u"pid"_s].toInteger());
        QCOMPARE(process.toObject()[u"fd"_s].toInt(), m_leak.server);
        QCOMPARE(process.toObject()[u"name"_s].toString(), u"tst_cli_sockets"_s);
    }
    QCOMPARE(pids, (QSet<qint64>{getpid(), m_holder}));
    QCOMPARE(found[0][u"ownersHidden"_s].toBool(true), false);
}

void TestCliSockets::aSocketNobodyHasAcceptedHasNoOwner()
{
    const int file = connectTo(m_listener);
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(file, reinterpret_cast<sockaddr*>(&address), &length);
    const int port = ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
    int found = 0;
    for (const QJsonObject& line : jsonLines(outputOf(QStringLiteral(TCPLENS_CLI), {u"sockets"_s, u"--json"_s}))) {
        if (!line[u"remote"_s].toString().endsWith(u":%1"_s.arg(port)) || line[u"state"_s] != u"ESTABLISHED"_s)
            continue;
        ++found;
        QCOMPARE(line[u"inode"_s].toInt(-1), 0);
        QVERIFY(line[u"processes"_s].toArray().isEmpty() && !line[u"ownersHidden"_s].toBool(true));
    }
    QCOMPARE(found, 1);
    m_open.push_back(accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC));
}

void TestCliSockets::ownersOfOthersAreHiddenAndNotMissing()
{
    if (geteuid() != 0)
        QSKIP("only root can ask as another user");
    const auto found = askProcess(m_leak.server, 65534);
    if (found.isEmpty())
        QSKIP("the program may not be run by the user nobody from where it lies");
    QVERIFY(found[0][u"processes"_s].toArray().isEmpty());
    QCOMPARE(found[0][u"ownersHidden"_s].toBool(false), true);
    QCOMPARE(found[0][u"state"_s].toString(), u"CLOSE-WAIT"_s);
}

void TestCliSockets::theTableIsAligned()
{
    const QList<QByteArray> lines = outputOf(QStringLiteral(TCPLENS_CLI), {u"sockets"_s}).split('\n');
    QVERIFY(lines.size() > 1000);
    const auto local = lines[0].indexOf("Local");
    QVERIFY(lines[0].startsWith("State") && local > 0);
    int rows = 0;
    for (const QByteArray& line : lines.mid(1)) {
        if (line.isEmpty())
            break;
        ++rows;
        QVERIFY2(line[local - 1] == ' ' && line[local] != ' ', line.constData());
    }
    const auto counts = std::ranges::find_if(lines, [](const QByteArray& line) { return line.contains(" sockets: "); });
    QVERIFY(counts != lines.end());
    QCOMPARE(counts->left(counts->indexOf(' ')).toInt(), rows);
}

void TestCliSockets::theFilterChoosesAndTheCountsAreOfAll()
{
    const auto all = jsonLines(outputOf(QStringLiteral(TCPLENS_CLI), {u"sockets"_s, u"--json"_s}));
    const auto some = jsonLines(outputOf(QStringLiteral(TCPLENS_CLI), {u"sockets"_s, u"--json"_s, u"-Y"_s, u"state:CLOSE-WAIT addr:127.10.11."_s}));
    QVERIFY(some.size() > 15 && some.size() < all.size() / 2);
    for (const QJsonObject& line : some.first(some.size() - 1)) {
        QCOMPARE(line[u"state"_s].toString(), u"CLOSE-WAIT"_s);
        QVERIFY(line[u"local"_s].toString().startsWith(u"127.10.11."_s) || line[u"remote"_s].toString().startsWith(u"127.10.11."_s));
    }
    QCOMPARE(some.back()[u"type"_s].toString(), u"counts"_s);
    QVERIFY(some.back()[u"states"_s].toObject()[u"ESTABLISHED"_s].toInt() > 900);
}

/// This process and the one that it has forked hold them together: one line says so.
void TestCliSockets::ownersOfCloseWaitAreCountedTogether()
{
    const QByteArray output = outputOf(QStringLiteral(TCPLENS_CLI), {u"sockets"_s, u"-Y"_s, u"addr:127.10.11."_s});
    const QByteArray block = output.mid(output.indexOf("CLOSE-WAIT, which only"));
    const QByteArray one = "tst_cli_sockets[" + QByteArray::number(getpid()) + ']';
    const QByteArray two = "tst_cli_sockets[" + QByteArray::number(m_holder) + ']';
    const QList<QByteArray> lines = block.split('\n');
    QVERIFY2(std::ranges::any_of(lines, [&](const QByteArray& line) { return line.contains(one) && line.contains(two) && line.trimmed().split(' ').first().toInt() >= 15; }),
             output.constData());
    QVERIFY(output.contains(" of them match."));
}

void TestCliSockets::wrongUseIsRefused()
{
    for (const QStringList& arguments : {QStringList{u"sockets"_s, u"--yaml"_s}, QStringList{u"sockets"_s, u"--json"_s, u"x"_s}, QStringList{u"sockets"_s, u"-Y"_s},
                                         QStringList{u"sockets"_s, u"-Y"_s, u"state:CLOSEWAIT"_s}, QStringList{u"sockets"_s, u"-Y"_s, u"port:http"_s}}) {
        QProcess process;
        process.start(QStringLiteral(TCPLENS_CLI), arguments);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(process.readAllStandardOutput().isEmpty() && !process.readAllStandardError().isEmpty());
    }
}

void TestCliSockets::failuresHaveTheirStatus_data()
{
    QTest::addColumn<int>("reason"); // errno of each socket()
    QTest::addColumn<int>("status");
    QTest::newRow("forbidden") << EPERM << 3;
    QTest::newRow("access denied") << EACCES << 3;
    QTest::newRow("no descriptor is left") << EMFILE << 1;
    QTest::newRow("the kernel cannot") << EPROTONOSUPPORT << 1;
}

void TestCliSockets::failuresHaveTheirStatus()
{
    QFETCH(int, reason);
    QFETCH(int, status);
    QProcess process;
    process.setChildProcessModifier([reason] {
        sock_filter rules[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 1),
                               BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | __u32(reason)), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
        const sock_fprog program{std::size(rules), rules};
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
            _exit(99);
    });
    process.start(QStringLiteral(TCPLENS_CLI), {u"sockets"_s});
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitCode(), status);
    const QByteArray errors = process.readAllStandardError();
    QVERIFY2(errors.startsWith("tcplens-cli: The kernel's socket table cannot be read: "), errors.constData());
}

QTEST_GUILESS_MAIN(TestCliSockets)
#include "tst_cli_sockets.moc"
