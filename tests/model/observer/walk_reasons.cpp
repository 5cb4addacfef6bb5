// What no capture can tell: one function for each reason.
#include "tests/model/observer/walk_judge.h"

#include <algorithm>
#include <map>

using tcp::Event;
using tcp::Flag;
using tcp::State;

namespace differential {

std::string_view toString(Reason reason)
{
    constexpr std::string_view kNames[] = {"hidden opening", "hidden FIN",       "hidden answer", "waiting FIN",    "silent end",
                                           "unheard reset",  "overtaking reset", "other cause",   "call among ACKs", "repeated SYN or FIN"};
    static_assert(std::size(kNames) == kReasonCount);
    return kNames[std::size_t(reason)];
}

std::optional<Reason> Judge::whyProven(const Step& step) const
{
    if (isHiddenOpening(step))
        return Reason::HiddenOpening;
    if (isHiddenFin(step))
        return Reason::HiddenFin;
    if (m_scenario.has(MissedPackets) && isHiddenAnswer(step))
        return Reason::HiddenAnswer;
    if (finWaits(step.host, step.latestOfHost))
        return Reason::WaitingFin;
    if (isOvertakenByReset(step))
        return Reason::OvertakingReset;
    return std::nullopt;
}

std::optional<Reason> Judge::whyUnlike(Host host, Timestamp time) const
{
    if (finWaits(host, time))
        return Reason::WaitingFin;
    if (endedSilently(host, time) || endedSilently(other(host), time))
        return Reason::SilentEnd;
    if (resetWasUnheard(time))
        return Reason::UnheardReset;
    return std::nullopt;
}

/// An opener whose SYN was lost or overtaken before its SYN,ACK looks like a passive one.
bool Judge::isHiddenOpening(const Step& step) const
{
    const auto& [record, connection, side, from, to, event, certainty] = step.transition;
    const bool isOpening = event == Event::PassiveOpen || event == Event::RcvSyn || event == Event::RcvSynAck || event == Event::RcvAckOfSyn;
    const bool followsOpening = (event == Event::Close || event == Event::Abort) && (from == State::Established || from == State::SynReceived);
    if (!isOpening && !followsOpening)
        return false;
    const auto& passages = m_scenario.passages();
    bool opens[2] = {false, false};
    bool isHidden = false;
    for (std::size_t which = 0; which < passages.size(); ++which) {
        const Passage& passage = passages[which];
        if (!passage.segment.has(Flag::Syn) || passage.sent > step.captured)
            continue;
        opens[index(passage.sender)] |= !passage.segment.has(Flag::Ack);
        const auto hasOvertaken = [&](const Sighting& sighting) { // then the SYN seems to begin another connection
            const Passage& reset = passages[sighting.passage];
            return reset.sender == passage.sender && reset.segment.has(Flag::Rst) && reset.sent > passage.sent
                && m_positions[sighting.passage] < m_positions[which];
        };
        isHidden |= m_positions[which] > step.position || std::any_of(m_capture.begin(), m_capture.end(), hasOvertaken);
    }
    return opens[0] && opens[1] && isHidden;
}

/// Whatever the host answers then, its state is a later one than it seems. The FINs of the lives before have nothing to do with it.
bool Judge::isHiddenFin(const Step& step) const
{
    const auto& passages = m_scenario.passages();
    Timestamp born{};
    for (const TrueStep& each : walk(step.host)) {
        if (each.from == State::Closed && each.time <= step.latestOfHost)
            born = each.time;
    }
    bool isHidden = false;
    for (std::size_t which = 0; which < passages.size(); ++which) {
        const Passage& passage = passages[which];
        if (passage.sender != step.host || !passage.segment.has(Flag::Fin) || &passage == step.cause || passage.sent < born)
            continue;
        if (m_positions[which] < step.position)
            return false;
        isHidden |= passage.sent <= step.latestOfHost;
    }
    return isHidden;
}

bool Judge::isHiddenAnswer(const Step& step) const
{
    const auto& passages = m_scenario.passages();
    for (std::size_t which = 0; which < passages.size(); ++which) {
        const Passage& answer = passages[which];
        const bool isHidden = m_positions[which] == kMissed;
        if (answer.sender == step.host || !answer.segment.has(Flag::Ack) || answer.arrived > step.latestOfHost || !isHidden)
            continue;
        const auto isAnswered = [&](const Passage& passage) {
            return passage.sender == step.host && (passage.segment.has(Flag::Syn) || passage.segment.has(Flag::Fin))
                && passage.segment.end() == answer.segment.ack;
        };
        if (std::any_of(passages.begin(), passages.end(), isAnswered))
            return true;
    }
    return false;
}

/// The host's RST passed before this segment, which it had sent earlier: what it did between the two is over again.
bool Judge::isOvertakenByReset(const Step& step) const
{
    const auto& passages = m_scenario.passages();
    if (step.cause && step.cause->segment.has(Flag::Rst) && step.cause->sent < step.latestOfHost)
        return true; // or the other way round: what it sent in its next connection passed before the RST
    for (std::size_t which = 0; which < passages.size(); ++which) {
        const Passage& reset = passages[which];
        if (reset.sender == step.host && reset.segment.has(Flag::Rst) && m_positions[which] <= step.position && step.cause && step.cause->sent < reset.sent)
            return true;
    }
    return false;
}

/// Some CLOSE of the host until then was not followed by its FIN so far, or not before something else happened to it.
bool Judge::finWaits(Host host, Timestamp time) const
{
    const auto& truth = walk(host);
    for (std::size_t i = 0; i < truth.size() && truth[i].time <= time; ++i) {
        if (truth[i].event != Event::Close || truth[i].to == State::Closed)
            continue;
        const auto& passages = m_scenario.passages();
        const auto fin = std::find_if(passages.begin(), passages.end(), [&](const Passage& passage) {
            return passage.sender == host && passage.segment.has(Flag::Fin) && passage.sent >= truth[i].time;
        });
        if (fin == passages.end() || fin->sent > time || (fin->sent > truth[i].time && i + 1 < truth.size() && truth[i + 1].time <= fin->sent))
            return true;
    }
    return false;
}

bool Judge::wasRepeated(Flag flag, Timestamp time) const
{
    std::map<std::pair<Host, std::uint32_t>, int> copies;
    for (const Passage& passage : m_scenario.passages()) {
        const bool isOne = passage.segment.has(flag) && passage.sent <= time && !passage.isCopy;
        if (isOne && ++copies[{passage.sender, passage.segment.end().value()}] > 1)
            return true;
    }
    return false;
}

bool Judge::endedSilently(Host host, Timestamp time) const
{
    return std::any_of(walk(host).begin(), walk(host).end(), [&](const TrueStep& step) {
        const bool isSilentAbort = step.event == Event::Abort
            && (step.from == State::Listen || step.from == State::SynSent || tcp::table::kLastStates.contains(step.from));
        const bool isSilentClose = step.event == Event::Close && step.to == State::Closed;
        return step.time <= time && (isSilentAbort || isSilentClose || step.event == Event::UserTimeout);
    });
}

/// A RST that was lost, or did not end the connection, or was obeyed although something of its receiver passed the capture behind it
/// and was lost then: if that one had arrived, another RST would have told.
bool Judge::resetWasUnheard(Timestamp time) const
{
    const auto& passages = m_scenario.passages();
    const auto arrives = [](const Passage& passage) { return passage.arrived != Timestamp::max() && !passage.isCorrupt; };
    for (std::size_t which = 0; which < passages.size(); ++which) {
        const Passage& reset = passages[which];
        if (!reset.segment.has(Flag::Rst) || reset.sent > time || reset.isCopy)
            continue;
        const Host host = other(reset.sender);
        if (!arrives(reset) || !(wasIn(host, State::Closed, reset.arrived) || wasIn(host, State::Listen, reset.arrived)))
            return true;
        const auto isLostBehind = [&](const Sighting& sighting) {
            const Passage& passage = passages[sighting.passage];
            return passage.sender == host && sighting.time >= m_capture[m_positions[which]].time
                && (!arrives(passage) || m_scenario.has(PowerCuts)); // where the power is off, nobody answers
        };
        if (m_positions[which] != kMissed && std::any_of(m_capture.begin(), m_capture.end(), isLostBehind))
            return true;
    }
    return false;
}

} // namespace differential
