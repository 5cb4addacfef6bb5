#include "views/state_diagram/active_arrows.h"
#include "views/state_diagram/arrow_path.h"
#include "views/state_diagram/diagram_layout.h"
#include "views/state_diagram/label_placement.h"
#include "views/state_diagram/route_finder.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTest>

#include <set>
#include <tuple>

using namespace Qt::StringLiterals;

namespace {

/// What must not be covered, with a name for the report.
struct Thing {
    QString name;
    QRectF rect;
};

QString nameOf(const DiagramArrow& arrow)
{
    return u"%1 from %2"_s.arg(QString::fromUtf8(tcp::toString(arrow.row->event).data()),
                               QString::fromUtf8(tcp::toString(stateOf(arrow.from)).data()));
}

bool intersects(const QRectF& a, const QRectF& b)
{
    const QRectF common = a & b;
    return common.width() > 0.01 && common.height() > 0.01;
}

/// Whether a piece of the line lies inside the rectangle, not only on its edge.
bool passes(const QPolygonF& points, const QRectF& rect)
{
    for (qsizetype i = 1; i < points.size(); ++i) {
        const QRectF piece = QRectF(points[i - 1], points[i]).normalized().adjusted(-0.01, -0.01, 0.01, 0.01);
        if (intersects(piece, rect.adjusted(0.1, 0.1, -0.1, -0.1)))
            return true;
    }
    return false;
}

std::vector<Thing> boxesAndTokens(const DiagramLayout& layout)
{
    std::vector<Thing> things;
    for (BoxId id = 0; id < kBoxCount; ++id) {
        const QString name = QString::fromUtf8(tcp::toString(stateOf(id)).data());
        things.push_back({u"box "_s + name, layout.boxes[std::size_t(id)].rect});
        for (Side side : kSides)
            things.push_back({u"token at "_s + name, layout.tokenRect(id, side)});
    }
    things.push_back({u"the key"_s, layout.legend});
    return things;
}

} // namespace

class TestDiagramLayout : public QObject {
    Q_OBJECT

private slots:
    void drawnArrowsAreTheTablesAndNoOthers();
    void aWiderFontIsReallyWider();

    void labelsCoverNothing_data() { sizes(); }
    void labelsCoverNothing();
    void arrowsKeepClear_data() { sizes(); }
    void arrowsKeepClear();
    void arrowsDoNotCross_data() { sizes(); }
    void arrowsDoNotCross();
    void namesFitBesideTokens_data() { sizes(); }
    void namesFitBesideTokens();
    void arrowsOnDemandFindTheirWay_data() { sizes(); }
    void arrowsOnDemandFindTheirWay();
    void labelsOfSharedArrowsKeepClear_data() { sizes(); }
    void labelsOfSharedArrowsKeepClear();
    void waysBetweenAllBoxesAvoidTheOthers();
    void theNaturalSizeKeepsTheFont();
    void linesMovedSidewaysStayParallel();

private:
    static void sizes();
    static DiagramLayout layoutOf(bool wide, const QSizeF& size);
};

void TestDiagramLayout::sizes()
{
    QTest::addColumn<bool>("wide");
    QTest::addColumn<QSizeF>("size");
    for (const bool wide : {false, true}) {
        const auto row = [wide](const char* name, QSizeF size) {
            QTest::newRow(qPrintable(QLatin1String(name) + (wide ? u", 30 % wider font"_s : QString()))) << wide << size;
        };
        row("a third of a small window", {420, 560});
        row("beside the ladder at 1280 x 800", {600, 620});
        row("a tall strip", {500, 1000});
        row("a wide window", {1500, 800});
        row("a whole 4K screen", {1920, 1000});
    }
}

DiagramLayout TestDiagramLayout::layoutOf(bool wide, const QSizeF& size)
{
    QFont font = QGuiApplication::font();
    font.setPointSizeF(10);
    if (wide)
        font.setStretch(130);
    return layoutStateDiagram(QRectF(QPointF(), size), font);
}

void TestDiagramLayout::drawnArrowsAreTheTablesAndNoOthers()
{
    using Key = std::tuple<int, int, int>;
    std::set<Key> table;
    for (const tcp::Transition& row : tcp::kTransitions) {
        for (int from = 0; from < tcp::kStateCount; ++from) {
            if (row.drawn == tcp::Drawn::Fig5 && row.from.contains(tcp::State(from)))
                table.insert({from, int(row.event), int(row.to.value())});
        }
    }
    std::multiset<Key> drawn;
    const DiagramLayout layout = layoutOf(false, {600, 620});
    for (const DiagramArrow& arrow : layout.arrows)
        drawn.insert({int(stateOf(arrow.from)), int(arrow.row->event), int(stateOf(arrow.to))});
    QCOMPARE(drawn.size(), std::size_t(21));
    QVERIFY(std::equal(drawn.begin(), drawn.end(), table.begin(), table.end()));
}

void TestDiagramLayout::aWiderFontIsReallyWider()
{
    const qreal plain = naturalDiagramSize(QGuiApplication::font()).width();
    QFont wide = QGuiApplication::font();
    wide.setStretch(130);
    QVERIFY2(naturalDiagramSize(wide).width() > plain * 1.2,
             qPrintable(QString::number(naturalDiagramSize(wide).width() / plain)));
}

