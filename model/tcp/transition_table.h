// The state machine. Simulator, observer, diagram, documentation and tests all read these rows.
#pragma once

#include "model/tcp/event.h"
#include "model/tcp/state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tcp {

/// What must hold, besides state and event, for a row to apply.
enum class Guard : std::uint8_t {
    Always,
    PassiveOpener, ///< SYN-RECEIVED was reached from LISTEN (MUST-11).
    ActiveOpener,
    NothingToSend,
    DataToSend,
};

/// What the endpoint does. Combined actions are carried out in the order of this list.
enum class Action : std::uint16_t {
    None = 0,
    CreateTcb = 1 << 0,
    SendSyn = 1 << 1,
    SendSynAck = 1 << 2,
    SendAck = 1 << 3,
    SendFin = 1 << 4,
    SendRst = 1 << 5,
    HoldClose = 1 << 6, ///< Remember the CLOSE until ESTABLISHED.
    FlushQueues = 1 << 7,
    StartTimeWait = 1 << 8, ///< (Re)start the 2 MSL timer, stop all others.
    TellRefused = 1 << 9,
    TellReset = 1 << 10,
    TellTimedOut = 1 << 11,
    TellClosing = 1 << 12,
    DeleteTcb = 1 << 13,
};
constexpr Action operator|(Action a, Action b) { return Action(std::uint16_t(a) | std::uint16_t(b)); }
constexpr bool has(Action all, Action one) { return (std::uint16_t(all) & std::uint16_t(one)) != 0; }

/// Whether the diagram always shows the arrow, as the RFC's Figure 5 does.
enum class Drawn : std::uint8_t { Fig5, OnDemand };

inline constexpr std::nullopt_t kStay = std::nullopt;

/// One row of the state machine. The row is data: Endpoint obeys it, EndpointObserver infers with
/// it, StateDiagramView draws it, the README lists it, and the tests walk it.
struct Transition {
    StateSet from;
    Event event;
    Guard guard;
    Action actions;
    std::optional<State> to; ///< kStay where the RFC answers without changing the state.
    std::string_view rfc9293; ///< The section, with the step of 3.10.7.4 where one is numbered.
    Drawn drawn;
};

