#pragma once
#include "model/kernel/comparison.h"
#include "model/kernel/port_use.h"
#include "model/kernel/snapshot_counts.h"
#include "model/kernel/socket_history.h"
#include "model/kernel/sysctls.h"

#include <QString>

/// Every word about the kernel's sockets, in the user's language.
namespace wording {

QString addressText(const SocketAddress& address);
/// "nginx[4711]"
QString processName(const kernel::Process& process);
/// "nginx[4711] fd 7 (+1)"; "was nginx[4711]" of an orphan; else why there is none: "hidden (uid 33)", "not accepted yet".
QString ownerText(const kernel::TrackedSocket& socket);
/// All holders, one a line, and what is not known about them.
QString ownerExplanation(const kernel::TrackedSocket& socket);
/// "nginx[4711]", "orderd[10] + worker[11]", or why it has no name.
QString groupName(const kernel::Group& group);
/// "Last data received 10 min 0 s ago; …": how long nothing has come or gone, as the kernel counts; empty where it does not.
QString idleText(const kernel::Socket& socket);
/// "keepalive 59 s ×2"; empty for none.
QString timerText(const kernel::Timer& timer);
/// What happens when the socket's timer runs out.
QString timerExplanation(const kernel::Socket& socket);
/// What stands behind the entry, in a sentence; empty for a full socket.
QString entryExplanation(kernel::EntryKind kind);

QString agreementName(kernel::Agreement agreement);
QString reasonExplanation(kernel::Reason reason);

/// One sentence: what the setting governs.
QString sysctlExplanation(kernel::Sysctl sysctl);
/// "60 s", "32768 to 60999": the value with its unit, and what a special value means.
QString sysctlValue(const kernel::SysctlValue& value);

/// What stands out, as a sentence with mark-up; what it means is the second sentence.
QString headlineText(const kernel::Headline& headline);
QString forecastText(const kernel::PortUse& use);

} // namespace wording
