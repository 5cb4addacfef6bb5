#pragma once
#include "model/trace/stage.h"
#include "views/common/theme.h"

#include <QWidget>

/// A computer with its cable, in whatever condition they are; drawn, for no font has it.
class HostMark : public QWidget {
    Q_OBJECT
public:
    explicit HostMark(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setStatus(const StageHostStatus& status);
    /// "up", "cable unplugged", "no power".
    static QString conditionText(const StageHostStatus& status);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme = Theme::light();
    bool m_isUp = true;
    bool m_isUnplugged = false;
};
