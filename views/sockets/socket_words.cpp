#include "views/sockets/socket_words.h"

#include "views/common/wording.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;
using kernel::Ownership;

namespace wording {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(sockets)
};

QString processText(const kernel::Process& process)
{
    return u"%1[%2]"_s.arg(QString::fromStdString(process.name)).arg(process.pid);
}

QString holderText(const kernel::TrackedSocket& socket, const kernel::Holder& holder)
{
    return Text::tr("%1 fd %2").arg(processText(socket.owners->processes[holder.process])).arg(holder.descriptor);
}

/// `whose`: the process, empty if it is not known.
QString acceptQueueText(const kernel::Headline& headline, const QString& whose)
{
    const bool isFull = headline.isFull();
    const QString what = (isFull ? Text::tr("<b>The accept queue of %1 is full: %2 wait, with a limit of %3.</b>")
                                 : Text::tr("<b>The accept queue of %1 is nearly full: %2 wait, with a limit of %3.</b>"))
                             .arg(addressText(headline.listener), number(headline.count), number(headline.limit));
    QString why;
    if (isFull)
        why = whose.isEmpty() ? Text::tr("Its process does not call accept() fast enough; new connections are dropped.")
                              : Text::tr("%1 does not call accept() fast enough; new connections are dropped.").arg(whose);
    else
        why = whose.isEmpty() ? Text::tr("Its process does not call accept() fast enough; nothing is dropped yet.")
                              : Text::tr("%1 does not call accept() fast enough; nothing is dropped yet.").arg(whose);
    return what + u' ' + why;
}

QString seconds(std::uint64_t count)
{
    return duration(std::chrono::seconds(count));
}

} // namespace

QString processName(const kernel::Process& process)
{
    return processText(process);
}

QString addressText(const SocketAddress& address)
{
    return QString::fromStdString(toString(address));
}

QString ownerText(const kernel::TrackedSocket& socket)
{
    if (!socket.holders.empty()) {
        const kernel::Holder& first = socket.holders.front();
        if (socket.ownership == Ownership::Orphaned || socket.isGone())
            return Text::tr("was %1").arg(processText(socket.owners->processes[first.process]));
        const QString text = holderText(socket, first);
        return socket.holders.size() == 1 ? text : u"%1 (+%2)"_s.arg(text).arg(socket.holders.size() - 1);
    }
    switch (socket.ownership) {
    case Ownership::Known:
        return {};
    case Ownership::Listener:
        return Text::tr("request of a listener");
    case Ownership::NotAccepted:
        return Text::tr("not accepted yet");
    case Ownership::Orphaned:
        return Text::tr("no owner");
    case Ownership::Pending:
        return u"…"_s;
    case Ownership::Hidden:
        return Text::tr("hidden (uid %1)").arg(socket.socket.uid);
    case Ownership::Elsewhere:
        return Text::tr("none to be seen (uid %1)").arg(socket.socket.uid);
    }
    return {};
}

QString ownerExplanation(const kernel::TrackedSocket& socket)
{
    QStringList lines;
    for (const kernel::Holder& holder : socket.holders)
        lines << holderText(socket, holder);
    switch (socket.ownership) {
    case Ownership::Known:
        if (socket.holders.size() > 1)
            lines << Text::tr("Several descriptors refer to this socket: it is closed only when all of them are.");
        break;
    case Ownership::Listener:
        lines << Text::tr("A request has no owner: it becomes a socket with the last ACK of the handshake.");
        break;
    case Ownership::NotAccepted:
        lines << Text::tr("The connection waits in the listener's queue until the process calls accept().");
        break;
    case Ownership::Orphaned:
        lines << Text::tr("The process has closed it or is gone; the kernel finishes the connection alone.");
        break;
    case Ownership::Pending:
        lines << Text::tr("The processes have not been looked through since this socket came.");
        break;
    case Ownership::Hidden:
        lines << Text::tr("Some processes may not be looked into, and one of them may hold it. Run tcplens-cli sockets with sudo to look into all.");
        break;
    case Ownership::Elsewhere:
        lines << Text::tr("No process that can be seen holds it: it belongs to the kernel itself, or to a process of another container.");
        break;
    }
    return lines.join(u'\n');
}

