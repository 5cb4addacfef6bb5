#pragma once
#include "model/kernel/port_use.h"
#include "views/common/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

/// How many of the ports that connect() may choose are taken, towards the busiest destinations, and when they run out.
class PortsPanel : public QWidget {
    Q_OBJECT
public:
    explicit PortsPanel(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// `timeWaitRate`: sockets that come into TIME-WAIT a second, where it is known.
    void setPorts(const kernel::PortWatch& ports, std::optional<double> timeWaitRate);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintUse(QPainter& painter, const QRectF& area, const kernel::PortUse& use) const;
    qreal rowHeight() const;
    QString summary() const;

    Theme m_theme = Theme::light();
    std::vector<kernel::PortUse> m_uses;
    kernel::Sysctls::PortRange m_range;
    std::uint32_t m_portsInUse = 0;
    std::optional<double> m_timeWaitRate;
};
