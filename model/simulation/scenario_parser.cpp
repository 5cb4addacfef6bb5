#include "model/simulation/scenario_parser.h"

#include "model/simulation/scenario_grammar.h"

#include <algorithm>
#include <set>

namespace simulation {

namespace {

constexpr std::size_t kMostProblems = 10;
constexpr std::size_t kLongestText = 4u << 20; // octets

/// Reads line after line; what the lines mean is the grammar's business.
class ScenarioParser {
public:
    ScenarioParser();
    ParsedScenario parse(std::string_view text);

private:
    /// What an indented line continues.
    enum class Open { Nothing, Skipped, Note, Wire };

    bool tooManyProblems() const { return m_problems.size() >= kMostProblems; }
    void parseLine(Line& line);
    bool parseStatement(Line& line);
    bool parseContinuation(Line& line);
    bool parseHeader(Line& line);
    bool failOnFirstWord(Line& line, const Word& first);
    bool parseTopic(Line& line);
    bool parseText(Line& line, std::string_view word, LocalizedText& out);
    bool parseHosts(Line& line);
    bool parseLink(Line& line);
    bool parseExpectation(Line& line);
    bool parseTimed(Line& line);
    bool parseAction(Line& line, Action& out);
    bool parseCall(Line& line, Action& out);
    bool once(Line& line, const Word& word);
    bool isUnfinishedWire() const;
    void endBlock();
    void check();
    void checkAddresses();
    void checkTimers();

