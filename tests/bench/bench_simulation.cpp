// How many segments a second a simulated bulk transfer makes: hosts, link, recorder and trace.
//   bench_simulation [ROUNDS]
// The exit status is 0 only if the limits on time and memory are kept. User time of this process counts, not the clock.
#include "model/simulation/scenario_parser.h"
#include "model/simulation/simulation_source.h"
#include "model/trace/trace.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include <sys/resource.h>

namespace {

constexpr std::uint64_t kLeastSegments = 1'000'000;
constexpr double kLeastSpeed = 1e6;  // segments a second
constexpr double kMostMemory = 80.0; // octets a segment, the trace's own 48 to 64 among them

struct Bench {
    const char* name;
    const char* text;
};

constexpr Bench kBenches[] = {
    {"one way", R"(title A bulk transfer
host A B window 4000000
host A   send-buffer 100000000
link     delay 5ms  rate 1g
0ms      B passive-open 80
0ms      A active-open 80
100ms    A send 1500000000
until    1h
)"},
    {"both ways, with losses", R"(title A bulk transfer in both directions
host A B window 1000000  send-buffer 100000000  congestion cubic
link     delay 2ms  rate 1g  loss 0.1%  reorder 0.1%
0ms      B passive-open 80
0ms      A active-open 80
100ms    A send 700000000
100ms    B send 700000000
until    1h
)"},
};

class TraceSink final : public RecordSink {
public:
    bool write(RecordBatch&& batch) override
    {
        trace.append(batch);
        return true;
    }
    Trace trace;
};

struct Cost {
    double seconds = 0;
    double memory = 0; ///< Peak resident set of the whole process, in octets.
};

Cost used()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return {double(usage.ru_utime.tv_sec) + double(usage.ru_utime.tv_usec) / 1e6, double(usage.ru_maxrss) * 1024};
}

struct Transfer {
    std::uint64_t segments = 0;
    Cost cost;
};

Transfer transfer(const simulation::Scenario& scenario)
{
    const Cost before = used();
    TraceSink sink;
    simulation::SimulationSource source("bulk", scenario);
    source.forgetPassages();
    source.run(sink, {});
    const Cost after = used();
    return {sink.trace.recordCount(), {after.seconds - before.seconds, after.memory}};
}

/// Whether the limits are kept.
bool measure(const char* name, const simulation::Scenario& scenario, int rounds)
{
    std::vector<double> speeds;
    double memory = 0;
    std::uint64_t segments = 0;
    for (int round = 0; round < rounds; ++round) {
        const Transfer done = transfer(scenario);
        segments = done.segments;
        speeds.push_back(double(done.segments) / done.cost.seconds);
        memory = std::max(memory, done.cost.memory / double(done.segments));
    }
    std::sort(speeds.begin(), speeds.end());
    std::printf("%-24s %llu segments   min %.2f   median %.2f   max %.2f million segments/s (at least %.2f)   %.1f octets of memory a segment (at most %.1f)\n",
                name, static_cast<unsigned long long>(segments), speeds.front() / 1e6, speeds[speeds.size() / 2] / 1e6, speeds.back() / 1e6,
                kLeastSpeed / 1e6, memory, kMostMemory);
    return segments >= kLeastSegments && speeds[speeds.size() / 2] >= kLeastSpeed && memory <= kMostMemory;
}

} // namespace

int main(int argc, char** argv)
{
    int rounds = 3;
    const bool takesRounds = argc == 2 && std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), rounds).ec == std::errc();
    if ((argc != 1 && !takesRounds) || rounds < 1) {
        std::fputs("usage: bench_simulation [ROUNDS]\n", stderr);
        return 2;
    }
    bool isFastEnough = true;
    for (const Bench& bench : kBenches) {
        const auto scenario = simulation::readScenario(bench.text, "bulk.scenario");
        if (!scenario) {
            std::fprintf(stderr, "bench_simulation: %s\n", scenario.error().what.c_str());
            return 1;
        }
        isFastEnough = measure(bench.name, scenario.value(), rounds) && isFastEnough;
    }
    return isFastEnough ? 0 : 1;
}
