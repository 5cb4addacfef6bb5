#pragma once
#include "model/session/session.h"
#include "views/ladder/ladder_find.h"
#include "views/ladder/ladder_overview.h"
#include "views/ladder/ladder_painter.h"
#include "views/ladder/ladder_time_layout.h"

#include <QAbstractScrollArea>
#include <QTimer>
#include <QVariantAnimation>

#include <set>

class QAction;

/// One connection that a LadderView shows, with what is gathered about it.
struct LadderViewLane {
    ConnectionId connection = 0;
    LadderMetrics metrics;
    LadderDensity density;
};

/// The selected connection, or several side by side, as a ladder: time runs down, one lifeline for each end, one row for each record.
///
/// Two modes: even rows, one for each record, or true to time (see LadderAxis). Only what is visible is laid out and painted; what needs
/// all records (idle gaps, density) is gathered in slices. A strip at the right edge shows the whole connection.
///
/// A click on a row moves the playhead there; one in the margin at the left edge sets or removes a mark. Ctrl with the wheel, and + and -
/// without Ctrl (which is the window's zoom of text), zoom by time or, in even rows, by row; 0 goes back to the natural size. Keys that
/// step belong to the window.
class LadderView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit LadderView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setNotation(const Notation& notation);
    const Notation& notation() const { return m_notation; }
    /// Checkable actions for menus: the two notations, a separator, relative and absolute numbers.
    QList<QAction*> notationActions() const { return m_actions; }

    /// Checkable: "True to Time"; then zoom in, out and to the natural size.
    QList<QAction*> viewActions() const { return m_viewActions; }
    bool isTrueToTime() const { return m_isTrueToTime; }
    void setTrueToTime(bool trueToTime);
    double zoom() const { return m_zoom; }
    /// Keeps the moment (or row) at `y` of the viewport where it is; without it that in the middle.
    void setZoom(double zoom, std::optional<qreal> y = std::nullopt);
    /// Connections to be shown side by side, on one axis, whenever one of them is selected: see sideBySide() for their order and number.
    /// Less than two: the selected one is shown alone. Another recording forgets them.
    void setCompanions(std::vector<ConnectionId> companions);
    const std::vector<ConnectionId>& companions() const { return m_companions; }
    /// What is shown now, from left to right.
    std::vector<ConnectionId> shown() const;
    /// The records that the user has marked.
    void setMarks(std::set<RecordNumber> marks);
    /// Moves the playhead to the next segment (before or after the present one, and around the end) that a LadderQuery of `text` matches.
    /// Long searches go on in slices: findFinished() tells how they ended. Returns false where it is known at once that nothing matches.
    bool find(const QString& text, bool forward);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// How far the content is scrolled, in logical pixels.
    double scrollTop() const;
    /// What stands at that point of the viewport, or none.
    std::optional<RecordNumber> recordAt(const QPointF& point) const;
    /// The row of the selected connection at that height of the viewport, or none.
    std::optional<std::uint32_t> rowAt(qreal y) const;

signals:
    /// The user has chosen another notation.
    void notationChanged(const Notation& notation);
    void trueToTimeChanged(bool trueToTime);
    /// companions() are others.
    void companionsChanged();
    /// The user has clicked the margin beside that record.
    void markToggled(RecordNumber record);
    void findFinished(bool found);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void createActions();
    void createViewActions();
    /// Begins to gather anew what needs all records.
    void restartGathering();
    void gather();
    void updateOverview();
    void updateOverviewFrame();
    void placeOverview();
    void updateHovered();
    void searchOn();
    double contentHeight() const;
    bool isSideBySide() const { return m_lanes.size() > 1; }
    /// The lane at that place of the viewport.
    const LadderViewLane& laneAt(qreal x) const;
    TimeWindow timeWindow(const LadderViewLane& lane) const;
    std::vector<LadderLane> lanePictures() const;
    /// The content's height at which a row of the selected connection stands in the middle.
    double middleOf(std::uint32_t row) const;
    QString noteAt(const QPoint& point) const;
    DensityCount countBetween(double from, double to) const;
    void chooseNotation(const Notation& notation);
    void forgetConnection();
    void forgetCompanions();
    void showReference();
    void showConnection();
    void showStep();
    void updateMetrics();
    void updateScrollBar();
    void scrollToStep(bool smoothly);
    void scrollTo(double top, bool smoothly);
    bool hasConnection() const;
    /// The even rows: those of all that is shown.
    std::uint32_t rowCount() const;

    Session& m_session;
    Theme m_theme;
    Notation m_notation;
    LadderMetrics m_metrics; ///< Of the first of what is shown.
    QList<QAction*> m_actions;
    QVariantAnimation m_scrolling;
    QList<QAction*> m_viewActions;
    bool m_isTrueToTime = false;
    double m_zoom = 1.0;
    LadderScale m_scale;
    LadderAxis m_axis;
    std::vector<LadderViewLane> m_lanes; ///< What is shown; empty: nothing.
    LadderMerge m_merge;                 ///< Of several connections.
    std::vector<ConnectionId> m_companions;
    QTimer m_gathering;
    LadderOverview* m_overview = nullptr;
    std::set<RecordNumber> m_marks;
    std::optional<RecordNumber> m_hovered; ///< Where it is one of what is shown.
    std::vector<std::uint32_t> m_covered;  ///< Rows of its connection.
    struct Search {
        LadderQuery query;
        bool forward = true;
        std::uint32_t next = 0;
        std::uint32_t left = 0; ///< Rows not looked at.
    };
    std::optional<Search> m_search;
    QTimer m_searching;
    double m_pixelsPerUnit = 1.0; ///< The scroll bar's unit: a pixel, or more where the content is too high for an int.
};
