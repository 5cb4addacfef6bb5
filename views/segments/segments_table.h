#pragma once
#include "views/common/theme.h"

#include <QTableView>

#include <optional>

/// A table of very many rows of one height: nothing in it looks at all of them. Marks the row that the pointer is on, in whichever view.
class SegmentsTable : public QTableView {
    Q_OBJECT
public:
    explicit SegmentsTable(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setHoveredRow(std::optional<int> row);
    std::optional<int> hoveredRow() const { return m_hoveredRow; }
    /// Scrolls up or down, never sideways: a little if the row is near, else until it stands in the middle.
    void reveal(int row);
    /// Typed letters would be looked for in every row.
    void keyboardSearch(const QString&) override {}

signals:
    /// The pointer is on that row now; -1: on none.
    void pointed(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void updateRow(std::optional<int> row);

    Theme m_theme = Theme::light();
    std::optional<int> m_hoveredRow;
};
