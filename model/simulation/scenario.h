#pragma once
#include "model/base/time.h"
#include "model/simulation/scenario_settings.h"
#include "model/tcp/segment.h"
#include "model/tcp/state.h"
#include "model/trace/record.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// A scenario as it was written: values without behaviour. resources/scenarios/README.md is the grammar and says what each means;
/// scenario_parser.h makes it from text, scenario_writer.h turns it back.
namespace simulation {

/// Where a statement stands in its file, both from 1 (columns count characters, not octets); 0 where there is no file.
/// It takes no part in comparing: two scenarios are equal if they say the same.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend constexpr bool operator==(Position, Position) { return true; }
};

/// A text in English and in other languages, by their tag ("zh_CN").
struct LocalizedText {
    std::string english;
    std::map<std::string, std::string> translations;
    friend bool operator==(const LocalizedText&, const LocalizedText&) = default;
};

/// Under which heading of the start page a scenario stands.
enum class Topic : std::uint8_t { Open, Transfer, Close, Loss, Flow, Congestion, Resets, Servers, Life };
inline constexpr int kTopicCount = 9;

// --- Hosts and links

struct HostStatement {
    Position at;
    std::string name;
    HostSettings settings;
    friend bool operator==(const HostStatement&, const HostStatement&) = default;
};

/// Which way; an empty name stands for every host.
struct Direction {
    std::string from;
    std::string to;
    friend bool operator==(const Direction&, const Direction&) = default;
};

/// `link …`: from the start, or `TIME link set …`: from then on. Later ones win.
struct LinkChange {
    Position at;
    Direction direction;
    LinkSettings settings;
    friend bool operator==(const LinkChange&, const LinkChange&) = default;
};

// --- Segments

/// Coarse kinds by which a fault or a condition finds its segment.
enum class SegmentKind : std::uint8_t {
    Any,
    Syn, ///< Without ACK.
    SynAck,
    Fin, ///< With or without text.
    Rst,
    Ack,  ///< Neither text nor SYN, FIN or RST.
    Data, ///< With text, with or without FIN.
};
inline constexpr int kSegmentKindCount = 7;

/// Segments `nth` to `nth + count - 1` of those that are of the kind and meet every condition that is not empty,
/// counted from the moment the statement takes effect.
struct SegmentMatch {
    static constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();

    SegmentKind kind = SegmentKind::Any;
    Direction direction;
    std::optional<std::uint32_t> seq;  ///< SEG.SEQ as on the wire.
    std::optional<std::uint16_t> port; ///< Of either end.
    std::uint32_t nth = 1;
    std::uint32_t count = 1; ///< kAll: every one from `nth` on.
    friend bool operator==(const SegmentMatch&, const SegmentMatch&) = default;
};

/// Options as a scenario names them.
struct SegmentOptions {
    std::optional<std::uint16_t> mss;
    std::optional<std::uint8_t> windowScale;
    bool sackPermitted = false;
    std::vector<tcp::SackBlock> sack;               ///< At most four.
    bool timestamps = false;                        ///< Timestamps, whatever their values.
    std::optional<tcp::Timestamps> timestampValues; ///< Only if `timestamps`.
    friend bool operator==(const SegmentOptions&, const SegmentOptions&) = default;
};

/// A segment in Stevens' notation: `SYN 8000(0) ack 1001 win 4096 <mss 1024>`. Numbers are as on the wire.
///
/// As an expectation it leaves open what it does not name, except: SYN, FIN and RST are just those written, a SYN without `ack` has
/// no ACK bit, and without `SEQ(LEN)` there is no text. As an injected segment it has what it names; SEG.SEQ is then 0 if it is empty.
struct SegmentPattern {
    tcp::Flags flags; ///< ACK if and only if `ack`.
    std::optional<std::uint32_t> seq;
    std::uint32_t textLength = 0; ///< Octets.
    std::optional<std::uint32_t> ack;
    std::optional<std::uint32_t> window; ///< Octets: scaled for an expectation.
    SegmentOptions options;
    friend bool operator==(const SegmentPattern&, const SegmentPattern&) = default;
};

// --- When

