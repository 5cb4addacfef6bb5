#pragma once
#include "model/capture/helper_process.h"
#include "model/capture/interface_list.h"
#include "views/common/theme.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <map>
#include <optional>
#include <stop_token>
#include <thread>

class QLabel;
class QToolButton;
class QTreeWidget;

/// The interfaces that can be captured on, with their addresses and what passes them just now.
class InterfacePanel : public QWidget {
    Q_OBJECT
public:
    explicit InterfacePanel(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Asks the system once a second from now on, while it is on screen, and tries the capture helper once. Without this it stays hidden.
    void watch();
    /// The one that is marked; empty if none.
    QString current() const;
    /// Marks it, as soon as there is a list that it stands in.
    void setCurrent(const QString& name);
    /// Shows these, with rates since the last call.
    void showInterfaces(const std::vector<NetworkInterface>& interfaces);
    /// What the user must do first; nothing: capturing works.
    void setProblem(const std::optional<Error>& problem);

signals:
    /// To be captured on, by double click or Enter.
    void chosen(const QString& name);
    void optionsRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void refresh();
    void select(const QString& name);
    void fitHeight();

    Theme m_theme;
    QLabel* m_title;
    QTreeWidget* m_list;
    QLabel* m_problem;
    QTimer m_timer;
    std::map<std::string, InterfaceCounters> m_before;
    QElapsedTimer m_sinceBefore;
    QString m_wanted; ///< To be marked with the next list.
    bool m_isWatching = false;
    bool m_isAsking = false;
    std::jthread m_trial;
    std::jthread m_question; ///< To the system, which takes its time where there are hundreds of interfaces.
};

/// Lets the capture helper open the loopback interface and stop at once, which shows whether it may; nothing: it may. Takes some 10 ms.
std::optional<LiveFailure> tryCaptureHelper(const std::stop_token& stop);
