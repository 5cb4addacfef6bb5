#pragma once
#include "model/tcp/segment.h"
#include "model/tcp/state.h"

/// Where both ends are taken to be when the first segment that the capture holds is not a SYN.
struct Adoption {
    tcp::State sender;
    tcp::State receiver;
};

/// Reads the shape of the first segment; the segment itself is observed next, so these are the states just before it.
constexpr Adoption adopt(const tcp::Segment& first)
{
    using enum tcp::State;
    using tcp::Flag;
    struct Row {
        Flag shape;
        Adoption states;
    };
    constexpr Row kRows[] = {
        // A reset, too, was aimed at something that lived, or its target will not care.
        {Flag::Rst, {Established, Established}},
        // SYN or SYN,ACK: nothing is adopted; a SYN,ACK proves the SYN that was missed (see ConnectionObserver).
        {Flag::Syn, {Closed, Closed}},
        // A FIN is sent from ESTABLISHED or CLOSE-WAIT; the first is likelier, and what follows shows it.
        {Flag::Fin, {Established, Established}},
    };
    for (const Row& row : kRows) {
        if (first.has(row.shape))
            return row.states;
    }
    return {Established, Established};
}
