#include "app/cli/usage.h"

#include <cstdio>

void printUsage()
{
    std::fputs("usage: tcplens-cli analyze [--json] [--segments] [-Y FILTER] [--2msl SECONDS] [[-r] FILE | -]\n"
               "       tcplens-cli simulate [--seed N] [--json] [--segments] [-w OUT.pcapng [--seen-from HOST]] SCENARIO\n"
               "       tcplens-cli scenarios [--json]\n"
               "       tcplens-cli states [--json | --markdown]\n"
               "       tcplens-cli capture -i INTERFACE [-f FILTER] [-w FILE] [-a duration:SECONDS] [-a filesize:KILOOCTETS] [-c COUNT]\n"
               "                           [-s SNAPLEN] [-B MIB] [--promiscuous] [--json] [--segments]\n"
               "       tcplens-cli interfaces [--json]\n"
               "       tcplens-cli sockets [--json] [-Y FILTER]\n"
               "       tcplens-cli --version | --help\n"
               "\n"
               "analyze   the connections of a recording and the states that both ends went through\n"
               "          (pcap or pcapng, also .gz and .zst; - or nothing reads standard input)\n"
               "          --json      one JSON object a line\n"
               "          --segments  with the segments of each connection\n"
               "          -Y FILTER   only connections that match, in the language of the window's table; the summary counts all.\n"
               "                      Terms in one argument, separated by spaces, must all match: port:443  addr:10.0.0.1\n"
               "                      addr:10.0.  state:CLOSE-WAIT  label:retransmission  #12 (counted from 0)  or any part of these;\n"
               "                      or as in Wireshark, joined by && or and: tcp.port == 443  ip.addr == 10.0.0.1  ip.src, tcp.dstport\n"
               "                      (either end)  tcp.stream eq 5  tcp.flags.reset == 1  tcp.analysis.retransmission\n"
               "          --2msl N    how long TIME-WAIT lasts, in seconds (60)\n"
               "simulate  plays a scenario, by its built-in name or from a file, and checks what it expects (status 1 if that fails);\n"
               "          a file that ends in .pkt is a packetdrill script: each step and the first mismatch\n"
               "          --seed N    for all that is random, instead of the scenario's own\n"
               "          --segments  with the segments of each connection, lost ones too\n"
               "          -w FILE     writes its packets as pcapng; - is standard output, which then has no report\n"
               "          --seen-from HOST  where the packets are recorded: A (that end of the link), B, another host, or middle\n"
               "scenarios the built-in scenarios: name, topic, title\n"
               "states    the transition table\n"
               "capture   captures until Ctrl-C, or -a or -c, and prints what analyze would print of it\n"
               "          -i IF       an interface, any, or - (standard input) or the path of a pipe: ssh HOST tcpdump -U -w - tcp | ...\n"
               "          -f FILTER   what to capture, as for tcpdump (tcp)\n"
               "          -w FILE     writes the packets as they come, as pcapng; - is standard output, which then has no report\n"
               "          -s, -B      octets kept of each packet (128); MiB of the kernel's buffer (32)\n"
               "interfaces  what there is to capture on\n"
               "sockets   the kernel's TCP sockets: state, queues, timer, owner; counts per state (Linux; no privileges needed, but only\n"
               "          root sees the owners of other users' sockets)\n"
               "          -Y FILTER   only sockets that match all of: port:443  addr:10.0.  state:CLOSE-WAIT  process:nginx  pid:4711  uid:1000\n"
               "                      inode:4711  or any part of these; the counts are of all\n",
               stdout);
}

void printError(const Error& error)
{
    std::fflush(stdout);
    const char* remedy = error.remedy.c_str();
    std::fprintf(stderr, "tcplens-cli: %s%s%s\n", error.what.c_str(), *remedy ? " " : "", remedy);
}

int finishOutput(bool printed)
{
    if (std::fflush(stdout) == 0 && printed)
        return kDone;
    printError({"Cannot write to standard output.", "Check the disk's free space, or the program that reads it."});
    return kBadInput;
}

int wrongUsage(std::string_view what)
{
    std::fprintf(stderr, "tcplens-cli: %.*s. Try: tcplens-cli --help.\n", int(what.size()), what.data());
    return kWrongUsage;
}
