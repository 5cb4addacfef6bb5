#include "app/cli/sockets.h"

#include "app/cli/json_writer.h"
#include "app/cli/trace_output.h"
#include "app/cli/usage.h"
#include "model/kernel/snapshot_counts.h"
#include "model/kernel/socket_filter.h"
#include "model/kernel/socket_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace {

using kernel::Ownership;
using kernel::Snapshot;
using kernel::Socket;

void writeAddress(JsonWriter& json, std::string_view key, const SocketAddress& address)
{
    json.key(key);
    json.name(toString(address));
}

void writeNumber(JsonWriter& json, std::string_view key, std::uint64_t value)
{
    json.key(key);
    json.number(value);
}

void writeTimer(JsonWriter& json, const kernel::Timer& timer)
{
    json.key("timer");
    if (timer.kind == kernel::TimerKind::None) {
        json.null();
        return;
    }
    json.beginObject();
    json.key("kind");
    json.name(toString(timer.kind));
    json.key("left");
    json.seconds(timer.left);
    writeNumber(json, "retransmits", timer.retransmits);
    json.endObject();
}

void writeProcesses(JsonWriter& json, const Snapshot& snapshot, const Socket& socket)
{
    json.key("processes");
    json.beginArray();
    for (const kernel::Holder& holder : snapshot.holders(socket)) {
        const kernel::Process& process = snapshot.process(holder);
        json.beginObject();
        writeNumber(json, "pid", std::uint64_t(process.pid));
        json.key("name");
        json.text(process.name);
        writeNumber(json, "fd", std::uint64_t(holder.descriptor));
        json.endObject();
    }
    json.endArray();
    json.key("ownersHidden");
    json.boolean(snapshot.ownership(socket) == Ownership::Hidden);
}

void writeInfo(JsonWriter& json, const kernel::TcpInfo& info)
{
    json.key("info");
    json.beginObject();
    json.key("rtt");
    json.seconds(std::chrono::microseconds(info.rtt));
    json.key("rttvar");
    json.seconds(std::chrono::microseconds(info.rttvar));
    writeNumber(json, "cwnd", info.cwnd);
    json.key("ssthresh");
    info.ssthresh >= kernel::TcpInfo::kNoSsthresh ? json.null() : json.number(info.ssthresh);
    writeNumber(json, "mss", info.sendMss);
    json.key("windowScales");
    if (info.hasScaling) {
        json.beginArray();
        json.number(info.sendScale);
        json.number(info.receiveScale);
        json.endArray();
    } else {
        json.null();
    }
    writeNumber(json, "unacknowledged", info.unacknowledged);
    writeNumber(json, "retransmitted", info.totalRetransmits);
    json.endObject();
}

void writeSocket(JsonWriter& json, const Snapshot& snapshot, const Socket& socket)
{
    json.beginObject();
    json.key("type");
    json.name("socket");
    writeAddress(json, "local", socket.local);
    writeAddress(json, "remote", socket.remote);
    json.key("state");
    json.name(tcp::toString(socket.state));
    writeNumber(json, "recvQueue", socket.recvQueue);
    writeNumber(json, "sendQueue", socket.sendQueue);
    writeNumber(json, "inode", socket.inode);
    writeNumber(json, "uid", socket.uid);
    writeTimer(json, socket.timer);
    writeProcesses(json, snapshot, socket);
    // After what every socket has: what only some have.
    constexpr std::array<std::string_view, 3> kEntries = {"socket", "request", "mini-socket"};
    json.key("entry");
    json.name(kEntries[std::size_t(socket.kind)]);
    if (socket.hasInfo && !socket.isListener())
        writeInfo(json, socket.info);
    json.endObject();
    json.endLine();
}

