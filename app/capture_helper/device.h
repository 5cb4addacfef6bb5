#pragma once
#include "app/capture_helper/exit_status.h"
#include "app/capture_helper/options.h"
#include "model/base/result.h"

#include <memory>

typedef struct pcap pcap_t;

struct CloseDevice {
    void operator()(pcap_t* device) const;
};
using Device = std::unique_ptr<pcap_t, CloseDevice>;

/// Why something did not work, with the status to end with.
struct Failure {
    HelperExit status;
    Error error;
};

/// Opens the device for capturing; the one thing here that takes a privilege.
std::variant<Device, Failure> openDevice(const Options& options);
/// Compiles the filter and gives it to the kernel; also an empty one, without which the kernel would not cut packets to the snap length.
/// Takes no privilege. May look up names, so it comes before the sandbox.
std::optional<Failure> installFilter(pcap_t* device, const Options& options);
/// What pcap_dispatch's failure means, given its result.
Failure readingFailure(pcap_t* device, int result, const std::string& interface);
