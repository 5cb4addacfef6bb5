#include "tests/views/golden/text_writer.h"

#include <cmath>
#include <cstdint>

using namespace Qt::StringLiterals;

void TextWriter::heading(const QString& text)
{
    m_lines << QString() << u"== "_s + text;
}

void TextWriter::list(const QStringList& lines, qsizetype most, const QString& what)
{
    for (const QString& line : lines.mid(0, most))
        m_lines << u"  "_s + line;
    const QStringList rest = lines.mid(std::min(most, lines.size()));
    if (!rest.isEmpty())
        m_lines << u"  and %1 more %2, digest %3"_s.arg(rest.size()).arg(what, digest(rest));
}

QString tenth(double value)
{
    // Ties, and what lies beside them by an error of computing, all go the same way.
    const double tenths = std::floor(value * 10 + 0.5 + 1e-6);
    return QString::number(tenths == 0 ? 0.0 : tenths / 10, 'g', 12);
}

QString place(const QPointF& point)
{
    return tenth(point.x()) + u',' + tenth(point.y());
}

QString box(const QRectF& rect)
{
    return place(rect.topLeft()) + u' ' + tenth(rect.width()) + u'x' + tenth(rect.height());
}

QString way(const QPolygonF& points)
{
    QStringList parts;
    for (const QPointF& point : points)
        parts << place(point);
    return parts.join(u' ');
}

QString across(const QRectF& rect)
{
    return tenth(rect.left()) + u'~' + tenth(rect.right());
}

QString digest(const QStringList& lines)
{
    std::uint64_t hash = 0xCBF29CE484222325u; // FNV-1a
    for (const char octet : lines.join(u'\n').toUtf8())
        hash = (hash ^ std::uint8_t(octet)) * 0x100000001B3u;
    return QString::number(hash >> 32, 16).rightJustified(8, u'0');
}

QString quoted(const QString& text)
{
    return u'"' + text + u'"';
}

QString words(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}
