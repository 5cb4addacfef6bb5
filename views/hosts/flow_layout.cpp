#include "views/hosts/flow_layout.h"

#include <algorithm>
#include <vector>

FlowLayout::FlowLayout(int spacing)
{
    setSpacing(spacing);
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem* item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->sizeHint());
    }
    return size.grownBy(contentsMargins());
}

QSize FlowLayout::sizeHint() const
{
    int width = 0;
    for (const QLayoutItem* item : m_items) {
        if (!item->isEmpty())
            width += item->sizeHint().width() + (width > 0 ? spacing() : 0);
    }
    const QMargins margins = contentsMargins();
    return {width + margins.left() + margins.right(), minimumSize().height()};
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    place(rect, true);
}

int FlowLayout::place(const QRect& outer, bool apply) const
{
    const QRect rect = outer.marginsRemoved(contentsMargins());
    std::vector<QLayoutItem*> row;
    int y = rect.y();
    int x = rect.x();
    int height = 0;
    const auto finishRow = [&] {
        int left = rect.x();
        for (QLayoutItem* item : row) {
            const QSize size = item->sizeHint();
            if (apply)
                item->setGeometry(QRect(QPoint(left, y + (height - size.height()) / 2), size)); // on one middle line
            left += size.width() + spacing();
        }
        row.clear();
    };
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint();
        if (!row.empty() && x + size.width() > rect.x() + rect.width()) {
            finishRow();
            y += height + spacing();
            x = rect.x();
            height = 0;
        }
        row.push_back(item);
        x += size.width() + spacing();
        height = std::max(height, size.height());
    }
    finishRow();
    return y + height - outer.y() + contentsMargins().bottom();
}
