#pragma once
#include "views/common/theme.h"

#include <QString>

class QApplication;

/// The theme that `name` asks for: "light", "dark", or the one that fits `desktop`.
Theme chooseTheme(const QString& name, const QPalette& desktop);
/// Gives the widgets the theme's colours.
void applyTheme(const Theme& theme);
/// Makes the program speak `language` ("en", "zh_CN"), or the desktop's where it is empty.
void installTranslations(QApplication& application, const QString& language);
