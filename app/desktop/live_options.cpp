#include "app/desktop/live_options.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>
#include <unistd.h>

namespace {

constexpr int kManyMegaoctets = 1'000'000;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(LiveSettings)
};

/// A number that was remembered, brought into its bounds: the file may have been edited.
int numberFrom(const QSettings& settings, const char* key, int otherwise, int least, int most)
{
    return std::clamp(settings.value(QLatin1StringView(key), otherwise).toInt(), least, most);
}

} // namespace

bool LiveSettings::isPipe() const
{
    return interface == QLatin1Char('-') || interface.contains(QLatin1Char('/'));
}

QString LiveSettings::name() const
{
    if (interface == QLatin1Char('-'))
        return Text::tr("standard input");
    return isPipe() ? QFileInfo(interface).fileName() : interface;
}

LiveCaptureOptions LiveSettings::captureOptions() const
{
    LiveCaptureOptions options;
    options.interface = QFile::encodeName(interface).toStdString();
    options.filter = filter.trimmed().toStdString();
    options.snapLength = std::uint32_t(snapLength);
    options.bufferMebioctets = unsigned(bufferMebioctets);
    options.isPromiscuous = isPromiscuous;
    return options;
}

CaptureLimits LiveSettings::limits() const
{
    constexpr std::uint64_t kMegaoctet = 1'000'000;
    CaptureLimits limits;
    if (stopAfterSeconds > 0)
        limits.duration = std::chrono::seconds(stopAfterSeconds);
    if (stopAfterPackets > 0)
        limits.packets = std::uint64_t(stopAfterPackets);
    if (stopAfterMegaoctets > 0)
        limits.octets = std::uint64_t(stopAfterMegaoctets) * kMegaoctet;
    return limits;
}

std::size_t LiveSettings::memoryOctets() const
{
    if (memoryMebioctets > 0)
        return std::size_t(memoryMebioctets) << 20;
    constexpr std::size_t kAtLeast = std::size_t(512) << 20;
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long pageOctets = sysconf(_SC_PAGESIZE);
    return pages > 0 && pageOctets > 0 ? std::max(kAtLeast, std::size_t(pages) / 4 * std::size_t(pageOctets)) : kAtLeast;
}

LiveSettings LiveSettings::load(const QSettings& settings)
{
    LiveSettings live;
    live.interface = settings.value(QLatin1StringView("live/interface")).toString();
    if (live.isPipe())
        live.interface.clear();
    live.filter = settings.value(QLatin1StringView("live/filter"), live.filter).toString();
    live.snapLength = numberFrom(settings, "live/snapLength", live.snapLength, kSmallestSnapLength, kLargestSnapLength);
    live.isPromiscuous = settings.value(QLatin1StringView("live/promiscuous"), false).toBool();
    live.bufferMebioctets = numberFrom(settings, "live/bufferMebioctets", live.bufferMebioctets, 1, kLargestBuffer);
    live.stopAfterSeconds = numberFrom(settings, "live/stopAfterSeconds", 0, 0, std::numeric_limits<int>::max());
    live.stopAfterPackets = numberFrom(settings, "live/stopAfterPackets", 0, 0, std::numeric_limits<int>::max());
    live.stopAfterMegaoctets = numberFrom(settings, "live/stopAfterMegaoctets", 0, 0, kManyMegaoctets);
    live.fileMegaoctets = numberFrom(settings, "live/fileMegaoctets", 0, 0, kManyMegaoctets);
    live.filesKept = numberFrom(settings, "live/filesKept", live.filesKept, 1, 9999);
    live.memoryMebioctets = numberFrom(settings, "live/memoryMebioctets", 0, 0, kManyMegaoctets);
    return live;
}

void LiveSettings::save(QSettings& settings) const
{
    if (!isPipe())
        settings.setValue(QLatin1StringView("live/interface"), interface);
    settings.setValue(QLatin1StringView("live/filter"), filter);
    settings.setValue(QLatin1StringView("live/snapLength"), snapLength);
    settings.setValue(QLatin1StringView("live/promiscuous"), isPromiscuous);
    settings.setValue(QLatin1StringView("live/bufferMebioctets"), bufferMebioctets);
    settings.setValue(QLatin1StringView("live/stopAfterSeconds"), stopAfterSeconds);
    settings.setValue(QLatin1StringView("live/stopAfterPackets"), stopAfterPackets);
    settings.setValue(QLatin1StringView("live/stopAfterMegaoctets"), stopAfterMegaoctets);
    settings.setValue(QLatin1StringView("live/fileMegaoctets"), fileMegaoctets);
    settings.setValue(QLatin1StringView("live/filesKept"), filesKept);
    settings.setValue(QLatin1StringView("live/memoryMebioctets"), memoryMebioctets);
}
