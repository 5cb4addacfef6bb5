// tcplens-capture: opens a device, gives up every privilege, and copies packets to standard output. See README.md here.
#include "app/capture_helper/device.h"
#include "app/capture_helper/options.h"
#include "app/capture_helper/privileges.h"
#include "app/capture_helper/recorder.h"
#include "app/cli/interface_lines.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr const char* kHelp =
    "usage: tcplens-capture -i INTERFACE [-f FILTER] [-s SNAPLEN] [-B MIB] [-p | --promiscuous]\n"
    "                       [-c COUNT] [-a duration:SECONDS] [-a filesize:KILOOCTETS]\n"
    "       tcplens-capture --list | --version | --help\n"
    "\n"
    "Copies packets from an interface to standard output, as pcapng, until a line \"stop\" or the end of standard input;\n"
    "a line \"statistics\" there asks for the counts, which otherwise come once a second. tcplens starts it by itself.\n"
    "  -i   the interface, or any\n"
    "  -f   the capture filter, as for tcpdump (none)\n"
    "  -s   octets kept of each packet (128)\n"
    "  -B   the kernel's buffer in MiB (32)\n"
    "  --promiscuous   also what is not meant for this host (-p: not, as without either)\n"
    "  -c, -a   stop after so many packets, seconds, or kilooctets (of 1000) of output\n"
    "Status: 0 done, 1 failed, 2 wrong usage, 3 no permission, 4 no such interface, 5 wrong filter, 6 interface gone, 7 cannot write\n";

int fail(HelperExit status, const Error& error)
{
    complain(error);
    return int(status);
}

/// The three standard descriptors are open, so that none of them can become the device.
bool hasStandardStreams()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(descriptor, F_GETFD) < 0)
            return false;
    }
    return true;
}

/// The order is the point: the device, then no privileges, then the filter, then the sandbox, then packets.
int capture(const Options& options)
{
    if (isatty(STDOUT_FILENO))
        return fail(HelperExit::WrongUsage, {"Standard output is a terminal, which cannot show packets.", "Send it to a file or a pipe."});
    const bool neverBlocks = openOutputAnew();
    std::variant<Device, Failure> opened = openDevice(options);
    if (auto error = dropPrivileges()) // before anything is said about the device
        return fail(HelperExit::Failed, *error);
    if (const Failure* failure = std::get_if<Failure>(&opened))
        return fail(failure->status, failure->error);
    pcap_t* const device = std::get<Device>(opened).release(); // the kernel closes it: closing takes calls that the sandbox forbids
    if (auto failure = installFilter(device, options))
        return fail(failure->status, failure->error);
    constexpr int kPipeOctets = 1 << 20; // a reader that pauses for a moment does not hold up the ring
    fcntl(STDOUT_FILENO, F_SETPIPE_SZ, kPipeOctets);
    stopOnSignals();
    if (auto error = enterSandbox())
        return fail(HelperExit::Failed, *error);
    const std::optional<Failure> failure = Recorder(device, options, neverBlocks).run();
    return failure ? fail(failure->status, failure->error) : int(HelperExit::Done);
}

int list()
{
    if (auto error = dropPrivileges())
        return fail(HelperExit::Failed, *error);
    const std::string lines = interfaceLines(listInterfaces());
    return std::fwrite(lines.data(), 1, lines.size(), stdout) == lines.size() && std::fflush(stdout) == 0 ? 0 : int(HelperExit::CannotWrite);
}

int print(const char* text) { return std::fputs(text, stdout) >= 0 && std::fflush(stdout) == 0 ? 0 : int(HelperExit::CannotWrite); }

} // namespace

int main(int argc, char** argv)
{
    if (!hasStandardStreams())
        return int(HelperExit::WrongUsage);
    const std::vector<std::string_view> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const Result<Options> options = parseOptions(arguments);
    int status = 0;
    if (!options)
        status = fail(HelperExit::WrongUsage, options.error());
    else if (options.value().action == Options::Action::Help)
        status = print(kHelp);
    else if (options.value().action == Options::Action::Version)
        status = print("tcplens-capture " TCPLENS_VERSION "\n");
    else if (options.value().action == Options::Action::List)
        status = list();
    else
        status = capture(options.value());
    _exit(status); // nothing is left to run
}