/// What an application is told when a call fails.
enum class SocketError : std::uint8_t {
    None,
    AddressInUse,
    AddressNotAvailable,
    AlreadyConnected,
    BadDescriptor,
    BrokenPipe,
    ConnectionAborted,
    ConnectionRefused,
    ConnectionReset,
    HostUnreachable,
    InvalidArgument,
    NoBuffers,
    NotConnected,
    TimedOut,
    TooManyFiles,
    WouldBlock,
};
inline constexpr int kSocketErrorCount = 16;

/// A socket by the name that `as` gave it, of one host, or by its ports: ":80" or ":80-A:32768", see SocketPlace. "": the connection
/// made last, or the listener while there is none; where a statement speaks of the whole host (set, auto-…, conditions, never) any
/// of its sockets. "all": each connection.
struct SocketName {
    std::string host;
    std::string name;
    friend bool operator==(const SocketName&, const SocketName&) = default;
};

struct SimulationStart {
    friend bool operator==(SimulationStart, SimulationStart) = default;
};
/// The moment of the timed statement before this one in the file; the start if there is none.
struct PreviousStatement {
    friend bool operator==(PreviousStatement, PreviousStatement) = default;
};
struct StateReached {
    SocketName socket;
    tcp::State state = tcp::State::Closed;
    friend bool operator==(const StateReached&, const StateReached&) = default;
};
/// So many octets have arrived in order, read by the application or not.
struct OctetsReceived {
    SocketName socket;
    std::uint64_t octets = 0;
    friend bool operator==(const OctetsReceived&, const OctetsReceived&) = default;
};
/// The peer has acknowledged so many of the octets sent.
struct OctetsAcknowledged {
    SocketName socket;
    std::uint64_t octets = 0;
    friend bool operator==(const OctetsAcknowledged&, const OctetsAcknowledged&) = default;
};
struct ErrorReported {
    SocketName socket;
    SocketError error = SocketError::None;
    friend bool operator==(const ErrorReported&, const ErrorReported&) = default;
};
/// The host of `segment.direction.from` puts the `segment.nth` such segment on the link; `count` is 1.
struct SegmentSent {
    SegmentMatch segment;
    friend bool operator==(const SegmentSent&, const SegmentSent&) = default;
};

using TimeBase = std::variant<SimulationStart, PreviousStatement, StateReached, OctetsReceived, OctetsAcknowledged, ErrorReported,
                              SegmentSent>;

/// `delay` after `base` is first true since the simulation began.
struct Moment {
    TimeBase base;
    Duration delay{};
    friend bool operator==(const Moment&, const Moment&) = default;
};

// --- Calls of an application

struct PassiveOpen {
    std::uint16_t port = 0;
    std::optional<std::uint32_t> backlog; ///< Of the accept queue; empty: 128.
    std::string name;                     ///< Given to the new socket; may be empty, as in the structures below.
    friend bool operator==(const PassiveOpen&, const PassiveOpen&) = default;
};
/// With a socket named in the call: that one opens actively, as from LISTEN (RFC 9293, 3.10.1).
struct ActiveOpen {
    std::string peer; ///< Name of the host.
    std::uint16_t port = 0;
    std::optional<std::uint16_t> from; ///< Local port; empty: an ephemeral one.
    std::string name;
    friend bool operator==(const ActiveOpen&, const ActiveOpen&) = default;
};
/// Takes the oldest connection from the accept queue, or waits for one.
struct Accept {
    std::string name;
    friend bool operator==(const Accept&, const Accept&) = default;
};
struct Send {
    std::uint64_t octets = 0;
    friend bool operator==(const Send&, const Send&) = default;
};
struct Read {
    std::optional<std::uint64_t> octets; ///< Empty: all there is.
    friend bool operator==(const Read&, const Read&) = default;
};
enum class ShutdownHow : std::uint8_t { Read, Write, Both };
struct Shutdown {
    ShutdownHow how = ShutdownHow::Both;
    friend bool operator==(const Shutdown&, const Shutdown&) = default;
};
struct Close {
    friend bool operator==(const Close&, const Close&) = default;
};
struct Abort {
    friend bool operator==(const Abort&, const Abort&) = default;
};
struct SetOptions {
    SocketOptions options;
    friend bool operator==(const SetOptions&, const SetOptions&) = default;
};

