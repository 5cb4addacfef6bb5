#include "model/simulation/packetdrill/notation.h"

#include <cstdio>
#include <utility>

namespace simulation::packetdrill {

using tcp::Flag;

namespace {

std::string describeFlags(tcp::Flags flags)
{
    std::string text;
    constexpr std::pair<Flag, char> kLetters[] = {
        {Flag::Syn, 'S'}, {Flag::Fin, 'F'}, {Flag::Rst, 'R'}, {Flag::Psh, 'P'}, {Flag::Ack, '.'}};
    for (const auto& [flag, letter] : kLetters) {
        if (flags.has(flag))
            text += letter;
    }
    return text.empty() ? "-" : text;
}

std::string describeOptions(const tcp::Options& options)
{
    std::string text;
    const auto add = [&text](const std::string& option) { text += (text.empty() ? "" : ",") + option; };
    if (options.mss)
        add("mss " + std::to_string(*options.mss));
    if (options.sackPermitted)
        add("sackOK");
    if (options.timestamps)
        add("TS val " + std::to_string(options.timestamps->value) + " ecr " + std::to_string(options.timestamps->echo));
    if (options.windowScale)
        add("wscale " + std::to_string(*options.windowScale));
    std::string blocks;
    for (const tcp::SackBlock& block : options.sackBlocks())
        blocks += " " + std::to_string(block.left.value()) + ":" + std::to_string(block.right.value());
    if (!blocks.empty())
        add("sack" + blocks);
    return text;
}

template <typename T>
std::string asText(const std::optional<T>& value)
{
    return value ? std::to_string(*value) : std::string("none");
}

std::string difference(std::string_view what, const std::string& sent, const std::string& expected)
{
    return std::string(what) + " is " + sent + ", not " + expected;
}

std::string optionsDifference(const tcp::Options& expected, const tcp::Options& sent)
{
    if (expected.mss != sent.mss)
        return difference("mss", asText(sent.mss), asText(expected.mss));
    if (expected.windowScale != sent.windowScale)
        return difference("wscale", asText(sent.windowScale), asText(expected.windowScale));
    if (expected.sackPermitted != sent.sackPermitted)
        return sent.sackPermitted ? "sackOK is there" : "sackOK is missing";
    if (expected.timestamps.has_value() != sent.timestamps.has_value())
        return sent.timestamps ? "TS is there" : "TS is missing";
    if (expected.timestamps && expected.timestamps->echo != sent.timestamps->echo)
        return difference("ecr", std::to_string(sent.timestamps->echo), std::to_string(expected.timestamps->echo));
    tcp::Options onlyExpected;
    tcp::Options onlySent;
    onlyExpected.sack = expected.sack;
    onlyExpected.sackCount = expected.sackCount;
    onlySent.sack = sent.sack;
    onlySent.sackCount = sent.sackCount;
    const std::string expectedBlocks = describeOptions(onlyExpected);
    const std::string sentBlocks = describeOptions(onlySent);
    if (expectedBlocks == sentBlocks)
        return {};
    return (sentBlocks.empty() ? "no SACK is there" : sentBlocks + " is there")
           + (expectedBlocks.empty() ? "" : ", not " + expectedBlocks);
}

} // namespace

std::string describe(const tcp::Segment& segment)
{
    std::string text = describeFlags(segment.flags) + " " + std::to_string(segment.seq.value()) + ":"
                       + std::to_string((segment.seq + segment.textLength).value()) + "(" + std::to_string(segment.textLength)
                       + ")";
    if (segment.has(Flag::Ack))
        text += " ack " + std::to_string(segment.ack.value());
    text += " win " + std::to_string(segment.wnd);
    const std::string options = describeOptions(segment.options);
    return options.empty() ? text : text + " <" + options + ">";
}

std::string describe(Duration time)
{
    char text[48];
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(microseconds / 1'000'000),
                  static_cast<long long>(microseconds % 1'000'000));
    return text;
}

std::string firstDifference(const Packet& expected, const tcp::Segment& sent)
{
    const tcp::Segment& wanted = expected.segment;
    for (Flag flag : {Flag::Syn, Flag::Fin, Flag::Rst, Flag::Ack}) {
        if (wanted.has(flag) != sent.has(flag))
            return "the flags are " + describeFlags(sent.flags) + ", not " + describeFlags(wanted.flags);
    }
    if (wanted.seq != sent.seq)
        return difference("the sequence number", std::to_string(sent.seq.value()), std::to_string(wanted.seq.value()));
    if (wanted.textLength != sent.textLength)
        return difference("the length", std::to_string(sent.textLength), std::to_string(wanted.textLength));
    if (wanted.has(Flag::Ack) && wanted.ack != sent.ack)
        return difference("ack", std::to_string(sent.ack.value()), std::to_string(wanted.ack.value()));
    if (expected.hasWindow && wanted.wnd != sent.wnd)
        return difference("win", std::to_string(sent.wnd), std::to_string(wanted.wnd));
    return expected.anyOptions ? std::string() : optionsDifference(wanted.options, sent.options);
}

} // namespace simulation::packetdrill
