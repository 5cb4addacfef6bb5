#pragma once
#include "model/trace/trace.h"

#include <QFont>
#include <QRectF>
#include <QString>

#include <vector>

/// One field of the TCP header, as RFC 9293 (3.1, Figure 1) draws it.
struct HeaderField {
    QRectF rect;
    QString name;
    QString value;      ///< Empty for a flag: its name is lit or not.
    bool isFlag = false;
    bool isSet = false;
    bool isMuted = false; ///< Without meaning in this segment: an acknowledgment number without ACK, reserved bits.
};

/// The header as a grid 32 bits wide, in logical pixels.
struct HeaderLayout {
    std::vector<HeaderField> fields;
    std::vector<QRectF> bitNumbers; ///< Where the numbers 0 to 31 stand over the grid.
    QRectF grid;
    qreal height = 0;
};

/// Lays out the header of one segment `width` wide from (0, 0); numbers are relative, with those on the wire beside them.
HeaderLayout layoutHeader(const Trace& trace, const Record& record, qreal width, const QFont& font);
/// The width below which names no longer fit.
qreal narrowestHeader(const QFont& font);
/// Octets of header: 20 and the options.
unsigned headerOctets(const Trace& trace, const Record& record);
