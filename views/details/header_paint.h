#pragma once
#include "model/trace/record.h"
#include "views/common/theme.h"

#include <QFont>
#include <QRectF>

class QPainter;
class Trace;

/// Draws the header of one segment as a grid of bits, in RFC 9293's layout (3.1, Figure 1), from the area's top left corner.
void paintHeader(QPainter& painter, const QRectF& area, const Trace& trace, const Record& record, const Theme& theme, const QFont& font);
