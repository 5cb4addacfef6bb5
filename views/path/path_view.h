#pragma once
#include "model/session/session.h"
#include "views/path/path_painter.h"

#include <QMenu>
#include <QPointer>
#include <QWidget>

/// Hosts and the segments that fly between them, at the clock's moment.
///
/// A click on a segment offers to drop, delay or duplicate it, and time stands still meanwhile; with Shift or the middle button it
/// is dropped at once. Tab, Up and Down go through the segments; Return offers the same, Delete drops, Insert duplicates,
/// + delays by 100 ms.
class PathView : public QWidget {
    Q_OBJECT
public:
    explicit PathView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Whether segments can be dropped, delayed and duplicated. Not at first.
    void setEditable(bool editable);
    bool isEditable() const { return m_editable; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// The shapes of the present moment; empty without a stage.
    PathLayout currentLayout() const;
    /// The segment that has the keyboard's focus, as a position in Stage::flights.
    std::optional<std::size_t> focusedFlight() const { return m_focused; }
    /// The menu while it is open.
    QMenu* openMenu() const { return m_menu; }

signals:
    /// The user wants that of the segment with that number (Flight::number); `copy` is 0 for the segment itself, else that copy of it.
    void dropRequested(quint32 number, quint32 copy);
    void delayRequested(quint32 number, Duration by, quint32 copy);
    void duplicateRequested(quint32 number, quint32 copy);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool event(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    int lineHeight() const;
    struct Target {
        quint32 number = 0;
        quint32 copy = 0;
    };

    void forget();
    void showNow();
    const PathIndex& index() const;
    std::optional<PathMoment> moment() const;
    Target targetOf(std::size_t flight) const;
    std::vector<std::size_t> flyingNow() const;
    QString toolTipAt(const QPointF& point) const;
    void openMenuFor(std::size_t flight, const QPoint& position);
    void moveFocus(int by);
    void describe();

    Session& m_session;
    Theme m_theme = Theme::light();
    mutable PathIndex m_index;
    mutable bool m_isIndexed = false;
    PathLayout m_painted; ///< What the user sees: a press means the chip that was there.
    std::optional<QPointF> m_pointer;
    std::optional<std::size_t> m_focused;
    std::vector<std::size_t> m_described; ///< What the accessible description tells of.
    QPointer<QMenu> m_menu;
    bool m_editable = false;
};
