#include "app/cli/interface_lines.h"

#include "app/cli/json_writer.h"

namespace {

void write(const NetworkInterface& interface, JsonWriter& json)
{
    json.beginObject();
    json.key("type");
    json.name("interface");
    json.key("name");
    json.text(interface.name);
    const std::pair<std::string_view, bool> facts[] = {{"up", interface.isUp}, {"running", interface.isRunning}, {"loopback", interface.isLoopback}};
    for (const auto& [key, value] : facts) {
        json.key(key);
        json.boolean(value);
    }
    json.key("linkType");
    json.number(std::uint64_t(interface.linkType));
    json.key("addresses");
    json.beginArray();
    for (const IpAddress& address : interface.addresses)
        json.name(toString(address));
    json.endArray();
    json.key("packets");
    json.number(interface.counters.packets);
    json.key("octets");
    json.number(interface.counters.octets);
    json.endObject();
    json.endLine();
}

} // namespace

std::string interfaceLines(const std::vector<NetworkInterface>& interfaces)
{
    JsonWriter json;
    for (const NetworkInterface& interface : interfaces)
        write(interface, json);
    return std::string(json.written());
}
