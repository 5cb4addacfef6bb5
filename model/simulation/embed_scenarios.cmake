# Writes the library's scenarios into a source file: cmake -D FOLDER=resources/scenarios -D OUT=file.cpp -P embed_scenarios.cmake
# The octets stand as numbers, in pieces of a line each: no compiler has to agree about character sets.
# They stand in the order of order.txt, which is that of teaching; what it does not name comes last (and a test complains).
file(GLOB rest "${FOLDER}/*.scenario")
list(SORT rest)
file(STRINGS "${FOLDER}/order.txt" order)
set(files "")
foreach(name IN LISTS order)
    if(NOT EXISTS "${FOLDER}/${name}.scenario")
        message(FATAL_ERROR "order.txt names \"${name}\", but there is no such scenario.")
    endif()
    list(APPEND files "${FOLDER}/${name}.scenario")
endforeach()
list(REMOVE_ITEM rest ${files})
list(APPEND files ${rest})
set(rows "")
foreach(path IN LISTS files)
    get_filename_component(name "${path}" NAME_WE)
    file(READ "${path}" octets HEX)
    string(LENGTH "${octets}" length)
    set(literal "")
    set(at 0)
    while(at LESS length)
        string(SUBSTRING "${octets}" ${at} 160 piece)
        string(REGEX REPLACE "(..)" "\\\\x\\1" piece "${piece}")
        string(APPEND literal "\n        \"${piece}\"")
        math(EXPR at "${at} + 160")
    endwhile()
    math(EXPR size "${length} / 2")
    string(APPEND rows "    {\"${name}\", std::string_view(${literal}, ${size})},\n")
endforeach()
file(WRITE "${OUT}.new" "#include \"model/simulation/scenario_library.h\"

namespace simulation {

namespace {

constexpr BuiltInScenario kScenarios[] = {
${rows}};

} // namespace

std::span<const BuiltInScenario> builtInScenarios()
{
    return kScenarios;
}

const BuiltInScenario* findBuiltInScenario(std::string_view name)
{
    for (const BuiltInScenario& each : kScenarios) {
        if (each.name == name)
            return &each;
    }
    return nullptr;
}

} // namespace simulation
")
file(RENAME "${OUT}.new" "${OUT}")
