#include "tests/views/golden/block_font.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QList>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr int kEm = 1024;     ///< Font units: a power of two, so that widths at whole sizes are exact.
constexpr int kSquare = 104;
constexpr int kNarrow = 640, kNarrowBold = 704, kNarrowMargin = 60;
constexpr int kWideMargin = 44;
constexpr int kRows = 7; ///< Above the baseline.
constexpr int kAscent = 960;
constexpr int kDescent = 256;
constexpr int kBoldExtra = 32;
constexpr int kNarrowSigns = 32; ///< Patterns for arrows, dashes, dots.
constexpr int kWideSigns = 64;   ///< Patterns for Chinese.
constexpr char32_t kFirstLetter = 0x20, kLastLetter = 0x7E;

/// The letters from ' ' to '~': five columns each, the lowest bit at the top.
constexpr std::array<std::array<std::uint8_t, 5>, kLastLetter - kFirstLetter + 1> kLetters{{
    {0x00, 0x00, 0x00, 0x00, 0x00}, {0x00, 0x00, 0x5F, 0x00, 0x00}, {0x00, 0x07, 0x00, 0x07, 0x00}, {0x14, 0x7F, 0x14, 0x7F, 0x14},
    {0x24, 0x2A, 0x7F, 0x2A, 0x12}, {0x23, 0x13, 0x08, 0x64, 0x62}, {0x36, 0x49, 0x55, 0x22, 0x50}, {0x00, 0x05, 0x03, 0x00, 0x00},
    {0x00, 0x1C, 0x22, 0x41, 0x00}, {0x00, 0x41, 0x22, 0x1C, 0x00}, {0x14, 0x08, 0x3E, 0x08, 0x14}, {0x08, 0x08, 0x3E, 0x08, 0x08},
    {0x00, 0x50, 0x30, 0x00, 0x00}, {0x08, 0x08, 0x08, 0x08, 0x08}, {0x00, 0x60, 0x60, 0x00, 0x00}, {0x20, 0x10, 0x08, 0x04, 0x02},
    {0x3E, 0x51, 0x49, 0x45, 0x3E}, {0x00, 0x42, 0x7F, 0x40, 0x00}, {0x42, 0x61, 0x51, 0x49, 0x46}, {0x21, 0x41, 0x45, 0x4B, 0x31},
    {0x18, 0x14, 0x12, 0x7F, 0x10}, {0x27, 0x45, 0x45, 0x45, 0x39}, {0x3C, 0x4A, 0x49, 0x49, 0x30}, {0x01, 0x71, 0x09, 0x05, 0x03},
    {0x36, 0x49, 0x49, 0x49, 0x36}, {0x06, 0x49, 0x49, 0x29, 0x1E}, {0x00, 0x36, 0x36, 0x00, 0x00}, {0x00, 0x56, 0x36, 0x00, 0x00},
    {0x08, 0x14, 0x22, 0x41, 0x00}, {0x14, 0x14, 0x14, 0x14, 0x14}, {0x00, 0x41, 0x22, 0x14, 0x08}, {0x02, 0x01, 0x51, 0x09, 0x06},
    {0x32, 0x49, 0x79, 0x41, 0x3E}, {0x7E, 0x11, 0x11, 0x11, 0x7E}, {0x7F, 0x49, 0x49, 0x49, 0x36}, {0x3E, 0x41, 0x41, 0x41, 0x22},
    {0x7F, 0x41, 0x41, 0x22, 0x1C}, {0x7F, 0x49, 0x49, 0x49, 0x41}, {0x7F, 0x09, 0x09, 0x09, 0x01}, {0x3E, 0x41, 0x49, 0x49, 0x7A},
    {0x7F, 0x08, 0x08, 0x08, 0x7F}, {0x00, 0x41, 0x7F, 0x41, 0x00}, {0x20, 0x40, 0x41, 0x3F, 0x01}, {0x7F, 0x08, 0x14, 0x22, 0x41},
    {0x7F, 0x40, 0x40, 0x40, 0x40}, {0x7F, 0x02, 0x0C, 0x02, 0x7F}, {0x7F, 0x04, 0x08, 0x10, 0x7F}, {0x3E, 0x41, 0x41, 0x41, 0x3E},
    {0x7F, 0x09, 0x09, 0x09, 0x06}, {0x3E, 0x41, 0x51, 0x21, 0x5E}, {0x7F, 0x09, 0x19, 0x29, 0x46}, {0x46, 0x49, 0x49, 0x49, 0x31},
    {0x01, 0x01, 0x7F, 0x01, 0x01}, {0x3F, 0x40, 0x40, 0x40, 0x3F}, {0x1F, 0x20, 0x40, 0x20, 0x1F}, {0x3F, 0x40, 0x38, 0x40, 0x3F},
    {0x63, 0x14, 0x08, 0x14, 0x63}, {0x07, 0x08, 0x70, 0x08, 0x07}, {0x61, 0x51, 0x49, 0x45, 0x43}, {0x00, 0x7F, 0x41, 0x41, 0x00},
    {0x02, 0x04, 0x08, 0x10, 0x20}, {0x00, 0x41, 0x41, 0x7F, 0x00}, {0x04, 0x02, 0x01, 0x02, 0x04}, {0x40, 0x40, 0x40, 0x40, 0x40},
    {0x00, 0x01, 0x02, 0x04, 0x00}, {0x20, 0x54, 0x54, 0x54, 0x78}, {0x7F, 0x48, 0x44, 0x44, 0x38}, {0x38, 0x44, 0x44, 0x44, 0x20},
    {0x38, 0x44, 0x44, 0x48, 0x7F}, {0x38, 0x54, 0x54, 0x54, 0x18}, {0x08, 0x7E, 0x09, 0x01, 0x02}, {0x0C, 0x52, 0x52, 0x52, 0x3E},
    {0x7F, 0x08, 0x04, 0x04, 0x78}, {0x00, 0x44, 0x7D, 0x40, 0x00}, {0x20, 0x40, 0x44, 0x3D, 0x00}, {0x7F, 0x10, 0x28, 0x44, 0x00},
    {0x00, 0x41, 0x7F, 0x40, 0x00}, {0x7C, 0x04, 0x18, 0x04, 0x78}, {0x7C, 0x08, 0x04, 0x04, 0x78}, {0x38, 0x44, 0x44, 0x44, 0x38},
    {0x7C, 0x14, 0x14, 0x14, 0x08}, {0x08, 0x14, 0x14, 0x18, 0x7C}, {0x7C, 0x08, 0x04, 0x04, 0x08}, {0x48, 0x54, 0x54, 0x54, 0x20},
    {0x04, 0x3F, 0x44, 0x40, 0x20}, {0x3C, 0x40, 0x40, 0x20, 0x7C}, {0x1C, 0x20, 0x40, 0x20, 0x1C}, {0x3C, 0x40, 0x30, 0x40, 0x3C},
    {0x44, 0x28, 0x10, 0x28, 0x44}, {0x0C, 0x50, 0x50, 0x50, 0x3C}, {0x44, 0x64, 0x54, 0x4C, 0x44}, {0x00, 0x08, 0x36, 0x41, 0x00},
    {0x00, 0x00, 0x7F, 0x00, 0x00}, {0x00, 0x41, 0x36, 0x08, 0x00}, {0x10, 0x08, 0x08, 0x10, 0x08},
}};

