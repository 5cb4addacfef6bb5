#pragma once
#include "views/hosts/value_scale.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>
#include <QTimer>

class QGridLayout;

/// Shows as many places as the number has: "40", "0.5".
class ShortSpinBox : public QDoubleSpinBox {
    Q_OBJECT
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override;
};

/// One value with its name, slider and number: a row of a grid. It tells what the user has chosen when the slider is let go or has
/// rested for kRest, not at every pixel, for each choice computes a simulation's future anew.
class ValueSlider : public QObject {
    Q_OBJECT
public:
    static constexpr int kRest = 200; ///< Milliseconds.

    /// Its widgets are children of the grid's parent widget.
    ValueSlider(const QString& name, const QString& suffix, const ValueScale& scale, QGridLayout* grid, int row);

    double value() const { return m_value; }
    /// Without valueChosen(); has no effect while the user is choosing.
    void setValue(double value);
    void setEnabled(bool isEnabled);
    void setToolTip(const QString& text);
    void setAccessibleName(const QString& name);
    QSlider* slider() const { return m_slider; }
    QDoubleSpinBox* spinBox() const { return m_number; }

signals:
    void valueChosen(double value);

private:
    void takeSlider(int position);
    void takeNumber(double value);
    void show();
    void tell();

    const ValueScale m_scale;
    QLabel* m_label;
    QSlider* m_slider;
    ShortSpinBox* m_number;
    QTimer m_rest;
    double m_value = 0.0;
    double m_told = 0.0;
};
