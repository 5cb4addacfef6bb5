#include "tests/support/trace_builder.h"

#include "views/connections/connection_table_model.h"
#include "views/connections/connections_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <algorithm>

using enum tcp::Flag;
using namespace Qt::StringLiterals;

class TestConnectionsView : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void textsOfOneRow();
    void everyColumnHasAHeader();
    void choosingARowSelectsTheConnection();
    void followsThePlayhead();
    void filterCountsAndKeepsTheSelection();
    void aFilterThatIsNotUnderstoodSaysSo();
    void aFilterToStartWithChoosesWhatItShows();
    void sortingKeepsTheSelection();
    void anotherTraceShowsItsOwn();
    void theTableLeavesPlaybackItsKeys();
    void aRefreshDoesNotScroll();
    void upToFourConnectionsCanBeShownSideBySide();

private:
    static void load(Session& session, const TraceBuilder& builder)
    {
        session.open(builder.source());
        QTRY_VERIFY(!session.isLoading());
        QTest::qWait(20);
    }
    static TraceBuilder connections(int count)
    {
        TraceBuilder builder;
        for (int i = 0; i < count; ++i)
            builder.connection(TraceBuilder::address(1, std::uint16_t(5000 + i)), TraceBuilder::address(2, i % 4 ? 80 : 443)).handshake();
        return builder;
    }
    static QList<int> selectedRows(const ConnectionsView& view)
    {
        QList<int> rows;
        for (const QModelIndex& index : view.table()->selectionModel()->selectedRows())
            rows.append(index.row());
        return rows;
    }
    static QString countLabel(const ConnectionsView& view)
    {
        for (const QLabel* label : view.findChildren<QLabel*>()) {
            if (label->text().contains(u"connection"_s))
                return label->text();
        }
        return {};
    }
};

void TestConnectionsView::upToFourConnectionsCanBeShownSideBySide()
{
    Session session;
    ConnectionsView view(session);
    load(session, connections(6));
    view.table()->selectRow(1);
    QSignalSpy asked(&view, &ConnectionsView::sideBySideRequested);
    QItemSelectionModel* selection = view.table()->selectionModel();
    const auto add = [&](int row) { selection->select(view.table()->model()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows); };
    QVERIFY2(!view.sideBySideAction()->isEnabled(), "one has nobody beside it");
    add(3);
    QVERIFY(view.sideBySideAction()->isEnabled());
    QCOMPARE(session.playhead().connection(), std::optional<ConnectionId>(1)); // what is on show stays
    view.sideBySideAction()->trigger();
    QCOMPARE(asked.count(), 1);
    auto chosen = asked.front().front().value<std::vector<ConnectionId>>();
    std::sort(chosen.begin(), chosen.end());
    QCOMPARE(chosen, (std::vector<ConnectionId>{1, 3}));
    add(0);
    add(2);
    QVERIFY(view.sideBySideAction()->isEnabled());
    add(5);
    QVERIFY2(!view.sideBySideAction()->isEnabled(), "the ladder has room for four");
    view.table()->selectRow(4);
    QCOMPARE(session.playhead().connection(), std::optional<ConnectionId>(4));
}

void TestConnectionsView::textsOfOneRow()
{
    TraceBuilder builder;
    builder.connection().handshake().segment(Side::Initiator, Ack, {.text = 1234, .labels = Label::Retransmission});
    builder.segment(Side::Responder, Ack, {.window = 0, .labels = Label::ZeroWindow}).segment(Side::Responder, Ack, {.window = 0, .labels = Label::ZeroWindow});
    builder.close();
    const Trace trace = builder.build();
    ConnectionTableModel model(trace);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_VERIFY(model.isSettled());
    QStringList texts;
    for (int column = 0; column < ConnectionModel::kColumnCount; ++column)
        texts.append(model.index(0, column).data().toString());
    QCOMPARE(texts, (QStringList{u"0"_s, u"10.0.0.1:40000"_s, u"10.0.0.2:80"_s, u"0 s"_s, u"60.1 s"_s, u"10"_s, u"1,234"_s, u"0"_s, u"CLOSED (timed out)"_s,
                                 u"CLOSED (assumed)"_s, u"1"_s, u"Zero window ×2"_s}));
    QVERIFY(model.index(0, ConnectionModel::InitiatorStateColumn).data(Qt::ToolTipRole).toString().contains(u"CLOSED"_s));
}

void TestConnectionsView::everyColumnHasAHeader()
{
    const Trace trace;
    const ConnectionTableModel model(trace);
    QStringList headers;
    for (int column = 0; column < ConnectionModel::kColumnCount; ++column) {
        const QString header = model.headerData(column, Qt::Horizontal).toString();
        QVERIFY(!header.isEmpty());
        QVERIFY(!headers.contains(header));
        headers.append(header);
    }
}

void TestConnectionsView::choosingARowSelectsTheConnection()
{
    Session session;
    ConnectionsView view(session);
    view.resize(900, 300);
    view.show();
    load(session, connections(5));
    QCOMPARE(selectedRows(view), QList<int>{0}); // the session shows the first one by itself
    const QRect cell = view.table()->visualRect(view.table()->model()->index(3, 1));
    QTest::mouseClick(view.table()->viewport(), Qt::LeftButton, {}, cell.center());
    QCOMPARE(session.playhead().connection(), std::optional(3u));
    QTest::keyClick(view.table(), Qt::Key_Up);
    QCOMPARE(session.playhead().connection(), std::optional(2u));
}

void TestConnectionsView::followsThePlayhead()
{
    Session session;
    ConnectionsView view(session);
    load(session, connections(300));
    session.playhead().select(250);
    QCOMPARE(selectedRows(view), QList<int>{250});
}

