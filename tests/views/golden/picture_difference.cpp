#include "tests/views/golden/picture_difference.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr int kBlock = 8;

std::array<double, 3> meanColour(const QImage& image, int left, int top)
{
    std::array<double, 3> sum{};
    int count = 0;
    for (int y = top; y < std::min(top + kBlock, image.height()); ++y) {
        for (int x = left; x < std::min(left + kBlock, image.width()); ++x, ++count) {
            const QRgb pixel = image.pixel(x, y);
            sum[0] += qRed(pixel);
            sum[1] += qGreen(pixel);
            sum[2] += qBlue(pixel);
        }
    }
    for (double& channel : sum)
        channel /= std::max(1, count);
    return sum;
}

} // namespace

QString PictureDifference::text() const
{
    if (!isSameSize)
        return u"the sizes differ"_s;
    return u"%1 on average (allowed: %2), %3 at %4,%5 (allowed: %6)"_s.arg(mean, 0, 'f', 2).arg(kMean).arg(most, 0, 'f', 1).arg(where.x()).arg(where.y()).arg(kMost);
}

PictureDifference comparePictures(const QImage& a, const QImage& b)
{
    PictureDifference result;
    result.isSameSize = a.size() == b.size() && !a.isNull();
    if (!result.isSameSize)
        return result;
    int blocks = 0;
    for (int top = 0; top < a.height(); top += kBlock) {
        for (int left = 0; left < a.width(); left += kBlock, ++blocks) {
            const auto one = meanColour(a, left, top), two = meanColour(b, left, top);
            double difference = 0;
            for (std::size_t channel = 0; channel < 3; ++channel)
                difference = std::max(difference, std::abs(one[channel] - two[channel]));
            result.mean += difference;
            if (difference > result.most) {
                result.most = difference;
                result.where = {left, top};
            }
        }
    }
    result.mean /= std::max(1, blocks);
    return result;
}

QImage differencePicture(const QImage& a, const QImage& b)
{
    const QSize size = a.size().expandedTo(b.size());
    QImage picture(size.width() * 3, size.height(), QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    painter.drawImage(0, 0, a);
    painter.drawImage(size.width(), 0, b);
    painter.drawImage(2 * size.width(), 0, a);
    painter.setCompositionMode(QPainter::CompositionMode_Difference);
    painter.drawImage(2 * size.width(), 0, b);
    return picture;
}
