#pragma once
#include <QImage>
#include <QPoint>
#include <QString>

/// How far two pictures are from each other, in steps of a colour channel (0 to 255).
///
/// Blocks of 8 x 8 pixels are compared by their mean colours, so that another rounding of an edge hardly counts, while a line elsewhere
/// or a letter more does.
struct PictureDifference {
    bool isSameSize = true;
    double mean = 0;  ///< Over all blocks.
    double most = 0;  ///< Of the block that differs most.
    QPoint where;     ///< That block's corner.

    /// Another Qt may round edges differently, and may do no more.
    bool isSmall() const { return isSameSize && mean <= kMean && most <= kMost; }
    QString text() const;

    static constexpr double kMean = 0.2;
    static constexpr double kMost = 6.0;
};

PictureDifference comparePictures(const QImage& a, const QImage& b);

/// Both and what differs, darker the more, side by side.
QImage differencePicture(const QImage& a, const QImage& b);
