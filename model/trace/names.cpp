#include "model/trace/record.h"

#include <array>

std::string_view toString(Side side)
{
    return side == Side::Initiator ? "initiator" : "responder";
}

std::string_view toString(Certainty certainty)
{
    constexpr std::array<std::string_view, 5> kNames = {"simulated", "proven", "assumed", "retracted", "timed-out"};
    return kNames[std::size_t(certainty)];
}

std::string_view toString(Label label)
{
    constexpr std::array<std::string_view, kLabelCount> kNames = {
        "retransmission",  "fast-retransmission", "spurious-retransmission", "out-of-order", "lost-segment",
        "ack-lost-segment", "duplicate-ack",      "keep-alive",              "keep-alive-ack", "window-update",
        "window-full",     "zero-window",         "zero-window-probe",       "zero-window-probe-ack", "reused-ports",
    };
    return kNames[std::size_t(label)];
}
