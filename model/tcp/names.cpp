// The names of states, events, guards and actions, each once.
#include "model/tcp/transition_table.h"

#include <array>

namespace tcp {

namespace {

constexpr std::array<std::string_view, kStateCount> kStateNames = {
    "CLOSED",     "LISTEN",     "SYN-SENT",   "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
    "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING",    "LAST-ACK",     "TIME-WAIT",
};

constexpr std::array<std::string_view, kEventCount> kEventNames = {
    "PassiveOpen",    "ActiveOpen",       "Send",          "Close",     "Abort",     "RcvSyn",
    "RcvSynAck",      "RcvAckOfSyn",      "RcvFin",        "RcvAckOfFin", "RcvFinAckOfFin", "RcvRst",
    "RcvStray",       "RcvOutOfWindow",   "RcvBadAck",     "RcvUnexpectedSyn", "RcvSuspectRst", "RcvFinAgain",
    "UserTimeout",    "TimeWaitTimeout",
};
static_assert(!kEventNames.back().empty());

constexpr std::array<std::string_view, 5> kGuardNames = {"Always", "PassiveOpener", "ActiveOpener", "NothingToSend", "DataToSend"};

constexpr std::array<std::string_view, 14> kActionNames = {
    "CreateTcb",     "SendSyn",     "SendSynAck", "SendAck",      "SendFin",     "SendRst",   "HoldClose", "FlushQueues",
    "StartTimeWait", "TellRefused", "TellReset",  "TellTimedOut", "TellClosing", "DeleteTcb",
};

} // namespace

std::string_view toString(State state)
{
    return kStateNames[std::size_t(state)];
}

std::optional<State> stateFromString(std::string_view name)
{
    for (std::size_t i = 0; i < kStateNames.size(); ++i) {
        if (kStateNames[i] == name)
            return State(i);
    }
    return std::nullopt;
}

std::string_view toString(Event event)
{
    return kEventNames[std::size_t(event)];
}

std::string_view toString(Guard guard)
{
    return kGuardNames[std::size_t(guard)];
}

std::string toString(Action actions)
{
    std::string text;
    for (std::size_t bit = 0; bit < kActionNames.size(); ++bit) {
        if (!has(actions, Action(1u << bit)))
            continue;
        if (!text.empty())
            text += " + ";
        text += kActionNames[bit];
    }
    return text;
}

} // namespace tcp
