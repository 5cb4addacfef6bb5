#include "tests/support/stage_source.h"

#include "views/captions/caption_bar.h"
#include "views/captions/caption_text.h"

#include <QLabel>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

using enum tcp::Flag;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestCaptionBar : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void languages_data();
    void languages();
    void captionOfAMoment_data();
    void captionOfAMoment();
    void anotherLanguageIsShownAtOnce();
    void heightFitsTheLongestCaption();
    void heightStaysFromCaptionToCaption();
    void scaleMakesItLarger();
    void buttonsGoFromCaptionToCaption();
    void aCaptionOfAnotherConnectionSelectsIt();
    void everyCaptionIsAnnounced();
    void recordingsHaveNone();

private:
    /// Five records a millisecond apart; captions before the first, between the second and the third, and with the last one.
    static std::shared_ptr<Stage> makeStage(const Trace& trace)
    {
        auto stage = std::make_shared<Stage>();
        stage->start = trace.record(0).time;
        stage->hosts = stageHosts(2);
        const auto add = [&](Timestamp time, RecordNumber position, std::string english, std::string chinese) {
            Caption caption;
            caption.time = time;
            caption.position = position;
            caption.english = std::move(english);
            caption.translations["zh_CN"] = std::move(chinese);
            stage->captions.push_back(std::move(caption));
        };
        add(trace.record(0).time, 0, "One.", "一。");
        add(trace.record(1).time + 500us, 2,
            "Two is a caption that is so long that it never fits in a single line of a narrow window, whatever font there is in it.", "二。");
        add(trace.record(4).time, 4, "Three.", "三。");
        return stage;
    }
    static TraceBuilder fiveRecords()
    {
        TraceBuilder builder;
        builder.connection().handshake(1ms).segment(Side::Initiator, Ack, {.text = 10}).segment(Side::Responder, Ack, {.text = 10});
        return builder;
    }
    void open(const TraceBuilder& builder)
    {
        m_session->open(std::make_unique<StageSource>(builder.batch(), makeStage(builder.build())));
        QTRY_VERIFY(m_session->stage());
    }

    std::unique_ptr<Session> m_session;
    std::unique_ptr<CaptionBar> m_bar;
};

void TestCaptionBar::init()
{
    m_session = std::make_unique<Session>();
    m_bar = std::make_unique<CaptionBar>(*m_session);
    m_bar->setReducedMotion(true);
    m_bar->setLanguage(u"en"_s);
    m_bar->resize(500, 60);
}

void TestCaptionBar::cleanup()
{
    m_bar.reset();
    m_session.reset();
}

void TestCaptionBar::languages_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("expected");
    QTest::newRow("English is the text itself") << u"en_US"_s << u"english"_s;
    QTest::newRow("the language's own translation comes first") << u"pt_BR"_s << u"pt_BR"_s;
    QTest::newRow("a tag may be written with a hyphen") << u"pt-BR"_s << u"pt_BR"_s;
    QTest::newRow("another variety is better than English") << u"zh_TW"_s << u"zh_CN"_s;
    QTest::newRow("a bare language has its first variety") << u"pt"_s << u"pt_BR"_s;
    QTest::newRow("a language without a translation reads English") << u"fr_FR"_s << u"english"_s;
    QTest::newRow("no language reads English") << QString() << u"english"_s;
}

void TestCaptionBar::languages()
{
    QFETCH(QString, language);
    Caption caption;
    caption.english = "english";
    for (const char* tag : {"zh_CN", "pt_BR", "pt_PT"})
        caption.translations[tag] = tag;
    QTEST(captionText(caption, language), "expected");
}

void TestCaptionBar::captionOfAMoment_data()
{
    QTest::addColumn<std::uint32_t>("step");
    QTest::addColumn<int>("expected");
    QTest::newRow("before the first record the first caption is there already") << 0u << 0;
    QTest::newRow("a caption stays until the next one") << 2u << 0;
    QTest::newRow("the next record is after the second caption") << 3u << 1;
    QTest::newRow("the second stays") << 4u << 1;
    QTest::newRow("a caption of the same moment as a record is shown with it") << 5u << 2;
}

void TestCaptionBar::captionOfAMoment()
{
    QFETCH(std::uint32_t, step);
    open(fiveRecords());
    m_session->playhead().moveToStep(step);
    QTEST(m_bar->index(), "expected");
    QCOMPARE(m_bar->text(), QString::fromStdString(m_session->stage()->captions[std::size_t(m_bar->index())].english));
}

void TestCaptionBar::anotherLanguageIsShownAtOnce()
{
    open(fiveRecords());
    m_session->playhead().moveToStep(5);
    m_bar->setLanguage(u"zh_CN"_s);
    QCOMPARE(m_bar->text(), u"三。"_s);
    m_bar->setLanguage(u"en"_s);
    QCOMPARE(m_bar->text(), u"Three."_s);
}

