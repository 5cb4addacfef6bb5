#include "app/desktop/preferences.h"

#include "model/capture/recording.h"

#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace {
bool isLeftRecording(const QString& path) { return liesIn(QFile::encodeName(path).toStdString(), defaultRecordingFolder()); }
} // namespace

Preferences Preferences::load()
{
    const QSettings settings;
    Preferences preferences;
    preferences.recentFiles = settings.value(QStringLiteral("recentFiles")).toStringList();
    preferences.rememberFolder(settings.value(QStringLiteral("lastFolder")).toString());
    preferences.theme = settings.value(QStringLiteral("theme")).toString();
    if (settings.value(QStringLiteral("notation")).toString() == QStringLiteral("tcpdump"))
        preferences.notation.style = NotationStyle::Tcpdump;
    const QString numbering = settings.value(QStringLiteral("numbering")).toString();
    if (numbering == QStringLiteral("relative"))
        preferences.notation.numbering = Numbering::Relative;
    else if (numbering == QStringLiteral("wire"))
        preferences.notation.numbering = Numbering::Wire;
    preferences.ladderInTime = settings.value(QStringLiteral("ladderInTime"), preferences.ladderInTime).toBool();
    preferences.windowInSquares = settings.value(QStringLiteral("windowInSquares"), preferences.windowInSquares).toBool();
    preferences.windowBothWays = settings.value(QStringLiteral("windowBothWays"), preferences.windowBothWays).toBool();
    preferences.showsTrail = settings.value(QStringLiteral("showsTrail"), preferences.showsTrail).toBool();
    preferences.chart = settings.value(QStringLiteral("chart"), preferences.chart).toInt();
    preferences.reducedMotion = settings.value(QStringLiteral("reducedMotion"), false).toBool();
    preferences.twoMslSeconds = settings.value(QStringLiteral("twoMslSeconds"), preferences.twoMslSeconds).toInt();
    preferences.zoom = std::clamp(settings.value(QStringLiteral("zoom"), preferences.zoom).toInt(), kSmallestZoom, kLargestZoom);
    preferences.live = LiveSettings::load(settings);
    preferences.toldAboutRoot = settings.value(QStringLiteral("toldAboutRoot"), false).toBool();
    preferences.geometry = settings.value(QStringLiteral("geometry")).toByteArray();
    preferences.layout = settings.value(QStringLiteral("layout")).toByteArray();
    return preferences;
}

void Preferences::save() const
{
    QSettings settings;
    settings.setValue(QStringLiteral("recentFiles"), recentFiles);
    settings.setValue(QStringLiteral("lastFolder"), lastFolder);
    settings.setValue(QStringLiteral("theme"), theme);
    settings.setValue(QStringLiteral("notation"),
                      notation.style == NotationStyle::Tcpdump ? QStringLiteral("tcpdump") : QStringLiteral("stevens"));
    settings.setValue(QStringLiteral("numbering"), notation.numbering == Numbering::Relative ? QStringLiteral("relative")
                          : notation.numbering == Numbering::Wire                            ? QStringLiteral("wire")
                                                                                             : QStringLiteral("automatic"));
    settings.setValue(QStringLiteral("ladderInTime"), ladderInTime);
    settings.setValue(QStringLiteral("windowInSquares"), windowInSquares);
    settings.setValue(QStringLiteral("windowBothWays"), windowBothWays);
    settings.setValue(QStringLiteral("showsTrail"), showsTrail);
    settings.setValue(QStringLiteral("chart"), chart);
    settings.setValue(QStringLiteral("reducedMotion"), reducedMotion);
    settings.setValue(QStringLiteral("twoMslSeconds"), twoMslSeconds);
    settings.setValue(QStringLiteral("zoom"), zoom);
    live.save(settings);
    settings.setValue(QStringLiteral("toldAboutRoot"), toldAboutRoot);
    settings.setValue(QStringLiteral("geometry"), geometry);
    settings.setValue(QStringLiteral("layout"), layout);
}

void Preferences::addRecentFile(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    if (isLeftRecording(absolute))
        return;
    recentFiles.removeAll(absolute);
    recentFiles.prepend(absolute);
    while (recentFiles.size() > kMostRecent)
        recentFiles.removeLast();
    rememberFolder(QFileInfo(absolute).absolutePath());
}

void Preferences::rememberFolder(const QString& folder)
{
    if (!folder.isEmpty() && !isLeftRecording(folder))
        lastFolder = folder;
}