/// Big-endian octets.
class Octets {
public:
    Octets& u8(int value) { m_data.append(char(value)); return *this; }
    Octets& u16(int value) { return u8(value >> 8).u8(value); }
    Octets& u32(std::uint32_t value) { return u16(int(value >> 16)).u16(int(value & 0xFFFFu)); }
    Octets& raw(const QByteArray& data) { m_data.append(data); return *this; }
    Octets& pad() { while (m_data.size() % 4 != 0) u8(0); return *this; }
    const QByteArray& data() const { return m_data; }
    int size() const { return int(m_data.size()); }

private:
    QByteArray m_data;
};

using Columns = std::vector<std::uint8_t>;

/// Each run of squares in a column is one rectangle.
struct Rectangle {
    int left, bottom, right, top;
};

std::vector<Rectangle> rectangles(const Columns& columns, int extra)
{
    std::vector<Rectangle> result;
    for (std::size_t column = 0; column < columns.size(); ++column) {
        for (int row = 0; row < kRows; ++row) {
            const auto isSet = [&](int r) { return r < kRows && ((columns[column] >> r) & 1) != 0; };
            if (!isSet(row))
                continue;
            const int first = row;
            while (isSet(row + 1))
                ++row;
            const int left = (columns.size() > 5 ? kWideMargin : kNarrowMargin) + int(column) * kSquare;
            result.push_back({left, (kRows - row - 1) * kSquare, left + kSquare + extra, (kRows - first) * kSquare});
        }
    }
    return result;
}

