#pragma once
#include "app/desktop/live_options.h"
#include "views/common/notation.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

/// What is remembered from one start to the next: a value, read once and passed in.
struct Preferences {
    static constexpr int kMostRecent = 8;
    static constexpr int kSmallestZoom = 60;
    static constexpr int kLargestZoom = 300;

    QStringList recentFiles; ///< The newest first; absolute paths.
    QString lastFolder;      ///< Where the last recording was opened.
    QString theme;           ///< "light", "dark", or empty for the desktop's.
    Notation notation;
    bool ladderInTime = false;
    bool windowInSquares = false;
    bool windowBothWays = false;
    bool showsTrail = true;
    int chart = 1;           ///< By ChartKind.
    bool reducedMotion = false;
    int twoMslSeconds = 60;  ///< How long TIME-WAIT lasts on the recorded hosts: 60 s in Linux.
    int zoom = 100;          ///< Size of the type, per cent.
    LiveSettings live;       ///< How to capture.
    bool toldAboutRoot = false;
    QByteArray geometry;     ///< QWidget::saveGeometry().
    QByteArray layout;       ///< QMainWindow::saveState().

    static Preferences load();
    void save() const;
    void addRecentFile(const QString& path);
    /// Where the next file is looked for. Neither this nor addRecentFile() minds the recordings that a crash has left: they do not stay.
    void rememberFolder(const QString& folder);
};
