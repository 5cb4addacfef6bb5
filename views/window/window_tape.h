#pragma once
#include "views/window/window_layout.h"

#include <QFontMetricsF>

/// Maps stream offsets to x, and back.
class OctetAxis {
public:
    /// `origin` is added to offsets before they are written (see numberOrigin()).
    OctetAxis(const OctetRange& range, qreal left, qreal width, std::uint32_t origin = 0) : m_range(range), m_left(left), m_width(width), m_origin(origin) {}

    qreal x(std::uint64_t offset) const;
    /// The offset at `x`; the nearest one shown where `x` lies outside.
    std::uint64_t offset(qreal x) const;
    bool shows(std::uint64_t offset) const { return offset >= m_range.begin && offset <= m_range.end(); }
    qreal left() const { return m_left; }
    qreal right() const { return m_left + m_width; }
    const OctetRange& range() const { return m_range; }
    std::uint32_t origin() const { return m_origin; }

private:
    OctetRange m_range;
    qreal m_left;
    qreal m_width;
    std::uint32_t m_origin;
};

/// The pieces of a row of which `layout.tape` is known, and the frame of the window on them.
void layoutSender(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, bool withTexts);
void layoutReceiver(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, bool withTexts);
/// The grid over both.
std::vector<SquareCell> layoutSquares(const QRectF& tape, const SquareGrid& grid, const OctetAxis& axis, const QFontMetricsF& metrics);

/// Labels in the row that begins at `top`, with lines to `foot`.
void layoutSenderMarkers(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, qreal top);
void layoutReceiverMarkers(TapeLayout& layout, const StreamMoment& moment, const OctetAxis& axis, const QFontMetricsF& metrics, qreal top);
std::vector<WindowTick> layoutTicks(const OctetAxis& axis, const QRectF& strip, const QFontMetricsF& metrics);
