#include "views/common/wording.h"
#include "views/window/window_layout.h"

#include <QCoreApplication>
#include <QStringList>

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(WindowView)
};

QString octets(std::uint64_t count)
{
    return count == 1 ? Text::tr("1 octet") : Text::tr("%1 octets").arg(wording::number(count));
}

QString segments(std::uint64_t count)
{
    return count == 1 ? Text::tr("1 segment") : Text::tr("%1 segments").arg(wording::number(count));
}

/// SYN and FIN take a sequence number each and are no octets.
struct FlightCount {
    bool syn = false;
    bool fin = false;
    std::uint64_t octets = 0;
    std::uint64_t segments = 0;
    std::uint64_t notCaptured = 0;
    std::uint64_t resent = 0;
    std::uint64_t sacked = 0;
};

FlightCount flightOf(const StreamState& stream)
{
    FlightCount flight;
    flight.syn = stream.synSent && stream.una == 0;
    flight.fin = stream.finSent && stream.finOffset >= stream.una;
    flight.octets = stream.nxt - stream.una - (flight.syn ? 1 : 0) - (flight.fin ? 1 : 0);
    std::uint64_t captured = 0;
    for (const FlyingSegment& segment : stream.flying) {
        captured += segment.end - segment.begin - segment.missing;
        flight.segments += segment.segments;
        flight.resent += segment.sendings > 1 ? segment.segments : 0;
        flight.sacked += segment.sacked ? segment.segments : 0;
    }
    flight.notCaptured = stream.nxt - stream.una - captured;
    return flight;
}

QString flightText(const StreamState& stream, const FlightCount& flight)
{
    if (stream.nxt == stream.una)
        return Text::tr("Nothing is in flight");
    if (flight.octets == 0 && flight.syn)
        return Text::tr("The SYN is in flight");
    if (flight.octets == 0)
        return Text::tr("The FIN is in flight");
    //: "3 segments, 4,096 octets in flight"
    QString text = Text::tr("%1, %2 in flight").arg(segments(flight.segments), octets(flight.octets));
    QStringList besides;
    if (flight.syn)
        besides.append(Text::tr("with the SYN"));
    if (flight.fin)
        besides.append(Text::tr("with the FIN"));
    if (flight.resent > 0)
        besides.append(Text::tr("%1 sent again").arg(wording::number(flight.resent)));
    if (flight.sacked > 0)
        besides.append(Text::tr("%1 already reported as received").arg(wording::number(flight.sacked)));
    if (flight.notCaptured > 0)
        besides.append(Text::tr("%1 not captured").arg(octets(flight.notCaptured)));
    return besides.isEmpty() ? text : Text::tr("%1 (%2)").arg(text, besides.join(Text::tr(", ")));
}

QString roomText(const StreamState& stream)
{
    if (!stream.windowKnown)
        return Text::tr("the window is not known: the receiver has said nothing yet");
    if (stream.finSent)
        return Text::tr("after its FIN the sender has nothing more to send");
    if (stream.nxt > stream.windowEnd)
        return stream.nxt - stream.windowEnd == 1 ? Text::tr("1 octet lies beyond the window")
                                                  : Text::tr("%1 lie beyond the window").arg(octets(stream.nxt - stream.windowEnd));
    if (stream.window == 0)
        return Text::tr("the window is closed: nothing may be sent until the receiver opens it");
    if (stream.nxt == stream.windowEnd)
        return Text::tr("the window is full: nothing more may be sent until something is acknowledged");
    return Text::tr("the receiver has room for %1 more").arg(octets(stream.windowEnd - stream.nxt));
}

QString windowLimitText(const LimitFacts& facts)
{
    if (facts.outstanding >= facts.window)
        return Text::tr("The receiver's window holds the sender back: it is full.");
    const std::uint64_t room = facts.window - facts.outstanding;
    if (facts.finWaits && facts.unsent.value_or(0) <= room)
        return Text::tr("The receiver's window holds the sender back: it has room for %1, but not for the FIN with them.").arg(octets(room));
    return Text::tr("The receiver's window holds the sender back: it has room for %1, less than a segment.").arg(octets(room));
}

} // namespace

QString describeLimit(const StreamMoment& moment)
{
    const LimitFacts facts = limitFacts(moment);
    switch (senderLimit(facts)) {
    case SenderLimit::Nothing:
        return Text::tr("Nothing holds the sender back: both windows have room.");
    case SenderLimit::NotKnown:
        return Text::tr("What limits the sender is not known yet: its receiver has told no window.");
    case SenderLimit::Finished:
        return Text::tr("Nothing holds the sender back: it has sent all it had, and its FIN.");
    case SenderLimit::WindowClosed:
        return Text::tr("The receiver's window holds the sender back: it is closed.");
    case SenderLimit::ReceiverWindow:
        return windowLimitText(facts);
    case SenderLimit::CongestionWindow:
        return Text::tr("The congestion window holds the sender back: %1 may be in the network at once.").arg(octets(facts.cwnd.value_or(0)));
    case SenderLimit::Nagle:
        return Text::tr("Nagle's rule holds the sender back: %1 are less than a segment, and wait until all is acknowledged.")
            .arg(octets(facts.unsent.value_or(0)));
    case SenderLimit::Application:
        return Text::tr("The application holds the sender back: there is nothing more to send.");
    case SenderLimit::PerhapsApplication:
        return Text::tr("Perhaps the application holds the sender back: the window is open, and nothing is in flight.");
    case SenderLimit::PerhapsSmallSegment:
        return Text::tr("Perhaps the application has nothing more to send, or Nagle's rule holds it back: the last segment was a small one.");
    case SenderLimit::PerhapsCongestion:
        return Text::tr("Perhaps the congestion window holds the sender back: the receiver has room, and no more was in flight in the last round trip.");
    case SenderLimit::PerhapsNothing:
        return Text::tr("Perhaps nothing holds the sender back: the receiver has room, and more was in flight in the last round trip.");
    }
    return {};
}

QString describeUnit(std::uint64_t unit, std::uint32_t mss)
{
    if (unit == mss)
        return Text::tr("1 square: %1, a full segment").arg(octets(unit));
    if (unit % mss == 0)
        return Text::tr("1 square: %1, %2 full segments").arg(octets(unit), wording::number(unit / mss));
    if (unit % 1024 == 0)
        return Text::tr("1 square: %1 (%2 K)").arg(octets(unit), wording::number(unit / 1024));
    return Text::tr("1 square: %1").arg(octets(unit));
}

QString describeWindow(const StreamState& stream, bool scaleUnknown)
{
    //: What is in flight; what more may be sent.
    const QString text = Text::tr("%1; %2.").arg(flightText(stream, flightOf(stream)), roomText(stream));
    if (!scaleUnknown || !stream.windowKnown)
        return text;
    return Text::tr("%1 The window scale was not captured, so the window may be larger.").arg(text);
}
