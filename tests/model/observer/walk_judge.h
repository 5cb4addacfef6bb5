#pragma once
#include "model/trace/trace.h"
#include "tests/model/observer/played_scenario.h"

#include <QString>

#include <array>
#include <limits>
#include <string_view>
#include <vector>

/// Holds what the observer says of a capture against what the endpoints really did.
namespace differential {

/// Why no capture can tell: histories that leave the same packets. model/observer/README.md explains each.
enum class Reason : std::uint8_t {
    HiddenOpening,   ///< Both opened actively, and not each SYN had passed the capture before what followed from it.
    HiddenFin,       ///< The end's own FIN had been sent, and no copy of it had passed.
    HiddenAnswer,    ///< The end had got an acknowledgment that is not in the capture.
    WaitingFin,      ///< CLOSE was called, but text or a shut window held the FIN back.
    SilentEnd,       ///< A connection given up, forgotten, or aborted where an ABORT sends nothing.
    UnheardReset,    ///< A RST that did not end what it was sent for: lost, damaged, overtaken or refused.
    OvertakingReset, ///< A RST that passed the capture before what its sender had sent first.
    OtherCause,      ///< The end is CLOSED as it was seen to be, for another reason.
    CallAmongAcks,   ///< A CLOSE or ABORT before or after an acknowledgment that was on its way.
    Repeated,        ///< A SYN or FIN was sent again while its answer was on its way: which came first is not known.
};
inline constexpr int kReasonCount = 10;
std::string_view toString(Reason reason);

using Explained = std::array<int, kReasonCount>;

struct Step {
    TransitionRecord transition;
    Host host;
    Timestamp captured;
    std::size_t position = 0;       ///< Of the cause in the capture.
    const Passage* cause = nullptr; ///< Nothing for a timeout.
    Timestamp latestOfHost{};       ///< When the youngest of this host's segments captured so far was sent.
};

/// Holds one capture's trace against one scenario; `problem` is empty if all is well or explained.
class Judge {
public:
    Judge(const PlayedScenario& scenario, Place place);

    /// Every step is a row of the table, and begins where the one before it ended.
    void checkRows();
    /// Every proven step is one that the endpoint has really made, in that order, and enters the state that it was in.
    ///
    /// A step from an assumed state proves what happened and where it led to, but not where it came from.
    void checkProven();
    /// Where an assumption turned into knowledge, the endpoint has been in that state.
    void checkConfirmed();
    /// Nothing is missing, nothing is too much.
    void checkWholeWalk();
    /// Where both ends are in the end.
    void checkFinalStates();

    QString problem() const { return m_problem; }
    const Explained& explained() const { return m_explained; }
    int provenCount() const;
    /// What happened and what was concluded from it, for a person.
    QByteArray report() const;

private:
    static constexpr std::size_t kMissed = std::numeric_limits<std::size_t>::max();

    struct Difference {
        Timestamp time;
        QString what;
    };

    void observe();
    void collectSteps();
    void fail(const QString& problem);
    bool explain(std::optional<Reason> reason);
    QString describe(const Step& step) const;
    const std::vector<TrueStep>& walk(Host host) const { return m_scenario.walk(host); }
    std::vector<Step> netWalk(Host host) const;
    std::size_t findTrue(Host host, const Step& step, bool fromIsKnown, std::size_t from) const;
    bool wasIn(Host host, tcp::State state, Timestamp when) const;
    std::optional<Difference> firstDifference(Host host);

    std::optional<Reason> whyProven(const Step& step) const;
    std::optional<Reason> whyUnlike(Host host, Timestamp time) const;
    bool isHiddenOpening(const Step& step) const;
    bool isHiddenFin(const Step& step) const;
    bool isHiddenAnswer(const Step& step) const;
    bool isOvertakenByReset(const Step& step) const;
    bool finWaits(Host host, Timestamp time) const;
    bool wasRepeated(tcp::Flag flag, Timestamp time) const;
    bool endedSilently(Host host, Timestamp time) const;
    bool resetWasUnheard(Timestamp time) const;

    const PlayedScenario& m_scenario;
    std::vector<Sighting> m_capture;
    std::vector<std::size_t> m_positions; ///< In the capture, by passage; kMissed if it is not there.
    Trace m_trace;
    std::vector<Step> m_steps;
    Explained m_explained{};
    QString m_problem;
};

} // namespace differential
