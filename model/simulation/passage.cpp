#include "model/simulation/passage.h"

#include <algorithm>

using tcp::Flag;

namespace simulation {

bool isOfKind(SegmentKind kind, const tcp::Segment& segment)
{
    switch (kind) {
    case SegmentKind::Any:
        return true;
    case SegmentKind::Syn:
        return segment.has(Flag::Syn) && !segment.has(Flag::Ack);
    case SegmentKind::SynAck:
        return segment.has(Flag::Syn) && segment.has(Flag::Ack);
    case SegmentKind::Fin:
        return segment.has(Flag::Fin);
    case SegmentKind::Rst:
        return segment.has(Flag::Rst);
    case SegmentKind::Ack:
        return segment.has(Flag::Ack) && segment.len() == 0 && !segment.has(Flag::Rst);
    case SegmentKind::Data:
        return segment.textLength > 0;
    }
    return false;
}

bool PassageMatch::matches(const Passage& passage) const
{
    return isOfKind(what.kind, passage.segment) && (from == kNoHost || from == passage.from) && (to == kNoHost || to == passage.to)
        && (!what.seq || *what.seq == passage.segment.seq.value())
        && (!what.port || *what.port == passage.source.port || *what.port == passage.destination.port);
}

namespace {

bool areAsExpected(const SegmentOptions& expected, const tcp::Options& options)
{
    if ((expected.mss && expected.mss != options.mss) || (expected.windowScale && expected.windowScale != options.windowScale))
        return false;
    if ((expected.sackPermitted && !options.sackPermitted) || (expected.timestamps && !options.timestamps))
        return false;
    if (expected.timestampValues && expected.timestampValues != options.timestamps)
        return false;
    const auto blocks = options.sackBlocks();
    return expected.sack.empty() || std::equal(expected.sack.begin(), expected.sack.end(), blocks.begin(), blocks.end());
}

} // namespace

bool isAsExpected(const SegmentPattern& pattern, const tcp::Segment& segment)
{
    for (Flag flag : {Flag::Syn, Flag::Fin, Flag::Rst}) {
        if (pattern.flags.has(flag) != segment.has(flag))
            return false;
    }
    if (pattern.ack ? !segment.has(Flag::Ack) || *pattern.ack != segment.ack.value() : pattern.flags.has(Flag::Syn) && segment.has(Flag::Ack))
        return false;
    return (!pattern.seq || *pattern.seq == segment.seq.value()) && pattern.textLength == segment.textLength
        && (!pattern.window || *pattern.window == segment.wnd) && areAsExpected(pattern.options, segment.options);
}

std::string describe(const tcp::Segment& segment)
{
    std::string text;
    constexpr std::pair<Flag, const char*> kNames[] = {{Flag::Syn, "SYN "}, {Flag::Fin, "FIN "}, {Flag::Rst, "RST "}};
    for (const auto& [flag, name] : kNames)
        text += segment.has(flag) ? name : "";
    if (segment.len() > 0 || segment.has(Flag::Rst))
        text += std::to_string(segment.seq.value()) + "(" + std::to_string(segment.textLength) + ") ";
    if (segment.has(Flag::Ack))
        text += "ack " + std::to_string(segment.ack.value()) + " ";
    text += "win " + std::to_string(segment.wnd);
    const tcp::Options& options = segment.options;
    std::string list;
    const auto add = [&list](const std::string& option) { list += (list.empty() ? "" : ",") + option; };
    if (options.mss)
        add("mss " + std::to_string(*options.mss));
    if (options.windowScale)
        add("wscale " + std::to_string(*options.windowScale));
    if (options.sackPermitted)
        add("sackOK");
    for (const tcp::SackBlock& block : options.sackBlocks())
        add("sack " + std::to_string(block.left.value()) + ":" + std::to_string(block.right.value()));
    if (options.timestamps)
        add("TS " + std::to_string(options.timestamps->value) + ":" + std::to_string(options.timestamps->echo));
    return list.empty() ? text : text + " <" + list + ">";
}

} // namespace simulation
