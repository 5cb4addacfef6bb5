#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"
#include "views/hosts/host_call.h"

#include <QWidget>

#include <vector>

class HostPanel;
class LinkPanel;
class QBoxLayout;
class QLabel;
class QListWidget;
class QScrollArea;
class QTabBar;
class QToolButton;

/// The controls of a simulation: its hosts, the link between them, and what the user has changed so far. It asks; the program calls.
///
/// Wide enough, it shows hosts and link side by side; high enough, one host above the link; else one of them at a time.
class HostsView : public QWidget {
    Q_OBJECT
public:
    enum class Arrangement { SideBySide, Stacked, OneAtATime };

    explicit HostsView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Of all hosts of the stage, at the moment that is shown.
    void setStatus(const std::vector<StageHostStatus>& statuses);
    void setDelay(Duration delay);
    /// `share` from 0 to 1.
    void setLoss(double share);
    void setReadsByItself(StageHostIndex host, bool on);
    /// What the user has changed so far, in words, newest last.
    void setChanges(const QStringList& changes);
    void setUndoAvailable(bool undo, bool redo);
    /// Whether the simulation can be steered; otherwise it can only be looked at.
    void setEditable(bool isEditable);

    Arrangement arrangement() const { return m_arrangement; }
    HostPanel* panel(StageHostIndex host) const { return m_panels[host]; }
    std::size_t hostCount() const { return m_panels.size(); }
    LinkPanel* link() const { return m_link; }
    QTabBar* tabs() const { return m_tabs; }
    QListWidget* changes() const { return m_changes; }
    QToolButton* undoButton() const { return m_undo; }
    QToolButton* redoButton() const { return m_redo; }
    QToolButton* saveButton() const { return m_save; }

signals:
    void callRequested(const HostCall& call);
    /// One way, of both directions.
    void delayChanged(Duration delay);
    /// From 0 to 0.5, of both directions.
    void lossChanged(double share);
    void receiveBufferChanged(StageHostIndex host, std::uint32_t octets);
    void undoRequested();
    void redoRequested();
    void saveRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QToolButton* makeButton(const QString& text, const QString& toolTip);
    void makeHistory();
    void takeStage();
    void rebuild(const std::vector<StageHost>& hosts);
    QScrollArea* addPage(QWidget* content);
    QWidget* makeLinkPage(const std::vector<StageHost>& hosts);
    void keepHistory();
    void showChanges();
    Arrangement fittingArrangement() const;
    void arrange();
    void showPages();
    void showTabTexts();

    Session& m_session;
    Theme m_theme = Theme::light();
    Arrangement m_arrangement = Arrangement::OneAtATime;
    bool m_isEditable = true;
    std::vector<StageHost> m_hosts;
    std::vector<StageHostStatus> m_statuses;
    std::vector<HostPanel*> m_panels;
    std::vector<QScrollArea*> m_pages; ///< Of the hosts, then of the link.
    LinkPanel* m_link = nullptr;
    QLabel* m_nothing;
    QWidget* m_bar; ///< Tabs and buttons, beside or above one another.
    QTabBar* m_tabs;
    QWidget* m_buttons;
    QToolButton* m_undo;
    QToolButton* m_redo;
    QToolButton* m_save;
    QWidget* m_history; ///< Heading and list; in the link's page while there is one.
    QListWidget* m_changes;
    QBoxLayout* m_top;
    QBoxLayout* m_body;
    QBoxLayout* m_linkLayout = nullptr;
};
