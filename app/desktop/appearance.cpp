#include "app/desktop/appearance.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QStyleFactory>
#include <QTranslator>

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
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion"))); // the one style that follows a palette everywhere
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
