// How long `tcplens-cli analyze --json` takes beside a loop that only reads the same capture, and how much memory.
//   bench_analyze TCPLENS_CLI PCAP_LOOP GEN_PCAP CAPTURE [ROUNDS]
// CAPTURE is made by GEN_PCAP where it is missing. The exit status is 0 only if both limits are kept.
//
// Both programs run in alternating pairs, so that what else the machine does hits both alike; CPU time counts, not the clock.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr std::uint64_t kSegments = 1'000'000;
constexpr double kMostTime = 5.0; // times that of the loop
constexpr double kMiB = 1024.0 * 1024.0;
constexpr double kMostMemory = 64.0 * double(kSegments) / kMiB + 32.0; // MiB

struct Cost {
    double seconds = 0; ///< User and system time.
    double memory = 0;  ///< Peak resident set, MiB.
};

double secondsOf(const timeval& time)
{
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
}

/// Runs a program with its output thrown away; nothing where it fails.
std::optional<Cost> run(std::vector<std::string> command)
{
    std::vector<char*> arguments;
    for (std::string& argument : command)
        arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int error = posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    rusage usage = {};
    if (error != 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        std::fprintf(stderr, "bench_analyze: %s failed: %s\n", arguments[0], error != 0 ? std::strerror(error) : "see above");
        return std::nullopt;
    }
    return Cost{secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime), double(usage.ru_maxrss) / 1024.0};
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void print(const char* name, const std::vector<double>& seconds)
{
    const auto [least, most] = std::minmax_element(seconds.begin(), seconds.end());
    std::printf("%-24s min %.3f s   median %.3f s   max %.3f s   %.2f million segments/s\n", name, *least, median(seconds), *most,
                double(kSegments) / 1e6 / median(seconds));
}

bool makeCapture(const std::string& generator, const std::string& path)
{
    struct stat status = {};
    if (stat(path.c_str(), &status) == 0)
        return true;
    const std::string unfinished = path + ".part"; // an interrupted run must not leave half a capture
    return run({generator, "--segs", std::to_string(kSegments), "--conns", "10000", "--snap", "96", "-o", unfinished})
           && std::rename(unfinished.c_str(), path.c_str()) == 0;
}

} // namespace

int main(int argc, char** argv)
{
    int rounds = 7;
    const bool takesRounds = argc == 6 && std::from_chars(argv[5], argv[5] + std::strlen(argv[5]), rounds).ec == std::errc();
    if ((argc != 5 && !takesRounds) || rounds < 1) {
        std::fputs("usage: bench_analyze TCPLENS_CLI PCAP_LOOP GEN_PCAP CAPTURE [ROUNDS]\n", stderr);
        return 2;
    }
    const std::string capture = argv[4];
    if (!makeCapture(argv[3], capture))
        return 1;
    std::vector<double> ours;
    std::vector<double> loops;
    std::vector<double> ratios;
    double memory = 0;
    for (int round = -1; round < rounds; ++round) { // the first pair only warms the file cache
        const auto loop = run({argv[2], capture});
        const auto analyze = run({argv[1], "analyze", "--json", capture});
        if (!loop || !analyze)
            return 1;
        memory = std::max(memory, analyze->memory);
        if (round < 0)
            continue;
        loops.push_back(loop->seconds);
        ours.push_back(analyze->seconds);
        ratios.push_back(analyze->seconds / loop->seconds);
    }
    print("bare pcap_next_ex loop", loops);
    print("analyze --json", ours);
    const double ratio = median(ratios);
    std::printf("ratio of the medians %.2f   median of %d pairwise ratios %.2f   (limit %.1f)\n", median(ours) / median(loops),
                rounds, ratio, kMostTime);
    std::printf("memory %.1f MiB   (limit %.1f MiB)\n", memory, kMostMemory);
    if (ratio > kMostTime)
        std::puts("TOO SLOW");
    if (memory > kMostMemory)
        std::puts("TOO MUCH MEMORY");
    return ratio > kMostTime || memory > kMostMemory ? 1 : 0;
}
