#include "app/desktop/appearance.h"
#include "app/desktop/composition.h"

#include <QApplication>
#include <QIcon>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>

int main(int argc, char** argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a file beyond the limit (ulimit -f) is write()'s to say, in a sentence
    // Must be known before QApplication is made, which otherwise insists on a display.
    const auto needsNoDisplay = [](const char* argument) {
        return std::strncmp(argument, "--export", 8) == 0 || std::strncmp(argument, "--record-steps", 14) == 0 || std::strcmp(argument, "--help") == 0 || std::strcmp(argument, "-h") == 0
            || std::strcmp(argument, "--version") == 0 || std::strcmp(argument, "-v") == 0;
    };
    if (std::any_of(argv + 1, argv + argc, needsNoDisplay))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    // So must the language for the fonts: the same characters are drawn differently in Chinese and in Japanese.
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const QString language = requestedLanguage(arguments);
    if (language == QStringLiteral("zh_CN"))
        qputenv("FC_LANG", "zh-cn");
    const bool hasDisplay = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    const bool choosesPlatform = arguments.contains(QStringLiteral("-platform")) || arguments.contains(QStringLiteral("--platform"));
    if (!hasDisplay && !choosesPlatform) { // QApplication would abort without a word of ours
        const auto request = parseCommandLine(arguments);
        std::fprintf(stderr, "tcplens: %s %s\n", request ? "There is no display, so no window can open." : request.error().what.c_str(),
                     request ? "Use --export, or app/run, which draws pictures instead." : request.error().remedy.c_str());
        return request ? 1 : 2;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("tcplens"));
    QApplication::setOrganizationName(QStringLiteral("tcplens"));
    QApplication::setApplicationVersion(QStringLiteral(TCPLENS_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.tcplens.tcplens"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/tcplens.svg")));
    installTranslations(application, language); // before the first message
    const auto request = parseCommandLine(QApplication::arguments());
    if (!request) {
        std::fprintf(stderr, "tcplens: %s %s\n", request.error().what.c_str(), request.error().remedy.c_str());
        return 2;
    }
    if (request.value().help)
        return std::fputs(qPrintable(request.value().helpText), stdout) < 0;
    if (request.value().version)
        return std::puts("tcplens " TCPLENS_VERSION) < 0;
    const bool exports = !request.value().exportFile.isEmpty() || !request.value().stepFolder.isEmpty();
    return exports ? runExport(request.value()) : runDesktop(request.value());
}
