#include "model/simulation/recording.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace simulation {

namespace {

constexpr std::string_view kMiddle = "middle";
constexpr std::size_t kLine = 16;

/// "octet 000000017\n" for the line that begins with the stream's seventeenth octet.
std::array<char, kLine> lineOfText(std::uint32_t line)
{
    std::array<char, kLine> text{'o', 'c', 't', 'e', 't', ' '};
    std::uint64_t number = std::uint64_t(line) * kLine + 1;
    for (std::size_t at = kLine - 2; at > 5; --at, number /= 10)
        text[at] = char('0' + number % 10);
    text.back() = '\n';
    return text;
}

/// Locally administered (IEEE 802, 8.2.2); forged addresses come through one router.
wire::MacAddress macOf(HostIndex host)
{
    const std::uint32_t number = host == kNoHost ? 0xFFFF : host + 1;
    return {0x02, 0, 0, 0, std::uint8_t(number >> 8), std::uint8_t(number)};
}

/// When it passes the middle of its way, if it comes so far.
std::optional<Timestamp> halfway(const Passage& passage)
{
    const bool isLost = passage.fate == Passage::Fate::Lost;
    const Timestamp arrival = isLost ? passage.due : passage.ends;
    const Timestamp middle = passage.since + (arrival - passage.since) / 2;
    const bool comesSoFar = !isLost || (passage.ends >= middle && passage.ends > passage.since);
    return comesSoFar ? std::optional(middle) : std::nullopt;
}

} // namespace

char textOctet(std::uint32_t offset)
{
    return lineOfText(std::uint32_t(offset / kLine))[offset % kLine];
}

Result<Vantage> findVantage(const Simulation& simulation, std::string_view name)
{
    if (name == kMiddle)
        return Vantage{};
    if (const Host* host = simulation.findHost(name))
        return Vantage{host->index()};
    std::string names;
    for (const auto& host : simulation.hosts())
        names += host->name() + ", ";
    return Error{"Nothing called \"" + std::string(name) + "\" can record the simulation.", "Choose " + names + "or middle."};
}

Recording::Recording(const Simulation& simulation, Vantage vantage, std::string_view language)
    : m_simulation(simulation), m_vantage(vantage), m_language(language)
{
    findSightings();
    findInitialNumbers();
}

std::string Recording::vantageName() const
{
    return m_vantage.host == kNoHost ? std::string(kMiddle) : m_simulation.hosts()[m_vantage.host]->name();
}

const std::string& Recording::textOf(const LocalizedText& text) const
{
    const auto translation = text.translations.find(m_language);
    return translation == text.translations.end() ? text.english : translation->second;
}

/// Each host counts its datagrams, and the link's copies of one are the same datagram, wherever they are seen.
void Recording::findSightings()
{
    std::map<HostIndex, std::uint16_t> sent;
    const std::vector<Passage>& passages = m_simulation.passages();
    std::vector<std::uint16_t> identifications; // by the segment's number
    for (PassageIndex index = 0; index < passages.size(); ++index) {
        const Passage& passage = passages[index];
        identifications.resize(std::max<std::size_t>(identifications.size(), passage.number + std::size_t(1)));
        std::uint16_t& identification = identifications[passage.number];
        if (!passage.isCopy)
            identification = ++sent[passage.from];
        if (m_vantage.host == kNoHost) {
            const auto middle = halfway(passage);
            if (middle && *middle <= m_simulation.now())
                m_sightings.push_back({*middle, passage.sentTurn, index, identification, true});
        } else if (passage.from == m_vantage.host) {
            if (!passage.isCopy)
                m_sightings.push_back({passage.sent, passage.sentTurn, index, identification, false});
        } else if (passage.to == m_vantage.host && passage.fate == Passage::Fate::Arrived) {
            m_sightings.push_back({passage.ends, passage.endTurn, index, identification, true});
        }
    }
    std::sort(m_sightings.begin(), m_sightings.end(), [](const Sighting& a, const Sighting& b) {
        return std::tie(a.time, a.turn, a.passage) < std::tie(b.time, b.turn, b.passage);
    });
}

void Recording::findInitialNumbers()
{
    m_initialNumbers.resize(m_simulation.recorder().connectionCount());
    for (const Passage& passage : m_simulation.passages()) {
        auto& number = m_initialNumbers[passage.connection][passage.fromLow ? 0 : 1];
        if (!number && passage.segment.has(tcp::Flag::Syn))
            number = passage.segment.seq;
    }
}

/// Text depends on its sequence number alone, so that a retransmission says the same. Without a SYN it is counted from 0.
void Recording::fillText(const Passage& passage)
{
    const tcp::Segment& segment = passage.segment;
    const tcp::SeqNumber iss = m_initialNumbers[passage.connection][passage.fromLow ? 0 : 1].value_or(tcp::SeqNumber(0));
    const tcp::SeqNumber first = segment.seq + (segment.has(tcp::Flag::Syn) ? 1u : 0u); // a SYN stands before the text
    auto offset = std::uint32_t(first - (iss + 1));
    m_text.resize(segment.textLength);
    for (std::size_t at = 0; at < m_text.size();) {
        const auto line = lineOfText(std::uint32_t(offset / kLine));
        const std::size_t begin = offset % kLine;
        const std::size_t count = std::min(kLine - begin, m_text.size() - at);
        std::copy_n(line.begin() + std::ptrdiff_t(begin), count, m_text.begin() + std::ptrdiff_t(at));
        at += count;
        offset += std::uint32_t(count);
    }
}

/// Those whose moment has come since the packet before.
void Recording::addNotes(wire::Frame& frame)
{
    const std::vector<ShownNote>& notes = m_simulation.notes();
    const bool isLast = m_position + 1 == m_sightings.size();
    for (; m_note < notes.size() && (isLast || notes[m_note].time <= frame.time); ++m_note)
        frame.comments.push_back(textOf(notes[m_note].text));
}

bool Recording::next(wire::Frame& frame)
{
    if (m_position == m_sightings.size())
        return false;
    const Sighting& sighting = m_sightings[m_position];
    const Passage& passage = m_simulation.passages()[sighting.passage];
    fillText(passage);
    wire::OutgoingSegment outgoing;
    outgoing.sourceMac = macOf(passage.from);
    outgoing.destinationMac = macOf(passage.to);
    outgoing.source = passage.source;
    outgoing.destination = passage.destination;
    outgoing.segment = passage.segment;
    outgoing.segment.wnd = passage.window;
    outgoing.text = m_text;
    outgoing.identification = sighting.identification;
    outgoing.ttl = passage.ttl;
    wire::encodeFrame(outgoing, frame.octets);
    if (passage.isCorrupt && sighting.afterLink)
        wire::damageFrame(outgoing, frame.octets);
    frame.time = sighting.time;
    frame.comments.clear();
    addNotes(frame);
    ++m_position;
    return true;
}

} // namespace simulation
