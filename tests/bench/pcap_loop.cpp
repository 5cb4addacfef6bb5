// The practical limit of any libpcap program: read every packet, count, do nothing else.
//   g++ -std=c++20 -O2 pcap_loop.cpp -o pcap_loop -lpcap        ./pcap_loop FILE
#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include <pcap/pcap.h>

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: pcap_loop FILE\n");
        return 2;
    }
    char error[PCAP_ERRBUF_SIZE];
    pcap_t* capture = pcap_open_offline_with_tstamp_precision(argv[1], PCAP_TSTAMP_PRECISION_NANO, error);
    if (!capture) {
        std::fprintf(stderr, "pcap_loop: %s\n", error);
        return 1;
    }
    std::uint64_t packets = 0;
    std::uint64_t octets = 0;
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    while (pcap_next_ex(capture, &header, &data) == 1) {
        ++packets;
        octets += header->caplen;
    }
    std::printf("%" PRIu64 " packets, %" PRIu64 " octets\n", packets, octets);
    pcap_close(capture);
}