QByteArray outline(const Columns& columns, int extra)
{
    const auto parts = rectangles(columns, extra);
    if (parts.empty())
        return {};
    Rectangle all = parts.front();
    for (const Rectangle& part : parts)
        all = {std::min(all.left, part.left), std::min(all.bottom, part.bottom), std::max(all.right, part.right), std::max(all.top, part.top)};
    Octets glyph;
    glyph.u16(int(parts.size())).u16(all.left).u16(all.bottom).u16(all.right).u16(all.top);
    for (std::size_t i = 0; i < parts.size(); ++i)
        glyph.u16(int(i) * 4 + 3);
    glyph.u16(0); // no instructions
    for (std::size_t i = 0; i < parts.size() * 4; ++i)
        glyph.u8(1); // on the curve, full coordinates
    Octets xs, ys;
    int x = 0, y = 0;
    for (const Rectangle& part : parts) { // clockwise
        for (const auto& [toX, toY] : {std::pair(part.left, part.bottom), std::pair(part.left, part.top), std::pair(part.right, part.top), std::pair(part.right, part.bottom)}) {
            xs.u16(toX - x);
            ys.u16(toY - y);
            x = toX;
            y = toY;
        }
    }
    return glyph.raw(xs.data()).raw(ys.data()).pad().data();
}

/// A frame with something in it, another for each `number`.
Columns pattern(int number, int columns)
{
    Columns result(std::size_t(columns), 0x41);
    result.front() = result.back() = 0x7F;
    std::uint32_t bits = std::uint32_t(number + 1) * 0x9E3779B1u;
    for (std::size_t i = 1; i + 1 < result.size(); ++i) {
        result[i] = std::uint8_t(result[i] | ((bits >> (5 * (i - 1) % 27)) & 0x1Fu) << 1);
        bits ^= bits << 7;
    }
    return result;
}

/// Glyph 0 is that of nothing; then the letters, the narrow signs, the wide signs.
std::vector<Columns> allGlyphs()
{
    std::vector<Columns> glyphs{pattern(0, 5)};
    for (const auto& letter : kLetters)
        glyphs.emplace_back(letter.begin(), letter.end());
    for (int i = 0; i < kNarrowSigns; ++i)
        glyphs.push_back(pattern(i, 5));
    for (int i = 0; i < kWideSigns; ++i)
        glyphs.push_back(pattern(i, 9));
    return glyphs;
}

QByteArray characterMap()
{
    Octets groups;
    std::uint32_t count = 0;
    const auto map = [&](char32_t first, char32_t last, int glyph) {
        groups.u32(first).u32(last).u32(std::uint32_t(glyph));
        ++count;
    };
    const int narrow = 1 + int(kLetters.size()), wide = narrow + kNarrowSigns;
    map(kFirstLetter, kLastLetter, 1);
    map(0xA0, 0xA0, 1); // a space that does not break
    for (char32_t first = 0xA1; first < 0x2E80; first += kNarrowSigns)
        map(first, std::min<char32_t>(first + kNarrowSigns, 0x2E80) - 1, narrow);
    for (char32_t first = 0x2E80; first < 0xA000; first += kWideSigns)
        map(first, first + kWideSigns - 1, wide);
    for (char32_t first = 0xFF00; first < 0xFFC0; first += kWideSigns)
        map(first, first + kWideSigns - 1, wide);
    Octets table;
    table.u16(0).u16(1).u16(3).u16(10).u32(12);
    return table.u16(12).u16(0).u32(16 + 12 * count).u32(0).u32(count).raw(groups.data()).data();
}

QByteArray names(bool bold)
{
    const QString family = u"Tcplens Blocks"_s, style = bold ? u"Bold"_s : u"Regular"_s;
    const std::pair<int, QString> entries[] = {{1, family}, {2, style}, {4, family + u' ' + style}, {6, u"TcplensBlocks-"_s + style}};
    Octets records, texts;
    for (const auto& [id, text] : entries) {
        records.u16(3).u16(1).u16(0x409).u16(id).u16(int(text.size()) * 2).u16(texts.size());
        for (const QChar c : text)
            texts.u16(c.unicode());
    }
    Octets table;
    return table.u16(0).u16(int(std::size(entries))).u16(6 + records.size()).raw(records.data()).raw(texts.data()).data();
}

QByteArray os2(bool bold)
{
    Octets t;
    t.u16(4).u16(kNarrow).u16(bold ? 700 : 400).u16(5).u16(0);
    for (int i = 0; i < 10; ++i)
        t.u16(100); // sub- and superscripts, strikeout
    t.u16(0);
    for (int i = 0; i < 10; ++i)
        t.u8(0); // panose
    for (int i = 0; i < 4; ++i)
        t.u32(0xFFFFFFFFu); // every range of Unicode
    t.raw("TCPL").u16(bold ? 0x20 : 0x40).u16(0x20).u16(0xFFFF).u16(kAscent).u16(-kDescent).u16(0).u16(kAscent).u16(kDescent);
    t.u32(0xFFFFFFFFu).u32(0xFFFFFFFFu); // every code page
    return t.u16(500).u16(700).u16(0).u16(0x20).u16(1).data();
}

