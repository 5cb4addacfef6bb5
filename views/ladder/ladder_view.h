#pragma once
#include "model/session/session.h"
#include "views/ladder/ladder_painter.h"

#include <QAbstractScrollArea>
#include <QVariantAnimation>

class QAction;

/// The selected connection as a ladder: time runs down, one lifeline for each end, one row for each record.
///
/// Only what is visible is laid out and painted. A click on a row moves the playhead there; keys that step belong to the window.
class LadderView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit LadderView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setNotation(const Notation& notation);
    const Notation& notation() const { return m_notation; }
    /// Checkable actions for menus: the two notations, a separator, relative and absolute numbers.
    QList<QAction*> notationActions() const { return m_actions; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// How far the content is scrolled, in logical pixels.
    double scrollTop() const;
    /// The row at that height of the viewport, or none.
    std::optional<std::uint32_t> rowAt(qreal y) const;

signals:
    /// The user has chosen another notation.
    void notationChanged(const Notation& notation);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void createActions();
    void chooseNotation(const Notation& notation);
    void forgetConnection();
    void showConnection();
    void showStep();
    void updateMetrics();
    void updateScrollBar();
    void scrollToStep(bool smoothly);
    void scrollTo(double top, bool smoothly);
    bool hasConnection() const;
    std::uint32_t rowCount() const;

    Session& m_session;
    Theme m_theme;
    Notation m_notation;
    LadderMetrics m_metrics;
    QList<QAction*> m_actions;
    QVariantAnimation m_scrolling;
    double m_pixelsPerUnit = 1.0; ///< The scroll bar's unit: a pixel, or more where the content is too high for an int.
};
