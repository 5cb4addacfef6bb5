#pragma once
#include "model/kernel/socket.h"

#include <cstdint>
#include <vector>

/// "The wire says X, the kernel says Y", and why.
namespace kernel {

/// Of which host, and of when, is what the wire shows?
enum class WireMoment : std::uint8_t {
    Now,       ///< Of this host, and as new as can be.
    Past,      ///< Of this host; the playhead stands in the past.
    Paused,    ///< Of this host; the view stands still while the capture goes on.
    Over,      ///< Of this host; the capture has ended.
    OtherHost, ///< From a file or a pipe: whose packets those are is not known.
};

/// What the observer concluded about one end of a connection.
struct WireEnd {
    tcp::State state = tcp::State::Closed;
    bool isAssumed = false; ///< The conclusion follows if a segment arrived, which nothing has proven yet.
    bool isHere = true;     ///< Whether the end's address is one of this host's.
    WireMoment moment = WireMoment::Now; ///< The kernel only knows the present, and only of this host.
};

enum class Agreement : std::uint8_t {
    Same,         ///< Both say the same.
    Explained,    ///< They differ as they may.
    Contradicted, ///< No way of TCP leads from one to the other.
    Unknown,      ///< There is nothing to compare.
};

enum class Reason : std::uint8_t {
    FullSocket,       ///< Same: a socket with an owner.
    Request,          ///< Same: SYN-RECEIVED, of which the kernel keeps a note only, shown by socket diagnosis as SYN-RECV.
    TimeWaitMini,     ///< Same: TIME-WAIT, without owner and buffers.
    FinWait2Mini,     ///< Same: FIN-WAIT-2 which no process holds any more; ends after tcp_fin_timeout.
    Orphan,           ///< Same: the process has closed it, and the kernel finishes alone.
    BothClosed,       ///< Same: nothing is left on either side.
    NotYetAcknowledged, ///< The kernel has received what the wire does not yet show to be received: the ACK has not come by.
    NotYetSent,       ///< The process has called, and the segment that tells waits (FIN behind data) or has not come by.
    NotYetReceived,   ///< The segment has come by here and is not processed: lost behind this point, or behind missing data.
    HandshakeNotTaken, ///< A request is left after the handshake: its last ACK was lost, or the accept queue is full, or the listener waits for data.
    KernelLags,       ///< The kernel was asked before its end sent what the wire shows.
    TimeWaitOver,     ///< TIME-WAIT is over for the kernel: after 60 s, or reused (tcp_tw_reuse), or over tcp_max_tw_buckets.
    FinWait2Over,     ///< The kernel does not wait for the other end's FIN any longer than tcp_fin_timeout.
    GaveUp,           ///< The kernel has none any more: aborted, timed out, or its last segment went elsewhere than past here.
    SynDropped,       ///< A SYN came, and no entry: dropped (queue full, filtered), answered with a SYN cookie, or given up after tcp_synack_retries.
    ResetNotTaken,    ///< The wire shows a reset or the end, the kernel has it still: the segment did not arrive, or was not accepted.
    StillWaiting,     ///< The wire's TIME-WAIT is over by its own count, the kernel's is not.
    NewConnection,    ///< The wire's connection has ended; the kernel has a new one with the same addresses.
    OtherEndElsewhere, ///< This end is not on this host: its kernel cannot be asked.
    InThePast,        ///< The playhead is in the past.
    ViewPaused,       ///< The view is paused: the wire's present is not shown.
    CaptureOver,      ///< The capture has ended: the wire's present is not known.
    NotFromThisHost,  ///< The packets come from a file or a pipe: equal addresses may be another host's.
    Impossible,       ///< Not to be had from TCP: another network namespace, or a proxy with the same addresses.
};
inline constexpr int kReasonCount = 24;

struct Comparison {
    Agreement agreement = Agreement::Unknown;
    Reason reason = Reason::OtherEndElsewhere;
    friend bool operator==(const Comparison&, const Comparison&) = default;
};

/// Compares what the wire shows of one end with the kernel's entry for it; `entry` is null where the kernel has none.
Comparison compare(const WireEnd& wire, const Socket* entry);

/// The entry for the end `local` of a connection with `remote`; never a listener. Null: none. `interface`: where the packets came by, which
/// tells equal link-local addresses apart (RFC 4007, 6); 0: not known.
const Socket* findSocket(const std::vector<Socket>& sockets, const SocketAddress& local, const SocketAddress& remote, std::uint32_t interface = 0);

} // namespace kernel
