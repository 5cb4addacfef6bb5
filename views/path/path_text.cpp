#include "views/path/path_text.h"

#include "views/common/notation.h"
#include "views/common/wording.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

using tcp::Flag;

constexpr std::size_t kNamed = 6; ///< Segments that a summary names.

/// Sequence and acknowledgment number, as the ladder shows them where the connection is known.
std::pair<std::uint32_t, std::uint32_t> numbers(const Trace& trace, const Record& record)
{
    if (record.connection >= trace.connectionCount())
        return {record.seq.value(), record.ack.value()};
    const auto origin = [&](Side side) { return numberOrigin(trace, record.connection, side); };
    return {trace.relativeSeq(record) + origin(record.sender()), trace.relativeAck(record) + origin(other(record.sender()))};
}

} // namespace

namespace path_text {

QString shortLabel(const Trace& trace, const Record& record)
{
    const auto [seq, ack] = numbers(trace, record);
    QString text;
    if (record.has(Flag::Syn))
        text = u"SYN "_s;
    else if (record.has(Flag::Fin))
        text = u"FIN "_s;
    else if (record.has(Flag::Rst))
        text = u"RST "_s;
    if (text.isEmpty() && record.textLength == 0)
        return record.has(Flag::Ack) ? u"ack %1"_s.arg(ack) : QString::number(seq);
    text += QString::number(seq);
    if (record.textLength > 0)
        text += u"(%1)"_s.arg(record.textLength);
    if (record.has(Flag::Syn) && record.has(Flag::Ack))
        text += u" ack %1"_s.arg(ack);
    return text;
}

QString briefLabel(const Trace& trace, const Record& record)
{
    if (record.has(Flag::Syn))
        return u"SYN"_s;
    if (record.has(Flag::Fin))
        return u"FIN"_s;
    if (record.has(Flag::Rst))
        return u"RST"_s;
    return record.textLength > 0 ? QString::number(numbers(trace, record).first) : u"ack"_s;
}

QString fullLabel(const Trace& trace, const Record& record)
{
    // Without its connection nothing is known of its window's scale and its initial numbers.
    return record.connection < trace.connectionCount() ? describe(trace, record, Notation{}) : shortLabel(trace, record);
}

QString moment(const Stage& stage, Timestamp time)
{
    const double seconds = double((time - stage.start).count()) * 1e-9;
    //: A moment, in seconds since the start.
    return QCoreApplication::translate("Path", "%1 s").arg(QLocale().toString(seconds, 'f', 3));
}

QString hostName(const Stage& stage, StageHostIndex host)
{
    if (host < stage.hosts.size())
        return QString::fromStdString(stage.hosts[host].name);
    //: In place of a host's name: an address that was forged, or that nobody has.
    return QCoreApplication::translate("Path", "no host");
}

QString toolTip(const Stage& stage, const PathIndex& index, const Trace& trace, std::size_t position, Timestamp now)
{
    const Flight& flight = stage.flights[position];
    QStringList lines;
    lines << fullLabel(trace, ::recordOf(flight, index, trace));
    lines << QCoreApplication::translate("Path", "from %1 to %2, sent at %3").arg(hostName(stage, flight.from), hostName(stage, flight.to), moment(stage, flight.sent));
    const auto progress = progressOf(flight, now);
    if (progress && progress->isOver)
        lines << QCoreApplication::translate("Path", "lost");
    else if (!flight.isLost) // the end of a lost one is not given away
        lines << QCoreApplication::translate("Path", "arrives at %1").arg(moment(stage, flight.ends));
    if (progress && progress->isHeld)
        lines << QCoreApplication::translate("Path", "delayed on its way");
    if (flight.isCopy)
        lines << QCoreApplication::translate("Path", "a copy that the link has made");
    if (flight.isCorrupt)
        lines << QCoreApplication::translate("Path", "damaged: its checksum will be wrong");
    return lines.join(u'\n');
}

QString summary(const Stage& stage, const PathIndex& index, const Trace& trace, const std::vector<std::size_t>& visible, Timestamp now)
{
    QStringList names;
    std::size_t count = 0;
    for (const std::size_t position : visible) {
        const Flight& flight = stage.flights[position];
        const auto progress = progressOf(flight, now);
        if (!progress || progress->isOver)
            continue;
        ++count;
        if (count <= kNamed)
            names << QCoreApplication::translate("Path", "%1 from %2 to %3").arg(shortLabel(trace, ::recordOf(flight, index, trace)), hostName(stage, flight.from), hostName(stage, flight.to));
    }
    if (count == 0)
        return quiet(stage, now, false);
    if (count > kNamed)
        names << QCoreApplication::translate("Path", "%1 more").arg(wording::number(count - kNamed));
    return QCoreApplication::translate("Path", "On the way: %1").arg(wording::list(names));
}

QString quiet(const Stage& stage, Timestamp now, bool isShort)
{
    const auto sentAfter = [](Timestamp time, const Flight& flight) { return time < flight.sent; };
    const auto next = std::upper_bound(stage.flights.begin(), stage.flights.end(), now, sentAfter);
    if (next == stage.flights.end())
        return isShort ? QCoreApplication::translate("Path", "nothing more") : QCoreApplication::translate("Path", "nothing on the way, and nothing more will be sent");
    return (isShort ? QCoreApplication::translate("Path", "next at %1") : QCoreApplication::translate("Path", "nothing on the way; next at %1"))
        .arg(moment(stage, next->sent));
}

} // namespace path_text
