#include "tests/views/golden/layout_text.h"
#include "tests/views/golden/measures.h"
#include "views/window/window_layout.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

QString partName(TapePart part)
{
    switch (part) {
    case TapePart::Acknowledged: return u"acknowledged"_s;
    case TapePart::InFlight: return u"in flight"_s;
    case TapePart::NotCaptured: return u"not captured"_s;
    case TapePart::Usable: return u"usable"_s;
    case TapePart::BeyondCwnd: return u"beyond cwnd"_s;
    case TapePart::Beyond: return u"beyond"_s;
    case TapePart::Delivered: return u"delivered"_s;
    case TapePart::Read: return u"read"_s;
    case TapePart::Waiting: return u"waiting"_s;
    case TapePart::Held: return u"held"_s;
    case TapePart::Missing: return u"missing"_s;
    case TapePart::Expected: return u"expected"_s;
    case TapePart::Room: return u"room"_s;
    case TapePart::NeverAcknowledged: return u"never acknowledged"_s;
    case TapePart::Blank: return u"blank"_s;
    }
    return {};
}

QString nameOf(const TapeBlock& block)
{
    return partName(block.part) + (block.resent ? u" resent"_s : QString()) + (block.sacked ? u" sacked"_s : QString());
}

/// Neighbours that look alike stand together: "10 in flight 17.8~230.7".
QStringList blockTexts(const std::vector<TapeBlock>& blocks)
{
    QStringList texts;
    for (std::size_t first = 0; first < blocks.size();) {
        std::size_t end = first + 1;
        std::uint32_t segments = blocks[first].segments;
        while (end < blocks.size() && nameOf(blocks[end]) == nameOf(blocks[first]) && std::abs(blocks[end].rect.left() - blocks[end - 1].rect.right()) < 0.05)
            segments += blocks[end++].segments;
        const QRectF all = blocks[first].rect | blocks[end - 1].rect;
        texts << (segments > 1 ? QString::number(segments) + u' ' : QString()) + nameOf(blocks[first]) + u' ' + across(all);
        first = end;
    }
    return texts;
}

void writeTape(TextWriter& out, const TapeLayout& tape)
{
    QStringList markers, every;
    for (const TapeMarker& marker : tape.markers)
        markers << u"%1=%2 %3%4"_s.arg(marker.name, marker.value, marker.outside ? u"outside"_s : tenth(marker.foot.x()), marker.isEstimate ? u" estimated"_s : QString());
    for (const TapeBlock& block : tape.blocks)
        every << across(block.rect) + block.text;
    const QString window = tape.window ? u"; window "_s + across(*tape.window) + (tape.windowRunsOn ? u" and on"_s : QString()) : QString();
    const QStringList blocks = blockTexts(tape.blocks);
    constexpr qsizetype kShown = 10;
    out.line(u"    %1: %2%3, digest %4%5"_s.arg(words(toString(tape.side)), blocks.mid(0, kShown).join(u", "_s), blocks.size() > kShown ? u" …"_s : QString(), digest(every), window));
    out.line(u"    markers %1"_s.arg(markers.join(u", "_s)));
}

void writeMoment(TextWriter& out, const Scene& scene, std::uint32_t step, WindowStyle style)
{
    WindowOptions options;
    options.style = style;
    options.stage = scene.stage.get();
    const WindowLayout layout = layoutWindow(scene.trace, scene.shown, step, scene.sender, measures::kWindow, measures::font(), options);
    const QString name = style == WindowStyle::Tape ? u"tape"_s : u"squares of %1"_s.arg(layout.grid.unit);
    out.line(u"step %1, %2, octets %3 to %4: %5"_s.arg(step).arg(name).arg(layout.range.begin).arg(layout.range.end()).arg(quoted(layout.limit)));
    if (style == WindowStyle::Tape) {
        out.line(u"    %1"_s.arg(quoted(layout.sentence)));
        writeTape(out, layout.sender);
        writeTape(out, layout.receiver);
    }
    QStringList squares;
    for (const SquareCell& cell : layout.sender.squares)
        squares << cell.number + u' ' + across(cell.rect);
    if (!squares.isEmpty())
        out.line(u"    %1 squares, %2 … %3, digest %4; pieces %5; %6"_s.arg(squares.size()).arg(squares.front(), squares.back(), digest(squares),
                                                                                 digest(blockTexts(layout.sender.blocks)), digest(blockTexts(layout.receiver.blocks))));
}

} // namespace

void writeWindows(TextWriter& out, const Scene& scene)
{
    out.heading(u"window %1 of the %2"_s.arg(box(measures::kWindow), words(toString(scene.sender))));
    const std::size_t last = scene.steps.size() - 1;
    for (std::size_t i = 0; i < last || i == 0; i += 2) // a quarter and three quarters
        writeMoment(out, scene, scene.steps[i], WindowStyle::Tape);
    writeMoment(out, scene, scene.steps[last / 2], WindowStyle::Squares);
}
