#pragma once
#include "model/kernel/sysctls.h"

#include <QWidget>

class QTableWidget;

/// The kernel's settings, each with its value and a sentence on what it governs. They are shown, never changed.
class SysctlPanel : public QWidget {
    Q_OBJECT
public:
    explicit SysctlPanel(QWidget* parent = nullptr);

    void setSysctls(const kernel::Sysctls& sysctls);

private:
    kernel::Sysctls m_sysctls;
    QTableWidget* m_table;
};