std::uint32_t checksum(const QByteArray& data)
{
    std::uint32_t sum = 0;
    for (qsizetype i = 0; i < data.size(); ++i)
        sum += std::uint32_t(std::uint8_t(data[i])) << (24 - 8 * (i % 4));
    return sum;
}

QByteArray assemble(const QList<std::pair<QByteArray, QByteArray>>& tables)
{
    Octets directory, body;
    const int count = int(tables.size());
    directory.u32(0x00010000u).u16(count).u16(128).u16(3).u16(count * 16 - 128); // for 8 to 15 tables
    for (const auto& [tag, data] : tables) {
        directory.raw(tag).u32(checksum(data)).u32(std::uint32_t(12 + 16 * count + body.size())).u32(std::uint32_t(data.size()));
        body.raw(data).pad();
    }
    return directory.raw(body.data()).data();
}

} // namespace

QByteArray block_font::file(bool bold)
{
    const auto glyphs = allGlyphs();
    const int firstWide = int(glyphs.size()) - kWideSigns;
    const int extra = bold ? kBoldExtra : 0;
    Octets outlines, places, widths;
    for (std::size_t i = 0; i < glyphs.size(); ++i) {
        places.u32(std::uint32_t(outlines.size()));
        outlines.raw(outline(glyphs[i], extra));
        const bool isWide = int(i) >= firstWide;
        widths.u16(isWide ? kEm : (bold ? kNarrowBold : kNarrow)).u16(isWide ? kWideMargin : kNarrowMargin);
    }
    places.u32(std::uint32_t(outlines.size()));
    const int count = int(glyphs.size());
    Octets head, hhea, maxp, post;
    head.u32(0x00010000u).u32(0x00010000u).u32(0).u32(0x5F0F3CF5u).u16(0x0B).u16(kEm);
    head.u32(0).u32(0).u32(0).u32(0).u16(0).u16(-kSquare).u16(kEm).u16(kRows * kSquare).u16(bold ? 1 : 0).u16(8).u16(2).u16(1).u16(0);
    hhea.u32(0x00010000u).u16(kAscent).u16(-kDescent).u16(0).u16(kEm).u16(0).u16(0).u16(kEm).u16(1);
    for (int i = 0; i < 7; ++i)
        hhea.u16(0);
    hhea.u16(count);
    maxp.u32(0x00010000u).u16(count).u16(200).u16(50);
    for (int i = 0; i < 11; ++i)
        maxp.u16(i == 2 ? 1 : 0);
    post.u32(0x00030000u).u32(0).u16(-150).u16(50).u32(0).u32(0).u32(0).u32(0).u32(0);
    return assemble({{"OS/2", os2(bold)}, {"cmap", characterMap()}, {"glyf", outlines.data()}, {"head", head.data()}, {"hhea", hhea.data()},
                     {"hmtx", widths.data()}, {"loca", places.data()}, {"maxp", maxp.data()}, {"name", names(bold)}, {"post", post.data()}});
}

QString block_font::install()
{
    for (const bool bold : {false, true}) {
        if (QFontDatabase::addApplicationFontFromData(file(bold)) < 0)
            return u"Qt does not take the font of squares."_s;
    }
    const QFont chosen = font(16);
    QGuiApplication::setFont(chosen);
    const QFontInfo info(chosen);
    const QFontMetricsF metrics(chosen);
    if (info.family() != u"Tcplens Blocks"_s)
        return u"The font of squares is not found; \"%1\" comes in its place."_s.arg(info.family());
    QFont bold = chosen;
    bold.setBold(true);
    const qreal widths[] = {metrics.horizontalAdvance(u"ACK"_s), metrics.horizontalAdvance(u"抓包"_s), metrics.horizontalAdvance(u"→…"_s),
                            QFontMetricsF(bold).horizontalAdvance(u"ACK"_s)};
    if (widths[0] != 30 || widths[1] != 32 || widths[2] != 20 || widths[3] != 33)
        return u"The font of squares has other widths than it should: %1, %2, %3, %4."_s.arg(widths[0]).arg(widths[1]).arg(widths[2]).arg(widths[3]);
    return {};
}

QFont block_font::font(int pixels)
{
    QFont font(u"Tcplens Blocks"_s);
    font.setPixelSize(pixels);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::StyleStrategy(QFont::PreferAntialias | QFont::NoSubpixelAntialias | QFont::NoFontMerging));
    font.setKerning(false);
    return font;
}
