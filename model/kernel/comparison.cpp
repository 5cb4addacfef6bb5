#include "model/kernel/comparison.h"

#include "model/tcp/transition_table.h"

#include <algorithm>

namespace kernel {

namespace {

using tcp::Event;
using tcp::State;

bool isReceipt(Event event)
{
    return event >= Event::RcvSyn && event <= Event::RcvFinAgain && event != Event::RcvRst;
}

bool isCall(Event event)
{
    return event <= Event::Close;
}

/// States that the rows allowed by `takes` lead to from `from`, itself included. CLOSED and LISTEN begin something new, and are no way.
template <typename Takes>
std::uint16_t reachable(State from, Takes takes)
{
    unsigned reach = 1u << unsigned(from);
    for (bool grows = true; grows;) {
        grows = false;
        for (const tcp::Transition& row : tcp::kTransitions) {
            if (!row.to || *row.to == State::Closed || *row.to == State::Listen || !takes(row.event))
                continue;
            for (unsigned state = 0; state < tcp::kStateCount; ++state) {
                const bool leads = (reach >> state & 1u) != 0 && row.from.contains(State(state)) && State(state) != State::TimeWait;
                if (leads && (reach >> unsigned(*row.to) & 1u) == 0) {
                    reach |= 1u << unsigned(*row.to);
                    grows = true;
                }
            }
        }
    }
    return std::uint16_t(reach);
}

bool has(std::uint16_t states, State state)
{
    return (states >> unsigned(state) & 1u) != 0;
}

Reason reasonOfSame(const Socket& entry)
{
    if (entry.kind == EntryKind::Request)
        return Reason::Request;
    if (entry.state == State::TimeWait)
        return Reason::TimeWaitMini;
    if (entry.kind == EntryKind::Mini)
        return Reason::FinWait2Mini;
    const bool isClosing = entry.state == State::FinWait1 || entry.state == State::FinWait2 || entry.state == State::Closing
        || entry.state == State::LastAck;
    return isClosing && entry.inode == 0 ? Reason::Orphan : Reason::FullSocket;
}

Reason reasonOfPast(WireMoment moment)
{
    switch (moment) {
    case WireMoment::Paused:
        return Reason::ViewPaused;
    case WireMoment::Over:
        return Reason::CaptureOver;
    default:
        return Reason::InThePast;
    }
}

/// The kernel has no entry for an end that the wire holds to be in that state.
Comparison compareWithNone(const WireEnd& wire)
{
    switch (wire.state) {
    case State::Closed:
    case State::Listen: // of a listener, whose entry is not the connection's
        return {Agreement::Same, Reason::BothClosed};
    case State::TimeWait:
        return {Agreement::Explained, Reason::TimeWaitOver};
    case State::FinWait2:
        return {Agreement::Explained, Reason::FinWait2Over};
    case State::SynReceived:
        return {Agreement::Explained, Reason::SynDropped};
    case State::LastAck: // the ACK that ends it has arrived
        return {Agreement::Explained, Reason::NotYetAcknowledged};
    default:
        return {Agreement::Explained, Reason::GaveUp};
    }
}

/// Both have the connection, and differ in its state.
Comparison compareStates(const WireEnd& end, const Socket& entry)
{
    const State wire = end.state;
    if (wire == State::Closed && entry.state == State::TimeWait)
        return {Agreement::Explained, Reason::StillWaiting};
    if (entry.kind == EntryKind::Request && wire == State::Established)
        return {Agreement::Explained, Reason::HandshakeNotTaken};
    if (wire == State::Closed || wire == State::Listen) {
        const bool isYoung = entry.state == State::SynSent || entry.state == State::SynReceived;
        // Before its first word an end is CLOSED to the wire; after its last one it is so again.
        return {Agreement::Explained, isYoung ? Reason::NotYetSent : Reason::ResetNotTaken};
    }
    const auto anyWay = [](Event event) { return isReceipt(event) || isCall(event); };
    if (has(reachable(wire, isReceipt), entry.state))
        return {Agreement::Explained, Reason::NotYetAcknowledged};
    if (has(reachable(entry.state, isReceipt), wire))
        return {Agreement::Explained, end.isAssumed ? Reason::NotYetReceived : Reason::KernelLags};
    if (has(reachable(wire, anyWay), entry.state))
        return {Agreement::Explained, Reason::NotYetSent};
    if (wire == State::TimeWait)
        return {Agreement::Explained, Reason::NewConnection};
    if (has(reachable(entry.state, anyWay), wire))
        return {Agreement::Explained, Reason::KernelLags};
    return {Agreement::Contradicted, Reason::Impossible};
}

} // namespace

Comparison compare(const WireEnd& wire, const Socket* entry)
{
    if (wire.moment == WireMoment::OtherHost)
        return {Agreement::Unknown, Reason::NotFromThisHost};
    if (!wire.isHere)
        return {Agreement::Unknown, Reason::OtherEndElsewhere};
    if (wire.moment != WireMoment::Now)
        return {Agreement::Unknown, reasonOfPast(wire.moment)};
    if (!entry)
        return compareWithNone(wire);
    if (entry->state == wire.state)
        return {Agreement::Same, reasonOfSame(*entry)};
    return compareStates(wire, *entry);
}

const Socket* findSocket(const std::vector<Socket>& sockets, const SocketAddress& local, const SocketAddress& remote, std::uint32_t interface)
{
    const Socket* found = nullptr;
    for (const Socket& socket : sockets) {
        if (!isEndOf(socket, local, remote))
            continue;
        if (interface == 0 || socket.interface == interface)
            return &socket;
        found = found ? found : &socket; // packets of a bridge come by on its ports
    }
    return found;
}

} // namespace kernel
