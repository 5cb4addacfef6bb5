#pragma once
#include "model/base/socket_address.h"

#include <vector>

namespace kernel {

/// The addresses of this host's interfaces, in this network namespace.
class LocalAddresses {
public:
    LocalAddresses() = default;
    explicit LocalAddresses(std::vector<IpAddress> addresses);
    /// Empty where the system does not tell.
    static LocalAddresses read();

    /// Whether a socket with that address belongs to this host; all of 127.0.0.0/8 does.
    bool contains(const IpAddress& address) const;
    const std::vector<IpAddress>& all() const { return m_addresses; }

private:
    std::vector<IpAddress> m_addresses; ///< Ascending.
};

} // namespace kernel
