#pragma once
#include <algorithm>

/// std::lower_bound() in [from, end), quick where the result is near `from`.
template <typename Iterator, typename Value, typename Less> Iterator lowerBoundFrom(Iterator from, Iterator end, const Value& value, Less isLess)
{
    auto stride = decltype(end - from)(64);
    while (end - from > stride && isLess(from[stride], value)) {
        from += stride;
        stride *= 4;
    }
    return std::lower_bound(from, from + std::min(stride + 1, end - from), value, isLess);
}