void writeCounts(JsonWriter& json, const Snapshot& snapshot)
{
    json.beginObject();
    json.key("type");
    json.name("counts");
    json.key("t");
    json.seconds(snapshot.time.time_since_epoch());
    json.key("states");
    json.beginObject();
    const kernel::StateCounts counts = kernel::countStates(snapshot.sockets);
    for (int i = 0; i < tcp::kStateCount; ++i) {
        if (counts[std::size_t(i)] > 0)
            writeNumber(json, tcp::toString(tcp::State(i)), counts[std::size_t(i)]);
    }
    json.endObject();
    json.endObject();
    json.endLine();
}

bool isShown(const Snapshot& snapshot, const Socket& socket, const kernel::SocketFilter& filter)
{
    return filter.matches(socket, snapshot.holders(socket), snapshot.owners.get(), snapshot.ownership(socket));
}

/// The counts are of all sockets, whatever the filter.
bool printJson(const Snapshot& snapshot, const kernel::SocketFilter& filter)
{
    JsonWriter json;
    for (const Socket& socket : snapshot.sockets) {
        if (isShown(snapshot, socket, filter))
            writeSocket(json, snapshot, socket);
    }
    writeCounts(json, snapshot);
    return print(json.written());
}

std::string ownersText(const Snapshot& snapshot, const Socket& socket)
{
    std::string text;
    for (const kernel::Holder& holder : snapshot.holders(socket)) {
        const kernel::Process& process = snapshot.process(holder);
        text += text.empty() ? "" : ", ";
        text += process.name + "[" + std::to_string(process.pid) + "] fd " + std::to_string(holder.descriptor);
    }
    switch (snapshot.ownership(socket)) {
    case Ownership::Known:
    case Ownership::Pending:
        return text;
    case Ownership::Listener:
        return "(request of a listener)";
    case Ownership::NotAccepted:
        return "(not accepted yet)";
    case Ownership::Orphaned:
        return socket.state == tcp::State::TimeWait ? "" : "(closed by its process)";
    case Ownership::Hidden:
        return "(hidden: uid " + std::to_string(socket.uid) + ")";
    case Ownership::Elsewhere:
        return "(none that can be seen: uid " + std::to_string(socket.uid) + ")";
    }
    return text;
}

std::string timerText(const kernel::Timer& timer)
{
    if (timer.kind == kernel::TimerKind::None)
        return {};
    char left[32];
    std::snprintf(left, sizeof left, " %.1f s", double(timer.left.count()) / 1000);
    const std::string times = timer.retransmits > 0 ? " x" + std::to_string(timer.retransmits) : std::string();
    return std::string(toString(timer.kind)) + left + times;
}

constexpr std::size_t kColumns = 7;
using Row = std::array<std::string, kColumns>;

Row rowOf(const Snapshot& snapshot, const Socket& socket)
{
    return {std::string(tcp::toString(socket.state)),
            std::to_string(socket.recvQueue),
            std::to_string(socket.sendQueue),
            toString(socket.local),
            socket.isListener() ? "*" : toString(socket.remote),
            timerText(socket.timer),
            ownersText(snapshot, socket)};
}

