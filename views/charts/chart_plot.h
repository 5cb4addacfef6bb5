#pragma once
#include "model/session/session.h"
#include "views/charts/chart_builder.h"
#include "views/charts/chart_canvas.h"

#include <QElapsedTimer>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

class CrowdIndex;

/// One chart that can be zoomed and panned. Lines and marks are kept as a picture, so that playhead and pointer move over them for nothing.
class ChartPlot : public QWidget {
    Q_OBJECT
public:
    explicit ChartPlot(Session& session, QWidget* parent = nullptr);
    ~ChartPlot() override;

    void setTheme(const Theme& theme);
    /// Shows that chart of the selected connection.
    void setChart(ChartKind kind, Side sender);
    /// What is looked at; empty for all.
    const ChartRange& range() const { return m_range; }
    void setRange(const ChartRange& range);
    void showAll() { setRange({}); }
    /// Whether all records have been taken into the chart.
    bool isComplete() const { return m_complete; }
    /// Where things stand, as last painted.
    const ChartLayout& shownLayout() const { return m_layout; }
    const ChartContent& shownContent() const { return m_content; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void rangeChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { None, Click, Pan, RubberBand };

    bool isOverAll() const { return m_kind == ChartKind::StatesOverTime; }
    std::optional<ConnectionId> connection() const;
    void forget();
    void takeMore();
    void takeCounts();
    void showMore();
    void prepare();
    void advance();
    double progress() const;
    void makePicture();
    void describeAll();
    Timestamp zero() const;
    std::optional<double> playheadTime() const;
    void movePlayhead();
    void goTo(qreal x);
    void hover(const QPointF& place, const QPoint& global);
    std::optional<QPointF> hoveredPlace() const;
    void zoomTime(qreal x, double factor);
    void zoomValues(qreal y, double factor);
    void pan(const QPointF& pixels);
    void finishRubberBand();
    QString tip(const ChartHit& hit) const;
    void paintHover(QPainter& painter) const;
    void paintProgress(QPainter& painter) const;

    Session& m_session;
    Theme m_theme = Theme::light();
    ChartKind m_kind = ChartKind::Sequence;
    Side m_sender = Side::Initiator;
    std::unique_ptr<ChartCanvas> m_canvas;
    std::unique_ptr<ChartBuilder> m_builder;
    CrowdIndex* m_crowd = nullptr; ///< The session's, while all connections are shown.
    QTimer m_work;
    QElapsedTimer m_sinceContent;
    bool m_complete = false;
    ChartRange m_range;
    ChartContent m_content;
    ChartLayout m_layout;
    QPixmap m_picture;       ///< Null: to be made.
    double m_playheadDrawn = 0;
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    QPointF m_pointer;
    ChartRange m_rangePressed;
};

/// The connection's record nearest to that moment; empty if it has none.
std::optional<RecordNumber> nearestRecord(const Trace& trace, ConnectionId connection, Timestamp time);
