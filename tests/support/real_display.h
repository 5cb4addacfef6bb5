#pragma once
#include <QPoint>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

class QWidget;

/// An X server without a screen (Xvfb), of this process alone: started before QApplication is made, stopped after that is gone.
class RealDisplay {
public:
    /// Starts it and makes it, and Qt's ordinary plugin for X, the ones that QApplication takes. Settings go to `folder`.
    explicit RealDisplay(const QString& folder);
    ~RealDisplay();
    RealDisplay(const RealDisplay&) = delete;
    RealDisplay& operator=(const RealDisplay&) = delete;

    /// Why there is none; empty if it runs.
    const QString& problem() const { return m_problem; }

private:
    QString m_problem;
    int m_server = -1;
};

/// Somebody at the keyboard and the mouse of that display. What is pressed goes the way of real events: through the X server (xdotool,
/// XTEST) to the window that has the focus, or lies under the pointer.
///
/// A script runs on a thread of its own: a modal dialog, which keeps the window's thread, must not keep the user from answering it. It
/// looks at the window through expect() and ask() alone, whose functions are called on the window's thread.
class RealUser {
public:
    using Script = std::function<void(RealUser&)>;
    /// Lets the user do all of `script` while the events of `window` are handled, and closes what dialogs are left. Returns what was
    /// not as expected; empty if all was. Then a picture of the display has the name of the test function, in the working directory.
    static QString run(QWidget& window, const Script& script);

    /// Presses and releases keys one after the other, as xdotool names them: "ctrl+o", "Right".
    void press(const QStringList& keys);
    void type(const QString& text);
    /// `point` is the place in `widget`.
    void click(const QWidget& widget, const QPoint& point, const QStringList& heldKeys = {});
    /// Moves the mouse there, as a hand does: not in one jump.
    void moveTo(const QWidget& widget, const QPoint& point);
    void press(const QWidget& widget, const QPoint& point);
    void release();
    /// Waits until that is so; if it takes too long the script ends, and run() returns `sentence`.
    void expect(const char* sentence, const std::function<bool()>& condition);
    template <typename Answer>
    Answer ask(const std::function<Answer()>& question)
    {
        std::optional<Answer> answer;
        onWindowThread([&] { answer.emplace(question()); });
        return *answer;
    }

private:
    explicit RealUser(QWidget& window) : m_window(window) {}
    void takeFocus();
    static QStringList wayTo(const QPoint& point);
    static QPoint placeOf(const QWidget& widget, const QPoint& point);
    void xdotool(const QStringList& arguments);
    static void onWindowThread(const std::function<void()>& function);

    QWidget& m_window;
};
