#pragma once
#include "tests/views/golden/scene.h"
#include "views/common/theme.h"

#include <QImage>
#include <QString>

#include <functional>
#include <vector>

class QPainter;

/// One of the few moments that are kept as pictures.
struct GoldenPicture {
    QString name;     ///< Of its file.
    QString scenario;
    bool dark = false;
    bool isChinese = false;
    /// Paints and says how large it is; without a painter it only says so.
    std::function<QSizeF(QPainter*, const Scene&, const Theme&)> paint;
};
std::vector<GoldenPicture> goldenPictures();

/// Paints it with the font of squares, in 32 steps of each colour: files become half as large.
QImage paintGolden(const GoldenPicture& picture, const Scene& scene, const Theme& theme);
