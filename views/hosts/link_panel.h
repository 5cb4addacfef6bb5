#pragma once
#include "model/trace/stage.h"
#include "views/common/theme.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class ValueSlider;

/// The link between the hosts, both ways alike, and how much each host can receive unread.
class LinkPanel : public QWidget {
    Q_OBJECT
public:
    explicit LinkPanel(const std::vector<StageHost>& hosts, QWidget* parent = nullptr);

    /// As they are at the moment that is shown; without a signal, and without effect while the user is choosing.
    void setDelay(Duration delay);
    /// `share` from 0 to 1; at most half can be shown.
    void setLoss(double share);
    void setStatus(const std::vector<StageHostStatus>& statuses);

    ValueSlider* delay() const { return m_delay; }
    ValueSlider* loss() const { return m_loss; }
    ValueSlider* receiveBuffer(StageHostIndex host) const { return m_buffers[host]; }

signals:
    /// What the user has chosen; not at every pixel, see ValueSlider.
    void delayChanged(Duration delay);
    void lossChanged(double share);
    void receiveBufferChanged(StageHostIndex host, std::uint32_t octets);

private:
    void addHeading(QGridLayout* grid, const QString& text);

    ValueSlider* m_delay = nullptr;
    ValueSlider* m_loss = nullptr;
    std::vector<ValueSlider*> m_buffers;
};
