#pragma once
#include "views/common/theme.h"
#include "views/ladder/ladder_density.h"

#include <QImage>
#include <QWidget>

#include <functional>

/// Draws one entry of `counts` on each row of pixels: bars of the initiator to the left and of the responder to the right of the middle,
/// and beside them a column for what stands out.
void paintOverview(QPainter& painter, const QRectF& area, const std::vector<DensityCount>& counts, const Theme& theme);

/// A whole connection in a narrow strip: how much went which way, what stands out, and which part of it is in view. A click or a drag jumps.
class LadderOverview : public QWidget {
    Q_OBJECT
public:
    explicit LadderOverview(QWidget* parent);

    void setTheme(const Theme& theme);
    /// How to count the rows of the connection between two shares (0 to 1) of its length; empty: there is no connection.
    void setCounter(std::function<DensityCount(double from, double to)> counter);
    /// The part in view and the playhead, as shares.
    void setView(double from, double to, double now);
    /// What was counted has changed.
    void refresh();

    QSize sizeHint() const override;

signals:
    /// The user wants the middle of the view to be there.
    void jumped(double share);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    Theme m_theme;
    std::function<DensityCount(double, double)> m_counter;
    QImage m_image; ///< Kept until the trace grows or the size changes: a scroll only moves the frame.
    double m_from = 0;
    double m_to = 1;
    double m_now = 0;
};