QString groupName(const kernel::Group& group)
{
    switch (group.ownership) {
    case Ownership::Known: {
        constexpr std::size_t kMostNames = 3; // of a server with many workers the number tells more than their names
        QStringList names{processText(group.process)};
        for (std::size_t i = 0; i < group.others.size() && names.size() < qsizetype(kMostNames); ++i)
            names << processText(group.others[i]);
        const QString text = names.join(u" + "_s);
        const std::size_t left = group.others.size() + 1 - std::size_t(names.size());
        return left == 0 ? text : Text::tr("%1 and %2 more").arg(text).arg(left);
    }
    case Ownership::Listener:
        return Text::tr("requests of listeners");
    case Ownership::NotAccepted:
        return Text::tr("not accepted yet");
    case Ownership::Orphaned:
        return Text::tr("no owner");
    case Ownership::Pending:
        return u"…"_s;
    case Ownership::Hidden:
        return Text::tr("hidden");
    case Ownership::Elsewhere:
        return Text::tr("none to be seen");
    }
    return {};
}

QString idleText(const kernel::Socket& socket)
{
    if (!socket.hasInfo || socket.isListener() || socket.state == tcp::State::SynSent)
        return {};
    const auto ago = [](std::uint32_t since) { return duration(std::chrono::milliseconds(since)); };
    const kernel::TcpInfo& info = socket.info;
    return Text::tr("Last data received %1 ago, sent %2 ago (without any: when it was established); last ACK %3 ago.")
        .arg(ago(info.sinceDataReceived), ago(info.sinceDataSent), ago(info.sinceAck));
}

QString timerText(const kernel::Timer& timer)
{
    if (timer.kind == kernel::TimerKind::None)
        return {};
    const std::string_view name = toString(timer.kind);
    // Tenths move too fast to be read beyond a few seconds.
    const auto left = timer.left < std::chrono::seconds(5) ? std::chrono::round<std::chrono::milliseconds>(timer.left / 100) * 100
                                                           : std::chrono::milliseconds(std::chrono::round<std::chrono::seconds>(timer.left));
    const QString text = u"%1 %2"_s.arg(QString::fromLatin1(name.data(), qsizetype(name.size())), duration(left));
    return timer.retransmits == 0 ? text : u"%1 ×%2"_s.arg(text).arg(timer.retransmits);
}

QString timerExplanation(const kernel::Socket& socket)
{
    switch (socket.timer.kind) {
    case kernel::TimerKind::None:
        return Text::tr("No timer runs.");
    case kernel::TimerKind::Retransmission:
        if (socket.kind == kernel::EntryKind::Request)
            return Text::tr("The handshake is not complete: when the timer runs out, the SYN,ACK is sent again, or the request is dropped (tcp_synack_retries).");
        return Text::tr("What was sent is not acknowledged: when the timer runs out, it is sent again (RFC 6298), or a probe shows whether its end was lost (RFC 8985).");
    case kernel::TimerKind::KeepAlive:
        // One timer of Linux with two uses.
        if (socket.state == tcp::State::FinWait2 && socket.inode == 0)
            return Text::tr("No process holds it, and no probe is sent: when the timer runs out, a mini-socket goes on waiting for the other end's FIN, or the connection is reset (tcp_fin_timeout).");
        return Text::tr("The connection is idle: when the timer runs out, a probe asks whether the other end is there (RFC 9293, 3.8.4).");
    case kernel::TimerKind::TimeWait:
        return Text::tr("When the timer runs out, the entry disappears.");
    case kernel::TimerKind::Persist:
        return Text::tr("The other end's window is closed: when the timer runs out, it is probed (RFC 9293, 3.8.6.1).");
    }
    return {};
}

