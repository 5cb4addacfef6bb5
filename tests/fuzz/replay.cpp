// Runs a fuzz target over files without libFuzzer: each file as it is, cut at every octet, and with every octet damaged.
// Usage: replay_NAME FOLDER. Built with a sanitizer it finds what the fuzzer has found before.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMostDamaged = 512; // octets from the front that are damaged and cut; headers are there

void run(const std::vector<std::uint8_t>& input, std::size_t size)
{
    // Exactly as large as the input, so that a sanitizer sees the first octet read beyond it.
    const auto copy = std::make_unique<std::uint8_t[]>(size);
    std::copy_n(input.begin(), size, copy.get());
    LLVMFuzzerTestOneInput(copy.get(), size);
}

void replay(std::vector<std::uint8_t> input)
{
    run(input, input.size());
    for (std::size_t at = 0; at < input.size() && at < kMostDamaged; ++at) {
        run(input, at);
        const std::uint8_t original = input[at];
        for (const unsigned damage : {0x01u, 0x80u, 0xFFu}) {
            input[at] = std::uint8_t(original ^ damage);
            run(input, input.size());
        }
        input[at] = original;
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    std::error_code error;
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1], error)) {
        std::ifstream file(entry.path(), std::ios::binary);
        replay({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
        ++files;
    }
    std::printf("%d files\n", files);
    return files > 0 ? 0 : 1; // an empty corpus would prove nothing
}