std::string lineOf(const Row& row, const std::array<std::size_t, kColumns>& widths)
{
    constexpr std::array<bool, kColumns> kIsNumber = {false, true, true, false, false, false, false};
    std::string line;
    for (std::size_t i = 0; i < kColumns; ++i) {
        const std::string space(widths[i] - row[i].size(), ' ');
        line += kIsNumber[i] ? space + row[i] : row[i] + space;
        line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::string countsLine(const Snapshot& snapshot)
{
    const kernel::StateCounts counts = kernel::countStates(snapshot.sockets);
    std::string text = std::to_string(snapshot.sockets.size()) + (snapshot.sockets.size() == 1 ? " socket" : " sockets");
    const char* separator = ": ";
    for (int i = 0; i < tcp::kStateCount; ++i) {
        if (counts[std::size_t(i)] == 0)
            continue;
        text += separator + std::string(tcp::toString(tcp::State(i))) + " " + std::to_string(counts[std::size_t(i)]);
        separator = ", ";
    }
    return text + "\n";
}

/// The processes that hold it, each once; else why there is none.
std::string processesText(const Snapshot& snapshot, const Socket& socket)
{
    std::vector<std::string> names;
    for (const kernel::Holder& holder : snapshot.holders(socket)) {
        const kernel::Process& process = snapshot.process(holder);
        names.push_back(process.name + "[" + std::to_string(process.pid) + "]");
    }
    if (names.empty())
        return ownersText(snapshot, socket);
    names.erase(std::unique(names.begin(), names.end()), names.end()); // holders stand by process
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : " + ") + name;
    return text;
}

/// Whose the sockets in CLOSE-WAIT are, by those who hold them together: the question that this state asks.
std::string closeWaitLines(const Snapshot& snapshot, const std::vector<const Socket*>& shown)
{
    constexpr std::size_t kMost = 10;
    std::map<std::string, std::size_t> counts;
    for (const Socket* socket : shown) {
        if (socket->state == tcp::State::CloseWait)
            ++counts[processesText(snapshot, *socket)];
    }
    std::vector<std::pair<std::size_t, std::string>> owners;
    for (const auto& [name, count] : counts)
        owners.emplace_back(count, name);
    std::ranges::sort(owners, std::greater<>());
    std::string text = owners.empty() ? "" : "CLOSE-WAIT, which only its owner's close() ends:\n";
    for (std::size_t i = 0; i < owners.size() && i < kMost; ++i)
        text += "  " + std::to_string(owners[i].first) + "  " + owners[i].second + "\n";
    if (owners.size() > kMost)
        text += "  and " + std::to_string(owners.size() - kMost) + " more owners\n";
    return text;
}

bool printTable(const Snapshot& snapshot, const kernel::SocketFilter& filter)
{
    std::vector<const Socket*> shown;
    for (const Socket& socket : snapshot.sockets) {
        if (isShown(snapshot, socket, filter))
            shown.push_back(&socket);
    }
    std::ranges::sort(shown, {}, [](const Socket* socket) { return std::tuple(socket->state, socket->local, socket->remote, socket->cookie); });
    std::vector<Row> rows = {{"State", "Recv-Q", "Send-Q", "Local", "Remote", "Timer", "Owner"}};
    for (const Socket* socket : shown)
        rows.push_back(rowOf(snapshot, *socket));
    std::array<std::size_t, kColumns> widths{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i + 1 < kColumns; ++i)
            widths[i] = std::max(widths[i], row[i].size());
        widths.back() = std::max(widths.back(), row.back().size());
    }
    std::string text;
    for (const Row& row : rows)
        text += lineOf(row, widths);
    text += "\n" + countsLine(snapshot);
    if (!filter.isEmpty())
        text += std::to_string(shown.size()) + " of them match.\n";
    text += closeWaitLines(snapshot, shown);
    if (snapshot.owners->isPartial())
        text += "Some processes could not be looked into: run it with sudo to see all owners.\n";
    return print(text);
}

/// Of the reason, an error has no more than its sentence.
bool isForbidden(const Error& error)
{
    const auto ends = [&error](int code) { return error.what.ends_with(std::string(std::strerror(code)) + '.'); };
    return ends(EPERM) || ends(EACCES);
}

} // namespace

int sockets(std::span<const std::string_view> arguments)
{
    bool json = false;
    kernel::SocketFilter filter;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--json")
            json = true;
        else if (arguments[i] == "-Y" && i + 1 < arguments.size())
            filter = kernel::SocketFilter(arguments[++i]);
        else if (arguments[i] == "-Y")
            return wrongUsage("-Y takes a filter, such as \"state:CLOSE-WAIT process:nginx\"");
        else
            return wrongUsage("sockets has no option \"" + std::string(arguments[i]) + "\"");
    }
    if (filter.problem())
        return wrongUsage("-Y does not understand \"" + *filter.problem() + "\"");
    auto snapshot = kernel::readSnapshot();
    if (!snapshot) {
        printError(snapshot.error());
        return isForbidden(snapshot.error()) ? kNoPermission : kBadInput;
    }
    return finishOutput(json ? printJson(snapshot.value(), filter) : printTable(snapshot.value(), filter));
}
