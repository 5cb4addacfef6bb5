#include "views/hosts/call_rules.h"

#include <QCoreApplication>

#include <algorithm>

using tcp::State;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(HostCalls)
};

bool hasSentFin(State state)
{
    constexpr tcp::StateSet kDone = State::FinWait1 | State::FinWait2 | State::Closing | State::LastAck | State::TimeWait;
    return kDone.contains(state);
}

CallObstacle obstacleOfSocket(HostCall::Kind kind, const StageSocket* socket)
{
    if (!socket)
        return CallObstacle::NoSocket;
    if (socket->processes == 0)
        return CallObstacle::Orphan;
    switch (kind) {
    case HostCall::Kind::Send: // on a listener it opens actively
        return hasSentFin(socket->state) ? CallObstacle::FinSent : CallObstacle::None;
    case HostCall::Kind::Read:
    case HostCall::Kind::ReadAll:
        return isListener(*socket) ? CallObstacle::Listening : CallObstacle::None;
    case HostCall::Kind::ShutdownWrite:
        if (isListener(*socket))
            return CallObstacle::Listening;
        if (hasSentFin(socket->state))
            return CallObstacle::FinSent;
        return socket->state == State::Closed || socket->state == State::SynSent ? CallObstacle::NotConnected : CallObstacle::None;
    default:
        return CallObstacle::None;
    }
}

} // namespace

bool isListener(const StageSocket& socket)
{
    return socket.remote.port == 0 && (socket.state == State::Listen || socket.state == State::Closed);
}

CallObstacle obstacleTo(HostCall::Kind kind, const StageHostStatus& status, const StageSocket* socket, std::size_t hostCount)
{
    using Kind = HostCall::Kind;
    switch (kind) {
    case Kind::Unplug:
    case Kind::Plug:
    case Kind::Reboot:
        return CallObstacle::None;
    default:
        break;
    }
    if (!status.isUp)
        return CallObstacle::HostIsOff;
    switch (kind) {
    case Kind::Connect:
        return hostCount < 2 ? CallObstacle::NoPeer : CallObstacle::None;
    case Kind::KillProcess:
        return processesOf(status, nullptr).empty() ? CallObstacle::NoProcess : CallObstacle::None;
    case Kind::Listen:
    case Kind::ReadByItself:
    case Kind::Crash:
        return CallObstacle::None;
    default:
        return obstacleOfSocket(kind, socket);
    }
}

QString obstacleText(CallObstacle obstacle)
{
    switch (obstacle) {
    case CallObstacle::None:
        return {};
    case CallObstacle::HostIsOff:
        return Text::tr("The host has no power: reboot it first.");
    case CallObstacle::NoSocket:
        return Text::tr("The host has no socket: connect or listen first.");
    case CallObstacle::Orphan:
        return Text::tr("No process has this socket open any more: the kernel ends it alone.");
    case CallObstacle::Listening:
        return Text::tr("A listener carries no data: choose a connection.");
    case CallObstacle::NotConnected:
        return Text::tr("The socket is not connected.");
    case CallObstacle::FinSent:
        return Text::tr("This end has already ended its stream: nothing can follow a FIN.");
    case CallObstacle::NoProcess:
        return Text::tr("No process of this host has a socket open.");
    case CallObstacle::NoPeer:
        return Text::tr("There is no other host.");
    }
    return {};
}

int defaultSocket(const std::vector<StageSocket>& sockets)
{
    const auto rank = [](const StageSocket& socket) { return (socket.processes > 0 ? 2 : 0) + (isListener(socket) ? 0 : 1); };
    const auto best = std::max_element(sockets.rbegin(), sockets.rend(), [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return int(sockets.rend() - best) - 1;
}

std::vector<std::string> ownersOf(const StageSocket& socket)
{
    std::vector<std::string> names;
    std::size_t begin = 0;
    while (begin < socket.owners.size()) {
        const std::size_t end = std::min(socket.owners.find(',', begin), socket.owners.size());
        if (end > begin)
            names.push_back(socket.owners.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

std::vector<std::string> processesOf(const StageHostStatus& status, const StageSocket* first)
{
    std::vector<std::string> names = first ? ownersOf(*first) : std::vector<std::string>();
    for (const StageSocket& socket : status.sockets) {
        for (std::string& name : ownersOf(socket)) {
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(std::move(name));
        }
    }
    return names;
}
