#pragma once
#include <QList>
#include <QSpinBox>

/// How many octets: any number can be typed; its arrows go through the usual ones.
class OctetSpinBox : public QSpinBox {
    Q_OBJECT
public:
    explicit OctetSpinBox(QWidget* parent = nullptr);

    /// 1, 100, 1460 (a full segment on Ethernet), 10 Ki, 1 Mi.
    static const QList<int>& presets();
    void stepBy(int steps) override;
};
