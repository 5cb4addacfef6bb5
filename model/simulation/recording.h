#pragma once
#include "model/base/result.h"
#include "model/simulation/simulation.h"
#include "model/wire/frame.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace simulation {

/// Where a simulation is recorded: at one host's end of its link, or in the middle of all links.
struct Vantage {
    HostIndex host = kNoHost; ///< kNoHost: the middle.
    friend bool operator==(Vantage, Vantage) = default;
};

/// The vantage called so: a host's name, or "middle"; an error says which there are.
Result<Vantage> findVantage(const Simulation& simulation, std::string_view name);

/// What a packet capture at `vantage` would have recorded of a simulation so far: its segments as packets, in the order in which they pass.
///
/// At a host's end: segments that it sends, when it sends them, and those that reach it, when they do. In the middle: halfway of each
/// segment's flight, behind all that the link does, so that what the link loses is not seen there, what it duplicates is seen twice, and
/// what it damages has its wrong checksum. README.md has the reasons. Notes become comments of the next packet, those after the last
/// packet of that one.
class Recording {
public:
    /// `simulation` must outlive this, not go on meanwhile, and remember its passages (see Simulation::forgetPassages). `language` chooses the notes' translation where there is one ("zh_CN").
    Recording(const Simulation& simulation, Vantage vantage, std::string_view language = {});

    /// Makes the next packet, in the place of what `frame` held; false if there is none.
    bool next(wire::Frame& frame);
    std::size_t packetCount() const { return m_sightings.size(); }
    /// Which of Simulation::passages() the packet at `position` (from 0) is.
    PassageIndex passageAt(std::size_t position) const { return m_sightings[position].passage; }
    /// The scenario's name for the vantage: "A", "middle".
    std::string vantageName() const;
    /// The scenario's title in the language.
    std::string title() const { return textOf(m_simulation.scenario().title); }

private:
    /// One passage as it passes the vantage.
    struct Sighting {
        Timestamp time;
        std::uint32_t turn;
        PassageIndex passage;
        std::uint16_t identification; ///< Of the IPv4 datagram.
        bool afterLink;               ///< What the link does to a segment has been done.
    };

    void findSightings();
    void findInitialNumbers();
    void addNotes(wire::Frame& frame);
    void fillText(const Passage& passage);
    const std::string& textOf(const LocalizedText& text) const;

    const Simulation& m_simulation;
    Vantage m_vantage;
    std::string m_language;
    std::vector<Sighting> m_sightings;
    /// The initial sequence number of each direction of each connection, the initiator's flow end first.
    std::vector<std::array<std::optional<tcp::SeqNumber>, 2>> m_initialNumbers;
    std::size_t m_position = 0;  ///< In m_sightings.
    std::size_t m_note = 0;      ///< In the simulation's notes.
    std::vector<std::uint8_t> m_text;
};

/// Octet number `offset` (from 0) of every simulated application's stream: printable, sixteen to a line, and each line says
/// where it stands, counted from 1 as relative sequence numbers are.
char textOctet(std::uint32_t offset);

} // namespace simulation
