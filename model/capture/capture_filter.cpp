#include "model/capture/capture_filter.h"

#include <memory>
#include <mutex>
#include <pcap/pcap.h>

namespace {

constexpr int kLinkTypeRaw = 101; // what files hold; libpcap's calls have another number
constexpr int kSnapLength = 262144;

struct Close {
    void operator()(pcap_t* handle) const { pcap_close(handle); }
};

/// What people have in their fingers from Wireshark's other language.
bool looksLikeDisplayFilter(const std::string& filter)
{
    for (const char* part : {"==", "tcp.", "ip.", "ipv6.", "eth.", "&& tcp.", " contains ", " matches "}) {
        if (filter.find(part) != std::string::npos)
            return true;
    }
    return false;
}

Error wrong(const std::string& filter, const std::string& reason)
{
    const char* remedy = looksLikeDisplayFilter(filter)
        ? "This is how a display filter reads; a capture filter is written as for tcpdump: tcp port 443 and host 10.0.0.1"
        : "Write it as for tcpdump, for example: tcp port 443 and host 10.0.0.1";
    return {"The capture filter \"" + filter + "\" is wrong: " + reason + '.', remedy};
}

} // namespace

std::optional<Error> checkFilter(const std::string& filter, int linkType)
{
    constexpr std::size_t kMostOctets = 4096;
    if (filter.size() > kMostOctets)
        return Error{"The capture filter is longer than " + std::to_string(kMostOctets) + " octets.", "Make it shorter."};
    if (filter.find('\0') != std::string::npos)
        return wrong(filter.substr(0, filter.find('\0')), "it holds a zero octet");
    const std::unique_ptr<pcap_t, Close> handle(pcap_open_dead(linkType == kLinkTypeRaw ? DLT_RAW : linkType, kSnapLength));
    if (!handle)
        return Error{"There is no memory to check the capture filter.", "Close other programs."};
    static std::mutex s_compiler; // libpcap's parser was not re-entrant before 1.8
    const std::lock_guard lock(s_compiler);
    bpf_program program{};
    if (pcap_compile(handle.get(), &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
        return wrong(filter, pcap_geterr(handle.get()));
    pcap_freecode(&program);
    return std::nullopt;
}
