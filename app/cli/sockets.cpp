#include "app/cli/sockets.h"

#include "app/cli/json_writer.h"
#include "app/cli/trace_output.h"
#include "app/cli/usage.h"
#include "model/kernel/snapshot_counts.h"
#include "model/kernel/socket_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
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

bool printJson(const Snapshot& snapshot)
{
    JsonWriter json;
    for (const Socket& socket : snapshot.sockets)
        writeSocket(json, snapshot, socket);
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

bool printTable(Snapshot snapshot)
{
    std::ranges::sort(snapshot.sockets, {}, [](const Socket& socket) { return std::tuple(socket.state, socket.local, socket.remote, socket.cookie); });
    std::vector<Row> rows = {{"State", "Recv-Q", "Send-Q", "Local", "Remote", "Timer", "Owner"}};
    for (const Socket& socket : snapshot.sockets)
        rows.push_back(rowOf(snapshot, socket));
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
    if (arguments.size() > 1)
        return wrongUsage("sockets takes one option at most");
    if (!arguments.empty() && arguments[0] != "--json")
        return wrongUsage("sockets has no option \"" + std::string(arguments[0]) + "\"");
    auto snapshot = kernel::readSnapshot();
    if (!snapshot) {
        printError(snapshot.error());
        return isForbidden(snapshot.error()) ? kNoPermission : kBadInput;
    }
    return finishOutput(arguments.empty() ? printTable(std::move(snapshot.value())) : printJson(snapshot.value()));
}