QString entryExplanation(kernel::EntryKind kind)
{
    switch (kind) {
    case kernel::EntryKind::Full:
        return {};
    case kernel::EntryKind::Request:
        return Text::tr("A request: the kernel's note of a SYN that it has answered, not a socket yet.");
    case kernel::EntryKind::Mini:
        return Text::tr("A mini-socket: addresses and a timer, without buffers and without an owner.");
    }
    return {};
}

QString agreementName(kernel::Agreement agreement)
{
    switch (agreement) {
    case kernel::Agreement::Same:
        return Text::tr("They agree");
    case kernel::Agreement::Explained:
        return Text::tr("They differ, and may");
    case kernel::Agreement::Contradicted:
        return Text::tr("They contradict each other");
    case kernel::Agreement::Unknown:
        return Text::tr("Nothing to compare");
    }
    return {};
}

QString reasonExplanation(kernel::Reason reason)
{
    using kernel::Reason;
    switch (reason) {
    case Reason::FullSocket:
        return Text::tr("A socket that a process holds.");
    case Reason::Request:
        return Text::tr("The kernel keeps only a request until the handshake is complete; ss lists it as SYN-RECV, and no process has it.");
    case Reason::TimeWaitMini:
        return Text::tr("TIME-WAIT is kept as a mini-socket: no process holds it, and it ends by itself 60 s after it began.");
    case Reason::FinWait2Mini:
        return Text::tr("The process has closed it, so the kernel keeps a mini-socket that waits for the other end's FIN, for tcp_fin_timeout at most.");
    case Reason::Orphan:
        return Text::tr("The process has closed it or is gone; the kernel finishes the connection alone.");
    case Reason::BothClosed:
        return Text::tr("Nothing is left of it.");
    case Reason::NotYetAcknowledged:
        return Text::tr("The kernel has received the segment already; its acknowledgment has not come by yet.");
    case Reason::NotYetSent:
        return Text::tr("The process has called already; the segment that tells waits behind text that is not sent, or has not come by yet.");
    case Reason::NotYetReceived:
        return Text::tr("The segment came by here, but the kernel has not taken it: it was lost further on, or waits behind missing text.");
    case Reason::HandshakeNotTaken:
        return Text::tr("The kernel has not taken the last ACK of the handshake: it was lost, or the listener's accept queue is full, or the listener waits for the first text.");
    case Reason::KernelLags:
        return Text::tr("The kernel was asked a moment before that segment.");
    case Reason::TimeWaitOver:
        return Text::tr("For the kernel TIME-WAIT is over: after 60 s, or because a new connection took it over, or because there are more than tcp_max_tw_buckets.");
    case Reason::FinWait2Over:
        return Text::tr("The kernel no longer waits for the other end's FIN: tcp_fin_timeout is over, or the connection was aborted.");
    case Reason::GaveUp:
        return Text::tr("The kernel has none any more: it was aborted or has timed out, and no segment that tells came by here.");
    case Reason::SynDropped:
        return Text::tr("The kernel keeps nothing of that SYN: it was dropped, or answered with a SYN cookie, which takes no memory, or given up after tcp_synack_retries SYN,ACKs without an answer.");
    case Reason::ResetNotTaken:
        return Text::tr("The wire shows the connection as ended, but the kernel has it still: the reset did not arrive, or was not acceptable.");
    case Reason::StillWaiting:
        return Text::tr("The wire's 2 MSL are over, the kernel's 60 s are not.");
    case Reason::NewConnection:
        return Text::tr("The kernel has a new connection with the same addresses and ports.");
    case Reason::OtherEndElsewhere:
        return Text::tr("This end is on another host: its kernel cannot be asked.");
    case Reason::InThePast:
        return Text::tr("The playhead is in the past, and the kernel knows the present only. Follow the capture to compare.");
    case Reason::ViewPaused:
        return Text::tr("The view is paused and shows the past, and the kernel knows the present only. Let it go on to compare.");
    case Reason::CaptureOver:
        return Text::tr("No more of the capture is shown: this is the past, and the kernel knows the present only.");
    case Reason::NotFromThisHost:
        return Text::tr("The packets come from a file or a pipe and may be another host's, with the same addresses: this host's kernel cannot be asked about them.");
    case Reason::Impossible:
        return Text::tr("No way of TCP leads from one to the other: the addresses may belong to another network namespace, or to a proxy in between.");
    }
    return {};
}

