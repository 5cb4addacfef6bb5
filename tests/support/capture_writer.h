#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

using Octets = std::vector<std::uint8_t>;

/// Octets of a file in one of both byte orders.
class OctetWriter {
public:
    explicit OctetWriter(bool bigEndian) : m_bigEndian(bigEndian) {}

    OctetWriter& u8(std::uint8_t value)
    {
        m_octets.push_back(value);
        return *this;
    }
    OctetWriter& u16(std::uint16_t value) { return number(value, 2); }
    OctetWriter& u32(std::uint32_t value) { return number(value, 4); }
    OctetWriter& u64(std::uint64_t value) { return number(value, 8); }
    OctetWriter& octets(std::span<const std::uint8_t> octets)
    {
        m_octets.insert(m_octets.end(), octets.begin(), octets.end());
        return *this;
    }
    OctetWriter& pad4()
    {
        while (m_octets.size() % 4 != 0)
            m_octets.push_back(0);
        return *this;
    }
    const Octets& written() const { return m_octets; }

private:
    OctetWriter& number(std::uint64_t value, int length)
    {
        for (int i = 0; i < length; ++i)
            m_octets.push_back(std::uint8_t(value >> 8 * (m_bigEndian ? length - 1 - i : i)));
        return *this;
    }

    bool m_bigEndian;
    Octets m_octets;
};

/// Writes classic pcap.
class PcapWriter {
public:
    struct Form {
        std::uint32_t magic = 0xA1B2C3D4;
        bool bigEndian = false;
        std::uint32_t linkType = 1;
        std::size_t extraHeaderOctets = 0; ///< What Kuznetzov's dialect adds to each record header.
    };
    explicit PcapWriter(const Form& form) : m_form(form), m_out(form.bigEndian)
    {
        m_out.u32(form.magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(form.linkType);
    }

    PcapWriter& packet(std::uint32_t seconds, std::uint32_t fraction, const Octets& captured, std::uint32_t originalLength)
    {
        return record(seconds, fraction, std::uint32_t(captured.size()), originalLength, captured);
    }
    PcapWriter& packet(std::uint32_t seconds, std::uint32_t fraction, const Octets& captured)
    {
        return packet(seconds, fraction, captured, std::uint32_t(captured.size()));
    }
    /// A record whose length field need not be true.
    PcapWriter& record(std::uint32_t seconds, std::uint32_t fraction, std::uint32_t capturedLength, std::uint32_t originalLength,
                       const Octets& octets)
    {
        m_out.u32(seconds).u32(fraction).u32(capturedLength).u32(originalLength);
        m_out.octets(Octets(m_form.extraHeaderOctets)).octets(octets);
        return *this;
    }
    const Octets& written() const { return m_out.written(); }

private:
    Form m_form;
    OctetWriter m_out;
};

/// Writes pcapng, block by block.
class PcapngWriter {
public:
    static constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A;
    static constexpr std::uint16_t kTimestampResolution = 9;
    static constexpr std::uint16_t kTimestampOffset = 14;

    struct Interface {
        std::uint16_t linkType = 1;
        std::uint32_t snapLength = 0;
        int resolution = -1;      ///< if_tsresol, where not negative.
        std::int64_t offset = 0;  ///< if_tsoffset, where not 0.
    };

    explicit PcapngWriter(bool bigEndian = false) { section(bigEndian); }

    PcapngWriter& section(bool bigEndian)
    {
        m_bigEndian = bigEndian;
        return block(kSectionHeader, body().u32(0x1A2B3C4D).u16(1).u16(0).u64(~std::uint64_t(0)).written());
    }
    PcapngWriter& interface(const Interface& interface)
    {
        OctetWriter out = body();
        out.u16(interface.linkType).u16(0).u32(interface.snapLength);
        out.u16(2).u16(3).u8('e').u8('t').u8('h').u8(0); // if_name, with its padding
        if (interface.resolution >= 0)
            out.u16(kTimestampResolution).u16(1).u8(std::uint8_t(interface.resolution)).pad4();
        if (interface.offset != 0)
            out.u16(kTimestampOffset).u16(8).u64(std::uint64_t(interface.offset));
        return block(1, out.u16(0).u16(0).written());
    }
    PcapngWriter& enhanced(std::uint32_t interface, std::uint64_t ticks, const Octets& captured, std::uint32_t originalLength)
    {
        return block(6, body().u32(interface).u32(std::uint32_t(ticks >> 32)).u32(std::uint32_t(ticks)).u32(std::uint32_t(captured.size()))
                            .u32(originalLength).octets(captured).pad4().u16(2).u16(4).u32(0).u16(0).u16(0).written()); // epb_flags
    }
    PcapngWriter& enhanced(std::uint32_t interface, std::uint64_t ticks, const Octets& captured)
    {
        return enhanced(interface, ticks, captured, std::uint32_t(captured.size()));
    }
    PcapngWriter& simple(const Octets& captured, std::uint32_t originalLength)
    {
        return block(3, body().u32(originalLength).octets(captured).pad4().written());
    }
    PcapngWriter& obsolete(std::uint16_t interface, std::uint64_t ticks, const Octets& captured)
    {
        return block(2, body().u16(interface).u16(0xFFFF).u32(std::uint32_t(ticks >> 32)).u32(std::uint32_t(ticks))
                            .u32(std::uint32_t(captured.size())).u32(std::uint32_t(captured.size())).octets(captured).pad4().written());
    }
    PcapngWriter& block(std::uint32_t type, const Octets& content)
    {
        const auto length = std::uint32_t(content.size() + 12);
        return raw(body().u32(type).u32(length).octets(content).u32(length).written());
    }
    PcapngWriter& raw(const Octets& octets)
    {
        m_written.insert(m_written.end(), octets.begin(), octets.end());
        m_ends.push_back(m_written.size());
        return *this;
    }
    /// An empty writer of the section's byte order.
    OctetWriter body() const { return OctetWriter(m_bigEndian); }
    const Octets& written() const { return m_written; }
    /// Where each block ends.
    const std::vector<std::size_t>& ends() const { return m_ends; }

private:
    bool m_bigEndian = false;
    Octets m_written;
    std::vector<std::size_t> m_ends;
};
