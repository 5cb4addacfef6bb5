#pragma once
#include "model/simulation/expectation.h"
#include "model/simulation/host.h"
#include "model/simulation/link.h"
#include "model/simulation/recorder.h"
#include "model/simulation/scenario.h"
#include "model/trace/stage.h"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace simulation {

/// A note, once its moment has come.
struct ShownNote {
    Timestamp time{};
    RecordNumber position = 0; ///< So many records had been written.
    LocalizedText text;
};

/// Runs a scenario: the same scenario and seed give the same trace, to the octet, with every compiler.
///
/// Scenario time 0 is kSimulationStart. Changing the future is a new run of a scenario with one more timed statement: nothing before
/// it changes, since every host and every direction of the link has its own random numbers.
class Simulation final : public World {
public:
    /// A run without `until` ends here at the latest: probes of an idle connection would go on for ever.
    static constexpr Duration kLongestRun = std::chrono::hours(24);

    explicit Simulation(Scenario scenario);
    ~Simulation() override;
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// Lets the next thing happen; false if nothing is left, and then the expectations have been judged.
    bool step();
    /// All that happens until `time`, that moment included; false if nothing is left after it.
    bool runUntil(Timestamp time);
    /// The rest.
    void run();

    Timestamp now() const override { return m_now; }
    /// When step() goes on; nothing if nothing is left, or nothing before the end.
    std::optional<Timestamp> next() const;
    /// When something comes of it: without timers that were stopped and segments that arrive at another time. Looks at all that is to come.
    std::optional<Timestamp> nextChange() const;
    bool isUnplugged(const Host& host) const { return m_link.isUnplugged(host.index()); }
    const Scenario& scenario() const { return m_scenario; }
    const std::vector<std::unique_ptr<Host>>& hosts() const { return m_hosts; }
    const Host* findHost(std::string_view name) const override;
    /// Every segment, in the order of sending, and somewhere behind it every copy that the link has made of it.
    const std::vector<Passage>& passages() const { return m_passages; }
    /// Before the run: passages() shall keep only what is on its way, in no order, so that a long run needs no memory for what has
    /// ended. Then no FlightFault can be applied. Changes nothing where the scenario has expectations about segments or such faults.
    void forgetPassages();
    const std::vector<ShownNote>& notes() const { return m_notes; }
    /// What the ends kept to themselves, whenever that has changed; empty after forgetPassages().
    const std::vector<EndpointSample>& samples() const { return m_samples; }
    /// The expectations judged so far; after the end all of them, in the order of the file.
    const std::vector<ExpectationResult>& results() const { return m_results; }
    const Recorder& recorder() const { return m_recorder; }
    /// What the trace has grown by since the last call.
    RecordBatch& batch() { return m_recorder.batch(); }

private:
    enum class EventKind : std::uint8_t { Statement, Repetition, Arrival, Timer };
    struct Happening {
        Timestamp time;
        std::uint64_t order;
        EventKind kind;
        std::uint32_t which;  ///< Statement, passage, or host.
        std::uint32_t detail; ///< Repetition, socket, or the passage's number.
    };
    /// A statement whose moment is not known yet.
    struct Waiting {
        std::uint32_t statement;
        std::uint32_t seen = 0;       ///< SegmentSent: so many so far.
        std::optional<PassageMatch> match;
    };

    void connect(Socket& socket, bool actively) override;
    void transmit(const Host& host, const SocketAddress& source, const SocketAddress& destination, const tcp::Segment& segment,
                  std::uint8_t windowShift) override;
    void record(Socket& socket, RecordKind kind, std::span<const tcp::Endpoint::Step> steps, const Passage* arrived) override;
    void recordLoss(Socket& socket) override;
    void touch(const Socket& socket) override;
    void schedule(const Host& host, SocketId socket, Timestamp time) override;

    void add(Timestamp time, EventKind kind, std::uint32_t which, std::uint32_t detail);
    void happen(const Happening& happening);
    Timestamp effectOf(const Happening& happening) const;
    void endMoment();
    void arrive(PassageIndex index, std::uint32_t number);
    void put(Passage passage);
    void travel(const Journey& journey);
    void apply(const FlightFault& fault);
    PassageIndex find(const FlightFault& fault) const;
    void copy(PassageIndex index, Timestamp arrival);
    PassageIndex keep(Passage&& passage);
    void lose(Passage& passage);
    void forget(const Passage& passage);
    void takeSamples();
    void finish();

    // simulation_statements.cpp
    void placeStatements();
    void placeAfterPrevious(std::uint32_t statement, Timestamp moment);
    void checkConditions();
    void countSent(const Passage& passage);
    std::optional<Timestamp> reached(const TimeBase& base) const;
    void carryOut(std::uint32_t statement);
    void carryOutCall(const Call& call, std::uint32_t repetition);
    void inject(const InjectSegment& inject, std::uint32_t repetition);
    SocketAddress injectedEnd(const InjectedEnd& end, const Host* host, std::uint16_t port);
    void carryOutOnHost(HostIndex host, const ControlHost& control);
    HostIndex indexOf(const std::string& name) const;
    HostIndex hostAt(const IpAddress& address) const;

    Scenario m_scenario;
    std::vector<std::unique_ptr<Host>> m_hosts;
    Link m_link;
    Recorder m_recorder;
    Random m_forger;
    Timestamp m_now = kSimulationStart;
    Timestamp m_end;
    std::uint64_t m_order = 0;
    std::uint32_t m_sentCount = 0;
    std::uint32_t m_turn = 0; ///< Sendings and arrivals so far.
    std::vector<Happening> m_happenings; ///< A heap.
    std::vector<Waiting> m_waiting;
    bool m_isChecking = false;
    std::vector<Passage> m_passages;
    std::vector<PassageIndex> m_freePassages; ///< Places of m_passages to be used again.
    bool m_forgetsPassages = false;
    std::vector<const Socket*> m_touched; ///< In this moment.
    std::map<std::pair<ConnectionId, Side>, EndpointSample> m_lastSamples;
    std::vector<EndpointSample> m_samples;
    std::vector<Journey> m_journeys;
    std::vector<FlightFault> m_flightFaults; ///< Of segments that have not been sent yet.
    std::vector<ShownNote> m_notes;
    std::vector<ExpectationResult> m_results;
    bool m_isFinished = false;
};

} // namespace simulation
