#include "app/capture_helper/options.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace {

constexpr const char* kSeeHelp = "Try: tcplens-capture --help.";
constexpr std::size_t kMostInterfaceOctets = 15; // IFNAMSIZ without its zero
constexpr std::size_t kMostFilterOctets = 4096;
constexpr std::uint64_t kMost = std::uint64_t(1) << 62;

/// The text as it may stand in a message: short, and without what a terminal would obey.
std::string quoted(std::string_view text)
{
    constexpr std::size_t kMostShown = 60;
    std::string shown(text.substr(0, kMostShown));
    std::replace_if(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }, '?');
    return '"' + shown + (text.size() > kMostShown ? "\"..." : "\"");
}

std::optional<std::uint64_t> number(std::string_view text, std::uint64_t least, std::uint64_t most)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

/// One reading from left to right.
class Parser {
public:
    explicit Parser(std::span<const std::string_view> arguments) : m_arguments(arguments) {}

    Result<Options> parse()
    {
        if (m_arguments.size() == 1 && takeAlone(m_arguments.front()))
            return m_options;
        while (m_next < m_arguments.size()) {
            if (auto problem = take(m_arguments[m_next++]))
                return Error{*problem, kSeeHelp};
        }
        if (m_options.interface.empty())
            return Error{"No interface is named.", "Name one with -i; tcplens-capture --list shows them."};
        return m_options;
    }

private:
    using Problem = std::optional<std::string>;

    bool takeAlone(std::string_view argument)
    {
        if (argument == "--list")
            m_options.action = Options::Action::List;
        else if (argument == "--help" || argument == "-h")
            m_options.action = Options::Action::Help;
        else if (argument == "--version")
            m_options.action = Options::Action::Version;
        return m_options.action != Options::Action::Capture;
    }
    Problem take(std::string_view option)
    {
        constexpr std::string_view kKnown[] = {"-i", "-f", "-s", "-B", "-c", "-a", "-p", "--promiscuous"};
        if (std::find(std::begin(kKnown), std::end(kKnown), option) == std::end(kKnown))
            return "There is no option " + quoted(option) + ", or not beside others.";
        if (option != "-a" && std::find(m_seen.begin(), m_seen.end(), option) != m_seen.end())
            return "The option " + std::string(option) + " stands there twice.";
        m_seen.push_back(option);
        if (option == "-p" || option == "--promiscuous")
            return takePromiscuous(option == "--promiscuous");
        if (m_next == m_arguments.size())
            return "The option " + std::string(option) + " takes a value.";
        return takeValue(option, m_arguments[m_next++]);
    }
    Problem takePromiscuous(bool isPromiscuous)
    {
        m_options.isPromiscuous = isPromiscuous;
        if (std::count_if(m_seen.begin(), m_seen.end(), [](auto each) { return each == "-p" || each == "--promiscuous"; }) > 1)
            return "-p and --promiscuous contradict each other.";
        return std::nullopt;
    }
    Problem takeValue(std::string_view option, std::string_view value)
    {
        switch (option[1]) {
        case 'i':
            return takeInterface(value);
        case 'f':
            return takeFilter(value);
        case 's':
            return takeNumber(option, value, 1, 262144, m_options.snapLength);
        case 'B':
            return takeNumber(option, value, 1, 1024, m_options.bufferMebioctets);
        case 'c':
            return takeNumber(option, value, 1, kMost, m_options.packetLimit);
        default:
            return takeStop(value);
        }
    }
    Problem takeInterface(std::string_view value)
    {
        const bool isName = !value.empty() && value.size() <= kMostInterfaceOctets && value != "." && value != ".."
            && std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7F && c != '/' && c != ':'; });
        if (!isName)
            return quoted(value) + " cannot be the name of an interface.";
        m_options.interface = value;
        return std::nullopt;
    }
    Problem takeFilter(std::string_view value)
    {
        if (value.size() > kMostFilterOctets)
            return "The capture filter is longer than " + std::to_string(kMostFilterOctets) + " octets.";
        if (std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }))
            return "The capture filter has control characters in it.";
        m_options.filter = value;
        return std::nullopt;
    }
    template <typename Number>
    Problem takeNumber(std::string_view option, std::string_view value, std::uint64_t least, std::uint64_t most, Number& to)
    {
        const auto parsed = number(value, least, most);
        if (!parsed)
            return std::string(option) + " takes a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", not " + quoted(value) + '.';
        to = Number(*parsed);
        return std::nullopt;
    }
    Problem takeStop(std::string_view value)
    {
        constexpr std::string_view kDuration = "duration:";
        constexpr std::string_view kSize = "filesize:";
        constexpr std::uint64_t kMostSeconds = 366ull * 24 * 60 * 60;
        constexpr std::uint64_t kOctetsPerUnit = 1000; // Wireshark's kB
        if (value.starts_with(kDuration) && !m_options.duration) {
            if (const auto seconds = number(value.substr(kDuration.size()), 1, kMostSeconds)) {
                m_options.duration = std::chrono::seconds(*seconds);
                return std::nullopt;
            }
        } else if (value.starts_with(kSize) && !m_options.octetLimit) {
            if (const auto units = number(value.substr(kSize.size()), 1, kMost / kOctetsPerUnit)) {
                m_options.octetLimit = *units * kOctetsPerUnit;
                return std::nullopt;
            }
        }
        return "-a takes duration:SECONDS or filesize:KILOOCTETS, each once, not " + quoted(value) + '.';
    }

    std::span<const std::string_view> m_arguments;
    std::size_t m_next = 0;
    std::vector<std::string_view> m_seen;
    Options m_options;
};

} // namespace

Result<Options> parseOptions(std::span<const std::string_view> arguments)
{
    return Parser(arguments).parse();
}
