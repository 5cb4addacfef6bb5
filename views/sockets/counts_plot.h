#pragma once
#include "model/kernel/socket_history.h"
#include "views/charts/chart_canvas.h"
#include "views/common/theme.h"

#include <QWidget>

#include <deque>
#include <memory>
#include <optional>

/// The chart of how many sockets were in which state: from the oldest moment that is kept until now.
ChartContent countsContent(const std::deque<kernel::CountsAt>& counts, const Theme& theme, int columns);
/// For pictures and export. Needs a QApplication, no event loop.
void paintCounts(QPainter& painter, const QRectF& area, const std::deque<kernel::CountsAt>& counts, const Theme& theme, const QFont& font);

/// Shows it, drawn anew at most twice a second.
class CountsPlot : public QWidget {
    Q_OBJECT
public:
    /// `history` must outlive this.
    explicit CountsPlot(const kernel::SocketHistory& history, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// The history has grown.
    void takeGrowth();
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const kernel::SocketHistory& m_history;
    std::unique_ptr<ChartCanvas> m_canvas;
    Theme m_theme = Theme::light();
    std::optional<Timestamp> m_drawnAt;
};
