#include "model/wire/link_layer.h"

namespace wire {

/// No link header: the packet begins with IP, whose first four bits tell the version.
Outcome readRaw(Remainder&)
{
    return Outcome::Segment;
}

} // namespace wire