void TestDiagramLayout::labelsCoverNothing()
{
    QFETCH(bool, wide);
    QFETCH(QSizeF, size);
    const DiagramLayout layout = layoutOf(wide, size);
    std::vector<Thing> things = boxesAndTokens(layout);
    for (const DiagramArrow& arrow : layout.arrows) {
        QVERIFY(!arrow.label.empty());
        for (const DiagramText& line : arrow.label) {
            QVERIFY2(layout.area.contains(line.rect), qPrintable(nameOf(arrow)));
            for (const Thing& thing : things)
                QVERIFY2(!intersects(line.rect, thing.rect), qPrintable(nameOf(arrow) + u" covers "_s + thing.name));
            for (const DiagramArrow& other : layout.arrows)
                QVERIFY2(&other == &arrow || !passes(other.points, line.rect),
                         qPrintable(nameOf(other) + u" runs through "_s + nameOf(arrow)));
        }
        for (const DiagramText& line : arrow.label)
            things.push_back({nameOf(arrow), line.rect});
    }
}

void TestDiagramLayout::arrowsKeepClear()
{
    QFETCH(bool, wide);
    QFETCH(QSizeF, size);
    const DiagramLayout layout = layoutOf(wide, size);
    for (const DiagramArrow& arrow : layout.arrows) {
        QVERIFY2(layout.area.contains(arrow.points.boundingRect().adjusted(0, 0, 0.1, 0.1)), qPrintable(nameOf(arrow)));
        for (const Thing& thing : boxesAndTokens(layout))
            QVERIFY2(!passes(arrow.points, thing.rect), qPrintable(nameOf(arrow) + u" runs through "_s + thing.name));
        // From edge to edge, and never askew.
        const QRectF from = layout.boxes[std::size_t(arrow.from)].rect;
        const QRectF to = layout.boxes[std::size_t(arrow.to)].rect;
        QVERIFY2(from.adjusted(-0.1, -0.1, 0.1, 0.1).contains(arrow.points.first()), qPrintable(nameOf(arrow)));
        QVERIFY2(to.adjusted(-0.1, -0.1, 0.1, 0.1).contains(arrow.points.last()), qPrintable(nameOf(arrow)));
        for (qsizetype i = 1; i < arrow.points.size(); ++i) {
            const QPointF piece = arrow.points[i] - arrow.points[i - 1];
            QVERIFY2(std::min(std::abs(piece.x()), std::abs(piece.y())) < 0.01, qPrintable(nameOf(arrow)));
        }
    }
}

void TestDiagramLayout::arrowsDoNotCross()
{
    QFETCH(bool, wide);
    QFETCH(QSizeF, size);
    const DiagramLayout layout = layoutOf(wide, size);
    for (const DiagramArrow& a : layout.arrows) {
        for (const DiagramArrow& b : layout.arrows) {
            for (qsizetype i = 1; &a != &b && i < b.points.size(); ++i) {
                const QRectF piece = QRectF(b.points[i - 1], b.points[i]).normalized().adjusted(-2, -2, 2, 2);
                QVERIFY2(!passes(a.points, piece), qPrintable(nameOf(a) + u" meets "_s + nameOf(b)));
            }
        }
    }
}

void TestDiagramLayout::namesFitBesideTokens()
{
    QFETCH(bool, wide);
    QFETCH(QSizeF, size);
    const DiagramLayout layout = layoutOf(wide, size);
    const QFontMetricsF metrics(layout.nameFont);
    for (BoxId id = 0; id < kBoxCount; ++id) {
        const DiagramBox& box = layout.boxes[std::size_t(id)];
        QString whole;
        for (const DiagramText& line : box.name) {
            whole += line.text;
            QVERIFY(metrics.horizontalAdvance(line.text) <= line.rect.width());
            QVERIFY2(box.rect.contains(line.rect), qPrintable(line.text));
            // Capitals reach from the base line to the cap height.
            const qreal base = line.rect.top() + metrics.ascent();
            const QRectF ink(line.rect.left(), base - metrics.capHeight(), line.rect.width(), metrics.capHeight());
            for (Side side : kSides)
                QVERIFY2(!intersects(ink, layout.tokenRect(id, side)), qPrintable(line.text));
        }
        QCOMPARE(whole, QString::fromUtf8(tcp::toString(box.state).data()));
        QVERIFY(!intersects(layout.tokenRect(id, Side::Initiator), layout.tokenRect(id, Side::Responder)));
        QVERIFY(layout.area.contains(layout.tokenRect(id, Side::Initiator)));
        QVERIFY(layout.area.contains(layout.tokenRect(id, Side::Responder)));
    }
}

