#pragma once
#include "model/base/socket_address.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include <sys/socket.h>

/// Waits until `holds`; false: that took more than five seconds.
bool waitUntil(const std::function<bool()>& holds);

/// An address as bind() and connect() take it.
struct RawAddress {
    sockaddr_storage storage{};
    socklen_t length = sizeof(sockaddr_storage);

    /// Of "10.77.0.1" or "fd77::1".
    static RawAddress of(const std::string& text, std::uint16_t port);
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    SocketAddress value() const;
};

/// The address that a socket is bound to.
RawAddress ownAddress(int descriptor);

// What follows is for sockets that do not block.

/// False if not all of it fits.
bool sendAll(int descriptor, std::size_t octets);
/// Reads exactly that many octets, and waits for them; false: they do not come.
bool receive(int descriptor, std::size_t octets);
/// Reads until the other end's FIN, and waits for it; false: it does not come.
bool receiveAll(int descriptor);
/// Sends until nothing more fits; how many octets that was.
std::size_t fill(int descriptor);
/// Waits for the error that its connection ends with, as errno has it; 0: none came.
int waitForError(int descriptor);
bool setOption(int descriptor, int level, int option, int value);
/// Closes, and forgets the descriptor.
bool closeNow(int& descriptor);
/// The same with a RST instead of a FIN (SO_LINGER 0).
bool closeWithReset(int& descriptor);
