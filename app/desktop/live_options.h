#pragma once
#include "model/capture/live_capture.h"

#include <QString>

class QSettings;

/// What the user wants to capture, and how: remembered from one start to the next. In numbers 0 stands for "no limit".
struct LiveSettings {
    static constexpr int kSmallestSnapLength = 64;
    static constexpr int kLargestSnapLength = 262144;
    static constexpr int kLargestBuffer = 1024;

    QString interface;                      ///< "eth0"; "-" for standard input, or the path of a named pipe: see isPipe().
    QString filter = QStringLiteral("tcp"); ///< BPF, as for tcpdump.
    int snapLength = 128;                   ///< Octets kept of each packet.
    bool isPromiscuous = false;
    int bufferMebioctets = 32;              ///< The kernel's.
    int stopAfterSeconds = 0;
    int stopAfterPackets = 0;
    int stopAfterMegaoctets = 0;            ///< Of 1,000,000 octets, as a file has them.
    int fileMegaoctets = 0;                 ///< The recording goes on in another file when one is that large.
    int filesKept = 10;                     ///< Of those; the oldest goes first.
    int memoryMebioctets = 0;               ///< What is shown may take so much memory; 0: a quarter of the machine's.

    /// Packets come from standard input or a named pipe instead of an interface; nothing else can be chosen then.
    bool isPipe() const;
    /// What the source is called on screen.
    QString name() const;
    LiveCaptureOptions captureOptions() const;
    CaptureLimits limits() const;
    /// Octets that the trace may take.
    std::size_t memoryOctets() const;

    static LiveSettings load(const QSettings& settings);
    void save(QSettings& settings) const;
};
