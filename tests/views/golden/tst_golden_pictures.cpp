// A few moments as pictures, painted with a font that looks the same on every machine: what no list of shapes tells (colours, line styles,
// what lies on top) is seen here. And that the comparison sees what it should.
#include "tests/views/golden/block_font.h"
#include "tests/views/golden/picture_difference.h"
#include "tests/views/golden/pictures.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QPainter>
#include <QTest>
#include <QTranslator>

#include <map>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostOctets = 60 * 1024; ///< Of a file: pictures stay in the history for ever.

const Scene& sceneOf(const QString& name)
{
    static std::map<QString, Scene> scenes;
    auto scene = scenes.find(name);
    if (scene == scenes.end())
        scene = scenes.emplace(name, play(name)).first;
    return scene->second;
}

Theme themeOf(const GoldenPicture& picture)
{
    return picture.dark ? Theme::darkTheme() : Theme::light();
}

QImage painted(const GoldenPicture& picture, const Theme& theme)
{
    QTranslator translator;
    if (picture.isChinese && translator.load(u":/i18n/tcplens_zh_CN.qm"_s))
        QCoreApplication::installTranslator(&translator);
    return paintGolden(picture, sceneOf(picture.scenario), theme);
}

GoldenPicture pictureOf(const QString& name)
{
    for (const GoldenPicture& picture : goldenPictures()) {
        if (picture.name == name)
            return picture;
    }
    return {};
}

QImage moved(const QImage& image, const QRect& part, const QPoint& by)
{
    QImage result = image.convertToFormat(QImage::Format_RGB32);
    QPainter painter(&result);
    painter.fillRect(part, image.pixelColor(part.topLeft()));
    painter.drawImage(part.topLeft() + by, image.copy(part));
    return result;
}

} // namespace

class TestGoldenPictures : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        const QString problem = block_font::install();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY2(QFile::exists(u":/i18n/tcplens_zh_CN.qm"_s), "the translation is not linked in");
    }

    void pictures_data()
    {
        QTest::addColumn<QString>("name");
        for (const GoldenPicture& picture : goldenPictures())
            QTest::newRow(qPrintable(u"%1 of %2 looks as before"_s.arg(picture.name, picture.scenario))) << picture.name;
    }
    void pictures();
    void noPictureIsLeftOver();

    // The comparison
    void aChangeIsDetected_data();
    void aChangeIsDetected();
    void otherRoundingIsNot();
};

void TestGoldenPictures::pictures()
{
    QFETCH(QString, name);
    const GoldenPicture picture = pictureOf(name);
    QVERIFY(sceneOf(picture.scenario).stage);
    const QImage actual = painted(picture, themeOf(picture));
    const QString golden = goldenFolder() + u"/pictures/"_s + name + u".png"_s, written = actualFolder() + u"/pictures/"_s + name + u".png"_s;
    if (isRefreshing()) {
        // A picture that differs by its rounding alone stays as it is.
        if (comparePictures(QImage(golden), actual).isSmall())
            return;
        QVERIFY(QDir().mkpath(QFileInfo(golden).path()));
        QVERIFY2(actual.save(golden, "PNG", 0), qPrintable(golden)); // 0: the smallest file
        QVERIFY2(QFileInfo(golden).size() <= kMostOctets, qPrintable(u"%1 has %2 octets"_s.arg(golden).arg(QFileInfo(golden).size())));
        return;
    }
    QVERIFY(QDir().mkpath(QFileInfo(written).path()));
    QVERIFY2(QFile::exists(golden), qPrintable(u"%1 does not exist. Make it: %2"_s.arg(golden, refreshCommand())));
    const QImage expected(golden);
    const PictureDifference difference = comparePictures(expected, actual);
    if (difference.isSmall())
        return;
    actual.save(written);
    const QString beside = QString(written).replace(u".png"_s, u"_difference.png"_s);
    differencePicture(expected, actual).save(beside);
    QFAIL(qPrintable(u"%1 looks different: %2.\nBefore, now and the difference: %3\nIf that is right, refresh all golden files: %4"_s
                         .arg(name, difference.text(), beside, refreshCommand())));
}

void TestGoldenPictures::noPictureIsLeftOver()
{
    for (const QString& name : namesIn(goldenFolder() + u"/pictures"_s, u".png"_s))
        QVERIFY2(!pictureOf(name).name.isEmpty(), qPrintable(u"pictures/%1.png is no picture of this test: delete it"_s.arg(name)));
}

void TestGoldenPictures::aChangeIsDetected_data()
{
    QTest::addColumn<QImage>("before");
    QTest::addColumn<QImage>("after");
    const GoldenPicture ladder = pictureOf(u"ladder_light"_s);
    const Scene& scene = sceneOf(ladder.scenario);
    const Theme theme = Theme::light();
    const QImage before = paintGolden(ladder, scene, theme);
    const QPoint middle = before.rect().center();
    QTest::newRow("an arrow three pixels further down")
        << before << moved(before, QRect(middle.x() - 60, middle.y() - 10, 120, 20), {0, 3});
    Theme other = theme;
    other.initiator = theme.responder;
    const GoldenPicture diagram = pictureOf(u"diagram"_s);
    QTest::newRow("another colour of the initiator") << paintGolden(diagram, scene, theme) << paintGolden(diagram, scene, other);
    other = theme;
    other.kinds[int(SegmentKind::Fin)] = theme.kinds[int(SegmentKind::Syn)];
    QTest::newRow("a FIN in the colour of a SYN") << before << paintGolden(ladder, scene, other);
    other = theme;
    other.text = theme.text.lighter(160);
    QTest::newRow("paler text") << before << paintGolden(ladder, scene, other);
    Scene later = play(ladder.scenario);
    ++later.steps[1];
    QTest::newRow("one step later") << before << paintGolden(ladder, later, theme);
    QTest::newRow("the dark theme") << before << paintGolden(ladder, scene, Theme::darkTheme());
    QImage letter = before.convertToFormat(QImage::Format_RGB32);
    QPainter(&letter).fillRect(QRect(middle.x(), middle.y(), 4, 8), theme.text);
    QTest::newRow("a blot as large as a letter") << before << letter;
    QTest::newRow("another size") << before << before.copy(0, 0, before.width() - 1, before.height());
}

void TestGoldenPictures::aChangeIsDetected()
{
    QFETCH(QImage, before);
    QFETCH(QImage, after);
    QVERIFY2(comparePictures(before, before).isSmall(), "the same picture is not itself");
    QVERIFY2(!comparePictures(before, after).isSmall(), qPrintable(comparePictures(before, after).text()));
}

void TestGoldenPictures::otherRoundingIsNot()
{
    const GoldenPicture ladder = pictureOf(u"ladder_light"_s);
    const QImage before = paintGolden(ladder, sceneOf(ladder.scenario), Theme::light());
    QImage after = before.convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < after.height(); ++y) {
        for (int x = (y * 7) % 11; x < after.width(); x += 11) { // now and then a pixel is rounded otherwise
            const QColor colour = before.pixelColor(x, y);
            after.setPixelColor(x, y, QColor(std::max(0, colour.red() - 10), std::max(0, colour.green() - 10), std::max(0, colour.blue() - 10)));
        }
    }
    const PictureDifference difference = comparePictures(before, after);
    QVERIFY2(difference.most > 0 && difference.most <= PictureDifference::kMost, qPrintable(difference.text()));
}

QTEST_MAIN(TestGoldenPictures)
#include "tst_golden_pictures.moc"
