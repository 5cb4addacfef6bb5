#pragma once
#include "model/wire/decoder.h"
#include "model/wire/octets.h"

namespace wire {

/// Takes a link header off the packet: `Segment` where an IP header comes next, else the reason for there being none.
///
/// To add a link type, write such a function in a new file in link/, and name it in link_types.inc.
using LinkReader = Outcome (*)(Remainder& packet);

/// The reader for a LINKTYPE_ value; null if there is none.
LinkReader findLinkReader(int linkType);

/// Takes off what an EtherType announces, down to IP: VLAN tags (IEEE 802.1Q), LLC and SNAP (RFC 1042),
/// PPPoE (RFC 2516), MPLS (RFC 3032). A number up to 1500 is IEEE 802.3's length and means LLC.
Outcome readEtherType(std::uint16_t type, Remainder& packet);

} // namespace wire
