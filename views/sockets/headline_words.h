#pragma once
#include "model/kernel/port_use.h"
#include "model/kernel/snapshot_counts.h"
#include "views/common/theme.h"

#include <QString>
#include <QStringView>

#include <optional>
#include <span>

/// What the banner over the sockets says: headlines as rich text whose links name a filter or a tab.
namespace wording {

inline constexpr QStringView kFilterLink = u"filter:"; ///< The rest of the link is a text for kernel::SocketFilter.
inline constexpr QStringView kPortsLink = u"tab:ports";
inline constexpr QStringView kSettingsLink = u"tab:settings";

/// The headline with those who hold most of what it speaks of, each a link that filters. `groups`: the largest first.
QString headlineWithHolders(const kernel::Headline& headline, std::span<const kernel::Group> groups);

/// Ports towards one target that are all taken, or will be in less than five minutes: the worst first; null: none.
const kernel::PortUse* urgentPorts(const kernel::PortWatch& ports);
/// That connect() fails or soon will, how many are taken, and what helps.
QString portsHeadline(const kernel::PortUse& use, const kernel::Sysctls& sysctls, const Theme& theme);

} // namespace wording
