#pragma once
#include <span>
#include <string_view>

namespace simulation {

/// A scenario of resources/scenarios, inside the program so that an installed one finds it.
struct BuiltInScenario {
    std::string_view name; ///< Of its file, without the ending.
    std::string_view text;
};

/// In the order in which they are best taught: resources/scenarios/order.txt.
std::span<const BuiltInScenario> builtInScenarios();
/// Null if there is none of that name.
const BuiltInScenario* findBuiltInScenario(std::string_view name);

} // namespace simulation
