#include "app/capture_helper/device.h"

#include "app/capture_helper/permission.h"
#include "model/capture/kept_sentence.h"

#include <net/if.h>
#include <pcap/pcap.h>

namespace {

/// How long the kernel keeps packets back to hand over more at once: few packets are seen this much later, many fill a block sooner.
constexpr int kTimeoutMilliseconds = 10;

Failure cannotOpen(pcap_t* device, int result, const std::string& name)
{
    switch (result) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return {HelperExit::NoPermission,
                {"Cannot capture on " + name + ": permission denied.", permissionRemedy()}};
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return {HelperExit::NoSuchDevice, {"There is no interface " + name + ".", "Choose one of those that ip link shows."}};
    case PCAP_ERROR_IFACE_NOT_UP:
        return {HelperExit::Failed, {"The interface " + name + " is down.", "Switch it on: sudo ip link set dev " + name + " up"}};
    default:
        break;
    }
    const std::string reason = *pcap_geterr(device) ? pcap_geterr(device) : pcap_statustostr(result);
    return {HelperExit::Failed, {"Cannot capture on " + name + ": " + reason + '.', "Try a smaller buffer, or another interface: ip link shows them."}};
}

void configure(pcap_t* device, const Options& options)
{
    // On a device that is not active yet none of these can fail.
    pcap_set_snaplen(device, options.snapLength);
    pcap_set_promisc(device, options.isPromiscuous ? 1 : 0);
    pcap_set_buffer_size(device, options.bufferMebioctets * 1024 * 1024);
    pcap_set_timeout(device, kTimeoutMilliseconds);
    pcap_set_tstamp_precision(device, PCAP_TSTAMP_PRECISION_NANO);
}

} // namespace

void CloseDevice::operator()(pcap_t* device) const { pcap_close(device); }

std::variant<Device, Failure> openDevice(const Options& options)
{
    const std::string& name = options.interface;
    // libpcap also knows USB buses, Bluetooth and D-Bus; a network interface is all that may be named here.
    if (name != "any" && if_nametoindex(name.c_str()) == 0)
        return Failure{HelperExit::NoSuchDevice, {"There is no interface " + name + ".", "Choose one of those that ip link shows."}};
    char problem[PCAP_ERRBUF_SIZE] = "";
    Device device(pcap_create(name.c_str(), problem));
    if (!device)
        return Failure{HelperExit::Failed, {"Cannot capture on " + name + ": " + problem + '.', "Try another interface: ip link shows them."}};
    configure(device.get(), options);
    const int result = pcap_activate(device.get());
    if (result < 0)
        return cannotOpen(device.get(), result, name);
    if (pcap_setnonblock(device.get(), 1, problem) != 0)
        return Failure{HelperExit::Failed, {"Cannot capture on " + name + ": " + problem + '.', "Try another interface: ip link shows them."}};
    return device;
}

std::optional<Failure> installFilter(pcap_t* device, const Options& options)
{
    bpf_program program{};
    if (pcap_compile(device, &program, options.filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
        return Failure{HelperExit::WrongFilter,
                       {"The capture filter \"" + options.filter + "\" is wrong: " + pcap_geterr(device) + '.',
                        "Write it as for tcpdump, for example: tcp port 443 and host 10.0.0.1"}};
    const int result = pcap_setfilter(device, &program);
    pcap_freecode(&program);
    if (result == 0)
        return std::nullopt;
    return Failure{HelperExit::Failed, {std::string("The kernel does not take the capture filter: ") + pcap_geterr(device) + '.', "Try a shorter one."}};
}

Failure readingFailure(pcap_t* device, int result, const std::string& interface)
{
    const std::string reason = result == PCAP_ERROR && *pcap_geterr(device) ? pcap_geterr(device) : pcap_statustostr(result);
    // libpcap waits for an interface that is only down, so this one does not come back.
    if (result == PCAP_ERROR_IFACE_NOT_UP || reason.find("disappeared") != std::string::npos || reason.find("went down") != std::string::npos)
        return {HelperExit::DeviceGone,
                {"The interface " + interface + " has gone while it was being captured.", std::string(kCapturedIsKept) + " ip link shows the interfaces that there are."}};
    return {HelperExit::Failed, {"Cannot capture on " + interface + " any further: " + reason + '.', std::string(kCapturedIsKept)}};
}
