#include "views/hosts/host_panel.h"

#include "views/common/wording.h"
#include "views/hosts/call_buttons.h"
#include "views/hosts/call_rules.h"
#include "views/hosts/control_keys.h"
#include "views/hosts/elided_label.h"
#include "views/hosts/host_mark.h"
#include "views/hosts/socket_table.h"
#include "views/hosts/socket_table_model.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

HostPanel::HostPanel(StageHostIndex host, QWidget* parent)
    : QWidget(parent)
    , m_host(host)
    , m_model(new SocketTableModel(this))
    , m_table(new SocketTable(m_model, this))
    , m_mark(new HostMark(this))
    , m_name(new QLabel(this))
    , m_address(new QLabel(this))
    , m_condition(new QLabel(this))
    , m_error(new ElidedLabel(this))
    , m_calls(new CallButtons(host, this))
{
    QFont bold = m_name->font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.2);
    m_name->setFont(bold);
    m_error->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_error->setAccessibleName(tr("Last error"));

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_mark);
    head->addWidget(m_name);
    head->addWidget(m_address);
    head->addWidget(m_condition);
    head->addWidget(m_error, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_calls);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HostPanel::showTarget);
    connect(m_calls, &CallButtons::called, this, &HostPanel::callRequested);
    auto* keys = new ControlKeys(this);
    keys->watch(m_calls);
    showCondition();
    applyColors();
}

void HostPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_mark->setTheme(theme);
    m_table->setTheme(theme);
    applyColors();
}

void HostPanel::applyColors()
{
    const auto paint = [](QWidget* widget, const QColor& color) {
        QPalette palette = widget->palette();
        palette.setColor(QPalette::WindowText, color);
        widget->setPalette(palette);
    };
    const bool isWell = m_host >= m_statuses.size() || (m_statuses[m_host].isUp && !m_statuses[m_host].isUnplugged);
    paint(m_name, m_theme.text);
    paint(m_address, m_theme.mutedText);
    paint(m_condition, isWell ? m_theme.mutedText : m_theme.kind(SegmentKind::Rst));
    paint(m_error, m_theme.kind(SegmentKind::Rst));
    for (QLabel* label : m_calls->findChildren<QLabel*>()) {
        if (label->property("group").toBool())
            paint(label, m_theme.mutedText);
    }
}

void HostPanel::setHosts(const std::vector<StageHost>& hosts)
{
    if (m_host < hosts.size()) {
        m_name->setText(QString::fromStdString(hosts[m_host].name));
        m_address->setText(QString::fromStdString(toString(hosts[m_host].address)));
        setAccessibleName(tr("Host %1").arg(m_name->text()));
        m_table->setAccessibleName(tr("Sockets of host %1").arg(m_name->text()));
    }
    m_model->setHosts(hosts);
    m_calls->setHosts(hosts);
    m_table->fitColumns();
}

void HostPanel::setStatus(const std::vector<StageHostStatus>& statuses)
{
    m_statuses = statuses;
    const int rows = m_model->rowCount();
    m_model->setSockets(m_host < statuses.size() ? statuses[m_host].sockets : std::vector<StageSocket>());
    if (m_model->rowCount() != rows || m_table->isCramped())
        m_table->fitColumns();
    showCondition();
    showTarget();
}

void HostPanel::setReadsByItself(bool on)
{
    m_calls->setReadsByItself(on);
}

void HostPanel::setEditable(bool isEditable)
{
    m_calls->setVisible(isEditable);
}

QString HostPanel::errorText() const
{
    return m_error->text();
}

void HostPanel::showCondition()
{
    const StageHostStatus status = m_host < m_statuses.size() ? m_statuses[m_host] : StageHostStatus();
    const QString condition = HostMark::conditionText(status);
    if (condition != m_condition->text()) {
        m_condition->setText(condition);
        m_mark->setStatus(status);
        applyColors();
    }
    const QString error = wording::errnoText(QString::fromStdString(status.lastError));
    if (error == m_error->text())
        return;
    m_error->setFullText(error);
    m_error->setAccessibleDescription(error);
}

int HostPanel::targetRow() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? defaultSocket(m_model->sockets()) : rows.front().row();
}

void HostPanel::showTarget()
{
    const int target = targetRow();
    m_model->setTarget(target);
    m_calls->setStatus(m_statuses, target);
}
