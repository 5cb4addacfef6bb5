#pragma once
#include "model/session/session.h"
#include "views/common/notation.h"
#include "views/common/theme.h"

#include <QWidget>

class QAction;
class SegmentDelegate;
class SegmentsModel;
class SegmentsTable;
class TakenBackStateDelegate;

/// The selected connection as a table of the lines that RFC 9293's figures have: the ladder for those who read or listen.
///
/// The current row is where the playhead stands, and goes with it; choosing a row moves the playhead. Row 0 is the beginning, before
/// the first record. Ctrl+C copies the selected rows as text. Keys that step belong to the window.
class SegmentsView : public QWidget {
    Q_OBJECT
public:
    explicit SegmentsView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// What sequence numbers count from.
    void setNumbering(Numbering numbering);
    SegmentsTable* table() const { return m_table; }
    /// Copies the selected rows: for menus.
    QAction* copyAction() const { return m_copy; }
    /// The selected rows as an RFC writes them; of very many the first 2000, and how many more there are.
    QString selectedText() const;

    QSize sizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setSizes();
    void fitSegments();
    void restart();
    void showStep();
    void showHovered();
    void choose(int row);

    Session& m_session;
    SegmentsModel* m_model;
    SegmentsTable* m_table;
    SegmentDelegate* m_segments;
    TakenBackStateDelegate* m_states;
    QAction* m_copy;
    bool m_isFollowing = false; ///< The current row is on its way to the playhead, not the other way round.
    int m_frameWidth = 0;       ///< Of the frames' column, whether or not it is there now.
    bool m_isSizing = false;    ///< The columns' widths are set here, not by the user.
    bool m_isSizedByUser = false;
};
