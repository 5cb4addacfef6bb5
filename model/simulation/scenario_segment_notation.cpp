// Segments in Stevens' notation: SYN 8000(0) ack 1001 win 4096 <mss 1024>
#include "model/simulation/scenario_grammar.h"

#include <algorithm>
#include <array>

namespace simulation::grammar {

namespace {

using tcp::Flag;

struct FlagName {
    std::string_view name;
    Flag flag;
};
constexpr std::array<FlagName, 7> kFlags = {{{"SYN", Flag::Syn},
                                             {"FIN", Flag::Fin},
                                             {"RST", Flag::Rst},
                                             {"PSH", Flag::Psh},
                                             {"URG", Flag::Urg},
                                             {"ECE", Flag::Ece},
                                             {"CWR", Flag::Cwr}}};

/// "1001(20)"
bool isSequence(std::string_view word)
{
    return word.ends_with(')') && word.find('(') != std::string_view::npos;
}

bool takeSequence(Line& line, SegmentPattern& out)
{
    constexpr ValueRule kText{.max = 65535};
    const std::string_view word = line.next().text;
    const std::size_t open = word.find('(');
    if (!readValue(word.substr(0, open), {}, out.seq.emplace())
        || !readValue(word.substr(open + 1, word.size() - open - 2), kText, out.textLength))
        return line.expected("a sequence number and octets of text such as 1001(20)");
    line.take();
    return true;
}

/// "1001-2001" or "5:7"
bool readPair(std::string_view word, char separator, std::uint32_t& first, std::uint32_t& second)
{
    const std::size_t at = word.find(separator);
    return at != std::string_view::npos && readValue(word.substr(0, at), {}, first) && readValue(word.substr(at + 1), {}, second);
}

/// One option, as KEY and VALUE ("" for none). Each can stand once, but SACK blocks.
bool readOption(std::string_view key, std::string_view value, SegmentOptions& out)
{
    if (key == "mss" && !out.mss)
        return readValue(value, {}, out.mss.emplace());
    if (key == "wscale" && !out.windowScale)
        return readValue(value, {.max = 14}, out.windowScale.emplace());
    if (key == "sackOK" && !out.sackPermitted) {
        out.sackPermitted = true;
        return value.empty();
    }
    if (key == "TS" && !out.timestamps) {
        out.timestamps = true;
        return value.empty() || readPair(value, ':', out.timestampValues.emplace().value, out.timestampValues->echo);
    }
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    if (key != "sack" || out.sack.size() == 4 || !readPair(value, '-', left, right))
        return false;
    out.sack.push_back({tcp::SeqNumber(left), tcp::SeqNumber(right)});
    return true;
}

std::string_view trimmed(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// <mss 1460, wscale 7, sackOK, TS 1:0, sack 1001-2001>
bool takeOptions(Line& line, SegmentOptions& out)
{
    constexpr std::string_view kWhat = "options such as <mss 1460, wscale 7, sackOK, TS 5:7, sack 1001-2001>";
    const std::string_view word = line.next().text;
    if (!word.ends_with('>'))
        return line.expected(std::string(kWhat) + " with a closing >");
    std::string_view list = word.substr(1, word.size() - 2);
    while (true) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view option = trimmed(list.substr(0, comma));
        const std::size_t space = std::min(option.find_first_of(" \t"), option.size());
        if (!readOption(option.substr(0, space), trimmed(option.substr(space)), out))
            return line.expected(kWhat);
        if (comma == list.size())
            break;
        list.remove_prefix(comma + 1);
    }
    line.take();
    return true;
}

/// Takes the next part of the segment, if it is one; `taken` says so.
bool takePart(Line& line, SegmentPattern& out, bool& taken)
{
    const std::string_view word = line.next().text;
    const auto flag = std::find_if(kFlags.begin(), kFlags.end(), [word](const FlagName& each) { return each.name == word; });
    taken = true;
    if (flag != kFlags.end() && !out.flags.has(flag->flag)) {
        out.flags = out.flags | flag->flag;
        line.take();
        return true;
    }
    if (isSequence(word) && !out.seq)
        return takeSequence(line, out);
    if (!out.ack && line.takeIf("ack")) {
        out.flags = out.flags | Flag::Ack;
        return line.takeValue(out.ack.emplace());
    }
    if (!out.window && line.takeIf("win"))
        return line.takeValue(out.window.emplace(), {.max = 1u << 30});
    if (word.starts_with('<') && out.options == SegmentOptions())
        return takeOptions(line, out.options);
    taken = false;
    return true;
}

} // namespace

bool takeSegment(Line& line, SegmentPattern& out)
{
    bool any = false;
    while (!line.atEnd()) {
        bool taken = false;
        if (!takePart(line, out, taken))
            return false;
        if (!taken)
            break;
        any = true;
    }
    return any || line.expected("a segment such as SYN 8000(0) ack 1001 win 4096 <mss 1024>");
}

} // namespace simulation::grammar
