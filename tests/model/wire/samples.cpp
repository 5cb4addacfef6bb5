#include "tests/model/wire/samples.h"

namespace samples {

using namespace packets;

namespace {

tcp::Segment data()
{
    tcp::Segment segment;
    segment.seq = tcp::SeqNumber(0xFFFF'FFF0);
    segment.ack = tcp::SeqNumber(0x0102'0304);
    segment.flags = tcp::Flag::Ack | tcp::Flag::Psh | tcp::Flag::Ae | tcp::Flag::Urg;
    segment.wnd = 0xFEDC;
    segment.urgentPointer = 7;
    segment.textLength = 37;
    segment.options.timestamps = {0x1122'3344, 0x5566'7788};
    segment.options.sackCount = 1;
    segment.options.sack[0] = {tcp::SeqNumber(0x0102'1000), tcp::SeqNumber(0x0102'2000)};
    return segment;
}

class Collection {
public:
    void add4(std::string name, int link, const Bytes& before) { add(std::move(name), link, join({before, m_ip4}), m_v4); }
    void add6(std::string name, int link, const Bytes& before) { add(std::move(name), link, join({before, m_ip6}), m_v6); }
    /// An IPv4 datagram of one's own over raw IP.
    void raw4(std::string name, const Bytes& beforeTcp, const Ipv4Fields& fields,
              wire::Checksum checksum = wire::Checksum::Correct)
    {
        const Bytes packet = ipv4(m_v4.source.ip, m_v4.destination.ip, join({beforeTcp, tcpSegment(m_v4)}), fields);
        add(std::move(name), 101, packet, m_v4, checksum);
    }
    /// An IPv6 datagram with extension headers over raw IP.
    void raw6(std::string name, std::uint8_t nextHeader, const Bytes& extensions,
              wire::Checksum checksum = wire::Checksum::Correct)
    {
        const Bytes payload = join({extensions, tcpSegment(m_v6)});
        add(std::move(name), 101, ipv6(m_v6.source.ip, m_v6.destination.ip, payload, {nextHeader}), m_v6, checksum);
    }
    void add(std::string name, int link, Bytes packet, const TcpPacket& sent,
             wire::Checksum checksum = wire::Checksum::Correct)
    {
        m_samples.push_back({std::move(name), link, std::move(packet), sent, tcpSegment(sent).size(), checksum});
    }
    std::vector<Sample> take() { return std::move(m_samples); }

private:
    TcpPacket m_v4 = overIpv4();
    TcpPacket m_v6 = overIpv6();
    Bytes m_ip4 = datagram(m_v4);
    Bytes m_ip6 = datagram(m_v6);
    std::vector<Sample> m_samples;
};

void addEthernet(Collection& c)
{
    const auto frame = [](std::uint16_t type, const Bytes& more = {}) { return ethernet(type, more); };
    const Bytes snap{0xAA, 0xAA, 0x03, 0, 0, 0};
    c.add4("Ethernet with IPv4", 1, frame(0x0800));
    c.add6("Ethernet with IPv6", 1, frame(0x86dd));
    c.add4("a VLAN tag", 1, frame(0x8100, {0x20, 5, 0x08, 0x00}));
    c.add6("a priority tag before IPv6", 1, frame(0x8100, {0xE0, 0, 0x86, 0xdd}));
    c.add4("a service tag and a customer tag", 1, frame(0x88a8, {0, 9, 0x81, 0x00, 0, 5, 0x08, 0x00}));
    c.add4("three tags of the old QinQ type", 1, frame(0x9100, {0, 9, 0x91, 0x00, 0, 8, 0x91, 0x00, 0, 5, 0x08, 0x00}));
    c.add4("IEEE 802.3 with LLC and SNAP", 1, frame(145, join({snap, {0x08, 0x00}})));
    c.add6("SNAP behind a VLAN tag", 1, frame(0x8100, join({{0, 5, 0, 145}, snap, {0x86, 0xdd}})));
    c.add4("a VLAN tag behind SNAP", 1, frame(153, join({snap, {0x81, 0x00, 0, 5, 0x08, 0x00}})));
    c.add4("SNAP with the bridge tunnel's organization", 1, frame(145, {0xAA, 0xAA, 0x03, 0, 0, 0xF8, 0x08, 0x00}));
    c.add4("LLC with IP's own access point", 1, frame(140, {0x06, 0x06, 0x03}));
    const Bytes pppoe{0x11, 0, 0, 1, 0, 139};
    c.add4("PPPoE with IPv4", 1, frame(0x8864, join({pppoe, {0x00, 0x21}})));
    c.add6("PPPoE with IPv6", 1, frame(0x8864, join({pppoe, {0x00, 0x57}})));
    c.add4("PPPoE with a compressed protocol field", 1, frame(0x8864, join({pppoe, {0x21}})));
    c.add6("PPPoE with a compressed protocol field and IPv6", 1, frame(0x8864, join({pppoe, {0x57}})));
    c.add4("PPPoE behind a VLAN tag", 1, frame(0x8100, join({{0, 7, 0x88, 0x64}, pppoe, {0x00, 0x21}})));
    c.add4("MPLS in PPPoE", 1, frame(0x8864, join({pppoe, {0x02, 0x81, 0, 1, 1, 64}})));
    c.add4("one MPLS label", 1, frame(0x8847, {0, 0x10, 0x01, 64}));
    c.add6("three MPLS labels before IPv6", 1, frame(0x8847, {0, 1, 0, 64, 0, 2, 0, 64, 0, 0x20, 0x01, 64}));
    c.add4("multicast MPLS", 1, frame(0x8848, {0, 0x10, 0x01, 64}));
}

void addOtherLinks(Collection& c)
{
    const Bytes cooked{0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0};
    const Bytes cooked2{0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 2, 0, 0, 0, 0, 1, 0, 0};
    c.add4("Linux cooked", 113, join({cooked, {0x08, 0x00}}));
    c.add6("Linux cooked with IPv6", 113, join({cooked, {0x86, 0xdd}}));
    c.add4("Linux cooked with a VLAN tag", 113, join({cooked, {0x81, 0x00, 0, 5, 0x08, 0x00}}));
    c.add4("Linux cooked with LLC and SNAP", 113, join({cooked, {0, 4, 0xAA, 0xAA, 0x03, 0, 0, 0, 0x08, 0x00}}));
    c.add4("Linux cooked, version 2", 276, join({{0x08, 0x00}, cooked2}));
    c.add6("Linux cooked, version 2, with IPv6", 276, join({{0x86, 0xdd}, cooked2}));
    c.add4("Linux cooked, version 2, with a VLAN tag", 276, join({{0x81, 0x00}, cooked2, {0, 5, 0x08, 0x00}}));
    c.add4("BSD loopback from a little-endian host", 0, {2, 0, 0, 0});
    c.add4("BSD loopback from a big-endian host", 0, {0, 0, 0, 2});
    c.add6("BSD loopback with Linux's IPv6", 0, {10, 0, 0, 0});
    c.add6("BSD loopback with NetBSD's IPv6", 0, {24, 0, 0, 0});
    c.add6("BSD loopback with FreeBSD's IPv6", 0, {28, 0, 0, 0});
    c.add6("BSD loopback with macOS's IPv6", 0, {0, 0, 0, 30});
    c.add4("OpenBSD loopback", 108, {0, 0, 0, 2});
    c.add6("OpenBSD loopback with IPv6", 108, {0, 0, 0, 24});
    c.add4("raw IPv4", 101, {});
    c.add6("raw IPv6", 101, {});
    c.add4("raw IP by libpcap's own number", 12, {});
    c.add6("raw IP by OpenBSD's number", 14, {});
    c.add4("the IPv4 link type", 228, {});
    c.add6("the IPv6 link type", 229, {});
}

Bytes routing(std::uint8_t nextHeader, std::uint8_t type, std::uint8_t segmentsLeft, const std::vector<IpAddress>& path)
{
    Bytes header{nextHeader, std::uint8_t(path.size() * 2), type, segmentsLeft, 0, 0, 0, 0};
    for (const IpAddress& ip : path)
        header.insert(header.end(), ip.octets.begin(), ip.octets.end());
    return header;
}

void addIpv4(Collection& c)
{
    const Bytes authentication{6, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    c.raw4("IPv4 with options", {}, {.options = {148, 4, 0, 0, 1, 1, 1, 0}});
    c.raw4("IPv4 with forty octets of options", {}, {.options = Bytes(40, 1)});
    c.raw4("a source route at its end", {}, {.options = {131, 7, 8, 10, 0, 0, 99, 0}});
    c.raw4("the first IPv4 fragment", {}, {.fragment = 0x2000}, wire::Checksum::NotVerified);
    c.raw4("an authentication header in IPv4", authentication, {.protocol = 51});
    c.raw4("IPv4 with total length 0, as offload leaves it", {}, {.totalLength = 0});
}

void addIpv6(Collection& c)
{
    using enum wire::Checksum;
    const IpAddress source = overIpv6().source.ip;
    const IpAddress via = address("fd77::9");
    const IpAddress last = overIpv6().destination.ip;
    const Bytes hopByHop{60, 0, 5, 2, 0, 0, 1, 0};
    const Bytes destinationOptions{43, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    const Bytes atomicFragment{51, 0, 0, 0, 0, 0, 0, 9};
    const Bytes authentication{135, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const Bytes mobilityHostShim{139, 0, 0, 0, 0, 0, 0, 0, 140, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0};
    c.raw6("hop-by-hop options", 0, {6, 0, 5, 2, 0, 0, 1, 0});
    c.raw6("every extension header", 0,
           join({hopByHop, destinationOptions, routing(44, 0, 0, {via}), atomicFragment, authentication, mobilityHostShim}));
    c.raw6("a home address longer than its header", 60, {6, 0, 0xC9, 16, 0, 0, 0, 0});
    c.raw6("an atomic fragment", 44, {6, 0, 0, 0, 0, 0, 0, 9});
    c.raw6("the first IPv6 fragment", 44, {6, 0, 0, 1, 0, 0, 0, 9}, NotVerified);
    c.raw6("a routing header of an unknown type on its way", 43, routing(6, 3, 1, {via}), NotVerified);
    c.raw6("a routing header without addresses on its way", 43, routing(6, 0, 1, {}), NotVerified);

    // The packet is on its way to `via`; its checksum is that of the end.
    const auto onItsWay = [&](const std::string& name, const Bytes& header) {
        const Bytes packet = ipv6(source, via, join({header, tcpSegment(overIpv6())}), {43});
        c.add(name, 101, packet, overIpv6());
    };
    onItsWay("a source-routed packet on its way", routing(6, 0, 2, {address("fd77::8"), last}));
    onItsWay("a segment-routed packet on its way", routing(6, 4, 1, {last, address("fd77::8")}));
    onItsWay("a packet to a mobile node away from home", routing(6, 2, 1, {last}));
    const Bytes home = join({{6, 2, 1, 2, 0, 0, 0xC9, 16}, Bytes(source.octets.begin(), source.octets.end())});
    c.add("a packet from a mobile node away from home", 101,
          ipv6(via, last, join({home, tcpSegment(overIpv6())}), {60}), overIpv6());

    const std::size_t tcpOctets = tcpSegment(overIpv6()).size();
    const Bytes jumbo = join({{6, 0, 0xC2, 4}, be32(std::uint32_t(8 + tcpOctets))});
    c.add("a jumbogram", 101, ipv6(source, last, join({jumbo, tcpSegment(overIpv6())}), {0, 0}), overIpv6());
    c.add("IPv6 with payload length 0, as offload leaves it", 101,
          ipv6(source, last, tcpSegment(overIpv6()), {6, 0}), overIpv6());
}

} // namespace

TcpPacket overIpv4()
{
    return {socketAddress("10.1.2.3", 40001), socketAddress("192.0.2.80", 80), data()};
}

TcpPacket overIpv6()
{
    return {socketAddress("fd77::1", 40001), socketAddress("2001:db8::80", 80), data()};
}

std::vector<Sample> all()
{
    Collection collection;
    addEthernet(collection);
    addOtherLinks(collection);
    addIpv4(collection);
    addIpv6(collection);
    return collection.take();
}

} // namespace samples
