#include "views/common/theme.h"

#include <algorithm>
#include <cmath>

namespace {

// Okabe and Ito, "Color Universal Design" (2008).
constexpr QRgb kOrange = 0xE69F00, kSkyBlue = 0x56B4E9, kGreen = 0x009E73, kBlue = 0x0072B2, kPurple = 0xCC79A7;

double luminance(const QColor& color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor mix(const QColor& a, const QColor& b, double share)
{
    const auto channel = [share](int x, int y) { return int(std::lround(x * share + y * (1.0 - share))); };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

} // namespace

SegmentKind segmentKind(const Record& record)
{
    using tcp::Flag;
    const Labels labels = record.labels();
    if (record.has(Flag::Rst))
        return SegmentKind::Rst;
    if (labels.has(Label::Retransmission) || labels.has(Label::FastRetransmission) || labels.has(Label::SpuriousRetransmission))
        return SegmentKind::Retransmission;
    if (record.has(Flag::Syn))
        return SegmentKind::Syn;
    if (record.has(Flag::Fin))
        return SegmentKind::Fin;
    return record.textLength > 0 ? SegmentKind::Data : SegmentKind::Ack;
}

Theme Theme::light()
{
    Theme theme;
    theme.background = QColor(0xFFFFFF);
    theme.panel = QColor(0xF4F6F8);
    theme.text = QColor(0x1B1F24);
    theme.mutedText = QColor(0x57606A);
    theme.line = QColor(0xB4BCC6);
    theme.highlight = QColor(0xFFF3C4);
    theme.initiator = QColor(kBlue);
    theme.responder = QColor(0xC05500); // the vermilion, darkened: white numbers stand on it
    theme.kinds[int(SegmentKind::Syn)] = QColor(0x00795A); // the green, darkened for text on white
    theme.kinds[int(SegmentKind::Fin)] = QColor(0x6C2052); // the purple, darkened until it stays apart from the green in every vision
    theme.kinds[int(SegmentKind::Rst)] = QColor(0xB32D00);
    theme.kinds[int(SegmentKind::Retransmission)] = QColor(0x8A5F00); // the orange, darkened
    theme.kinds[int(SegmentKind::Data)] = QColor(kBlue);
    theme.kinds[int(SegmentKind::Ack)] = QColor(0x57606A);
    return theme;
}

Theme Theme::darkTheme()
{
    Theme theme;
    theme.dark = true;
    theme.background = QColor(0x15191E);
    theme.panel = QColor(0x20262D);
    theme.text = QColor(0xE8ECF0);
    theme.mutedText = QColor(0xA3AEBA);
    theme.line = QColor(0x4A5561);
    theme.highlight = QColor(0x4A3F12);
    theme.initiator = QColor(kSkyBlue);
    theme.responder = QColor(0xF08A3C); // the vermilion, lightened for dark ground
    theme.kinds[int(SegmentKind::Syn)] = QColor(0x2FC79A);
    theme.kinds[int(SegmentKind::Fin)] = QColor(0xF9CEE5);
    theme.kinds[int(SegmentKind::Rst)] = QColor(0xFF7A4D);
    theme.kinds[int(SegmentKind::Retransmission)] = QColor(kOrange);
    theme.kinds[int(SegmentKind::Data)] = QColor(kSkyBlue);
    theme.kinds[int(SegmentKind::Ack)] = QColor(0xA3AEBA);
    return theme;
}

Theme Theme::fromPalette(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? darkTheme() : light();
}

QPen Theme::kindPen(SegmentKind kind_, qreal width) const
{
    QPen pen(kind(kind_), width);
    pen.setCapStyle(Qt::FlatCap);
    switch (kind_) {
    case SegmentKind::Syn:
    case SegmentKind::Fin:
        pen.setWidthF(width * 1.8);
        break;
    case SegmentKind::Rst:
        pen.setWidthF(width * 1.8);
        pen.setDashPattern({4.0, 1.5, 1.0, 1.5});
        break;
    case SegmentKind::Retransmission:
        pen.setDashPattern({5.0, 2.5});
        break;
    case SegmentKind::Data:
        break;
    case SegmentKind::Ack:
        pen.setWidthF(width * 0.8);
        pen.setDashPattern({1.5, 2.0});
        break;
    }
    return pen;
}

QColor Theme::stateFill(tcp::State state) const
{
    using tcp::State;
    const double share = dark ? 0.34 : 0.24;
    switch (state) {
    case State::Closed:
        return mix(mutedText, background, dark ? 0.18 : 0.10);
    case State::Listen:
    case State::SynSent:
    case State::SynReceived:
        return mix(QColor(kOrange), background, share);
    case State::Established:
        return mix(QColor(kGreen), background, share);
    case State::FinWait1:
    case State::FinWait2:
    case State::Closing:
    case State::TimeWait:
        return mix(QColor(kSkyBlue), background, share);
    case State::CloseWait:
    case State::LastAck:
        return mix(QColor(kPurple), background, share);
    }
    return panel;
}

Qt::PenStyle Theme::certaintyStyle(Certainty certainty)
{
    return certainty == Certainty::Assumed || certainty == Certainty::Retracted ? Qt::DashLine : Qt::SolidLine;
}

double contrastRatio(const QColor& a, const QColor& b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}
