#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"
#include "views/window/window_paint.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QScrollArea;
class QToolButton;
class WindowCanvas;

/// The sliding window of one direction or both at the playhead; scrolls where its dock is too small.
class WindowView : public QWidget {
    Q_OBJECT
public:
    explicit WindowView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Whose octets are shown; with both directions, those above.
    Side sender() const { return m_sender; }
    void setSender(Side sender);
    bool showsBothDirections() const { return m_both; }
    void setBothDirections(bool both);
    WindowStyle style() const { return m_style; }
    void setStyle(WindowStyle style);
    /// The window jumps instead of sliding.
    void setReducedMotion(bool reduced);
    /// The part that is painted.
    WindowCanvas* canvas() const { return m_canvas; }

signals:
    /// By a button or by the setters.
    void styleChanged(WindowStyle style);
    void bothDirectionsChanged(bool both);

private:
    QToolButton* addButton(QButtonGroup* group, QHBoxLayout* row, const QString& text, const QString& help);
    void addDirectionButtons(QHBoxLayout* row);
    void addStyleButtons(QHBoxLayout* row);
    void showConnection();
    void showGrowth();
    void chooseBusierSide();
    void showChoice();

    Session& m_session;
    WindowCanvas* m_canvas = nullptr;
    QToolButton* m_directions[3] = {}; ///< By index(Side); both.
    QToolButton* m_styles[2] = {};     ///< By WindowStyle.
    Side m_sender = Side::Initiator;
    bool m_both = false;
    WindowStyle m_style = WindowStyle::Tape;
    bool m_chosenByHand = false;
};
