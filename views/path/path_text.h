#pragma once
#include "views/path/path_index.h"

#include <QString>

/// Words for segments on their way; numbers count as in Numbering::Automatic.
namespace path_text {

/// "SYN 0", "SYN 0 ack 1", "1(1024)", "ack 1025", "FIN 20", "RST 21".
QString shortLabel(const Trace& trace, const Record& record);
/// "SYN", "1", "ack": for crowds.
QString briefLabel(const Trace& trace, const Record& record);
/// In Stevens' notation, with options.
QString fullLabel(const Trace& trace, const Record& record);
/// The moment, counted from the start of the simulation: "0.312 s".
QString moment(const Stage& stage, Timestamp time);
/// Everything about it, in lines: notation, from where to where, when; lost, copied or damaged.
QString toolTip(const Stage& stage, const PathIndex& index, const Trace& trace, std::size_t flight, Timestamp now);
/// "A", or what is said of an address that no host has.
QString hostName(const Stage& stage, StageHostIndex host);
/// What flies, for those who cannot see it; at most some of it by name.
QString summary(const Stage& stage, const PathIndex& index, const Trace& trace, const std::vector<std::size_t>& visible, Timestamp now);
/// When nothing flies: what comes next, in a long and a short form.
QString quiet(const Stage& stage, Timestamp now, bool isShort);

} // namespace path_text
