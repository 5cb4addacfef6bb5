#include "model/kernel/owners.h"

#include <algorithm>

namespace kernel {

std::span<const Holder> Owners::of(std::uint32_t inode) const
{
    if (inode == 0)
        return {};
    const auto first = std::ranges::lower_bound(holders, inode, {}, &Holder::inode);
    const auto last = std::ranges::upper_bound(holders, inode, {}, &Holder::inode);
    return {first, last};
}

Ownership Snapshot::ownership(const Socket& socket) const
{
    if (socket.kind == EntryKind::Request)
        return Ownership::Listener;
    if (socket.inode == 0) {
        // Both lack a file; only those that have not been closed on this side can still be waiting for accept().
        const bool isOpen = socket.state == tcp::State::Established || socket.state == tcp::State::CloseWait
            || socket.state == tcp::State::SynReceived;
        return isOpen && socket.kind == EntryKind::Full ? Ownership::NotAccepted : Ownership::Orphaned;
    }
    if (!owners)
        return Ownership::Pending;
    if (!owners->of(socket.inode).empty())
        return Ownership::Known;
    if (!std::ranges::binary_search(owners->asked, socket.inode))
        return Ownership::Pending;
    return owners->isPartial() ? Ownership::Hidden : Ownership::Elsewhere;
}

} // namespace kernel
