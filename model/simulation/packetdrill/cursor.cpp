#include "model/simulation/packetdrill/cursor.h"

#include <charconv>

namespace simulation::packetdrill {

std::optional<std::int64_t> toInteger(std::string_view text)
{
    const bool isHex = text.starts_with("0x") || text.starts_with("0X");
    if (isHex)
        text.remove_prefix(2);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, isHex ? 16 : 10);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<Duration> toDuration(std::string_view text)
{
    if (text.starts_with('-'))
        return std::nullopt;
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    std::uint64_t seconds = 0;
    if (!whole.empty()) {
        const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
        if (error != std::errc() || end != whole.data() + whole.size() || seconds > 86'400)
            return std::nullopt;
    }
    std::int64_t nanoseconds = 0;
    std::int64_t unit = 100'000'000;
    for (std::size_t i = point + 1; i < text.size(); ++i, unit /= 10) // finer digits have unit 0
        nanoseconds += std::int64_t(text[i] - '0') * unit;
    return std::chrono::seconds(seconds) + Duration(nanoseconds);
}

bool Cursor::takeIf(std::string_view sign)
{
    if (!is(sign))
        return false;
    take();
    return true;
}

bool Cursor::expected(std::string_view what, std::string_view remedy)
{
    const std::string found = atEnd() ? "the end of the " + std::string(m_whole) : quoted(next().text);
    return fail(next(), "expected " + std::string(what) + ", found " + found, std::string(remedy));
}

bool Cursor::need(std::string_view sign, std::string_view remedy)
{
    return takeIf(sign) || expected(quoted(sign), remedy);
}

std::optional<std::int64_t> Cursor::takeInteger(std::string_view what, std::int64_t least, std::int64_t most,
                                                std::string_view remedy)
{
    if (!is(TokenKind::Integer)) {
        expected(what, remedy);
        return std::nullopt;
    }
    const auto value = toInteger(next().text);
    if (!value || *value < least || *value > most) {
        fail(next(), quoted(next().text) + " is out of range",
             "Write " + std::string(what) + " from " + std::to_string(least) + " to " + std::to_string(most) + ".");
        return std::nullopt;
    }
    take();
    return value;
}

std::optional<Duration> Cursor::takeDuration(std::string_view what)
{
    const bool isNumber = is(TokenKind::Integer) || is(TokenKind::Float);
    if (!isNumber) {
        expected(what, "Times are seconds: 0, 0.100, +.1, +0~+.2, or *.");
        return std::nullopt;
    }
    const auto value = toDuration(next().text);
    if (!value) {
        fail(next(), quoted(next().text) + " is no time", "Write seconds from 0 to 86400, such as 0.250.");
        return std::nullopt;
    }
    take();
    return value;
}

} // namespace simulation::packetdrill