/// What an application does by itself, from then on.
enum class Habit : std::uint8_t {
    Accept, ///< Every connection in the accept queue at once. On at the start.
    Read,   ///< Everything at once. On at the start.
    Send,   ///< `octets` as soon as a connection is ESTABLISHED.
    Reply,  ///< `octets` whenever text has been read.
    Close,  ///< At the end of the peer's stream, or once `octets` have been read (after the reply).
    Fork,   ///< A child process for each accepted connection; the parent closes its descriptor.
};
inline constexpr int kHabitCount = 6;
struct SetHabit {
    Habit habit = Habit::Accept;
    bool on = true;
    std::optional<std::uint64_t> octets;
    friend bool operator==(const SetHabit&, const SetHabit&) = default;
};
struct Fork {
    std::string name; ///< Of the child process.
    friend bool operator==(const Fork&, const Fork&) = default;
};
enum class ProcessAction : std::uint8_t { Exit, Kill, Stop, Continue };
struct ControlProcess {
    ProcessAction action = ProcessAction::Exit;
    std::string process; ///< Empty: the host's first process, "main".
    friend bool operator==(const ControlProcess&, const ControlProcess&) = default;
};
/// Crash: power cut, nothing is sent and all connections are forgotten. Unplug: the cable alone.
enum class HostAction : std::uint8_t { Crash, Reboot, Unplug, Plug };
struct ControlHost {
    HostAction action = HostAction::Crash;
    friend bool operator==(const ControlHost&, const ControlHost&) = default;
};

/// `count` times, `every` apart. The sockets that a repeated call names are NAME.1 to NAME.count; NAME alone is then the last one.
struct Repeat {
    std::uint32_t count = 1;
    Duration every{};
    friend bool operator==(const Repeat&, const Repeat&) = default;
};

using CallAction = std::variant<PassiveOpen, ActiveOpen, Accept, Send, Read, Shutdown, Close, Abort, SetOptions, SetHabit, Fork,
                                ControlProcess, ControlHost>;
struct Call {
    SocketName socket;   ///< Its host is the caller.
    std::string process; ///< Empty: "main", which starts anew if it has ended.
    CallAction action;
    Repeat repeat;
    friend bool operator==(const Call&, const Call&) = default;
};

// --- What happens on the link

enum class FaultKind : std::uint8_t { Drop, Delay, Duplicate, Reorder, Corrupt };
struct SegmentFault {
    FaultKind kind = FaultKind::Drop;
    SegmentMatch match;
    Duration by{};          ///< Delay: so much later. Duplicate: the copy arrives so much after the original.
    std::uint32_t past = 1; ///< Reorder: so many later segments overtake it.
    friend bool operator==(const SegmentFault&, const SegmentFault&) = default;
};
/// One segment, by its number in the order of sending: at once where it is on its way, else when it is sent; nothing once it has
/// arrived or was lost. No random number is drawn for it, so that all others fare as they would have.
struct FlightFault {
    FaultKind kind = FaultKind::Drop; ///< Not Reorder.
    std::uint32_t number = 1;         ///< From 1, as Record::frame.
    std::uint32_t copy = 0;           ///< 0: the segment itself; else that one of the copies that the link has made of it.
    Duration by{};                    ///< As SegmentFault::by.
    friend bool operator==(const FlightFault&, const FlightFault&) = default;
};
/// Segments sent while the link is cut are lost.
struct LinkCut {
    Direction direction;
    bool restored = false; ///< `link restore`
    friend bool operator==(const LinkCut&, const LinkCut&) = default;
};
struct InjectedEnd {
    std::string host;                  ///< Empty: a forged address, another one each time.
    std::optional<std::uint16_t> port; ///< Empty: that of the connection made last between the two; of a forged address, random.
    friend bool operator==(const InjectedEnd&, const InjectedEnd&) = default;
};
struct InjectSegment {
    InjectedEnd from;
    InjectedEnd to;
    SegmentPattern segment;
    Repeat repeat;
    friend bool operator==(const InjectSegment&, const InjectSegment&) = default;
};

/// A caption, shown from its moment until the next one.
struct Note {
    LocalizedText text;
    friend bool operator==(const Note&, const Note&) = default;
};

// --- Expectations: each is a test of its own, judged at the end, or at its moment if it is a timed statement

