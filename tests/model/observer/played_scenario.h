#pragma once
#include "model/base/socket_address.h"
#include "model/tcp/segment.h"
#include "model/tcp/transition_table.h"
#include "tests/model/observer/random_scenario.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What really happened in a random scenario, and what captures of it hold.
namespace differential {

enum class Host : std::uint8_t { A, B };
inline constexpr Host kHosts[] = {Host::A, Host::B};
constexpr Host other(Host host) { return host == Host::A ? Host::B : Host::A; }
constexpr std::size_t index(Host host) { return std::size_t(host); }

/// One step that an endpoint really made; an end that was simply forgotten makes a UserTimeout here.
struct TrueStep {
    Timestamp time;
    tcp::State from;
    tcp::State to;
    tcp::Event event;
};

/// A segment on the wire, or a copy that the link has made of one.
struct Passage {
    Timestamp sent;
    Timestamp arrived; ///< Timestamp::max() if it was lost.
    Host sender;
    tcp::Segment segment; ///< `wnd` is the header's field.
    bool isCorrupt;
    bool isCopy;
};

/// Where the wire is watched: at A's end, at B's end, or somewhere between.
enum class Place : std::uint8_t { AtA, AtB, Between };
inline constexpr Place kPlaces[] = {Place::AtA, Place::AtB, Place::Between};

/// A passage as it came by.
struct Sighting {
    std::size_t passage;
    Timestamp time;
    bool isDamaged;
};

/// Plays one random scenario to its end.
class PlayedScenario {
public:
    PlayedScenario(std::uint64_t seed, unsigned features);

    bool has(unsigned features) const { return (m_features & features) != 0; }
    /// In the order of sending, copies behind their originals.
    const std::vector<Passage>& passages() const { return m_passages; }
    /// All that came by there, in order; less with LateCapture, MissedPackets and OneSided.
    std::vector<Sighting> capture(Place place) const;
    const std::vector<TrueStep>& walk(Host host) const { return m_walks[index(host)]; }
    const SocketAddress& address(Host host) const { return m_addresses[index(host)]; }
    Duration twoMsl() const { return m_twoMsl; }
    Timestamp end() const { return m_end; }
    /// The scenario's text, the segments and both walks, for a person.
    std::string story() const;

private:
    void play();
    std::vector<Sighting> between() const;

    const std::uint64_t m_seed;
    const unsigned m_features;
    RandomScenario m_written;
    Duration m_twoMsl;
    std::array<SocketAddress, 2> m_addresses;
    Timestamp m_end{};
    std::vector<Passage> m_passages;
    std::array<std::vector<Sighting>, 2> m_seenAt; ///< By host.
    std::array<std::vector<TrueStep>, 2> m_walks;
};

} // namespace differential
