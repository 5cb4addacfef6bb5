#pragma once
#include "app/desktop/live_control.h"
#include "app/desktop/main_window.h"
#include "tests/desktop/live_feed.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>

/// Why no interface can be captured here; empty: the network is the test's own. Found out before any thread has begun, else only root
/// could have one.
const std::optional<std::string>& noNetwork();

constexpr int kPatience = 20000; // ms

/// What the window's message bar says; empty while it is hidden.
QString messageOf(const MainWindow& window);
/// Segments in a capture file; -1 if it cannot be read to its end.
int segmentsIn(const QString& path);
/// At the playhead.
tcp::State stateOf(const Session& session, Side side);

/// Answers the next modal dialog with the button that has this text, and a file dialog with `path`.
class Answerer : public QObject {
public:
    Answerer(const QString& button, const QString& path);
    QString question;

private:
    QTimer m_timer;
};

/// A window for each test function, with a folder of its own where recordings lie too, and a feed for it.
class LiveWindowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

protected:
    /// The window captures from a pipe that begin() has opened.
    void startFeed();
    QString file(const QString& name) const { return m_folder->filePath(name); }
    Session& session();
    LiveControl& live();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LiveFeed> m_feed;
    std::unique_ptr<MainWindow> m_window;
};
