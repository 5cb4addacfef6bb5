#include "app/cli/analyze.h"
#include "app/cli/capture.h"
#include "app/cli/scenarios.h"
#include "app/cli/simulate.h"
#include "app/cli/sockets.h"
#include "app/cli/states.h"
#include "app/cli/usage.h"

#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

int main(int argc, char** argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a file beyond the limit (ulimit -f) is write()'s to say, in a sentence
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    if (arguments.empty()) {
        printUsage();
        return kWrongUsage;
    }
    const std::span<const std::string_view> rest(arguments.begin() + 1, arguments.end());
    const std::string_view command = arguments.front();
    if (rest.size() == 1 && (rest[0] == "--help" || rest[0] == "-h")) { // of a command: it is all on one page
        printUsage();
        return kDone;
    }
    if (command == "analyze")
        return analyze(rest);
    if (command == "simulate")
        return simulate(rest);
    if (command == "scenarios")
        return scenarios(rest);
    if (command == "states")
        return states(rest);
    if (command == "capture")
        return capture(rest);
    if (command == "interfaces")
        return interfaces(rest);
#ifdef __linux__
    if (command == "sockets")
        return sockets(rest);
#endif
    if (command == "--help" || command == "-h") {
        printUsage();
        return kDone;
    }
    if (command == "--version") {
        std::puts("tcplens-cli " TCPLENS_VERSION);
        return kDone;
    }
    return wrongUsage("There is no command \"" + std::string(command) + "\"");
}
