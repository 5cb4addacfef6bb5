#pragma once
#include "views/state_diagram/diagram_layout.h"

/// Two arrows between the same boxes run this far from the middle, in widths of a box.
inline constexpr qreal kPairOffset = 0.18;

/// Fills `layout.arrows` from the table: each row marked Drawn::Fig5 gets its way and its label. The boxes must be in place.
/// Ways are those of RFC 9293's figure; a row that is newly drawn needs its way here too.
void placeArrows(DiagramLayout& layout);