void TestConnectionsView::filterCountsAndKeepsTheSelection()
{
    Session session;
    ConnectionsView view(session);
    view.show();
    load(session, connections(2000));
    QCOMPARE(countLabel(view), u"2,000 connections"_s);
    session.playhead().select(8);
    QTest::keyClicks(view.filterEdit(), u"port:443"_s);
    QTRY_COMPARE(countLabel(view), u"500 of 2,000 connections"_s);
    QCOMPARE(selectedRows(view), QList<int>{2});
    view.filterEdit()->setText(u"port:80"_s); // hides the selected one, which stays selected
    QTRY_COMPARE(countLabel(view), u"1,500 of 2,000 connections"_s);
    QCOMPARE(selectedRows(view), QList<int>());
    QCOMPARE(session.playhead().connection(), std::optional(8u));
    QTest::keyClick(view.filterEdit(), Qt::Key_Escape);
    QTRY_COMPARE(countLabel(view), u"2,000 connections"_s);
    QCOMPARE(selectedRows(view), QList<int>{8});
}

void TestConnectionsView::aFilterThatIsNotUnderstoodSaysSo()
{
    Session session;
    ConnectionsView view(session);
    view.show();
    load(session, connections(20));
    const auto visibleText = [&view](const QString& text) {
        const QList<QLabel*> labels = view.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&text](const QLabel* label) { return label->isVisible() && label->text().contains(text); });
    };
    view.filterEdit()->setText(u"tcp.port == 443 || tcp.port == 80"_s);
    QTRY_COMPARE(countLabel(view), u"0 of 20 connections"_s);
    QVERIFY(visibleText(u"\"||\" is not understood here."_s));
    QVERIFY(view.filterEdit()->accessibleDescription().contains(u"\"||\""_s));
    view.filterEdit()->setText(u"http.host == example"_s);
    QVERIFY(visibleText(u"There is no field \"http.host\""_s));
    QVERIFY(visibleText(u"ip.addr"_s));
    view.filterEdit()->setText(u"tcp.port == "_s);
    QVERIFY(visibleText(u"Write it like this: tcp.port == 443"_s));
    view.filterEdit()->setText(u"tcp.port == 443"_s);
    QTRY_COMPARE(countLabel(view), u"5 of 20 connections"_s);
    QVERIFY(view.filterProblem().isEmpty());
    QVERIFY(!visibleText(u"understood"_s));
    QVERIFY(view.filterEdit()->accessibleDescription().isEmpty());
}

void TestConnectionsView::aFilterToStartWithChoosesWhatItShows()
{
    Session session;
    ConnectionsView view(session);
    view.show();
    view.startWithFilter(u"tcp.port == 80 && tcp.stream == 7"_s); // before anything is read
    load(session, connections(20));
    QTRY_COMPARE(session.playhead().connection(), std::optional(7u));
    QCOMPARE(selectedRows(view), QList<int>{0});
    view.filterEdit()->setText(u"#3"_s); // typed: that hides the selected one is no reason to select another
    QTRY_COMPARE(countLabel(view), u"1 of 20 connections"_s);
    QCOMPARE(session.playhead().connection(), std::optional(7u));
}

void TestConnectionsView::sortingKeepsTheSelection()
{
    Session session;
    ConnectionsView view(session);
    load(session, connections(100));
    session.playhead().select(10);
    QSignalSpy selected(&session.playhead(), &Playhead::selected);
    view.table()->sortByColumn(ConnectionModel::InitiatorColumn, Qt::DescendingOrder);
    QTRY_COMPARE(selectedRows(view), QList<int>{89});
    QCOMPARE(selected.count(), 0);
}

void TestConnectionsView::anotherTraceShowsItsOwn()
{
    Session session;
    ConnectionsView view(session);
    view.show();
    load(session, connections(50));
    session.playhead().select(40);
    load(session, connections(1));
    QCOMPARE(view.table()->model()->rowCount(), 1);
    QCOMPARE(countLabel(view), u"1 connection"_s);
    QCOMPARE(selectedRows(view), QList<int>{0});
}

void TestConnectionsView::theTableLeavesPlaybackItsKeys()
{
    Session session;
    ConnectionsView view(session);
    const auto takes = [&view](Qt::Key key) {
        QKeyEvent event(QEvent::ShortcutOverride, key, Qt::NoModifier);
        event.ignore();
        QCoreApplication::sendEvent(view.table(), &event);
        return event.isAccepted();
    };
    // A presenter's clicker goes on through the recording after a connection was clicked.
    for (Qt::Key key : {Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Home, Qt::Key_End, Qt::Key_Left})
        QVERIFY(!takes(key));
    QVERIFY(!view.filterEdit()->acceptDrops());
}

void TestConnectionsView::aRefreshDoesNotScroll()
{
    Session session;
    ConnectionsView view(session);
    view.resize(900, 300);
    view.show();
    load(session, connections(500));
    view.filterEdit()->setText(u"state:ESTABLISHED"_s);
    QTRY_COMPARE(selectedRows(view), QList<int>{0});
    QTest::qWait(20);
    QScrollBar* bar = view.table()->verticalScrollBar();
    bar->setValue(200);
    auto* model = static_cast<ConnectionModel*>(view.table()->model());
    view.table()->reset(); // as when rows come and go: the selection is lost and made again
    bar->setValue(200);
    QVERIFY(selectedRows(view).isEmpty());
    emit model->settled();
    QCOMPARE(selectedRows(view), QList<int>{0});
    QCOMPARE(bar->value(), 200);
    session.playhead().select(450);
    QVERIFY(bar->value() > 200); // asked for
}

QTEST_MAIN(TestConnectionsView)
#include "tst_connections_view.moc"
