#pragma once
#include "views/path/path_layout.h"

/// Fills `layout.chips` with the segments of `visible` that fly between `pairs`, whose cables stand in the layout. Returns how many of
/// all fly, crosses not counted.
std::size_t addChips(PathLayout& layout, const PathMoment& moment, const std::vector<std::size_t>& visible, const std::vector<PathPair>& pairs);
