#include "model/wire/link_layer.h"

#include <array>

namespace wire {

#define LINK_TYPE(number, reader) Outcome reader(Remainder& packet);
#include "model/wire/link_types.inc"
#undef LINK_TYPE

namespace {

struct LinkTypeRow {
    int number;
    LinkReader reader;
};

#define LINK_TYPE(number, reader) LinkTypeRow{number, reader},
constexpr std::array kLinkTypes{
#include "model/wire/link_types.inc"
};
#undef LINK_TYPE

} // namespace

LinkReader findLinkReader(int linkType)
{
    for (const LinkTypeRow& row : kLinkTypes) {
        if (row.number == linkType)
            return row.reader;
    }
    return nullptr;
}

} // namespace wire
