#pragma once
#include "model/simulation/packetdrill/cursor.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace simulation::packetdrill {

/// One argument as written; what it means is the call's business.
struct Argument {
    enum class Kind : std::uint8_t { Any, Number, Words, Text, List, Fields };
    Kind kind = Kind::Any;
    Token token;
    std::int64_t number = 0;
    std::vector<std::string_view> words; ///< `A|B`
    std::vector<Argument> items;         ///< Of a list; of `{a=1, b=2}` the values, with their names in `words`.
};

/// Takes one argument of a call; false: the problem has been told.
bool readArgument(Cursor& cursor, Argument& out);

} // namespace simulation::packetdrill