void TestCaptionBar::heightFitsTheLongestCaption()
{
    open(fiveRecords());
    m_bar->show();
    m_session->playhead().moveToStep(3);
    for (const int width : {900, 500, 300}) {
        m_bar->resize(width, 60);
        QTest::qWait(1);
        const auto* label = m_bar->findChild<QLabel*>();
        QCOMPARE(label->text(), m_bar->text());
        QVERIFY(label->heightForWidth(label->width()) <= label->height());
    }
    QVERIFY(m_bar->heightForWidth(300) > m_bar->heightForWidth(900));
}

void TestCaptionBar::heightStaysFromCaptionToCaption()
{
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* bar = m_bar.release();
    layout->addWidget(bar);
    layout->addStretch();
    window.resize(420, 400);
    window.show();
    open(fiveRecords());
    QTest::qWait(1);
    const QRect place = bar->geometry();
    QVERIFY(place.height() > 2 * bar->fontMetrics().height());
    QStringList shown;
    for (std::uint32_t step = 0; step <= 5; ++step) {
        m_session->playhead().moveToStep(step);
        QTest::qWait(1);
        QCOMPARE(bar->geometry(), place);
        if (!shown.contains(bar->text()))
            shown << bar->text();
    }
    QCOMPARE(shown.size(), 3);
}

void TestCaptionBar::scaleMakesItLarger()
{
    open(fiveRecords());
    m_bar->show();
    const int usual = m_bar->height();
    m_bar->setScale(2.0);
    QVERIFY(m_bar->height() > usual * 3 / 2);
    m_bar->setScale(1.0);
    QCOMPARE(m_bar->height(), usual);
}

void TestCaptionBar::buttonsGoFromCaptionToCaption()
{
    open(fiveRecords());
    m_bar->show();
    const auto buttons = m_bar->findChildren<QToolButton*>();
    QCOMPARE(buttons.size(), 2);
    m_session->playhead().toStart();
    QVERIFY(!buttons[0]->isEnabled());
    buttons[1]->click();
    QCOMPARE(m_bar->index(), 1);
    QCOMPARE(m_session->playhead().position(), RecordNumber(2)); // the record after which it is told
    buttons[1]->click();
    QCOMPARE(m_bar->index(), 2);
    QVERIFY(!buttons[1]->isEnabled());
    buttons[0]->click();
    buttons[0]->click();
    QCOMPARE(m_bar->index(), 0);
    QCOMPARE(m_session->playhead().position(), RecordNumber(0));
    buttons[1]->click();
    m_session->playhead().stepForward(); // and then it goes on as ever
    QCOMPARE(m_bar->index(), 1);
    m_session->playhead().toStart();
    QCOMPARE(m_bar->index(), 0);
}

void TestCaptionBar::aCaptionOfAnotherConnectionSelectsIt()
{
    TraceBuilder builder = fiveRecords();
    builder.connection().handshake(1ms);
    auto stage = makeStage(builder.build());
    Caption caption;
    caption.time = builder.build().record(5).time;
    caption.position = 5;
    caption.english = "Another one.";
    stage->captions.push_back(caption);
    m_session->open(std::make_unique<StageSource>(builder.batch(), stage));
    QTRY_VERIFY(m_session->stage());
    QCOMPARE(m_session->playhead().connection(), std::optional(0u));
    m_bar->goTo(3);
    QCOMPARE(m_session->playhead().connection(), std::optional(1u));
    QCOMPARE(m_bar->text(), u"Another one."_s);
    m_bar->goTo(1);
    QCOMPARE(m_session->playhead().connection(), std::optional(0u));
    QCOMPARE(m_bar->index(), 1);
}

void TestCaptionBar::everyCaptionIsAnnounced()
{
    open(fiveRecords());
    const auto* label = m_bar->findChild<QLabel*>();
    for (std::uint32_t step = 0; step <= 5; ++step) {
        m_session->playhead().moveToStep(step);
        QVERIFY(!label->accessibleName().isEmpty());
        QCOMPARE(label->accessibleName(), m_bar->text()); // the change of which screen readers are told
    }
}

void TestCaptionBar::recordingsHaveNone()
{
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    layout->addWidget(m_bar.get());
    window.show();
    QVERIFY(!m_bar->isVisible());
    open(fiveRecords());
    QVERIFY(m_bar->isVisible());
    m_session->open(fiveRecords().source());
    QTRY_VERIFY(!m_session->isLoading());
    QVERIFY(!m_bar->isVisible());
    QCOMPARE(m_bar->text(), QString());
    layout->removeWidget(m_bar.get());
    m_bar->setParent(nullptr);
}

QTEST_MAIN(TestCaptionBar)
#include "tst_caption_bar.moc"
