#pragma once
#include "model/trace/trace.h"

#include <QString>

#include <vector>

/// What the user looks for in a ladder: all words must hold for a segment.
///
/// A word is a flag ("FIN"), a part of a label ("retrans", "lost"), "seq", "ack" or "frame" with the number behind it, or a number
/// alone: sequence or acknowledgment number, relative or as on the wire, or frame.
class LadderQuery {
public:
    explicit LadderQuery(const QString& text);

    /// No words, or one that means nothing: it matches no record.
    bool isEmpty() const { return m_terms.empty(); }
    bool matches(const Trace& trace, ConnectionId id, std::uint32_t row) const;

private:
    enum class Kind { Flag, Label, Seq, Ack, Frame, Number };
    struct Term {
        Kind kind = Kind::Number;
        tcp::Flags flags;
        std::uint16_t labels = 0;
        bool isLost = false;
        std::uint32_t number = 0;
    };
    static bool holds(const Term& term, const Trace& trace, ConnectionId id, std::uint32_t row);
    std::vector<Term> m_terms;
};
