#include "views/hosts/octet_spin_box.h"

#include <algorithm>

OctetSpinBox::OctetSpinBox(QWidget* parent) : QSpinBox(parent)
{
    setRange(1, presets().back());
    setGroupSeparatorShown(true);
    setAlignment(Qt::AlignRight);
    setValue(100);
}

const QList<int>& OctetSpinBox::presets()
{
    static const QList<int> all = {1, 100, 1460, 10 * 1024, 1024 * 1024};
    return all;
}

void OctetSpinBox::stepBy(int steps)
{
    const QList<int>& all = presets();
    for (; steps > 0; --steps) {
        const auto next = std::upper_bound(all.begin(), all.end(), value());
        setValue(next == all.end() ? all.back() : *next);
    }
    for (; steps < 0; ++steps) {
        const auto next = std::lower_bound(all.begin(), all.end(), value());
        setValue(next == all.begin() ? all.front() : *std::prev(next));
    }
}
