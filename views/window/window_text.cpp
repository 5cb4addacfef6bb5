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

/// Where the header's window stands for so much or more.
QString scaledRoomText(const StreamState& stream)
{
    if (stream.windowEnd <= stream.nxt)
        return Text::tr("whether the receiver has room for more is not known");
    return Text::tr("the receiver has room for at least %1 more").arg(octets(stream.windowEnd - stream.nxt));
}

QString roomText(const StreamMoment& moment)
{
    const StreamState& stream = moment.stream;
    if (!stream.windowKnown)
        return Text::tr("the window is not known: the receiver has said nothing yet");
    if (stream.finSent)
        return Text::tr("after its FIN the sender has nothing more to send");
    if (moment.isReceiverGone())
        return Text::tr("the receiver has no connection any more");
    if (moment.scaleUnknown && stream.window > 0)
        return scaledRoomText(stream);
    if (stream.nxt > stream.windowEnd)
        return stream.nxt - stream.windowEnd == 1 ? Text::tr("1 octet lies beyond the window")
                                                  : Text::tr("%1 lie beyond the window").arg(octets(stream.nxt - stream.windowEnd));
    if (stream.window == 0)
        return Text::tr("the window is closed: nothing may be sent until the receiver opens it");
    if (stream.nxt == stream.windowEnd)
        return Text::tr("the window is full: nothing more may be sent until something is acknowledged");
    return Text::tr("the receiver has room for %1 more").arg(octets(stream.windowEnd - stream.nxt));
}

/// What the end of a connection leaves behind.
QString endText(const StreamState& stream)
{
    if (stream.nxt == 0)
        return Text::tr("There is no connection.");
    const FlightCount flight = flightOf(stream);
    if (stream.nxt == stream.una)
        return Text::tr("There is no connection any more: all that was sent has been acknowledged.");
    if (flight.octets == 0 && flight.syn)
        return Text::tr("There is no connection: it was never established.");
    if (flight.octets == 0)
        return Text::tr("There is no connection any more: the FIN was never acknowledged.");
    if (flight.octets == 1)
        return Text::tr("There is no connection any more: 1 octet was never acknowledged.");
    return Text::tr("There is no connection any more: %1 were never acknowledged.").arg(octets(flight.octets));
}

QString handshakeText(const LimitFacts& facts)
{
    if (facts.unsent.value_or(0) == 0)
        return Text::tr("The handshake is under way: text is sent once the connection is established.");
    return facts.unsent == 1 ? Text::tr("The handshake holds the sender back: 1 octet waits until the connection is established.")
                             : Text::tr("The handshake holds the sender back: %1 wait until the connection is established.").arg(octets(*facts.unsent));
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

/// What a recording shows of the receiver's window: the sender may have seen another one.
QString perhapsWindowText(const LimitFacts& facts)
{
    if (facts.outstanding >= facts.window)
        return Text::tr("Perhaps the receiver's window holds the sender back: the last one captured is full.");
    return Text::tr("Perhaps the receiver's window holds the sender back: the last one captured has room for %1, less than a segment.")
        .arg(octets(facts.window - facts.outstanding));
}

} // namespace

QString describeLimit(const StreamMoment& moment)
{
    const LimitFacts facts = limitFacts(moment);
    switch (senderLimit(facts)) {
    case SenderLimit::Nothing:
        return Text::tr("Nothing holds the sender back: both windows have room.");
    case SenderLimit::NoConnection:
        return endText(moment.stream);
    case SenderLimit::Handshake:
        return handshakeText(facts);
    case SenderLimit::NotKnown:
        if (facts.windowKnown)
            return Text::tr("What limits the sender is not known: its receiver's window may be larger than it looks.");
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
    case SenderLimit::PerhapsClosed:
        return Text::tr("Perhaps the receiver's window holds the sender back: the last one captured is closed.");
    case SenderLimit::PerhapsReceiverWindow:
        return perhapsWindowText(facts);
    case SenderLimit::PerhapsApplication:
        if (facts.outstanding > 0)
            return Text::tr("Perhaps the application holds the sender back: the window is open, and little is in flight.");
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

QString describeWindow(const StreamMoment& moment)
{
    const StreamState& stream = moment.stream;
    if (moment.isSenderGone()) {
        const QString state = wording::stateName(moment.senderState);
        //: A state's name.
        return Text::tr("In %1 an end keeps neither numbers nor windows, and sends nothing again (RFC 9293, 3.3.2).").arg(state);
    }
    //: What is in flight; what more may be sent.
    const QString text = Text::tr("%1; %2.").arg(flightText(stream, flightOf(stream)), roomText(moment));
    if (!moment.scaleUnknown || !stream.windowKnown || moment.isReceiverGone())
        return text;
    return Text::tr("%1 The window scale was not captured, so the window may be larger.").arg(text);
}

QString describeMoment(const WindowMoment& moment, Side sender, bool bothDirections)
{
    const auto describe = [&moment](Side side) {
        const StreamMoment& stream = moment.streams[index(side)];
        return describeLimit(stream) + u' ' + describeWindow(stream);
    };
    if (!bothDirections)
        return describe(sender);
    QStringList directions;
    for (Side side : {sender, other(sender)}) {
        const QString direction = Text::tr("%1 → %2").arg(wording::sideName(side), wording::sideName(other(side)));
        //: A direction, and what is to be said of it.
        directions.append(Text::tr("%1: %2").arg(direction, describe(side)));
    }
    return directions.join(u' ');
}
