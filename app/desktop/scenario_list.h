#pragma once
#include "views/common/theme.h"

#include <QScrollArea>

/// The built-in scenarios by topic; one click plays one.
class ScenarioList : public QScrollArea {
    Q_OBJECT
public:
    explicit ScenarioList(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

signals:
    /// The scenario's built-in name.
    void chosen(const QString& name);
};