namespace table {
using enum State;
using enum Event;
using enum Guard;
using enum Action;
using enum Drawn;

inline constexpr StateSet kDataStates = Established | FinWait1 | FinWait2 | CloseWait;
inline constexpr StateSet kLastStates = Closing | LastAck | TimeWait;
inline constexpr StateSet kSynchronized = kDataStates | kLastStates; // 3.5.2, group 3

// clang-format off
inline constexpr Transition kTransitions[] = {
    // from         event             guard          actions                                to           RFC 9293       drawn
    // --- opening
    {Closed,       PassiveOpen,      Always,        CreateTcb,                             Listen,      "3.10.1",      Fig5},
    {Closed,       ActiveOpen,       Always,        CreateTcb | SendSyn,                   SynSent,     "3.10.1",      Fig5},
    {Listen,       ActiveOpen,       Always,        SendSyn,                               SynSent,     "3.10.1",      OnDemand},
    {Listen,       Send,             Always,        SendSyn,                               SynSent,     "3.10.2",      Fig5},
    {Listen,       RcvSyn,           Always,        SendSynAck,                            SynReceived, "3.10.7.2",    Fig5},
    {SynSent,      RcvSynAck,        Always,        SendAck,                               Established, "3.10.7.3",    Fig5},
    {SynSent,      RcvSyn,           Always,        SendSynAck,                            SynReceived, "3.10.7.3",    Fig5},     // simultaneous open, MUST-10
    {SynReceived,  RcvAckOfSyn,      Always,        None,                                  Established, "3.10.7.4 #5", Fig5},
    {TimeWait,     RcvSyn,           Always,        CreateTcb | SendSynAck,                SynReceived, "3.6.1",       OnDemand}, // a new incarnation, MAY-2
    // --- closing
    {Listen,       Close,            Always,        DeleteTcb,                             Closed,      "3.10.4",      Fig5},
    {SynSent,      Close,            Always,        DeleteTcb,                             Closed,      "3.10.4",      Fig5},
    {SynReceived,  Close,            NothingToSend, SendFin,                               FinWait1,    "3.10.4",      Fig5},
    {SynReceived,  Close,            DataToSend,    HoldClose,                             kStay,       "3.10.4",      OnDemand},
    {Established,  Close,            Always,        SendFin,                               FinWait1,    "3.10.4",      Fig5},
    {CloseWait,    Close,            Always,        SendFin,                               LastAck,     "3.10.4",      Fig5},
    {SynReceived,  RcvFin,           Always,        SendAck | TellClosing,                 CloseWait,   "3.10.7.4 #8", OnDemand},
    {Established,  RcvFin,           Always,        SendAck | TellClosing,                 CloseWait,   "3.10.7.4 #8", Fig5},
    {FinWait1,     RcvAckOfFin,      Always,        None,                                  FinWait2,    "3.10.7.4 #5", Fig5},
    {FinWait1,     RcvFin,           Always,        SendAck | TellClosing,                 Closing,     "3.10.7.4 #8", Fig5},     // simultaneous close
    {FinWait1,     RcvFinAckOfFin,   Always,        SendAck | StartTimeWait | TellClosing, TimeWait,    "3.10.7.4 #8", Fig5},     // Figure 5, note 2
    {FinWait2,     RcvFin,           Always,        SendAck | StartTimeWait | TellClosing, TimeWait,    "3.10.7.4 #8", Fig5},
    {Closing,      RcvAckOfFin,      Always,        StartTimeWait,                         TimeWait,    "3.10.7.4 #5", Fig5},
    {LastAck,      RcvAckOfFin,      Always,        DeleteTcb,                             Closed,      "3.10.7.4 #5", Fig5},
    {TimeWait,     RcvFinAgain,      Always,        SendAck | StartTimeWait,               kStay,       "3.10.7.4 #5", OnDemand},
    {TimeWait,     TimeWaitTimeout,  Always,        DeleteTcb,                             Closed,      "3.10.8",      Fig5},
    // --- resets
    {SynSent,      RcvRst,           Always,        TellReset | DeleteTcb,                 Closed,      "3.10.7.3",    OnDemand},
    {SynReceived,  RcvRst,           PassiveOpener, FlushQueues,                           Listen,      "3.10.7.4 #2", Fig5},     // Figure 5, note 1
    {SynReceived,  RcvRst,           ActiveOpener,  FlushQueues | TellRefused | DeleteTcb, Closed,      "3.10.7.4 #2", OnDemand},
    {SynReceived,  RcvUnexpectedSyn, PassiveOpener, FlushQueues,                           Listen,      "3.10.7.4 #4", OnDemand},
    {kDataStates,  RcvRst,           Always,        FlushQueues | TellReset | DeleteTcb,   Closed,      "3.10.7.4 #2", OnDemand},
    {kLastStates,  RcvRst,           Always,        DeleteTcb,                             Closed,      "3.10.7.4 #2", OnDemand},
    // --- aborts and timeouts; R2 retransmissions (3.8.3) raise UserTimeout as well
    {Listen | SynSent,
                   Abort,            Always,        TellReset | DeleteTcb,                 Closed,      "3.10.5",      OnDemand},
    {SynReceived | kDataStates,
                   Abort,            Always,        SendRst | FlushQueues | TellReset | DeleteTcb,
                                                                                           Closed,      "3.10.5",      OnDemand}, // not TIME-WAIT: 3.10.5 over Figure 5, note 3
    {kLastStates,  Abort,            Always,        DeleteTcb,                             Closed,      "3.10.5",      OnDemand},
    {Listen | SynSent | SynReceived | kSynchronized,
                   UserTimeout,      Always,        FlushQueues | TellTimedOut | DeleteTcb, Closed,     "3.10.8",      OnDemand},
    // --- answers that leave the state alone
    {Closed,       RcvStray,         Always,        SendRst,                               kStay,       "3.10.7.1",    OnDemand},
    {Listen | SynSent | SynReceived,
                   RcvBadAck,        Always,        SendRst,                               kStay,       "3.5.2",       OnDemand},
    {kSynchronized, RcvBadAck,       Always,        SendAck,                               kStay,       "3.10.7.4 #5", OnDemand},
    {SynReceived | kSynchronized,
                   RcvOutOfWindow,   Always,        SendAck,                               kStay,       "3.10.7.4 #1", OnDemand},
    {SynReceived | kSynchronized,
                   RcvSuspectRst,    Always,        SendAck,                               kStay,       "3.10.7.4 #2", OnDemand}, // challenge ACK, RFC 5961
    {SynReceived,  RcvUnexpectedSyn, ActiveOpener,  SendAck,                               kStay,       "3.10.7.4 #4", OnDemand}, // challenge ACK, RFC 5961
    {kSynchronized, RcvUnexpectedSyn, Always,       SendAck,                               kStay,       "3.10.7.4 #4", OnDemand}, // challenge ACK, RFC 5961
};
// clang-format on
} // namespace table

