#include "app/desktop/appearance.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>
#include <QStyleFactory>
#include <QTranslator>

namespace {

/// Fusion, but a button that is on looks so on a dark ground as well, and an empty check box has an outline there.
class Style : public QProxyStyle {
public:
    explicit Style(const Theme& theme) : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))), m_theme(theme) {} // the one style that follows a palette everywhere

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override
    {
        const bool isButton = element == PE_PanelButtonTool || element == PE_PanelButtonCommand;
        if (isButton && (option->state & State_On) != 0) {
            paintChecked(*option, *painter);
            return;
        }
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element == PE_IndicatorCheckBox && m_theme.dark) {
            painter->setPen(m_theme.mutedText);
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        }
    }

private:
    void paintChecked(const QStyleOption& option, QPainter& painter) const
    {
        QColor ground = option.palette.color(QPalette::Highlight);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(ground);
        ground.setAlphaF(m_theme.dark ? 0.55f : 0.25f);
        painter.setBrush(ground);
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.restore();
    }

    const Theme m_theme;
};

} // namespace

Theme chooseTheme(const QString& name, const QPalette& desktop)
{
    if (name == QStringLiteral("light"))
        return Theme::light();
    if (name == QStringLiteral("dark"))
        return Theme::darkTheme();
    return Theme::fromPalette(desktop);
}

void applyTheme(const Theme& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.panel);
    palette.setColor(QPalette::Base, theme.background);
    palette.setColor(QPalette::AlternateBase, theme.panel);
    palette.setColor(QPalette::Button, theme.panel);
    palette.setColor(QPalette::ToolTipBase, theme.panel);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.mutedText);
    palette.setColor(QPalette::Highlight, theme.dark ? QColor(0x2F6DA3) : QColor(0x0072B2));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, theme.kind(SegmentKind::Data));
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Light, theme.dark ? theme.panel.lighter(130) : QColor(Qt::white));
    palette.setColor(QPalette::Dark, theme.dark ? theme.background : theme.line);
    palette.setColor(QPalette::Shadow, theme.dark ? QColor(Qt::black) : theme.mutedText);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.line);
    QApplication::setStyle(new Style(theme));
    QApplication::setPalette(palette);
}

void installTranslations(QApplication& application, const QString& language)
{
    const QLocale locale = language.isEmpty() ? QLocale() : QLocale(language);
    QLocale::setDefault(locale);
    const auto load = [&](const QString& name, const QString& folder) {
        auto* translator = new QTranslator(&application);
        if (translator->load(locale, name, QStringLiteral("_"), folder))
            QApplication::installTranslator(translator);
    };
    load(QStringLiteral("qt"), QStringLiteral(":/i18n")); // what the program shows of Qt; the next one is complete, where it is installed
    load(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    load(QStringLiteral("tcplens"), QStringLiteral(":/i18n"));
}
