#include "tests/desktop/live_window_fixture.h"

#include "app/desktop/message_bar.h"
#include "model/capture/capture_file.h"
#include "tests/support/network_namespace.h"

#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {
[[maybe_unused]] const bool kAskedAtTheStart = (noNetwork(), true);
}

const std::optional<std::string>& noNetwork()
{
    static const std::optional<std::string> kReason = *TCPLENS_CAPTURE == '\0' ? "The capture helper is not built." : enterNetworkNamespace();
    return kReason;
}

QString messageOf(const MainWindow& window)
{
    const auto* bar = window.findChild<MessageBar*>();
    return bar->isVisibleTo(&window) ? bar->accessibleName() : QString();
}

int segmentsIn(const QString& path)
{
    class Counter : public RecordSink {
    public:
        bool write(RecordBatch&& batch) override
        {
            segments = int(batch.statistics.segments);
            return true;
        }
        int segments = 0;
    };
    auto file = CaptureFile::open(QFile::encodeName(path).toStdString(), {});
    if (!file)
        return -1;
    Counter counter;
    return file.value()->run(counter, {}) ? -1 : counter.segments;
}

tcp::State stateOf(const Session& session, Side side)
{
    return session.trace().state(*session.playhead().connection(), side, session.playhead().step());
}

Answerer::Answerer(const QString& button, const QString& path)
{
    connect(&m_timer, &QTimer::timeout, this, [this, button, path] {
        QWidget* modal = QApplication::activeModalWidget();
        if (auto* box = qobject_cast<QMessageBox*>(modal)) {
            question = box->text();
            for (QAbstractButton* each : box->buttons()) {
                if (QString(each->text()).remove(u'&').startsWith(button))
                    each->click();
            }
        } else if (auto* dialog = qobject_cast<QFileDialog*>(modal)) {
            auto* line = dialog->findChild<QLineEdit*>();
            line->setCompleter(nullptr);
            line->setText(path);
            QMetaObject::invokeMethod(dialog, "accept");
        }
    });
    m_timer.start(20);
}

void LiveWindowTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    const QByteArray helper = QFileInfo(QStringLiteral(TCPLENS_CAPTURE)).absolutePath().toLocal8Bit();
    qputenv("PATH", helper + ':' + qgetenv("PATH"));
}

void LiveWindowTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    qputenv("XDG_CACHE_HOME", QFile::encodeName(file(u"cache"_s)));
    Preferences preferences;
    preferences.reducedMotion = true;
    preferences.lastFolder = m_folder->path();
    m_window = std::make_unique<MainWindow>(preferences, QPalette(Qt::white));
    m_window->show();
}

void LiveWindowTest::cleanup()
{
    m_window->live().release();
    m_window.reset();
    m_feed.reset();
}

void LiveWindowTest::startFeed()
{
    m_feed = std::make_unique<LiveFeed>(file(u"feed"_s));
    LiveSettings settings;
    settings.interface = m_feed->path();
    m_window->capture(settings);
    QVERIFY(live().isCapturing());
    QVERIFY(m_feed->begin());
}

Session& LiveWindowTest::session()
{
    return m_window->session();
}

LiveControl& LiveWindowTest::live()
{
    return m_window->live();
}