using table::kTransitions;

constexpr bool mutuallyExclusive(Guard a, Guard b)
{
    using enum Guard;
    const auto are = [&](Guard x, Guard y) { return (a == x && b == y) || (a == y && b == x); };
    return are(PassiveOpener, ActiveOpener) || are(NothingToSend, DataToSend);
}

/// No state and event may match two rows at once.
constexpr bool isUnambiguous()
{
    for (const auto& a : kTransitions) {
        for (const auto& b : kTransitions) {
            if (&a != &b && a.event == b.event && a.from.overlaps(b.from) && !mutuallyExclusive(a.guard, b.guard))
                return false;
        }
    }
    return true;
}
static_assert(isUnambiguous());

/// Every state can be reached from CLOSED, and CLOSED again from every state.
constexpr bool isConnected()
{
    bool reach[kStateCount][kStateCount] = {};
    for (const auto& row : kTransitions) {
        for (int from = 0; from < kStateCount; ++from) {
            if (row.to && row.from.contains(State(from)))
                reach[from][int(*row.to)] = true;
        }
    }
    for (int k = 0; k < kStateCount; ++k)
        for (int i = 0; i < kStateCount; ++i)
            for (int j = 0; j < kStateCount; ++j)
                reach[i][j] = reach[i][j] || (reach[i][k] && reach[k][j]);
    for (int i = 0; i < kStateCount; ++i) {
        if (!reach[0][i] || !reach[i][0])
            return false;
    }
    return true;
}
static_assert(isConnected());

/// The RFC deletes the TCB exactly where it enters CLOSED.
constexpr bool closedMeansNoTcb()
{
    for (const auto& row : kTransitions) {
        if ((row.to == State::Closed) != has(row.actions, Action::DeleteTcb))
            return false;
    }
    return true;
}
static_assert(closedMeansNoTcb());

/// TIME-WAIT is entered, or kept, only with a fresh 2 MSL timer.
constexpr bool timeWaitStartsItsTimer()
{
    for (const auto& row : kTransitions) {
        if (row.to == State::TimeWait && !has(row.actions, Action::StartTimeWait))
            return false;
    }
    return true;
}
static_assert(timeWaitStartsItsTimer());

/// What a guard needs to know. Endpoint reads it from its own TCB, EndpointObserver from what it saw.
struct GuardFacts {
    bool openedPassively = false;
    bool nothingToSend = true;
};

constexpr bool holds(Guard guard, const GuardFacts& facts)
{
    switch (guard) {
    case Guard::Always:          return true;
    case Guard::PassiveOpener: return facts.openedPassively;
    case Guard::ActiveOpener:  return !facts.openedPassively;
    case Guard::NothingToSend:   return facts.nothingToSend;
    case Guard::DataToSend:      return !facts.nothingToSend;
    }
    return false;
}

/// The row that applies, or nullptr where RFC 9293 says to drop the segment or refuse the call.
constexpr const Transition* findTransition(State from, Event event, const GuardFacts& facts)
{
    for (const auto& row : kTransitions) {
        if (row.event == event && row.from.contains(from) && holds(row.guard, facts))
            return &row;
    }
    return nullptr;
}

/// The enumerator's own name: "PassiveOpener".
std::string_view toString(Guard guard);
/// The actions' names in the order in which they are carried out, joined by " + "; empty for none.
std::string toString(Action actions);

} // namespace tcp
