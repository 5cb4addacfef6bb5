#pragma once
#include "views/common/theme.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLineEdit;
class QScrollArea;
class QToolButton;

/// A built-in scenario in the interface's language.
struct ScenarioEntry {
    QString name;
    QString title;
    QString summary;
};

/// The built-in scenarios by topic, in as many columns as there is room for; one click plays one.
class ScenarioList : public QWidget {
    Q_OBJECT
public:
    explicit ScenarioList(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    int columnCount() const { return m_columnCount; }

signals:
    /// The scenario's built-in name.
    void chosen(const QString& name);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct TopicBlock {
        QWidget* block;
        std::vector<QToolButton*> buttons;
    };

    void addTopic(const QString& name, const std::vector<ScenarioEntry>& entries);
    void filter(const QString& text);
    void arrange();

    QLineEdit* m_filter;
    QScrollArea* m_scroll;
    QWidget* m_page;
    QHBoxLayout* m_columns = nullptr;
    std::vector<TopicBlock> m_topics;
    int m_columnCount = 1;
};
