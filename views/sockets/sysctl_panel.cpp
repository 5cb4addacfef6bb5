#include "views/sockets/sysctl_panel.h"

#include "views/sockets/socket_words.h"

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

SysctlPanel::SysctlPanel(QWidget* parent) : QWidget(parent), m_table(new QTableWidget(0, 3, this))
{
    m_table->setAccessibleName(tr("Kernel settings"));
    m_table->setHorizontalHeaderLabels({tr("Setting"), tr("Value"), tr("What it governs")});
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_table);
    layout->setContentsMargins(0, 0, 0, 0);
}

void SysctlPanel::setSysctls(const kernel::Sysctls& sysctls)
{
    if (sysctls == m_sysctls)
        return;
    m_sysctls = sysctls;
    m_table->setRowCount(int(sysctls.all().size()));
    int row = 0;
    for (const kernel::SysctlValue& value : sysctls.all()) {
        const std::string_view name = toString(value.sysctl);
        const QString texts[] = {QString::fromLatin1(name.data(), qsizetype(name.size())), wording::sysctlValue(value), wording::sysctlExplanation(value.sysctl)};
        for (int column = 0; column < 3; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
            item->setToolTip(texts[column]);
            m_table->setItem(row, column, item);
        }
        ++row;
    }
    m_table->resizeColumnToContents(0);
    m_table->resizeColumnToContents(1);
}
