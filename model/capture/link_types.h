#pragma once
#include <string>

/// The LINKTYPE_ value (what files hold, and wire::LinkType) for a DLT_ value (what libpcap's calls hold), or for one of the
/// numbers that raw IP has in old files.
int toLinkType(int dataLinkType);

/// What a LINKTYPE_ value stands for: `802.11 plus radiotap header`, or `link type 4711`.
std::string linkTypeName(int linkType);