QString sysctlExplanation(kernel::Sysctl sysctl)
{
    using kernel::Sysctl;
    switch (sysctl) {
    case Sysctl::FinTimeout:
        return Text::tr("How long an orphaned connection may stay in FIN-WAIT-2; it does not govern TIME-WAIT, which always lasts 60 s in Linux.");
    case Sysctl::TwReuse:
        return Text::tr("Whether connect() may take over a port in TIME-WAIT for more than a second, if both ends use timestamps.");
    case Sysctl::MaxTwBuckets:
        return Text::tr("How many sockets may be in TIME-WAIT; beyond that, connections end without it.");
    case Sysctl::MaxOrphans:
        return Text::tr("How many connections may be finished without a process; beyond that, they are reset at once.");
    case Sysctl::OrphanRetries:
        return Text::tr("How often an orphaned connection retransmits before the kernel gives it up; 0 stands for 8.");
    case Sysctl::LocalPortRange:
        return Text::tr("The ports that connect() chooses from; each can be used once for every pair of own address and destination.");
    case Sysctl::ReservedPorts:
        return Text::tr("Ports that connect() does not choose.");
    case Sysctl::Somaxconn:
        return Text::tr("The longest accept queue that listen() may ask for.");
    case Sysctl::SynCookies:
        return Text::tr("Whether a listener whose queue of requests is full answers with SYN cookies, which need no memory.");
    case Sysctl::MaxSynBacklog:
        return Text::tr("With SYN cookies off: a listener with more than three quarters of so many requests drops SYNs of hosts it does not know.");
    case Sysctl::AbortOnOverflow:
        return Text::tr("What a full accept queue does with a completed handshake: ignore its ACK, so that the client tries again (0), or reset it (1).");
    case Sysctl::SynRetries:
        return Text::tr("How often an unanswered SYN is sent again before connect() fails with ETIMEDOUT.");
    case Sysctl::SynAckRetries:
        return Text::tr("How often a SYN,ACK is sent again before the request is dropped.");
    case Sysctl::Retries1:
        return Text::tr("After so many retransmissions the kernel doubts the route and looks for another one.");
    case Sysctl::Retries2:
        return Text::tr("After about so many retransmissions of the same text the connection ends with ETIMEDOUT.");
    case Sysctl::KeepAliveTime:
        return Text::tr("How long a connection must be idle before the first keep-alive probe; only where the process asked for it (SO_KEEPALIVE).");
    case Sysctl::KeepAliveInterval:
        return Text::tr("How long after a keep-alive probe without answer the next one is sent.");
    case Sysctl::KeepAliveProbes:
        return Text::tr("After so many keep-alive probes without answer the connection ends with ETIMEDOUT.");
    case Sysctl::Timestamps:
        return Text::tr("Whether connections carry timestamps (RFC 7323), which tcp_tw_reuse needs.");
    }
    return {};
}

