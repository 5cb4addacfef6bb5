#include "app/cli/json_writer.h"

#include <charconv>

void JsonWriter::text(std::string_view value)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string escaped;
    for (const char c : value) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x20) {
            escaped += "\\u00";
            escaped += kDigits[octet >> 4];
            escaped += kDigits[octet & 0xF];
            continue;
        }
        if (c == '"' || c == '\\')
            escaped += '\\';
        escaped += c;
    }
    name(escaped);
}

void JsonWriter::number(std::uint64_t value)
{
    constexpr std::size_t kMostDigits = 20;
    char* at = room(kMostDigits + 1);
    if (m_needsComma)
        *at++ = ',';
    finish(std::to_chars(at, at + kMostDigits, value).ptr, true);
}

void JsonWriter::seconds(Duration value)
{
    constexpr std::uint64_t kNanoseconds = 1'000'000'000;
    constexpr std::size_t kMostDigits = 20;
    char* at = room(kMostDigits + 14); // comma, quotes, sign, point and nine digits
    if (m_needsComma)
        *at++ = ',';
    *at++ = '"';
    const std::int64_t count = value.count();
    if (count < 0)
        *at++ = '-';
    const std::uint64_t magnitude = count < 0 ? 0 - std::uint64_t(count) : std::uint64_t(count);
    at = std::to_chars(at, at + kMostDigits, magnitude / kNanoseconds).ptr;
    *at++ = '.';
    auto fraction = std::uint32_t(magnitude % kNanoseconds);
    for (int digit = 8; digit >= 0; --digit) {
        at[digit] = char('0' + fraction % 10);
        fraction /= 10;
    }
    at += 9;
    *at++ = '"';
    finish(at, true);
}
