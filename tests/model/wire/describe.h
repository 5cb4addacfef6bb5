#pragma once
#include "model/wire/decoder.h"

#include <QString>
#include <QStringList>

/// What tests compare instead of structures: a difference then shows in words.
namespace describe {

inline QString options(const tcp::Options& o)
{
    QStringList parts;
    const auto add = [&parts](bool present, const QString& text) {
        if (present)
            parts << text;
    };
    add(o.mss.has_value(), QStringLiteral("mss %1").arg(o.mss.value_or(0)));
    add(o.windowScale.has_value(), QStringLiteral("wscale %1").arg(o.windowScale.value_or(0)));
    add(o.sackPermitted, QStringLiteral("sackOK"));
    for (const tcp::SackBlock& block : o.sackBlocks())
        parts << QStringLiteral("sack %1-%2").arg(block.left.value()).arg(block.right.value());
    const tcp::Timestamps ts = o.timestamps.value_or(tcp::Timestamps{});
    add(o.timestamps.has_value(), QStringLiteral("ts %1 %2").arg(ts.value).arg(ts.echo));
    add(o.fastOpenCookieLength.has_value(), QStringLiteral("tfo %1").arg(o.fastOpenCookieLength.value_or(0)));
    add(o.md5, QStringLiteral("md5"));
    add(o.authentication, QStringLiteral("ao"));
    add(o.unknown != 0, QStringLiteral("unknown %1").arg(o.unknown));
    add(o.malformed, QStringLiteral("malformed"));
    return parts.join(QStringLiteral(", "));
}

inline QString segment(const SocketAddress& from, const SocketAddress& to, const tcp::Segment& s)
{
    return QStringLiteral("%1 > %2 flags %3 seq %4 ack %5 wnd %6 up %7 text %8 <%9>")
        .arg(QString::fromStdString(toString(from)), QString::fromStdString(toString(to)), QString::number(s.flags.bits(), 16))
        .arg(s.seq.value()).arg(s.ack.value()).arg(s.wnd).arg(s.urgentPointer).arg(s.textLength)
        .arg(options(s.options));
}

inline QString segment(const wire::DecodedSegment& d)
{
    return segment({d.sourceIp, d.sourcePort}, {d.destinationIp, d.destinationPort}, d.segment);
}

inline QString outcome(wire::Outcome outcome)
{
    switch (outcome) {
    case wire::Outcome::Segment: return QStringLiteral("segment");
    case wire::Outcome::NotIp: return QStringLiteral("not IP");
    case wire::Outcome::NotTcp: return QStringLiteral("not TCP");
    case wire::Outcome::Truncated: return QStringLiteral("truncated");
    case wire::Outcome::Fragment: return QStringLiteral("fragment");
    }
    return {};
}

inline QString checksum(wire::Checksum checksum)
{
    switch (checksum) {
    case wire::Checksum::NotVerified: return QStringLiteral("not verified");
    case wire::Checksum::Correct: return QStringLiteral("correct");
    case wire::Checksum::Wrong: return QStringLiteral("wrong");
    }
    return {};
}

} // namespace describe
