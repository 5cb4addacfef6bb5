#include "model/wire/encoder.h"

#include <algorithm>

namespace wire {
namespace {

/// Appends octets, numbers in network order.
class Writer {
public:
    explicit Writer(std::span<std::uint8_t, 40> out) : m_out(out) {}
    void octet(std::uint32_t value) { m_out[m_size++] = std::uint8_t(value); }
    void two(std::uint32_t value)
    {
        octet(value >> 8);
        octet(value);
    }
    void four(std::uint32_t value)
    {
        two(value >> 16);
        two(value);
    }
    std::size_t size() const { return m_size; }
    std::size_t room() const { return m_out.size() - m_size; }

private:
    std::span<std::uint8_t, 40> m_out;
    std::size_t m_size = 0;
};

// IANA's registry of TCP option kinds
constexpr std::uint32_t kNoOperation = 1;
constexpr std::uint32_t kMss = 2;
constexpr std::uint32_t kWindowScale = 3;
constexpr std::uint32_t kSackPermitted = 4;
constexpr std::uint32_t kSack = 5;
constexpr std::uint32_t kTimestamps = 8;

void writeSack(std::span<const tcp::SackBlock> blocks, Writer& writer)
{
    constexpr std::size_t kHead = 4, kBlock = 8;
    if (blocks.empty() || writer.room() < kHead + kBlock)
        return;
    const std::size_t count = std::min(blocks.size(), (writer.room() - kHead) / kBlock);
    writer.two(kNoOperation << 8 | kNoOperation);
    writer.octet(kSack);
    writer.octet(std::uint32_t(2 + kBlock * count));
    for (const tcp::SackBlock& block : blocks.first(count)) {
        writer.four(block.left.value());
        writer.four(block.right.value());
    }
}

} // namespace

std::size_t encodeOptions(const tcp::Options& options, std::span<std::uint8_t, 40> out)
{
    Writer writer(out);
    if (options.mss) {
        writer.two(kMss << 8 | 4);
        writer.two(*options.mss);
    }
    if (options.timestamps) { // SACK-permitted takes the place of the two NOPs that align them
        writer.two(options.sackPermitted ? kSackPermitted << 8 | 2 : kNoOperation << 8 | kNoOperation);
        writer.two(kTimestamps << 8 | 10);
        writer.four(options.timestamps->value);
        writer.four(options.timestamps->echo);
    } else if (options.sackPermitted) {
        writer.two(kNoOperation << 8 | kNoOperation);
        writer.two(kSackPermitted << 8 | 2);
    }
    if (options.windowScale) {
        writer.two(kNoOperation << 8 | kWindowScale);
        writer.two(3u << 8 | *options.windowScale);
    }
    writeSack(options.sackBlocks(), writer);
    return writer.size();
}

} // namespace wire
