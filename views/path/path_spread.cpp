#include "views/path/path_layout.h"

#include <algorithm>
#include <numeric>

namespace {

/// Neighbours that touch and have one wish together.
struct Cluster {
    qreal sum = 0; ///< Of the places that its first member would like, each as its members see it.
    std::size_t count = 0;
    qreal width = 0; ///< From the left edge of the first to the right edge of the last.

    qreal left(qreal from, qreal to) const { return std::max(from, std::min(sum / qreal(count), to - width)); }
};

} // namespace

std::vector<qreal> spreadOut(const std::vector<qreal>& centres, const std::vector<qreal>& widths, qreal gap, qreal left, qreal right)
{
    const std::size_t count = centres.size();
    std::vector<qreal> result(count);
    const qreal total = std::accumulate(widths.begin(), widths.end(), 0.0);
    if (count > 1 && total + gap * qreal(count - 1) > right - left)
        gap = (right - left - total) / qreal(count - 1); // negative: they overlap
    std::vector<Cluster> clusters;
    for (std::size_t i = 0; i < count; ++i) {
        Cluster cluster{centres[i] - widths[i] / 2, 1, widths[i]};
        while (!clusters.empty()) {
            const Cluster& before = clusters.back();
            if (before.left(left, right) + before.width + gap <= cluster.left(left, right))
                break;
            const qreal offset = before.width + gap;
            cluster = {before.sum + cluster.sum - offset * qreal(cluster.count), before.count + cluster.count, offset + cluster.width};
            clusters.pop_back();
        }
        clusters.push_back(cluster);
    }
    std::size_t next = 0;
    for (const Cluster& cluster : clusters) {
        qreal x = cluster.left(left, right);
        for (std::size_t i = 0; i < cluster.count; ++i, ++next) {
            result[next] = x + widths[next] / 2;
            x += widths[next] + gap;
        }
    }
    return result;
}