/// `min` to `max`, both included.
struct Range {
    static constexpr std::uint64_t kOpen = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t min = 0;
    std::uint64_t max = kOpen;
    friend bool operator==(Range, Range) = default;
};

/// The socket walks through these states, one directly after the other, somewhere in its life.
struct ExpectWalk {
    SocketName socket;
    std::vector<tcp::State> states;
    bool exactly = false; ///< They are the whole walk after the initial CLOSED.
    friend bool operator==(const ExpectWalk&, const ExpectWalk&) = default;
};
struct ExpectState {
    SocketName socket;
    tcp::State state = tcp::State::Closed;
    friend bool operator==(const ExpectState&, const ExpectState&) = default;
};
/// No socket of the host (or not the one named) was ever in that state.
struct ExpectNever {
    SocketName socket;
    tcp::State state = tcp::State::Closed;
    friend bool operator==(const ExpectNever&, const ExpectNever&) = default;
};
/// So many of the host's sockets are in that state.
struct ExpectCount {
    std::string host;
    tcp::State state = tcp::State::Closed;
    Range count;
    friend bool operator==(const ExpectCount&, const ExpectCount&) = default;
};
/// Some call on the socket failed with that error; None: no call failed.
struct ExpectError {
    SocketName socket;
    SocketError error = SocketError::None;
    friend bool operator==(const ExpectError&, const ExpectError&) = default;
};
/// So many octets were read by the application.
struct ExpectReceived {
    SocketName socket;
    Range octets;
    friend bool operator==(const ExpectReceived&, const ExpectReceived&) = default;
};
/// So many segments were given that label, in all or of those that `from` sent.
struct ExpectLabel {
    Label label = Label::Retransmission;
    Range count;
    std::string from; ///< Empty: either end.
    friend bool operator==(const ExpectLabel&, const ExpectLabel&) = default;
};
/// So many segments of the kind were sent, lost ones included; `nth` and `count` of the match are 1.
struct ExpectSegments {
    Range count;
    SegmentMatch match;
    friend bool operator==(const ExpectSegments&, const ExpectSegments&) = default;
};
struct WireSegment {
    Position at;
    std::string sender;
    SegmentPattern segment;
    bool lost = false;      ///< It did not arrive.
    bool anyBefore = false; ///< Others, which nobody names, may have been sent before it.
    friend bool operator==(const WireSegment&, const WireSegment&) = default;
};
/// The segment that was sent as the `number`-th of all, from 1.
struct ExpectSegment {
    std::uint32_t number = 1;
    WireSegment segment;
    friend bool operator==(const ExpectSegment&, const ExpectSegment&) = default;
};
/// These segments were sent, in the order in which they were sent, and no others but where `anyBefore` and `anyAfter` allow them.
struct ExpectWire {
    std::vector<WireSegment> segments;
    bool anyAfter = false;
    friend bool operator==(const ExpectWire&, const ExpectWire&) = default;
};

using ExpectationKind = std::variant<ExpectWalk, ExpectState, ExpectNever, ExpectCount, ExpectError, ExpectReceived, ExpectLabel,
                                     ExpectSegments, ExpectSegment, ExpectWire>;
struct Expectation {
    Position at;
    ExpectationKind what;
    friend bool operator==(const Expectation&, const Expectation&) = default;
};

// --- The whole

using Action = std::variant<Call, LinkChange, LinkCut, SegmentFault, FlightFault, InjectSegment, Note, Expectation>;
struct TimedStatement {
    Position at;
    Moment when;
    Action action;
    friend bool operator==(const TimedStatement&, const TimedStatement&) = default;
};

struct Scenario {
    LocalizedText title;
    LocalizedText summary; ///< May be empty.
    Topic topic = Topic::Open;
    std::uint64_t seed = 1;
    std::optional<Duration> until;          ///< Empty: until nothing is left to happen.
    bool corrupts = false;                  ///< Its point is a damaged segment.
    std::vector<HostStatement> hosts;       ///< A and B, then the others as they were declared.
    std::vector<LinkChange> links;          ///< From the start.
    std::vector<TimedStatement> statements; ///< In the file's order, which need not be that of time.
    std::vector<Expectation> expectations;  ///< Judged at the end.
    friend bool operator==(const Scenario&, const Scenario&) = default;
};

} // namespace simulation
