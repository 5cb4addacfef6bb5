#include "tests/support/real_display.h"

#include <QApplication>
#include <QCursor>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QProcess>
#include <QScreen>
#include <QStandardPaths>
#include <QTest>
#include <QThread>
#include <QWidget>

#include <csignal>
#include <memory>
#include <stdexcept>

#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int kPatienceMilliseconds = 20000; // for a busy machine, and for sanitizers
constexpr int kPollMilliseconds = 10;

/// Ends a script.
struct NotAsExpected : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads the number that Xvfb writes when it is ready.
QByteArray readLine(int descriptor)
{
    QByteArray line;
    char octet = 0;
    while (read(descriptor, &octet, 1) == 1 && octet != '\n')
        line += octet;
    return line;
}

/// What would lead elsewhere: to another desktop's dialogs, bus, scale or settings.
void forgetDesktop(const QString& folder)
{
    for (const char* name : {"WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "KDE_FULL_SESSION", "GNOME_DESKTOP_SESSION_ID", "QT_STYLE_OVERRIDE",
                             "QT_QPA_PLATFORMTHEME", "QT_SCALE_FACTOR", "QT_FONT_DPI", "QT_SCREEN_SCALE_FACTORS", "QT_IM_MODULE", "XMODIFIERS"})
        qunsetenv(name);
    qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    qputenv("XDG_CONFIG_HOME", folder.toLocal8Bit());
}

void closeDialogs()
{
    while (QWidget* open = QApplication::activePopupWidget() ? QApplication::activePopupWidget() : QApplication::activeModalWidget()) {
        if (!open->close())
            break;
    }
}

} // namespace

RealDisplay::RealDisplay(const QString& folder)
{
    for (const char* tool : {"Xvfb", "xdotool"}) {
        if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty()) {
            m_problem = QStringLiteral("%1 is not installed").arg(QLatin1String(tool));
            return;
        }
    }
    int ends[2] = {};
    if (pipe(ends) != 0) {
        m_problem = QStringLiteral("no pipe to Xvfb");
        return;
    }
    m_server = fork();
    if (m_server == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        // -terminate: it goes with its last client, however that has ended.
        execlp("Xvfb", "Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-dpi", "96", "-nolisten", "tcp", "-terminate", nullptr);
        _exit(127);
    }
    close(ends[1]);
    const QByteArray number = m_server > 0 ? readLine(ends[0]) : QByteArray();
    close(ends[0]);
    if (number.isEmpty()) {
        m_problem = QStringLiteral("Xvfb does not start");
        return;
    }
    forgetDesktop(folder);
    qputenv("DISPLAY", ":" + number);
    qputenv("QT_QPA_PLATFORM", "xcb");
}

RealDisplay::~RealDisplay()
{
    if (m_server <= 0)
        return;
    kill(m_server, SIGTERM);
    waitpid(m_server, nullptr, 0);
}

QString RealUser::run(QWidget& window, const Script& script)
{
    QString problem;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        RealUser user(window);
        try {
            user.expect("the window is on the display", [&] { return window.isVisible(); });
            script(user);
            onWindowThread([&] {
                if (QApplication::activeModalWidget())
                    problem = QStringLiteral("a dialog was left open: ") + QApplication::activeModalWidget()->windowTitle();
            });
        } catch (const NotAsExpected& failure) {
            problem = QString::fromUtf8(failure.what());
            onWindowThread([] { QGuiApplication::primaryScreen()->grabWindow().save(QLatin1String(QTest::currentTestFunction()) + QStringLiteral(".png")); });
        }
        onWindowThread(closeDialogs);
    }));
    QEventLoop loop;
    QObject::connect(thread.get(), &QThread::finished, &loop, &QEventLoop::quit);
    thread->start();
    loop.exec();
    thread->wait();
    return problem;
}

void RealUser::onWindowThread(const std::function<void()>& function)
{
    QMetaObject::invokeMethod(qApp, function, Qt::BlockingQueuedConnection);
}

void RealUser::expect(const char* sentence, const std::function<bool()>& condition)
{
    QElapsedTimer waited;
    waited.start();
    while (!ask<bool>(condition)) {
        if (waited.hasExpired(kPatienceMilliseconds))
            throw NotAsExpected(sentence);
        QThread::msleep(kPollMilliseconds);
    }
}

/// What a window manager would do, of which there is none: the dialog, or else the window, gets the keys. An open menu has them already.
void RealUser::takeFocus()
{
    const auto wanted = [this] { return QApplication::activeModalWidget() ? QApplication::activeModalWidget() : &m_window; };
    const auto isTaken = [wanted] { return QApplication::activePopupWidget() || QApplication::activeWindow() == wanted(); };
    if (ask<bool>(isTaken))
        return;
    xdotool({QStringLiteral("windowfocus"), QString::number(ask<WId>([wanted] { return wanted()->effectiveWinId(); }))});
    expect("the window takes the focus", isTaken);
}

void RealUser::press(const QStringList& keys)
{
    takeFocus();
    xdotool(QStringList{QStringLiteral("key")} + keys);
}

void RealUser::type(const QString& text)
{
    takeFocus();
    xdotool({QStringLiteral("type"), QStringLiteral("--delay"), QStringLiteral("2"), text});
}

QPoint RealUser::placeOf(const QWidget& widget, const QPoint& point)
{
    QPoint place;
    onWindowThread([&] { place = widget.mapToGlobal(point); });
    return place;
}

QStringList RealUser::wayTo(const QPoint& point)
{
    return {QStringLiteral("mousemove"), QString::number(point.x()), QString::number(point.y())};
}

void RealUser::moveTo(const QWidget& widget, const QPoint& point)
{
    constexpr int kMoves = 8;
    QPoint from;
    onWindowThread([&] { from = QCursor::pos(); });
    const QPoint to = placeOf(widget, point);
    QStringList arguments;
    for (int i = 1; i <= kMoves; ++i)
        arguments << wayTo(from + (to - from) * i / kMoves);
    xdotool(arguments);
}

void RealUser::press(const QWidget& widget, const QPoint& point)
{
    takeFocus();
    xdotool(wayTo(placeOf(widget, point)) + QStringList{QStringLiteral("mousedown"), QStringLiteral("1")});
}

void RealUser::release()
{
    xdotool({QStringLiteral("mouseup"), QStringLiteral("1")});
}

void RealUser::click(const QWidget& widget, const QPoint& point, const QStringList& heldKeys)
{
    takeFocus();
    QStringList arguments = wayTo(placeOf(widget, point));
    for (const QString& key : heldKeys)
        arguments << QStringLiteral("keydown") << key;
    arguments << QStringLiteral("click") << QStringLiteral("1");
    for (const QString& key : heldKeys)
        arguments << QStringLiteral("keyup") << key;
    xdotool(arguments);
}

void RealUser::xdotool(const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("xdotool"), arguments);
    const bool ended = process.waitForFinished(kPatienceMilliseconds);
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        throw NotAsExpected("xdotool " + arguments.join(u' ').toStdString() + ": " + process.readAll().toStdString());
}
