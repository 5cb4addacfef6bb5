#include "model/capture/link_types.h"

#include <pcap/pcap.h>

namespace {
constexpr int kLinkTypeRaw = 101;
constexpr int kRawInOldFiles = 12;     // DLT_RAW of most systems
constexpr int kRawInOpenBsdFiles = 14; // DLT_RAW of OpenBSD
}

int toLinkType(int dataLinkType)
{
    // The only value that differs among those that wire::decode knows.
    return dataLinkType == kRawInOldFiles || dataLinkType == kRawInOpenBsdFiles ? kLinkTypeRaw : dataLinkType;
}

std::string linkTypeName(int linkType)
{
    const char* name = pcap_datalink_val_to_description(linkType == kLinkTypeRaw ? DLT_RAW : linkType);
    return name ? name : "link type " + std::to_string(linkType);
}
