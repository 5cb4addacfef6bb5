#include "app/desktop/csv.h"

#include <QIODevice>
#include <QStringList>

#include <chrono>
#include <utility>

namespace {

/// Commas, quotation marks and line ends need quotation marks (RFC 4180, 2).
QString quoted(QString field)
{
    if (!field.contains(QLatin1Char(',')) && !field.contains(QLatin1Char('"')) && !field.contains(QLatin1Char('\n')))
        return field;
    return QLatin1Char('"') + field.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

void writeLine(QIODevice& out, const QStringList& fields)
{
    QStringList line;
    for (const QString& field : fields)
        line << quoted(field);
    out.write(line.join(QLatin1Char(',')).toUtf8() + "\r\n");
}

/// Seconds since the epoch, to the nanosecond: a double could not hold them.
QString seconds(Timestamp time)
{
    const auto nanoseconds = time.time_since_epoch().count();
    constexpr std::int64_t kBillion = 1'000'000'000;
    return QStringLiteral("%1.%2").arg(nanoseconds / kBillion).arg(nanoseconds % kBillion, 9, 10, QLatin1Char('0'));
}

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

QString flagNames(const Record& record)
{
    static constexpr std::pair<tcp::Flag, const char*> kNames[] = {{tcp::Flag::Syn, "SYN"}, {tcp::Flag::Fin, "FIN"}, {tcp::Flag::Rst, "RST"},
                                                                   {tcp::Flag::Psh, "PSH"}, {tcp::Flag::Ack, "ACK"}, {tcp::Flag::Urg, "URG"}};
    QStringList names;
    for (const auto& [flag, name] : kNames) {
        if (record.has(flag))
            names << QLatin1String(name);
    }
    return names.join(QLatin1Char(' '));
}

QString labelNames(const Record& record)
{
    QStringList names;
    for (int label = 0; label < kLabelCount; ++label) {
        if (record.labels().has(Label(label)))
            names << text(toString(Label(label)));
    }
    return names.join(QLatin1Char(' '));
}

} // namespace

void writeConnectionsCsv(const Trace& trace, const ConnectionFilter& filter, QIODevice& out)
{
    writeLine(out, {QStringLiteral("id"), QStringLiteral("initiator"), QStringLiteral("responder"), QStringLiteral("start"), QStringLiteral("duration"),
                    QStringLiteral("segments"), QStringLiteral("initiator_octets"), QStringLiteral("responder_octets"), QStringLiteral("initiator_state"),
                    QStringLiteral("responder_state")});
    for (ConnectionId id = 0; id < trace.connectionCount(); ++id) {
        const Connection& connection = trace.connection(id);
        if (connection.isGone || !filter.matches(trace, id))
            continue;
        QStringList fields{QString::number(id), QString::fromStdString(toString(connection.info.initiator)),
                           QString::fromStdString(toString(connection.info.responder)), seconds(connection.start),
                           QString::number(std::chrono::duration<double>(connection.end - connection.start).count(), 'f', 9), QString::number(connection.segments)};
        for (const Side side : kSides)
            fields << QString::number(connection.side(side).octets);
        for (const Side side : kSides)
            fields << text(tcp::toString(connection.side(side).state));
        writeLine(out, fields);
    }
}

void writeSegmentsCsv(const Trace& trace, std::optional<ConnectionId> only, QIODevice& out)
{
    writeLine(out, {QStringLiteral("frame"), QStringLiteral("time"), QStringLiteral("connection"), QStringLiteral("from"), QStringLiteral("flags"),
                    QStringLiteral("seq"), QStringLiteral("ack"), QStringLiteral("len"), QStringLiteral("window"), QStringLiteral("labels"),
                    QStringLiteral("lost"), QStringLiteral("initiator_state"), QStringLiteral("responder_state")});
    for (RecordNumber number = 0; number < trace.recordCount(); ++number) {
        const Record& record = trace.record(number);
        if (!record.isSegment() || trace.isGone(record.connection) || (only && record.connection != *only))
            continue;
        const bool acknowledges = record.has(tcp::Flag::Ack);
        writeLine(out, {QString::number(record.frame), seconds(record.time), QString::number(record.connection), text(toString(record.sender())),
                        flagNames(record), QString::number(trace.relativeSeq(record)), acknowledges ? QString::number(trace.relativeAck(record)) : QString(),
                        QString::number(record.textLength), QString::number(trace.scaledWindow(record)), labelNames(record),
                        QString::number(record.kind() == RecordKind::LostSegment ? 1 : 0), text(tcp::toString(record.state(Side::Initiator))),
                        text(tcp::toString(record.state(Side::Responder)))});
    }
}
