// The two things that the capture helper parses: its command line (words separated by zeros, up to a line's end) and its control pipe (the
// rest). Nothing may crash it; what it accepts lies within its limits, and however the pipe is cut, the same is asked for.
#include "app/capture_helper/control.h"
#include "app/capture_helper/options.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::vector<std::string_view> wordsIn(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\0'), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

void checkOptions(std::string_view text)
{
    const Result<Options> result = parseOptions(wordsIn(text));
    if (!result) {
        require(!result.error().what.empty() && !result.error().remedy.empty());
        return;
    }
    const Options& options = result.value();
    if (options.action != Options::Action::Capture)
        return;
    require(!options.interface.empty() && options.interface.size() <= 15 && options.interface.find('/') == std::string::npos);
    require(options.snapLength >= 1 && options.snapLength <= 262144);
    require(options.bufferMebioctets >= 1 && options.bufferMebioctets <= 1024);
    require(options.filter.size() <= 4096);
}

void checkControl(std::string_view text)
{
    ControlReader whole;
    const Requests expected = whole.take(std::span<const char>(text.data(), text.size()));
    ControlReader single;
    Requests found;
    for (const char& octet : text) {
        const Requests some = single.take(std::span<const char>(&octet, 1));
        found.stop = found.stop || some.stop;
        found.statistics = found.statistics || some.statistics;
        found.unknown = found.unknown || some.unknown;
    }
    require(found.stop == expected.stop && found.statistics == expected.statistics && found.unknown == expected.unknown);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(text.find('\n'), text.size());
    checkOptions(text.substr(0, end));
    checkControl(text.substr(std::min(end + 1, text.size())));
    return 0;
}
