#include "tests/model/observer/exchange.h"

#include "model/observer/connection_tracker.h"

#include <QtGlobal>

#include <algorithm>
#include <sstream>

using tcp::Flag;
using tcp::Flags;
using tcp::SeqNumber;

namespace exchange {

namespace {

constexpr Duration kPause = std::chrono::milliseconds(10);
constexpr std::uint16_t kPorts[] = {40000, 80};

struct End {
    SeqNumber iss;
    std::uint32_t next = 0; ///< Relative to `iss`.
};

struct Line {
    std::size_t sender = 0;
    tcp::Segment segment;
    Duration ahead{}; ///< Its date is wrong by so much.
};

Flags readFlags(const std::string& text)
{
    Flags flags;
    std::istringstream names(text);
    for (std::string name; std::getline(names, name, ',');) {
        const Flag flag = name == "SYN" ? Flag::Syn : name == "ACK" ? Flag::Ack : name == "FIN" ? Flag::Fin : Flag::Rst;
        if (flag == Flag::Rst && name != "RST")
            qFatal("no such flag: %s", name.c_str());
        flags = flags | flag;
    }
    return flags;
}

std::uint32_t readNumber(const std::string& text) { return std::uint32_t(std::stoul(text)); }

Line readLine(std::istringstream& words, const std::string& sender, End (&ends)[2])
{
    if (sender != "A" && sender != "B")
        qFatal("no such end: %s", sender.c_str());
    Line line;
    line.sender = sender == "A" ? 0 : 1;
    End& me = ends[line.sender];
    End& peer = ends[1 - line.sender];
    tcp::Segment& segment = line.segment;
    std::string word;
    words >> word;
    segment.flags = readFlags(word);
    segment.wnd = 60000;
    std::uint32_t seq = segment.has(Flag::Syn) ? 0 : me.next;
    std::uint32_t ack = peer.next;
    while (words >> word) {
        if (word[0] == '@')
            seq = readNumber(word.substr(1));
        else if (word[0] == '^')
            ack = readNumber(word.substr(1));
        else if (word.starts_with("w="))
            segment.wnd = readNumber(word.substr(2));
        else if (word.starts_with("iss="))
            me = {SeqNumber(readNumber(word.substr(4))), 0};
        else if (word.starts_with("ahead="))
            line.ahead = std::chrono::seconds(readNumber(word.substr(6)));
        else if (word == "tfo")
            segment.options.fastOpenCookieLength = std::uint8_t(8);
        else
            segment.textLength = readNumber(word);
    }
    segment.seq = me.iss + seq;
    if (segment.has(Flag::Ack))
        segment.ack = peer.iss + ack;
    if (!segment.has(Flag::Rst) && seq <= me.next)
        me.next = std::max(me.next, seq + segment.len());
    return line;
}

wire::DecodedSegment address(const Line& line)
{
    wire::DecodedSegment packet;
    packet.segment = line.segment;
    packet.sourceIp.octets = {10, 0, 0, std::uint8_t(line.sender + 1)};
    packet.destinationIp.octets = {10, 0, 0, std::uint8_t(2 - line.sender)};
    packet.sourcePort = kPorts[line.sender];
    packet.destinationPort = kPorts[1 - line.sender];
    return packet;
}

std::string describe(const TransitionRecord& step)
{
    const std::string state(tcp::toString(step.to));
    switch (step.certainty) {
    case Certainty::Assumed:
        return state + "?";
    case Certainty::Retracted:
        return "back to " + state;
    case Certainty::TimedOut:
        return state + " after 2 MSL";
    default:
        return state;
    }
}

} // namespace

RecordBatch observe(const std::string& conversation)
{
    RecordBatch batch;
    ConnectionTracker tracker;
    End ends[2] = {{SeqNumber(1000)}, {SeqNumber(8000)}};
    Timestamp now{};
    std::uint32_t frame = 0;
    std::istringstream lines(conversation);
    for (std::string text; std::getline(lines, text, ';');) {
        std::istringstream words(text);
        std::string first;
        words >> first;
        now += kPause;
        if (first == "wait") {
            std::string seconds;
            words >> seconds;
            now += std::chrono::seconds(readNumber(seconds));
            tracker.advanceClock(now, batch);
        } else {
            const Line line = readLine(words, first, ends);
            tracker.observe(address(line), now + line.ahead, ++frame, batch);
        }
    }
    return batch;
}

std::string walkOf(const RecordBatch& batch, char end)
{
    std::string walk;
    for (ConnectionId id = 0; id < batch.connections.size(); ++id) {
        if (id > 0)
            walk += " | ";
        const bool isInitiator = batch.connections[id].initiator.port == kPorts[end == 'A' ? 0 : 1];
        const Side side = isInitiator ? Side::Initiator : Side::Responder;
        bool isFirst = true;
        for (const TransitionRecord& step : batch.transitions) {
            if (step.connection != id || step.side != side)
                continue;
            walk += (isFirst ? "" : ", ") + describe(step);
            isFirst = false;
        }
        const auto last = std::find_if(batch.records.rbegin(), batch.records.rend(), [id](const Record& r) { return r.connection == id; });
        if (walk.ends_with('?') && last != batch.records.rend() && last->certainty(side) == Certainty::Proven)
            walk += " confirmed";
    }
    return walk;
}

} // namespace exchange
