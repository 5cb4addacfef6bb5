#include "tests/support/stage_source.h"

#include "model/session/connection_model.h"
#include "views/hosts/socket_table_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using tcp::State;

class TestSocketTableModel : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void textsOfARow_data();
    void textsOfARow();
    void headersSayWhatTheyAre();
    void onlyWhatChangedIsTold();
    void aSocketThatGoesTakesItsRowAlone();
    void anyListReachesAnyOther_data();
    void anyListReachesAnyOther();
    void theTargetStandsOut();

private:
    static StageSocket connection(std::uint16_t port, State state = State::Established)
    {
        return stageSocket(TraceBuilder::address(1, port), TraceBuilder::address(2, 80), state);
    }
    static QStringList ports(const SocketTableModel& model)
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row, SocketTableModel::LocalColumn).data().toString().section(u':', -1);
        return all;
    }
};

void TestSocketTableModel::textsOfARow_data()
{
    QTest::addColumn<StageSocket>("socket");
    QTest::addColumn<bool>("isShort");
    QTest::addColumn<QStringList>("expected");
    StageSocket busy = connection(40000, State::CloseWait);
    busy.receiveQueue = 12345;
    busy.sendQueue = 7;
    busy.owners = "main,worker";
    busy.processes = 2;
    QTest::newRow("a connection, as ss writes it") << busy << false
        << QStringList{u"CLOSE-WAIT"_s, u"10.0.0.1:40000"_s, u"10.0.0.2:80"_s, u"12,345"_s, u"7"_s, u"main, worker"_s};
    QTest::newRow("a connection, with short addresses") << busy << true
        << QStringList{u"CLOSE-WAIT"_s, u":40000"_s, u"B:80"_s, u"12,345"_s, u"7"_s, u"main, worker"_s};
    StageSocket listener = stageSocket(TraceBuilder::address(1, 80), {}, State::Listen);
    listener.sendQueue = 128;
    QTest::newRow("a listener has no peer") << listener << false
        << QStringList{u"LISTEN"_s, u"10.0.0.1:80"_s, u"*"_s, u"0"_s, u"128"_s, u"main"_s};
    StageSocket orphan = stageSocket(TraceBuilder::address(1, 80), TraceBuilder::address(9, 5), State::TimeWait, "");
    QTest::newRow("an orphan with a peer that is no host") << orphan << true
        << QStringList{u"TIME-WAIT"_s, u":80"_s, u"10.0.0.9:5"_s, u"0"_s, u"0"_s, u"orphan"_s};
    StageSocket six = connection(1);
    six.remote.ip.version = 6;
    six.remote.ip.octets = {0xFD, 0x77};
    six.remote.ip.octets[15] = 1;
    QTest::newRow("IPv6 stands in brackets") << six << false
        << QStringList{u"ESTABLISHED"_s, u"10.0.0.1:1"_s, u"[fd77::1]:80"_s, u"0"_s, u"0"_s, u"main"_s};
}

void TestSocketTableModel::textsOfARow()
{
    QFETCH(StageSocket, socket);
    QFETCH(bool, isShort);
    SocketTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setHosts(stageHosts(2));
    model.setShort(isShort);
    model.setSockets({socket});
    QStringList texts;
    for (int column = 0; column < SocketTableModel::kColumnCount; ++column)
        texts << model.index(0, column).data().toString();
    QTEST(texts, "expected");
    QCOMPARE(model.index(0, SocketTableModel::StateColumn).data(ConnectionModel::ValueRole).toInt(), int(socket.state));
    QVERIFY(model.index(0, SocketTableModel::RemoteColumn).data(Qt::ToolTipRole).toString().contains(QString::fromStdString(
        socket.remote.port == 0 ? "*" : toString(socket.remote)))); // the whole address
}

void TestSocketTableModel::headersSayWhatTheyAre()
{
    const SocketTableModel model;
    QStringList seen;
    for (int column = 0; column < SocketTableModel::kColumnCount; ++column) {
        const QString header = model.headerData(column, Qt::Horizontal).toString();
        QVERIFY(!header.isEmpty() && !seen.contains(header));
        QVERIFY(model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().size() > header.size());
        seen << header;
    }
}

void TestSocketTableModel::onlyWhatChangedIsTold()
{
    SocketTableModel model;
    std::vector<StageSocket> sockets = {connection(1), connection(2), connection(3)};
    model.setSockets(sockets);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.setSockets(sockets);
    QCOMPARE(changed.count(), 0);
    sockets[1].state = State::FinWait1;
    model.setSockets(sockets);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 1);
    QCOMPARE(inserted.count() + removed.count(), 0);
    QCOMPARE(model.index(1, 0).data().toString(), u"FIN-WAIT-1"_s);
}

void TestSocketTableModel::aSocketThatGoesTakesItsRowAlone()
{
    SocketTableModel model;
    model.setSockets({connection(1), connection(2), connection(3)});
    const QPersistentModelIndex third = model.index(2, 0);
    model.setSockets({connection(1), connection(3), connection(4)});
    QVERIFY(third.isValid());
    QCOMPARE(third.row(), 1);
    QCOMPARE(ports(model), (QStringList{u"1"_s, u"3"_s, u"4"_s}));
}

void TestSocketTableModel::anyListReachesAnyOther_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void TestSocketTableModel::anyListReachesAnyOther()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    SocketTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int round = 0; round < 30; ++round) {
        std::vector<StageSocket> wanted;
        QStringList expected;
        const int count = random.bounded(9);
        for (int i = 0; i < count; ++i) { // in any order, now and then one twice
            const auto port = std::uint16_t(1 + random.bounded(9));
            wanted.push_back(connection(port, State(random.bounded(tcp::kStateCount))));
            expected << QString::number(port);
        }
        model.setTarget(model.rowCount() - 1);
        model.setSockets(wanted);
        QCOMPARE(ports(model), expected);
        for (int row = 0; row < count; ++row)
            QCOMPARE(model.index(row, 0).data(ConnectionModel::ValueRole).toInt(), int(wanted[std::size_t(row)].state));
    }
}

void TestSocketTableModel::theTargetStandsOut()
{
    SocketTableModel model;
    model.setSockets({connection(1), connection(2)});
    const auto bold = [&model] {
        QList<int> rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data(Qt::FontRole).value<QFont>().bold())
                rows << row;
        }
        return rows;
    };
    QCOMPARE(bold(), QList<int>());
    model.setTarget(1);
    QCOMPARE(bold(), QList<int>{1});
    model.setSockets({connection(2)}); // the same socket, a row higher
    QCOMPARE(bold(), QList<int>{0});
    model.setTarget(-1);
    QCOMPARE(bold(), QList<int>());
}

QTEST_MAIN(TestSocketTableModel)
#include "tst_socket_table_model.moc"
