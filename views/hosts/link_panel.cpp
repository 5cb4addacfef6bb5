#include "views/hosts/link_panel.h"

#include "views/hosts/control_keys.h"
#include "views/hosts/value_slider.h"

#include <QGridLayout>
#include <QLabel>

#include <chrono>
#include <cmath>

LinkPanel::LinkPanel(const std::vector<StageHost>& hosts, QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Link"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(6, 4, 6, 4);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    addHeading(grid, tr("Link, both ways"));
    m_delay = new ValueSlider(tr("Delay"), tr(" ms"), ValueScale::delay(), grid, grid->rowCount());
    m_delay->setToolTip(tr("How long a segment takes from one host to the other; the round-trip time is twice that"));
    m_loss = new ValueSlider(tr("Loss"), tr(" %"), ValueScale::loss(), grid, grid->rowCount());
    m_loss->setToolTip(tr("How many of the segments are lost at random"));
    addHeading(grid, tr("Receive buffer, octets"));
    for (StageHostIndex host = 0; host < StageHostIndex(hosts.size()); ++host) {
        const QString name = QString::fromStdString(hosts[host].name);
        auto* buffer = new ValueSlider(name, {}, ValueScale::octets(), grid, grid->rowCount());
        buffer->spinBox()->setGroupSeparatorShown(true);
        buffer->setAccessibleName(tr("Receive buffer of %1").arg(name));
        buffer->setToolTip(tr("How much %1 can hold unread: the most that its window can offer").arg(name));
        connect(buffer, &ValueSlider::valueChosen, this,
                [this, host](double octets) { emit receiveBufferChanged(host, std::uint32_t(std::lround(octets))); });
        m_buffers.push_back(buffer);
    }
    connect(m_delay, &ValueSlider::valueChosen, this, [this](double milliseconds) {
        emit delayChanged(Duration(std::llround(milliseconds * 1e6)));
    });
    connect(m_loss, &ValueSlider::valueChosen, this, [this](double percent) { emit lossChanged(percent / 100.0); });
    auto* keys = new ControlKeys(this);
    keys->watch(this);
}

void LinkPanel::addHeading(QGridLayout* grid, const QString& text)
{
    auto* heading = new QLabel(text, this);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    grid->addWidget(heading, grid->rowCount(), 0, 1, 3);
}

void LinkPanel::setDelay(Duration delay)
{
    m_delay->setValue(std::chrono::duration<double, std::milli>(delay).count());
}

void LinkPanel::setLoss(double share)
{
    m_loss->setValue(share * 100.0);
}

void LinkPanel::setStatus(const std::vector<StageHostStatus>& statuses)
{
    for (std::size_t host = 0; host < std::min(statuses.size(), m_buffers.size()); ++host) {
        if (statuses[host].receiveBuffer > 0)
            m_buffers[host]->setValue(statuses[host].receiveBuffer);
    }
}
