#pragma once
#include "views/hosts/host_call.h"

#include <QString>

#include <vector>

/// Why a call makes no sense now. What fails with an instructive error is no obstacle.
enum class CallObstacle {
    None,
    HostIsOff,
    NoSocket,
    Orphan,           ///< No process has the socket open any more.
    Listening,        ///< A listener carries no data.
    NotConnected,
    FinSent,          ///< This end's stream is over.
    NoProcess,        ///< None has a socket open.
    NoPeer,           ///< There is no other host.
};

/// Whether a host in that status can be called, on `socket` (null: it has none). Connect, Listen and the calls on process, cable and
/// power do not look at the socket. A CLOSE or ABORT is possible as long as a process has the socket open.
CallObstacle obstacleTo(HostCall::Kind kind, const StageHostStatus& status, const StageSocket* socket, std::size_t hostCount);
/// As a sentence; empty for None.
QString obstacleText(CallObstacle obstacle);

/// The socket that calls apply to while the user has chosen none: the newest connection, else the newest listener, that a process
/// has open; where all are orphans the newest of these. -1: there is none.
int defaultSocket(const std::vector<StageSocket>& sockets);
bool isListener(const StageSocket& socket);
/// The names in StageSocket::owners.
std::vector<std::string> ownersOf(const StageSocket& socket);
/// All processes that have a socket of the host open, those of `first` (null: none) before the others, each once.
std::vector<std::string> processesOf(const StageHostStatus& status, const StageSocket* first);
