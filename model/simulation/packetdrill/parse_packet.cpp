// Packets: `< S 0:0(0) win 32792 <mss 1460,sackOK>` comes in, `> S. 0:0(0) ack 1 <...>` goes out.
#include "model/simulation/packetdrill/cursor.h"

#include <array>

namespace simulation::packetdrill {

namespace {

using tcp::Flag;

constexpr std::string_view kPacketForm =
    "A packet is: < FLAGS FROM:TO(OCTETS) ack N win N <OPTIONS>; flags are S F R P and a point for ACK.";

bool addFlag(Cursor& cursor, const Token& word, char letter, tcp::Flags& flags)
{
    // clang-format off
    switch (letter) {
    case 'S': flags = flags | Flag::Syn; return true;
    case 'F': flags = flags | Flag::Fin; return true;
    case 'R': flags = flags | Flag::Rst; return true;
    case 'P': flags = flags | Flag::Psh; return true;
    case 'U': return cursor.fail(word, "urgent data are not simulated", "Leave the flag U out.");
    case 'E':
    case 'W':
    case 'C':
    case 'A': return cursor.fail(word, "congestion notification (ECN) is not simulated", "Leave the flags E, W, C and A out.");
    default: return cursor.fail(word, "unknown flags " + quoted(word.text), std::string(kPacketForm));
    }
    // clang-format on
}

bool readFlags(Cursor& cursor, tcp::Flags& flags)
{
    if (cursor.takeIf("-"))
        return true;
    if (!cursor.is(TokenKind::Word) && !cursor.is("."))
        return cursor.expected("the packet's flags", kPacketForm);
    if (cursor.is(TokenKind::Word)) {
        const Token word = cursor.take();
        for (std::string_view other : {"udp", "icmp", "sctp", "udplite", "mptcp", "gre", "ipv4", "ipv6"}) {
            if (word.text == other)
                return cursor.fail(word, quoted(other) + " packets are not simulated", "Only TCP packets over IPv4 are.");
        }
        for (char letter : word.text) {
            if (!addFlag(cursor, word, letter, flags))
                return false;
        }
    }
    if (cursor.takeIf("."))
        flags = flags | Flag::Ack;
    return true;
}

bool readSequence(Cursor& cursor, tcp::Segment& segment)
{
    const Token first = cursor.next();
    const auto from = cursor.takeInteger("a sequence number", 0, kMost32, kPacketForm);
    if (!from || !cursor.need(":", kPacketForm))
        return false;
    const auto to = cursor.takeInteger("the sequence number behind the text", 0, kMost32, kPacketForm);
    if (!to || !cursor.need("(", kPacketForm))
        return false;
    const auto octets = cursor.takeInteger("octets of text", 0, 0xFFFFFF, kPacketForm);
    if (!octets || !cursor.need(")", kPacketForm))
        return false;
    if (std::uint32_t(*from + *octets) != std::uint32_t(*to))
        return cursor.fail(
            first, std::to_string(*from) + " and " + std::to_string(*octets) + " octets do not end at " + std::to_string(*to),
            "Write " + std::to_string(*from) + ":" + std::to_string(std::uint32_t(*from + *octets)) + "("
                + std::to_string(*octets) + "); SYN and FIN do not count.");
    segment.seq = tcp::SeqNumber(std::uint32_t(*from));
    segment.textLength = std::uint32_t(*octets);
    return true;
}

bool readSack(Cursor& cursor, tcp::Options& options)
{
    while (cursor.is(TokenKind::Integer)) {
        const Token where = cursor.next();
        const auto left = cursor.takeInteger("a sequence number", 0, kMost32);
        if (!left || !cursor.need(":", "A SACK block is FROM:TO: <sack 2001:3001>."))
            return false;
        const auto right = cursor.takeInteger("a sequence number", 0, kMost32);
        if (!right)
            return false;
        if (options.sackCount == options.sack.size())
            return cursor.fail(where, "more SACK blocks than a header has room for", "Four fit, with timestamps three.");
        options.sack[options.sackCount++] = {tcp::SeqNumber(std::uint32_t(*left)), tcp::SeqNumber(std::uint32_t(*right))};
    }
    return options.sackCount > 0 || cursor.expected("a SACK block", "A SACK block is FROM:TO: <sack 2001:3001>.");
}

bool readTimestamps(Cursor& cursor, tcp::Options& options)
{
    constexpr std::string_view kForm = "Timestamps are: <TS val N ecr N>.";
    if (!cursor.need("val", kForm))
        return false;
    const auto value = cursor.takeInteger("a timestamp", 0, kMost32, kForm);
    if (!value || !cursor.need("ecr", kForm))
        return false;
    const auto echo = cursor.takeInteger("a timestamp", 0, kMost32, kForm);
    if (!echo)
        return false;
    options.timestamps = tcp::Timestamps{std::uint32_t(*value), std::uint32_t(*echo)};
    return true;
}

bool readTcpOption(Cursor& cursor, tcp::Options& options)
{
    static constexpr std::array<std::string_view, 7> kKnown{"mss", "wscale", "sackOK", "sack", "TS", "nop", "eol"};
    const Token name = cursor.take();
    const auto twice = [&] {
        return cursor.fail(name, quoted(name.text) + " stands there twice", "An option may stand in a packet once.");
    };
    if (name.text == "nop" || name.text == "eol")
        return true;
    if (name.text == "mss") {
        const auto value = cursor.takeInteger("octets", 1, 65535);
        if (options.mss)
            return twice();
        if (value)
            options.mss = std::uint16_t(*value);
        return value.has_value();
    }
    if (name.text == "wscale") {
        const auto value = cursor.takeInteger("a shift", 0, 14);
        if (options.windowScale)
            return twice();
        if (value)
            options.windowScale = std::uint8_t(*value);
        return value.has_value();
    }
    if (name.text == "sackOK") {
        if (options.sackPermitted)
            return twice();
        return options.sackPermitted = true;
    }
    if (name.text == "sack")
        return options.sackCount > 0 ? twice() : readSack(cursor, options);
    if (name.text == "TS")
        return options.timestamps ? twice() : readTimestamps(cursor, options);
    if (name.text == "FO" || name.text == "FOEXP")
        return cursor.fail(name, "TCP Fast Open is not simulated", "Leave the option out.");
    return cursor.fail(name, "the option " + quoted(name.text) + " is not simulated",
                       "The options are mss, wscale, sackOK, sack, TS, nop and eol. " + suggestion(name.text, kKnown));
}

bool readTcpOptions(Cursor& cursor, Packet& out)
{
    const Token bracket = cursor.take();
    if (cursor.is(TokenKind::Ellipsis)) {
        cursor.take();
        out.anyOptions = true;
        if (out.isInbound)
            return cursor.fail(bracket, "an inbound packet with any options", "Write out which options come in: <mss 1460>.");
        return cursor.need(">");
    }
    do {
        if (!readTcpOption(cursor, out.segment.options))
            return false;
    } while (cursor.takeIf(","));
    return cursor.need(">", "Options stand between < and >, with commas between them.");
}

} // namespace

bool readPacket(Cursor& cursor, Packet& out)
{
    const Token direction = cursor.take();
    out.isInbound = direction.text == "<";
    if (cursor.is("["))
        return cursor.fail(cursor.next(), "fields of the IP header are not simulated", "Leave what stands in brackets out.");
    if (!readFlags(cursor, out.segment.flags) || !readSequence(cursor, out.segment))
        return false;
    constexpr std::uint32_t kMostText = 65'535 - 20 - 60; // IPv4's length, less the shortest IP and the longest TCP header
    if (out.isInbound && out.segment.textLength > kMostText)
        return cursor.fail(direction, "a packet with " + std::to_string(out.segment.textLength) + " octets of text",
                           "No IPv4 packet holds more than " + std::to_string(kMostText) + ".");
    const Token behind = cursor.next();
    if (cursor.takeIf("ack")) {
        const auto ack = cursor.takeInteger("an acknowledgment number", 0, kMost32, kPacketForm);
        if (!ack)
            return false;
        out.segment.ack = tcp::SeqNumber(std::uint32_t(*ack));
        if (!out.segment.has(Flag::Ack))
            return cursor.fail(behind, "an acknowledgment number without the ACK flag", "Put a point behind the flags.");
    } else if (out.segment.has(Flag::Ack)) {
        return cursor.expected("\"ack\"", "The point behind the flags says that the packet acknowledges: write ack N.");
    }
    if (cursor.takeIf("win")) {
        const auto window = cursor.takeInteger("the window field", 0, 65535, kPacketForm);
        if (!window)
            return false;
        out.segment.wnd = std::uint32_t(*window);
        out.hasWindow = true;
    } else if (out.isInbound) {
        return cursor.expected("\"win\"", "An inbound packet needs its window field: win 65535.");
    }
    if (cursor.is("urg"))
        return cursor.fail(cursor.next(), "urgent data are not simulated", "Leave urg out.");
    return !cursor.is("<") || readTcpOptions(cursor, out);
}

} // namespace simulation::packetdrill
