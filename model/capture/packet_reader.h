#pragma once
#include "model/base/result.h"
#include "model/base/time.h"
#include "model/capture/octet_stream.h"
#include "model/capture/pcapng_blocks.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

/// One packet of a capture.
struct Packet {
    Timestamp time;
    int linkType = 0;                       ///< LINKTYPE_ value (tcpdump.org/linktypes.html) of the interface that it came from.
    std::span<const std::uint8_t> captured; ///< Valid until the handler returns.
    std::uint32_t originalLength = 0;       ///< Octets on the wire, of which `captured` may be the first ones only.
};

/// How a call of PacketReader::read ended.
enum class ReadStatus : std::uint8_t {
    More,    ///< There may be more packets.
    End,     ///< The capture has ended properly.
    Stopped, ///< The stream beneath was stopped.
    Damaged, ///< The next packet cannot be read: see error().
};

/// Reads the packets of a capture, in file order.
class PacketReader {
public:
    using Handler = std::function<void(const Packet&)>;

    virtual ~PacketReader() = default;
    /// Hands the next packets, at most `limit`, to `handler`, which must not throw.
    virtual ReadStatus read(std::size_t limit, const Handler& handler) = 0;
    /// Why the answer was Damaged.
    virtual const std::optional<Error>& error() const = 0;
    /// "pcap, Ethernet" or "pcapng, 2 interfaces, zstd", as far as has been read.
    virtual std::string description() const = 0;
    /// The LINKTYPE_ value that all packets have, where the format knows only one a file.
    virtual std::optional<int> onlyLinkType() const = 0;
    /// What the capturing program has said last of its counts; empty where it says none.
    virtual std::optional<pcapng::InterfaceStatistics> statistics() const { return std::nullopt; }
};

/// Recognises compression and format of `input`, which must outlive the answer, by its first octets, and waits for those.
/// Reads what precedes the first packet; an error means that no packet can be read, or that `input` was stopped.
Result<std::unique_ptr<PacketReader>> openPacketReader(OctetStream& input);
