#pragma once
#include "app/desktop/preferences.h"
#include "views/common/theme.h"

#include <QWidget>

class ControlKeys;
class InterfacePanel;
class QLabel;
class QPainter;
class QPushButton;
class QVBoxLayout;
class ScenarioList;

/// What one sees first: scenarios to play, how to open a recording, and those opened lately.
class StartPage : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Paths; those that no longer exist are left out.
    void setRecentFiles(const QStringList& paths);

    /// Hidden until it is told to watch.
    InterfacePanel* interfaces() const { return m_interfaces; }

signals:
    void openRequested();
    void fileChosen(const QString& path);
    /// A built-in scenario, by its name.
    void scenarioChosen(const QString& name);

private:
    QPushButton* addButton(QVBoxLayout* layout, const QString& text);
    QLabel* addLabel(QVBoxLayout* layout, const QString& text, double scale, bool bold);

    Theme m_theme = Theme::light();
    ControlKeys* m_keys;
    QWidget* m_card = nullptr;
    QLabel* m_subtitle = nullptr;
    QLabel* m_hint = nullptr;
    QLabel* m_recentTitle = nullptr;
    QVBoxLayout* m_recent = nullptr;
    QPushButton* m_play = nullptr;
    QPushButton* m_open = nullptr;
    InterfacePanel* m_interfaces = nullptr;
    ScenarioList* m_scenarios = nullptr;
};

/// Draws the start page for an export.
void paintStartPage(QPainter& painter, const QSize& size, const Theme& theme, const Preferences& preferences);
