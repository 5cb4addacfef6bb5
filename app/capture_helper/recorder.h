#pragma once
#include "app/capture_helper/control.h"
#include "app/capture_helper/device.h"
#include "model/base/time.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

/// Copies packets from an open device to standard output as pcapng, and heeds standard input meanwhile.
class Recorder {
public:
    /// `neverBlocks`: openOutputAnew()'s answer.
    Recorder(pcap_t* device, const Options& options, bool neverBlocks);

    /// Until a limit, "stop", the end of standard input or of whoever reads the output; nothing: all is well.
    std::optional<Failure> run();

private:
    using Clock = std::chrono::steady_clock;

    static void takePacket(unsigned char* self, const struct pcap_pkthdr* header, const unsigned char* octets);
    void take(const struct pcap_pkthdr& header, const unsigned char* octets);
    void begin();
    std::optional<Failure> readPackets();
    std::optional<Failure> drain();
    void waitForWork();
    void heedControl();
    void heedLimits();
    void writeStatistics();
    bool awaitReader();
    void stopAsAsked();
    void flush();
    bool isOver() const { return m_isStopping || m_writeError != 0; }

    pcap_t* m_device;
    const Options m_options;
    const bool m_neverBlocks; ///< However much is written at once.
    ControlReader m_control;
    std::vector<std::uint8_t> m_out;
    std::uint64_t m_packets = 0;
    std::uint64_t m_dropped = 0;
    std::uint32_t m_droppedBefore = 0; ///< As libpcap said it last.
    std::uint64_t m_writtenOctets = 0;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_statisticsDue = m_start;
    int m_writeError = 0;      ///< errno of a write that failed.
    bool m_isStopping = false;
    bool m_isAskedToStop = false; ///< By somebody, not by a limit: a reader that stands still is not waited for.
    bool m_hasControl = true;  ///< Standard input is open.
    bool m_hasComplained = false;
};

/// Makes writing to standard output wait for nothing where that can be had without a change for others that write to it; false: it cannot.
/// Opens a file, so it comes before the sandbox; and before the privileges go, since nobody may open root's pipe.
bool openOutputAnew();
/// Lets SIGINT and SIGTERM stop a Recorder properly.
void stopOnSignals();
/// "tcplens-capture: WHAT" and "tcplens-capture: REMEDY", a line each, on standard error.
void complain(const Error& error);
