// Legibility as numbers: contrast of text (WCAG 2, 1.4.3), and how far colours stay apart with the three common colour-vision
// deficiencies (Machado, Oliveira and Fernandes 2009, severity 1), as a distance in CIE L*a*b*.
#include "views/common/theme.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

struct Vision {
    const char* name;
    Matrix matrix; ///< On linear RGB.
};
constexpr Vision kVisions[] = {
    {"full colour vision", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protanopia", {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"deuteranopia", {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    {"tritanopia", {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}},
};

Triple times(const Matrix& matrix, const Triple& v)
{
    Triple result{};
    for (std::size_t row = 0; row < 3; ++row)
        result[row] = matrix[row][0] * v[0] + matrix[row][1] * v[1] + matrix[row][2] * v[2];
    return result;
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

Triple lab(const QColor& color, const Vision& vision)
{
    Triple rgb = times(vision.matrix, {linear(color.redF()), linear(color.greenF()), linear(color.blueF())});
    for (double& channel : rgb)
        channel = std::clamp(channel, 0.0, 1.0);
    constexpr Matrix kToXyz = {{{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}};
    constexpr Triple kWhite = {0.95047, 1.0, 1.08883}; // D65
    const Triple xyz = times(kToXyz, rgb);
    Triple f{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double t = xyz[i] / kWhite[i];
        f[i] = t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116.0;
    }
    return {116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])};
}

double distance(const QColor& a, const QColor& b, const Vision& vision)
{
    const Triple p = lab(a, vision);
    const Triple q = lab(b, vision);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/// 2.3 is just noticeable; thin lines and small tokens on a projector need far more.
constexpr double kApart = 20.0;
constexpr double kContrast = 4.5;
constexpr double kThicker = 1.5; ///< A line that is so much wider has another style.

const std::pair<const char*, Theme (*)()> kThemes[] = {{"light", &Theme::light}, {"dark", &Theme::darkTheme}};

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private slots:
    void textIsLegible_data();
    void textIsLegible();
    void theEndsStayApart_data();
    void theEndsStayApart();
    void kindsOfSegmentsStayApart_data();
    void kindsOfSegmentsStayApart();
};

void TestTheme::textIsLegible_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");
    for (const auto& [name, make] : kThemes) {
        const Theme theme = make();
        const auto add = [&, prefix = QByteArray(name)](const QByteArray& what, const QColor& text, const QColor& ground) {
            QTest::newRow((prefix + ": " + what).constData()) << text << ground;
        };
        add("text on the background", theme.text, theme.background);
        add("text on panels", theme.text, theme.panel);
        add("text on the current row", theme.text, theme.highlight);
        add("muted text on the background", theme.mutedText, theme.background);
        add("muted text on panels", theme.mutedText, theme.panel);
        add("muted text on the current row", theme.mutedText, theme.highlight);
        for (const Side side : kSides) {
            const QByteArray whose = side == Side::Initiator ? "initiator" : "responder";
            const QColor& color = theme.side(side); // the ink on it is whichever is more legible
            add("numbers on what is filled in the colour of the " + whose, contrastRatio(theme.background, color) > contrastRatio(theme.text, color) ? theme.background : theme.text, color);
        }
        for (int state = 0; state < tcp::kStateCount; ++state)
            add("text in the state " + QByteArray::fromStdString(std::string(tcp::toString(tcp::State(state)))), theme.text, theme.stateFill(tcp::State(state)));
        for (int kind = 0; kind < kSegmentKindCount; ++kind)
            add("tags of segments of kind " + QByteArray::number(kind), theme.kinds[kind], theme.background);
        for (int kind = 0; kind < kSegmentKindCount; ++kind)
            add("tags of segments of kind " + QByteArray::number(kind) + " on panels", theme.kinds[kind], theme.panel);
    }
}

void TestTheme::textIsLegible()
{
    QFETCH(QColor, text);
    QFETCH(QColor, ground);
    QVERIFY2(contrastRatio(text, ground) >= kContrast, qPrintable(QString::number(contrastRatio(text, ground))));
}

void TestTheme::theEndsStayApart_data()
{
    QTest::addColumn<int>("theme");
    QTest::addColumn<int>("vision");
    for (int theme = 0; theme < 2; ++theme) {
        for (int vision = 0; vision < int(std::size(kVisions)); ++vision)
            QTest::addRow("%s, %s", kThemes[theme].first, kVisions[vision].name) << theme << vision;
    }
}

void TestTheme::theEndsStayApart()
{
    QFETCH(int, theme);
    QFETCH(int, vision);
    const Theme colors = kThemes[theme].second();
    const double apart = distance(colors.initiator, colors.responder, kVisions[vision]);
    QVERIFY2(apart >= kApart, qPrintable(QString::number(apart)));
}

void TestTheme::kindsOfSegmentsStayApart_data()
{
    theEndsStayApart_data();
}

/// Those whose lines have the same style must differ in colour; the others differ in style.
void TestTheme::kindsOfSegmentsStayApart()
{
    QFETCH(int, theme);
    QFETCH(int, vision);
    const Theme colors = kThemes[theme].second();
    int pairs = 0;
    for (int a = 0; a < kSegmentKindCount; ++a) {
        for (int b = 0; b < a; ++b) {
            const QPen one = colors.kindPen(SegmentKind(a), 1.0);
            const QPen other = colors.kindPen(SegmentKind(b), 1.0);
            const double thicker = std::max(one.widthF(), other.widthF()) / std::min(one.widthF(), other.widthF());
            if (one.style() != other.style() || one.dashPattern() != other.dashPattern() || thicker >= kThicker)
                continue;
            ++pairs;
            const double apart = distance(one.color(), other.color(), kVisions[vision]);
            QVERIFY2(apart >= kApart, qPrintable(QStringLiteral("kinds %1 and %2: %3").arg(a).arg(b).arg(apart)));
        }
    }
    QVERIFY(pairs > 0);
}

QTEST_APPLESS_MAIN(TestTheme)
#include "tst_theme.moc"
