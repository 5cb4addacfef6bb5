// Any file: plain, gzip or zstd, pcap, pcapng or neither. The first octet chooses in pieces of what size the rest arrives.
#include "model/capture/packet_reader.h"
#include "tests/support/memory_stream.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Reads all packets and touches every octet of them, so that a sanitizer sees one that is not there.
void readAll(PacketReader& reader)
{
    std::uint64_t sum = 0;
    const auto touch = [&](const Packet& packet) {
        for (const std::uint8_t octet : packet.captured)
            sum += octet;
    };
    ReadStatus status = ReadStatus::More;
    while (status == ReadStatus::More)
        status = reader.read(16, touch);
    require(status != ReadStatus::Stopped);
    require((status == ReadStatus::Damaged) == reader.error().has_value());
    [[maybe_unused]] static volatile std::uint64_t sink;
    sink = sum;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::size_t piece = data[0] < 128 ? data[0] + std::size_t(1) : 1024 * 1024;
    MemoryStream stream(Octets(data + 1, data + size), piece);
    const Result<std::unique_ptr<PacketReader>> opened = openPacketReader(stream);
    if (opened)
        readAll(*opened.value());
    else
        require(opened.error().what.starts_with(stream.subject()) && !opened.error().remedy.empty());
    return 0;
}
