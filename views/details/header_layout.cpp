#include "views/details/header_layout.h"

#include "views/common/wording.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

constexpr int kBits = 32;
constexpr unsigned kFixedOctets = 20;
constexpr unsigned kUsualTimestamps = 12; // two NOPs and the option, which stand in the record itself

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(DetailsView)
};

struct NamedFlag {
    tcp::Flag flag;
    const char16_t* name;
};
constexpr std::array<NamedFlag, 9> kFlags = {{
    {tcp::Flag::Ae, u"AE"},
    {tcp::Flag::Cwr, u"CWR"},
    {tcp::Flag::Ece, u"ECE"},
    {tcp::Flag::Urg, u"URG"},
    {tcp::Flag::Ack, u"ACK"},
    {tcp::Flag::Psh, u"PSH"},
    {tcp::Flag::Rst, u"RST"},
    {tcp::Flag::Syn, u"SYN"},
    {tcp::Flag::Fin, u"FIN"},
}};

class HeaderBuilder {
public:
    HeaderBuilder(const Trace& trace, const Record& record, qreal width, const QFont& font)
        : m_trace(trace), m_record(record), m_metrics(font), m_bit(width / kBits)
    {
    }

    HeaderLayout build()
    {
        const qreal line = m_metrics.height();
        for (int bit = 0; bit < kBits; ++bit)
            m_layout.bitNumbers.push_back({bit * m_bit, 0, m_bit, line});
        m_y = line * 1.1;
        const qreal top = m_y;
        addPorts();
        addNumbers();
        addControl();
        addChecksum();
        addRest();
        m_layout.grid = QRectF(0, top, kBits * m_bit, m_y - top);
        m_layout.height = m_y;
        return std::move(m_layout);
    }

private:
    qreal row() const { return m_metrics.height() * 2.5; }

    void add(int firstBit, int bits, const QString& name, const QString& value, bool muted = false)
    {
        m_layout.fields.push_back({{firstBit * m_bit, m_y, bits * m_bit, row()}, name, value, false, false, muted});
    }
    void addPorts()
    {
        const Connection& connection = m_trace.connection(m_record.connection);
        add(0, 16, Text::tr("Source port"), QString::number(connection.address(m_record.sender()).port));
        add(16, 16, Text::tr("Destination port"), QString::number(connection.address(other(m_record.sender())).port));
        m_y += row();
    }
    void addNumbers()
    {
        const auto both = [](std::uint32_t relative, tcp::SeqNumber absolute) {
            //: A sequence number counted from the initial one, and as on the wire.
            return Text::tr("%1   (on the wire %2)").arg(wording::number(relative), QString::number(absolute.value()));
        };
        add(0, kBits, Text::tr("Sequence number"), both(m_trace.relativeSeq(m_record), m_record.seq));
        m_y += row();
        const bool acks = m_record.has(tcp::Flag::Ack);
        add(0, kBits, Text::tr("Acknowledgment number"),
            acks ? both(m_trace.relativeAck(m_record), m_record.ack) : Text::tr("%1   (no meaning without ACK)").arg(m_record.ack.value()), !acks);
        m_y += row();
    }
    /// Data offset, reserved bits, one cell a flag, window.
    void addControl()
    {
        const qreal height = m_metrics.height() * 3.4;
        const unsigned words = headerOctets(m_trace, m_record) / 4;
        m_layout.fields.push_back({{0, m_y, 4 * m_bit, height}, Text::tr("Data offset"), QString::number(words), false, false, false});
        m_layout.fields.push_back({{4 * m_bit, m_y, 3 * m_bit, height}, Text::tr("Res."), u"0"_s, false, false, true});
        int bit = 7;
        for (const NamedFlag& flag : kFlags) {
            m_layout.fields.push_back({{bit * m_bit, m_y, m_bit, height}, QString::fromUtf16(flag.name), {}, true, m_record.has(flag.flag), false});
            ++bit;
        }
        m_layout.fields.push_back({{16 * m_bit, m_y, 16 * m_bit, height}, Text::tr("Window"), windowText(), false, false, false});
        m_y += height;
    }
    QString windowText() const
    {
        const std::uint32_t scaled = m_trace.scaledWindow(m_record);
        if (scaled == m_record.window)
            return wording::number(scaled);
        return Text::tr("%1 × %2 = %3").arg(wording::number(m_record.window), wording::number(scaled / m_record.window), wording::number(scaled));
    }
    void addChecksum()
    {
        const auto extra = m_trace.extra(m_record);
        QString verdict;
        switch (m_record.checksum()) {
        case ChecksumState::NotVerified:
            verdict = Text::tr("not verified");
            break;
        case ChecksumState::Correct:
            verdict = Text::tr("correct");
            break;
        case ChecksumState::Wrong:
            verdict = Text::tr("wrong");
            break;
        }
        const QString checksum = extra ? u"0x%1  (%2)"_s.arg(uint(extra->checksum), 4, 16, QLatin1Char('0')).arg(verdict) : verdict;
        add(0, 16, Text::tr("Checksum"), checksum);
        const bool urgent = m_record.has(tcp::Flag::Urg);
        add(16, 16, Text::tr("Urgent pointer"), wording::number(extra ? extra->urgentPointer : 0u), !urgent);
        m_y += row();
    }
    void addRest()
    {
        const unsigned options = headerOctets(m_trace, m_record) - kFixedOctets;
        if (options > 0) {
            add(0, kBits, Text::tr("Options"), Text::tr("%1 octets, listed below").arg(options));
            m_y += row();
        }
        add(0, kBits, Text::tr("Data"), m_record.textLength == 1 ? Text::tr("1 octet") : Text::tr("%1 octets").arg(wording::number(m_record.textLength)),
            m_record.textLength == 0);
        m_y += row();
    }

    const Trace& m_trace;
    const Record& m_record;
    const QFontMetricsF m_metrics;
    const qreal m_bit;
    qreal m_y = 0;
    HeaderLayout m_layout;
};

} // namespace

unsigned headerOctets(const Trace& trace, const Record& record)
{
    const auto extra = trace.extra(record);
    const unsigned options = extra ? extra->length : record.hasTimestamps() ? kUsualTimestamps : 0u;
    return kFixedOctets + (options + 3) / 4 * 4;
}

qreal narrowestHeader(const QFont& font)
{
    const QFontMetricsF metrics(font);
    // A flag's cell must hold its letters one below the other, and the longest sequence numbers must fit their row.
    return std::max(kBits * metrics.horizontalAdvance(u'W') * 1.02,
                    metrics.horizontalAdvance(Text::tr("%1   (on the wire %2)").arg(u"4,294,967,295"_s, u"4294967295"_s)) + metrics.height());
}

HeaderLayout layoutHeader(const Trace& trace, const Record& record, qreal width, const QFont& font)
{
    return HeaderBuilder(trace, record, width, font).build();
}
