#pragma once
#include "model/tcp/seq_number.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace tcp {

/// The control bits of the TCP header (RFC 9293, 3.1), and AE (RFC 9768).
enum class Flag : std::uint16_t {
    Fin = 0x001,
    Syn = 0x002,
    Rst = 0x004,
    Psh = 0x008,
    Ack = 0x010,
    Urg = 0x020,
    Ece = 0x040,
    Cwr = 0x080,
    Ae = 0x100,
};

/// A set of control bits.
class Flags {
public:
    constexpr Flags() = default;
    constexpr Flags(Flag flag) : m_bits(std::uint16_t(flag)) {}
    /// From the low nine bits of the header's thirteenth and fourteenth octet; higher bits are dropped.
    static constexpr Flags fromBits(std::uint32_t bits)
    {
        Flags flags;
        flags.m_bits = std::uint16_t(bits & 0x1FFu);
        return flags;
    }

    constexpr bool has(Flag flag) const { return (m_bits & std::uint16_t(flag)) != 0; }
    constexpr std::uint16_t bits() const { return m_bits; }

    friend constexpr Flags operator|(Flags a, Flags b) { return fromBits(std::uint32_t(a.m_bits) | b.m_bits); }
    friend constexpr bool operator==(Flags, Flags) = default;

private:
    std::uint16_t m_bits = 0;
};
constexpr Flags operator|(Flag a, Flag b) { return Flags(a) | Flags(b); }

/// Octets [left, right) that arrived out of order (RFC 2018).
struct SackBlock {
    SeqNumber left;
    SeqNumber right;
    friend constexpr bool operator==(SackBlock, SackBlock) = default;
};

/// RFC 7323, section 3.
struct Timestamps {
    std::uint32_t value = 0; ///< TSval
    std::uint32_t echo = 0;  ///< TSecr
    friend constexpr bool operator==(Timestamps, Timestamps) = default;
};

/// The options of one segment; absent ones are empty.
struct Options {
    std::optional<std::uint16_t> mss;                  ///< Octets (RFC 9293, 3.7.1).
    std::optional<std::uint8_t> windowScale;           ///< A shift of 0 to 14 (RFC 7323); larger ones count as 14.
    bool sackPermitted = false;                        ///< RFC 2018.
    std::uint8_t sackCount = 0;                        ///< Valid entries of `sack`, 0 to 4.
    std::array<SackBlock, 4> sack;                     ///< RFC 2018, in the order of the header.
    std::optional<Timestamps> timestamps;              ///< RFC 7323.
    std::optional<std::uint8_t> fastOpenCookieLength;  ///< RFC 7413; 0 asks for a cookie.
    bool md5 = false;                                  ///< RFC 2385.
    bool authentication = false;                       ///< TCP-AO, RFC 5925.
    std::uint8_t unknown = 0;                          ///< Options of other kinds, skipped by their length.
    bool malformed = false;                            ///< A length below 2 or past the header's end; what came before it is kept.

    std::span<const SackBlock> sackBlocks() const { return {sack.data(), sackCount}; }
};

/// One TCP segment as the state machine sees it (RFC 9293, 3.3.1, "Current Segment Variables").
struct Segment {
    SeqNumber seq;                    ///< SEG.SEQ
    SeqNumber ack;                    ///< SEG.ACK; meaningful only with the ACK bit.
    Flags flags;
    std::uint32_t wnd = 0;            ///< SEG.WND in octets, or still unscaled where a comment says so.
    std::uint16_t urgentPointer = 0;  ///< SEG.UP; meaningful only with the URG bit.
    std::uint32_t textLength = 0;     ///< Octets of user data.
    Options options;

    constexpr bool has(Flag flag) const { return flags.has(flag); }
    /// SEG.LEN: octets of sequence space, which SYN and FIN occupy too.
    constexpr std::uint32_t len() const
    {
        return textLength + (has(Flag::Syn) ? 1u : 0u) + (has(Flag::Fin) ? 1u : 0u);
    }
    /// The sequence number after the segment's last octet.
    constexpr SeqNumber end() const { return seq + len(); }
    /// The FIN's own sequence number; meaningful only with the FIN bit.
    constexpr SeqNumber finSeq() const { return seq + (len() - 1); }
};

} // namespace tcp
