#include "views/ladder/ladder_find.h"

#include "views/common/wording.h"
#include "views/ladder/ladder_relations.h"

#include <QRegularExpression>
#include <QStringList>

#include <optional>

using namespace Qt::StringLiterals;

namespace {

std::optional<tcp::Flag> flagOf(const QString& word)
{
    using tcp::Flag;
    static const std::pair<QLatin1StringView, Flag> kFlags[] = {{"syn"_L1, Flag::Syn}, {"fin"_L1, Flag::Fin}, {"rst"_L1, Flag::Rst}, {"psh"_L1, Flag::Psh}, {"ack"_L1, Flag::Ack},
                                                               {"urg"_L1, Flag::Urg}, {"ece"_L1, Flag::Ece}, {"cwr"_L1, Flag::Cwr}, {"ae"_L1, Flag::Ae}};
    for (const auto& [name, flag] : kFlags) {
        if (word == name)
            return flag;
    }
    return std::nullopt;
}

std::uint16_t labelsOf(const QString& word)
{
    std::uint16_t bits = 0;
    for (int label = 0; label < kLabelCount; ++label) {
        const std::string_view name = toString(Label(label));
        const bool isIn = QString::fromLatin1(name.data(), qsizetype(name.size())).contains(word) || wording::labelName(Label(label)).toLower().contains(word);
        bits = std::uint16_t(bits | (isIn ? Labels(Label(label)).bits() : 0u));
    }
    return bits;
}

} // namespace

LadderQuery::LadderQuery(const QString& text)
{
    static const QRegularExpression kBetween(u"[\\s,;:=#]+"_s);
    const QStringList words = text.toLower().split(kBetween, Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < words.size(); ++i) {
        Term term;
        bool isNumber = false;
        const std::uint32_t next = i + 1 < words.size() ? words[i + 1].toUInt(&isNumber) : 0;
        bool isAlone = false;
        const std::uint32_t alone = words[i].toUInt(&isAlone);
        const auto field = words[i] == "seq"_L1 ? Kind::Seq : words[i] == "ack"_L1 ? Kind::Ack : words[i] == "frame"_L1 ? Kind::Frame : Kind::Number;
        if (isNumber && field != Kind::Number) {
            term.kind = field;
            term.number = next;
            ++i;
        } else if (isAlone) {
            term.number = alone;
        } else if (const auto flag = flagOf(words[i])) {
            term.kind = Kind::Flag;
            term.flags = *flag;
        } else {
            term.kind = Kind::Label;
            term.labels = labelsOf(words[i]);
            term.isLost = words[i] == "lost"_L1;
            if (term.labels == 0 && !term.isLost) {
                m_terms.clear();
                return;
            }
        }
        m_terms.push_back(term);
    }
}

bool LadderQuery::holds(const Term& term, const Trace& trace, ConnectionId id, std::uint32_t row)
{
    const Record& record = trace.record(trace.connection(id).records[row]);
    const bool isSeq = record.seq.value() == term.number || trace.relativeSeq(record) == term.number;
    const bool isAck = record.has(tcp::Flag::Ack) && (record.ack.value() == term.number || trace.relativeAck(record) == term.number);
    switch (term.kind) {
    case Kind::Flag:
        return (record.flags().bits() & term.flags.bits()) == term.flags.bits();
    case Kind::Label:
        return (shownLabels(trace, id, row).bits() & term.labels) != 0 || (term.isLost && record.kind() == RecordKind::LostSegment);
    case Kind::Seq:
        return isSeq;
    case Kind::Ack:
        return isAck;
    case Kind::Frame:
        return record.frame == term.number;
    case Kind::Number:
        return isSeq || isAck || record.frame == term.number;
    }
    return false;
}

bool LadderQuery::matches(const Trace& trace, ConnectionId id, std::uint32_t row) const
{
    if (isEmpty() || !trace.record(trace.connection(id).records[row]).isSegment())
        return false;
    for (const Term& term : m_terms) {
        if (!holds(term, trace, id, row))
            return false;
    }
    return true;
}
