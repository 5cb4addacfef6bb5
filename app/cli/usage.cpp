#include "app/cli/usage.h"

#include <cstdio>

void printUsage()
{
    std::fputs("usage: tcplens-cli analyze [--json] [--segments] [--2msl SECONDS] [FILE | -]\n"
               "       tcplens-cli states [--json | --markdown]\n"
               "       tcplens-cli --version | --help\n"
               "\n"
               "analyze   the connections of a recording and the states that both ends went through\n"
               "          (pcap or pcapng, also .gz and .zst; - or nothing reads standard input)\n"
               "states    the transition table\n",
               stdout);
}

void printError(const Error& error)
{
    std::fflush(stdout);
    const char* remedy = error.remedy.c_str();
    std::fprintf(stderr, "tcplens-cli: %s%s%s\n", error.what.c_str(), *remedy ? " " : "", remedy);
}

int wrongUsage(std::string_view what)
{
    std::fprintf(stderr, "tcplens-cli: %.*s. Try: tcplens-cli --help.\n", int(what.size()), what.data());
    return kWrongUsage;
}
