#pragma once
#include "model/trace/connection.h"

/// The side that has sent more octets of user data, the initiator if neither has: whom a view of one direction shows first.
inline Side busierSide(const Connection& connection)
{
    return connection.side(Side::Responder).octets > connection.side(Side::Initiator).octets ? Side::Responder : Side::Initiator;
}
