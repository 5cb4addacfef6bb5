#include "app/cli/capture_options.h"

#include "app/cli/usage.h"

#include <charconv>

namespace {

std::optional<std::uint64_t> number(std::string_view text, std::uint64_t least, std::uint64_t most)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

/// One reading of the arguments. Whoever returns false has said what is wrong.
class Parser {
public:
    explicit Parser(std::span<const std::string_view> arguments) : m_arguments(arguments) {}

    std::optional<CaptureRequest> parse()
    {
        while (m_next < m_arguments.size()) {
            if (!take(m_arguments[m_next++]))
                return std::nullopt;
        }
        if (m_request.interface.interface.empty()) {
            wrongUsage("capture takes an interface: -i eth0, or -i - for standard input; tcplens-cli interfaces shows them");
            return std::nullopt;
        }
        if (m_request.isPipe() && m_hasFilter) {
            wrongUsage("-f is for interfaces; give the filter to the program that writes the pipe");
            return std::nullopt;
        }
        return m_request;
    }

private:
    bool take(std::string_view option)
    {
        if (option == "--json")
            return m_request.json = true;
        if (option == "--segments")
            return m_request.segments = true;
        if (option == "--promiscuous")
            return m_request.interface.isPromiscuous = true;
        constexpr std::string_view kWithValue = "ifwacsB";
        if (option.size() != 2 || option[0] != '-' || kWithValue.find(option[1]) == std::string_view::npos)
            return refuse("capture has no option \"" + std::string(option) + "\"");
        if (m_next == m_arguments.size())
            return refuse(std::string(option) + " takes a value");
        return takeValue(option[1], m_arguments[m_next++]);
    }
    bool takeValue(char option, std::string_view value)
    {
        switch (option) {
        case 'i':
            m_request.interface.interface = value;
            return !value.empty() || refuse("The name of the interface is empty");
        case 'f':
            m_request.interface.filter = value;
            return m_hasFilter = true;
        case 'w':
            m_request.file = value;
            return !value.empty() || refuse("The name of the file is empty");
        case 'a':
            return takeStop(value);
        case 'c':
            return takeNumber(option, value, std::uint64_t(1) << 62, m_request.limits.packets);
        case 's':
            return takeNumber(option, value, 262144, m_request.interface.snapLength);
        default:
            return takeNumber(option, value, 1024, m_request.interface.bufferMebioctets);
        }
    }
    template <typename Number>
    bool takeNumber(char option, std::string_view value, std::uint64_t most, Number& to)
    {
        const auto parsed = number(value, 1, most);
        if (!parsed)
            return refuse(std::string("-") + option + " takes a whole number from 1 to " + std::to_string(most));
        to = Number(*parsed);
        return true;
    }
    bool takeStop(std::string_view value)
    {
        constexpr std::string_view kDuration = "duration:";
        constexpr std::string_view kSize = "filesize:";
        constexpr std::uint64_t kMostSeconds = 366ull * 24 * 60 * 60;
        constexpr std::uint64_t kMostKilooctets = std::uint64_t(1) << 50;
        if (value.starts_with(kDuration)) {
            if (const auto seconds = number(value.substr(kDuration.size()), 1, kMostSeconds)) {
                m_request.limits.duration = std::chrono::seconds(*seconds);
                return true;
            }
        } else if (value.starts_with(kSize)) {
            if (const auto units = number(value.substr(kSize.size()), 1, kMostKilooctets)) {
                m_request.limits.octets = *units * 1000;
                return true;
            }
        }
        return refuse("-a takes duration:SECONDS or filesize:KILOOCTETS");
    }
    static bool refuse(const std::string& what)
    {
        wrongUsage(what);
        return false;
    }

    std::span<const std::string_view> m_arguments;
    std::size_t m_next = 0;
    bool m_hasFilter = false;
    CaptureRequest m_request;
};

} // namespace

std::optional<CaptureRequest> parseCaptureOptions(std::span<const std::string_view> arguments)
{
    return Parser(arguments).parse();
}
