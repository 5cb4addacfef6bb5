#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"

#include <QSlider>

#include <vector>

/// A mark over or under the scrubber's groove where an end's state changes.
struct ChangeTick {
    int x = 0; ///< Logical pixels; several changes on one pixel share a mark.
    Side side = Side::Initiator;
    friend bool operator==(const ChangeTick&, const ChangeTick&) = default;
};

/// One mark per pixel and side; `left` and `right` are where step 0 and the last step stand.
std::vector<ChangeTick> layoutChangeTicks(const Trace& trace, ConnectionId connection, int left, int right);

/// The scrubber: steps of the selected connection, with marks where states change, the initiator's above and the responder's below.
class StepSlider : public QSlider {
    Q_OBJECT
public:
    explicit StepSlider(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void showPlayhead();
    int stepAt(int x) const;
    /// Where the handle's centre stands at both ends.
    std::pair<int, int> ends() const;

    Session& m_session;
    Theme m_theme = Theme::light();
};