QString sysctlValue(const kernel::SysctlValue& value)
{
    using kernel::Sysctl;
    if (value.numbers.empty())
        return value.text.empty() ? Text::tr("none") : QString::fromStdString(value.text);
    const std::uint64_t first = value.numbers.front();
    switch (value.sysctl) {
    case Sysctl::FinTimeout:
    case Sysctl::KeepAliveTime:
    case Sysctl::KeepAliveInterval:
        return seconds(first);
    case Sysctl::LocalPortRange:
        return value.numbers.size() == 2 ? Text::tr("%1 to %2").arg(first).arg(value.numbers[1]) : QString::number(first);
    case Sysctl::TwReuse:
        return first == 0 ? Text::tr("0: no") : first == 1 ? Text::tr("1: yes") : Text::tr("2: over loopback only");
    case Sysctl::SynCookies:
        return first == 0 ? Text::tr("0: never") : first == 1 ? Text::tr("1: when full") : Text::tr("2: always");
    case Sysctl::AbortOnOverflow:
        return first == 0 ? Text::tr("0: ignore") : Text::tr("1: reset");
    case Sysctl::Timestamps:
        return first == 0 ? Text::tr("0: no") : first == 1 ? Text::tr("1: yes") : Text::tr("2: yes, without random offset");
    default:
        return number(first);
    }
}

QString headlineText(const kernel::Headline& headline)
{
    using Kind = kernel::Headline::Kind;
    const QString count = number(headline.count);
    const QString whose = headline.culprit ? groupName(*headline.culprit).toHtmlEscaped() : QString();
    const bool isAll = headline.culprit && headline.culprit->sockets == headline.count;
    const auto with = [&](const QString& nobody, const QString& most, const QString& all) {
        return !headline.culprit ? nobody.arg(count) : (isAll ? all : most).arg(count, whose);
    };
    switch (headline.kind) {
    case Kind::CloseWait:
        return with(Text::tr("<b>%1 in CLOSE-WAIT.</b> The other ends have closed; the processes have not: they do not call close()."),
                    Text::tr("<b>%1 in CLOSE-WAIT, nearly all of %2.</b> The other ends have closed; this process has not: it does not call close()."),
                    Text::tr("<b>%1 in CLOSE-WAIT, all of %2.</b> The other ends have closed; this process has not: it does not call close()."));
    case Kind::AcceptQueue:
        return acceptQueueText(headline, whose);
    case Kind::SynReceived:
        return Text::tr("<b>%1 in SYN-RECEIVED.</b> The handshake does not end: the SYN,ACKs or their ACKs are lost, somebody floods with SYNs, or the ACKs come and are not taken, as the accept queue is full or the listener waits for the first text (TCP_DEFER_ACCEPT).").arg(count);
    case Kind::SynSent:
        return with(Text::tr("<b>%1 in SYN-SENT.</b> Nobody answers: a firewall drops the SYNs, or the other ends are down or overloaded."),
                    Text::tr("<b>%1 in SYN-SENT, nearly all of %2.</b> Nobody answers: a firewall drops the SYNs, or the other end is down or overloaded."),
                    Text::tr("<b>%1 in SYN-SENT, all of %2.</b> Nobody answers: a firewall drops the SYNs, or the other end is down or overloaded."));
    case Kind::FinWait:
        return Text::tr("<b>%1 in FIN-WAIT.</b> This host has closed, and the other ends do not close, or do not answer.").arg(count);
    case Kind::TimeWait:
        return Text::tr("<b>%1 in TIME-WAIT.</b> This host closes many connections first. That is no fault, but each keeps its port for 60 s.").arg(count);
    }
    return {};
}

QString forecastText(const kernel::PortUse& use)
{
    switch (use.forecast) {
    case kernel::ForecastKind::TooEarly:
        return Text::tr("forecast after 10 s");
    case kernel::ForecastKind::NotGrowing:
        return Text::tr("enough at this rate");
    case kernel::ForecastKind::NotSoon:
        return Text::tr("ports last for more than an hour");
    case kernel::ForecastKind::RunsOut:
        return Text::tr("ports run out in %1").arg(duration(use.left));
    case kernel::ForecastKind::RanOut:
        return Text::tr("ports have run out: connect() fails with EADDRNOTAVAIL");
    }
    return {};
}

} // namespace wording