void TestDiagramLayout::arrowsOnDemandFindTheirWay()
{
    QFETCH(bool, wide);
    QFETCH(QSizeF, size);
    const DiagramLayout layout = layoutOf(wide, size);
    RouteFinder routes(layout);
    int count = 0;
    for (const tcp::Transition& row : tcp::kTransitions) {
        for (int from = 0; from < tcp::kStateCount; ++from) {
            if (row.drawn == tcp::Drawn::Fig5 || !row.from.contains(tcp::State(from)))
                continue;
            DiagramMoment moment;
            const BoxId to = row.to ? boxAfter(from, *row.to) : BoxId(from);
            moment.ends[0].box = to;
            moment.taken = {{Side::Initiator, from, to, row.event, Certainty::Assumed, false}};
            const std::vector<ActiveArrow> arrows = activeArrows(layout, routes, moment);
            QCOMPARE(arrows.size(), std::size_t(1));
            const QByteArray name(tcp::toString(row.event).data());
            QVERIFY2(!arrows[0].always && arrows[0].row == &row && !arrows[0].label.empty(), name);
            for (BoxId box = 0; box < kBoxCount; ++box)
                QVERIFY2(!passes(arrows[0].points, layout.boxes[std::size_t(box)].rect), name);
            for (const DiagramText& line : arrows[0].label) {
                QVERIFY2(layout.area.contains(line.rect), name);
                for (const Thing& thing : boxesAndTokens(layout))
                    QVERIFY2(!intersects(line.rect, thing.rect), name + " covers " + thing.name.toUtf8());
                for (const DiagramArrow& other : layout.arrows)
                    QVERIFY2(!intersects(line.rect, labelBounds(other.label)), name + " covers " + nameOf(other).toUtf8());
            }
            ++count;
        }
    }
    QVERIFY(count > 50);
}

void TestDiagramLayout::labelsOfSharedArrowsKeepClear()
{
    QFETCH(bool, wide);
    QFETCH(QSizeF, size);
    const DiagramLayout layout = layoutOf(wide, size);
    RouteFinder routes(layout);
    DiagramMoment moment; // both ends have walked everything
    for (const DiagramArrow& arrow : layout.arrows) {
        for (Side side : kSides)
            moment.ends[index(side)].walk.push_back({side, arrow.from, arrow.to, arrow.row->event, Certainty::Proven, false});
    }
    std::vector<Thing> things = boxesAndTokens(layout);
    for (const ActiveArrow& arrow : activeArrows(layout, routes, moment)) {
        QVERIFY(arrow.shared && arrow.always);
        const QByteArray name = tcp::toString(arrow.event).data();
        for (const DiagramText& line : arrow.label) {
            QVERIFY2(layout.area.contains(line.rect), name);
            for (const Thing& thing : things)
                QVERIFY2(!intersects(line.rect, thing.rect), name + " covers " + thing.name.toUtf8());
        }
        for (const DiagramText& line : arrow.label)
            things.push_back({QString::fromUtf8(name), line.rect});
    }
}

void TestDiagramLayout::waysBetweenAllBoxesAvoidTheOthers()
{
    const DiagramLayout layout = layoutOf(false, {600, 620});
    RouteFinder routes(layout);
    for (BoxId from = 0; from < kBoxCount; ++from) {
        for (BoxId to = 0; to < kBoxCount; ++to) {
            const QPolygonF way = routes.way(from, to);
            const QByteArray name = QByteArray::number(from) + " to " + QByteArray::number(to);
            QVERIFY2(way.size() >= 2, name);
            for (BoxId box = 0; box < kBoxCount; ++box)
                QVERIFY2(!passes(way, layout.boxes[std::size_t(box)].rect), name);
            QVERIFY2(!passes(way, layout.legend), name);
            QCOMPARE(RouteFinder(layout).way(from, to), way); // whatever was asked before
        }
    }
}

void TestDiagramLayout::theNaturalSizeKeepsTheFont()
{
    QFont font = QGuiApplication::font();
    font.setPointSizeF(10);
    const QSizeF natural = naturalDiagramSize(font);
    const DiagramLayout exact = layoutStateDiagram(QRectF(QPointF(), natural), font, 1.0);
    QCOMPARE(exact.nameFont.pointSizeF(), 10.0);
    const DiagramLayout doubled = layoutStateDiagram(QRectF(QPointF(), natural * 2), font);
    QVERIFY(doubled.nameFont.pointSizeF() > 18.0);
    QVERIFY2(natural.width() <= 640 && natural.height() <= 620,
             qPrintable(u"%1 x %2"_s.arg(natural.width()).arg(natural.height())));
}

void TestDiagramLayout::linesMovedSidewaysStayParallel()
{
    const QPolygonF line = {QPointF(0, 0), QPointF(10, 0), QPointF(10, 20)};
    QCOMPARE(movedSideways(line, 2), QPolygonF({QPointF(0, 2), QPointF(8, 2), QPointF(8, 20)}));
    QCOMPARE(movedSideways(line, -2), QPolygonF({QPointF(0, -2), QPointF(12, -2), QPointF(12, 20)}));
    QCOMPARE(distanceTo(line, QPointF(13, 15)), 3.0);
    QCOMPARE(distanceTo(line, QPointF(-3, -4)), 5.0);
}

QTEST_MAIN(TestDiagramLayout)
#include "tst_diagram_layout.moc"
