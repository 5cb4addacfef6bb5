// What leaves the view as text: the clipboard and CSV.
#include "views/common/wording.h"
#include "views/sockets/kernel_socket_model.h"
#include "views/sockets/socket_words.h"
#include "views/sockets/sockets_view.h"

#include <QApplication>
#include <QClipboard>
#include <QIODevice>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

/// Commas, quotation marks and line ends need quotation marks (RFC 4180, 2).
QString quoted(QString field)
{
    if (!field.contains(u',') && !field.contains(u'"') && !field.contains(u'\n'))
        return field;
    return u'"' + field.replace(u'"', u"\"\""_s) + u'"';
}

QString latin(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Every number as it is, for programs: no grouping of digits, no units.
QStringList fieldsOf(const kernel::TrackedSocket& tracked)
{
    const kernel::Socket& socket = tracked.socket;
    QStringList holders;
    for (const kernel::Holder& holder : tracked.holders) {
        const kernel::Process& process = tracked.owners->processes[holder.process];
        holders << u"%1[%2]:%3"_s.arg(QString::fromStdString(process.name)).arg(process.pid).arg(holder.descriptor);
    }
    return {latin(tcp::toString(socket.state)),
            tracked.isGone() ? u"1"_s : u"0"_s,
            QString::fromStdString(toString(socket.local)),
            QString::fromStdString(toString(socket.remote)),
            QString::number(socket.recvQueue),
            QString::number(socket.sendQueue),
            latin(toString(socket.timer.kind)),
            QString::number(double(socket.timer.left.count()) / 1000, 'f', 3),
            QString::number(socket.timer.retransmits),
            QString::number(socket.inode),
            QString::number(socket.uid),
            holders.join(u' '),
            socket.hasInfo ? QString::number(socket.info.rtt) : QString(),
            socket.hasInfo ? QString::number(socket.info.cwnd) : QString(),
            socket.hasInfo ? QString::number(socket.info.sendMss) : QString(),
            socket.hasInfo ? QString::number(socket.info.totalRetransmits) : QString()};
}

} // namespace

void SocketsView::writeCsv(QIODevice& out) const
{
    out.write("state,gone,local,remote,recv_queue,send_queue,timer,timer_left,retransmits,inode,uid,holders,rtt_us,cwnd,mss,retransmitted\r\n");
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStringList fields = fieldsOf(*m_model->socketAt(row));
        std::ranges::transform(fields, fields.begin(), quoted);
        out.write(fields.join(u',').toUtf8() + "\r\n");
    }
}

QString SocketsView::selectionText() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QStringList lines;
    for (const QModelIndex& row : rows) {
        QStringList fields;
        for (int column = 0; column < KernelSocketModel::kColumnCount; ++column)
            fields << row.siblingAtColumn(column).data().toString();
        lines << fields.join(u'\t');
    }
    return lines.join(u'\n');
}

void SocketsView::copySelection()
{
    if (const QString text = selectionText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void SocketsView::showMenu(const QPoint& place)
{
    const QModelIndex index = m_table->indexAt(place);
    if (!index.isValid())
        return;
    const kernel::TrackedSocket socket = *m_model->socketAt(index.row());
    QMenu menu(this);
    menu.addAction(tr("Copy rows"), this, &SocketsView::copySelection);
    const auto addFilter = [&](const QString& text, const QString& filter) {
        menu.addAction(text, this, [this, filter] { m_filter->setText(filter); });
    };
    addFilter(tr("Only this state"), u"state:"_s + wording::stateName(socket.socket.state));
    const kernel::Process* before = nullptr;
    for (const kernel::Holder& holder : socket.holders) {
        const kernel::Process& process = socket.owners->processes[holder.process];
        if (&process != std::exchange(before, &process))
            addFilter(tr("Only process %1").arg(wording::processName(process)), u"process:%1"_s.arg(process.pid));
    }
    addFilter(tr("Only local port %1").arg(socket.socket.local.port), u"port:%1"_s.arg(socket.socket.local.port));
    if (!socket.socket.isListener())
        addFilter(tr("Only remote address"), u"addr:%1"_s.arg(QString::fromStdString(toString(kernel::wireAddress(socket.socket.remote).ip))));
    menu.exec(m_table->viewport()->mapToGlobal(place));
}