    Scenario m_scenario;
    ScenarioNames m_names;
    std::vector<ScenarioProblem> m_problems;
    std::set<std::string, std::less<>> m_seen; ///< Header words that may stand only once.
    Open m_open = Open::Nothing;
    bool m_openIsTimed = false; ///< The open block is that of the last timed statement, else of the last expectation.
    Position m_openAt;
};

ScenarioParser::ScenarioParser()
{
    m_scenario.hosts = {{{}, "A", {}}, {{}, "B", {}}};
}

ParsedScenario ScenarioParser::parse(std::string_view text)
{
    if (text.size() > kLongestText) {
        m_problems.push_back(
            {{1, 1}, "this is too long for a scenario", "A scenario has 4 MiB at most; is it another kind of file?"});
        return {m_scenario, m_problems};
    }
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (std::uint32_t number = 1; !text.empty() && !tooManyProblems(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view content = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (content.ends_with('\r'))
            content.remove_suffix(1);
        Line line(content, number);
        parseLine(line);
        if (line.problem())
            m_problems.push_back(*line.problem());
    }
    endBlock();
    if (m_problems.empty()) // a line that cannot be read may have declared what others use
        check();
    m_problems.resize(std::min(m_problems.size(), kMostProblems));
    return {std::move(m_scenario), std::move(m_problems)};
}

void ScenarioParser::parseLine(Line& line)
{
    if (line.failed() || line.isBlank())
        return;
    if (line.isIndented()) {
        parseContinuation(line);
        return;
    }
    endBlock();
    if (!parseStatement(line))
        m_open = Open::Skipped; // what continues a line that cannot be read is no second mistake
}

bool ScenarioParser::parseStatement(Line& line)
{
    const std::string_view word = line.first().text;
    if ((word.front() >= '0' && word.front() <= '9') || word.front() == '+' || word == "when")
        return parseTimed(line);
    return parseHeader(line);
}

/// Where a block was open, it ends before this line.
void ScenarioParser::endBlock()
{
    if (m_open == Open::Wire && isUnfinishedWire())
        m_problems.push_back({m_openAt, "expect wire lists no segment",
                              "Write the segments below it on indented lines: A SYN 1000(0) <mss 1460>."});
    m_open = Open::Nothing;
}

bool ScenarioParser::isUnfinishedWire() const
{
    const Expectation& expectation =
        m_openIsTimed ? std::get<Expectation>(m_scenario.statements.back().action) : m_scenario.expectations.back();
    return std::get<ExpectWire>(expectation.what).segments.empty();
}

bool ScenarioParser::parseContinuation(Line& line)
{
    if (m_open == Open::Skipped)
        return true;
    if (m_open == Open::Wire) {
        Expectation& expectation =
            m_openIsTimed ? std::get<Expectation>(m_scenario.statements.back().action) : m_scenario.expectations.back();
        if (grammar::takeWireLine(line, m_names, std::get<ExpectWire>(expectation.what)))
            return true;
        m_open = Open::Skipped;
        return false;
    }
    if (m_open == Open::Note) {
        const Word word = line.take();
        line.setForm("note[zh_CN] TEXT, indented below its note");
        if (!word.text.starts_with("note["))
            return line.fail(word, "expected the note's translation, found " + quoted(word.text),
                             "Write: note[zh_CN] TEXT. Other statements begin at the left margin.");
        return parseText(line, word.text, std::get<Note>(m_scenario.statements.back().action).text);
    }
    return line.fail(line.first(), "an indented line continues the statement above it, and there is none that could be continued",
                     "Begin the statement at the left margin. Indented lines follow only a note and expect wire.");
}

/// TEXT after `word`, which is title, title[zh_CN] and so on.
bool ScenarioParser::parseText(Line& line, std::string_view word, LocalizedText& out)
{
    const std::size_t bracket = word.find('[');
    const Word where = line.next();
    std::string text(line.takeText());
    if (text.empty())
        return line.fail(where, "expected a text, found the end of the line", "Write: " + std::string(word) + " TEXT.");
    if (bracket == std::string_view::npos) {
        out.english = std::move(text);
        return true;
    }
    const std::string_view language =
        word.ends_with(']') ? word.substr(bracket + 1, word.size() - bracket - 2) : std::string_view();
    if (!isLanguage(language) || language == "en")
        return line.fail(line.first(), "expected a language in brackets such as [zh_CN], found " + quoted(word.substr(bracket)),
                         "The English text stands without brackets.");
    if (!out.translations.emplace(language, std::move(text)).second)
        return line.fail(line.first(), "there is already a translation into " + std::string(language), "Remove one of them.");
    return true;
}

bool ScenarioParser::once(Line& line, const Word& word)
{
    if (m_seen.insert(std::string(word.text)).second)
        return true;
    return line.fail(word, quoted(word.text) + " stands here for the second time", "Remove one of them.");
}

bool ScenarioParser::parseHeader(Line& line)
{
    const Word first = line.take();
    const std::string_view word = first.text.substr(0, first.text.find('['));
    line.setForm(formOf(headerForms(), word));
    if (word == "title" || word == "summary")
        return once(line, first) && parseText(line, first.text, word == "title" ? m_scenario.title : m_scenario.summary);
    if (first.text == "host")
        return parseHosts(line);
    if (first.text == "link")
        return parseLink(line);
    if (first.text == "expect")
        return parseExpectation(line);
    if (formOf(headerForms(), first.text).empty())
        return failOnFirstWord(line, first);
    if (!once(line, first))
        return false;
    if (word == "seed")
        return line.takeValue(m_scenario.seed) && line.expectEnd();
    if (word == "until")
        return line.takeValue(m_scenario.until.emplace()) && line.expectEnd();
    if (word == "topic")
        return parseTopic(line) && line.expectEnd();
    m_scenario.corrupts = true;
    return line.expectEnd();
}

/// The line begins with none of the words that can stand without a time.
bool ScenarioParser::failOnFirstWord(Line& line, const Word& first)
{
    if (isHostName(first.text))
        return line.fail(first, "expected a time before " + quoted(first.text),
                         "Write for example: 300ms " + std::string(first.text) + " close.");
    if (first.text == "note")
        return line.fail(first, "expected a time before \"note\"", "Write for example: 300ms note TEXT.");
    if (first.text.starts_with("note["))
        return line.fail(first, "expected a statement, found a translation", "Indent it, below the note that it translates.");
    std::vector<std::string_view> known;
    for (const StatementForm& each : headerForms())
        known.push_back(each.word);
    std::string remedy = suggestion(first.text, known);
    if (remedy.empty())
        remedy = "A line begins with a time, or with title, summary, topic, seed, until, corrupts, host, link or expect.";
    return line.fail(first, "unknown statement " + quoted(first.text), std::move(remedy));
}

bool ScenarioParser::parseTopic(Line& line)
{
    const auto topic = line.atEnd() ? std::nullopt : fromName<Topic>(line.next().text);
    if (!topic)
        return line.unknown("topic", names<Topic>());
    line.take();
    m_scenario.topic = *topic;
    return true;
}

bool ScenarioParser::parseHosts(Line& line)
{
    std::vector<Word> hosts;
    while (isHostName(line.next().text))
        hosts.push_back(line.take());
    if (hosts.empty())
        return line.expected("the name of a host (an upper-case letter, then letters and digits; no state or flag)");
    for (const Word& host : hosts) {
        const std::string name(host.text);
        if (!m_names.hasHost(name))
            m_scenario.hosts.push_back({host.at, name, {}});
        m_names.declareHost(name);
    }
    if (line.atEnd())
        return true; // declared, with all defaults
    for (HostStatement& host : m_scenario.hosts) {
        if (std::none_of(hosts.begin(), hosts.end(), [&](const Word& each) { return each.text == host.name; }))
            continue;
        Line settings = line; // each host reads them for itself
        const bool ok = grammar::takeSettings(
            settings, hostSettingRows(), "setting", [](std::string_view) { return false; }, host.settings);
        host.at = line.first().at;
        if (!ok) {
            line = settings;
            return false;
        }
    }
    return true;
}

bool ScenarioParser::parseLink(Line& line)
{
    LinkChange change;
    change.at = line.first().at;
    if (!grammar::takeDirection(line, m_names, change.direction))
        return false;
    for (const StatementForm& each : linkForms()) {
        if (each.word == line.next().text && each.word != "duplicate" && each.word != "reorder" && each.word != "corrupt")
            return line.fail(line.first(), "expected a time before \"link " + std::string(each.word) + "\"",
                             "Write: " + std::string(each.form) + ".");
    }
    if (!grammar::takeSettings(
            line, linkSettingRows(), "setting", [](std::string_view) { return false; }, change.settings))
        return false;
    m_scenario.links.push_back(std::move(change));
    return true;
}

bool ScenarioParser::parseExpectation(Line& line)
{
    Expectation expectation;
    expectation.at = line.first().at;
    if (!grammar::takeExpectation(line, m_names, false, expectation))
        return false;
    if (std::holds_alternative<ExpectWire>(expectation.what)) {
        m_open = Open::Wire;
        m_openIsTimed = false;
        m_openAt = expectation.at;
    }
    m_scenario.expectations.push_back(std::move(expectation));
    return true;
}

bool ScenarioParser::parseTimed(Line& line)
{
    TimedStatement statement;
    statement.at = line.first().at;
    line.setForm("TIME HOST CALL, TIME link EVENT, TIME note TEXT or TIME expect EXPECTATION");
    if (!grammar::takeMoment(line, m_names, statement.when))
        return false;
    line.setForm("TIME HOST CALL, TIME link EVENT, TIME note TEXT or TIME expect EXPECTATION");
    if (!parseAction(line, statement.action))
        return false;
    m_openAt = statement.at;
    m_openIsTimed = true;
    if (std::holds_alternative<Note>(statement.action))
        m_open = Open::Note;
    const Expectation* expectation = std::get_if<Expectation>(&statement.action);
    if (expectation && std::holds_alternative<ExpectWire>(expectation->what))
        m_open = Open::Wire;
    m_scenario.statements.push_back(std::move(statement));
    return true;
}

bool ScenarioParser::parseAction(Line& line, Action& out)
{
    const Word word = line.next();
    if (line.takeIf("link"))
        return grammar::takeLinkEvent(line, m_names, out);
    if (line.takeIf("note"))
        return parseText(line, word.text, std::get<Note>(out = Note()).text);
    if (word.text.starts_with("note["))
        return line.fail(word, "a note begins with its English text",
                         "Write its translation below it, on an indented line: note[zh_CN] TEXT.");
    if (line.takeIf("expect")) {
        Expectation& expectation = std::get<Expectation>(out = Expectation());
        expectation.at = line.first().at;
        return grammar::takeExpectation(line, m_names, true, expectation);
    }
    return parseCall(line, out);
}

bool ScenarioParser::parseCall(Line& line, Action& out)
{
    if (line.atEnd() || !isHostName(line.next().text))
        return line.expected("a host, link, note or expect");
    Call call;
    if (!grammar::takeHost(line, m_names, call.socket.host) || !grammar::takeCall(line, m_names, call))
        return false;
    out = std::move(call);
    return true;
}

/// What only the whole text can tell.
void ScenarioParser::check()
{
    m_problems = m_names.undeclared();
    checkAddresses();
    checkTimers();
    if (m_scenario.title.english.empty())
        m_problems.push_back({{1, 1}, "this scenario has no title", "Begin it with a line: title TEXT."});
    std::stable_sort(m_problems.begin(), m_problems.end(), [](const ScenarioProblem& a, const ScenarioProblem& b) {
        return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    const auto sameLine = [](const ScenarioProblem& a, const ScenarioProblem& b) { return a.at.line == b.at.line; };
    m_problems.erase(std::unique(m_problems.begin(), m_problems.end(), sameLine), m_problems.end());
}

void ScenarioParser::checkAddresses()
{
    for (auto host = m_scenario.hosts.begin(); host != m_scenario.hosts.end(); ++host) {
        const auto same = std::find_if(m_scenario.hosts.begin(), host, [&](const HostStatement& other) {
            return host->settings.address && other.settings.address == host->settings.address;
        });
        if (same != host)
            m_problems.push_back({std::max(host->at, same->at, [](Position a, Position b) { return a.line < b.line; }),
                                  "hosts " + same->name + " and " + host->name + " have the same address", "Give each its own."});
    }
}

void ScenarioParser::checkTimers()
{
    for (const HostStatement& host : m_scenario.hosts) {
        if (host.settings.rtoMin > host.settings.rtoMax)
            m_problems.push_back(
                {host.at, "host " + host.name + " has a longer rto-min than rto-max", "Exchange the two values."});
    }
}

} // namespace

ParsedScenario parseScenario(std::string_view text)
{
    return ScenarioParser().parse(text);
}

Error toError(const ScenarioProblem& problem, std::string_view fileName)
{
    return {std::string(fileName) + ':' + std::to_string(problem.at.line) + ':' + std::to_string(problem.at.column) + ": "
                + problem.what + '.',
            problem.remedy};
}

Result<Scenario> readScenario(std::string_view text, std::string_view fileName)
{
    ParsedScenario parsed = parseScenario(text);
    if (!parsed.problems.empty())
        return toError(parsed.problems.front(), fileName);
    return std::move(parsed.scenario);
}

} // namespace simulation
