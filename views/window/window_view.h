#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"
#include "views/window/window_paint.h"

#include <QWidget>

class QToolButton;

/// The sliding window of one direction at the playhead.
class WindowView : public QWidget {
    Q_OBJECT
public:
    explicit WindowView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Whose octets are shown.
    Side sender() const { return m_sender; }
    void setSender(Side sender);

private:
    class Canvas;

    QToolButton* addButton(Side sender);
    void showConnection();
    void showGrowth();
    void chooseBusierSide();
    void showSender();

    Session& m_session;
    Canvas* m_canvas = nullptr;
    QToolButton* m_buttons[2] = {};
    Side m_sender = Side::Initiator;
    bool m_chosenByHand = false;
};
