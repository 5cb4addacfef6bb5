#include "views/hosts/value_slider.h"

#include <QGridLayout>
#include <QLocale>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace {
constexpr int kPositions = 800; // ten for a quarter of an octave, so that single steps meet every value;
}

QString ShortSpinBox::textFromValue(double value) const
{
    for (int places = 0; places < decimals(); ++places) {
        const double unit = std::pow(10.0, places);
        if (std::abs(value * unit - std::round(value * unit)) < 1e-6)
            return locale().toString(value, 'f', places);
    }
    return locale().toString(value, 'f', decimals());
}

ValueSlider::ValueSlider(const QString& name, const QString& suffix, const ValueScale& scale, QGridLayout* grid, int row)
    : QObject(grid->parentWidget())
    , m_scale(scale)
    , m_label(new QLabel(name, grid->parentWidget()))
    , m_slider(new QSlider(Qt::Horizontal, grid->parentWidget()))
    , m_number(new ShortSpinBox(grid->parentWidget()))
{
    m_slider->setRange(0, kPositions);
    m_slider->setSingleStep(kPositions / 80);
    m_slider->setPageStep(kPositions / 10);
    m_slider->setMinimumWidth(m_label->fontMetrics().height() * 4);
    m_number->setDecimals(scale.decimals());
    m_number->setRange(scale.minimum(), scale.maximum());
    m_number->setSuffix(suffix);
    m_number->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_number->setKeyboardTracking(false); // a number half typed is none
    m_number->setAlignment(Qt::AlignRight);
    m_label->setBuddy(m_slider);
    setAccessibleName(name);
    m_value = m_told = m_number->value();
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    grid->addWidget(m_label, row, 0);
    grid->addWidget(m_slider, row, 1);
    grid->addWidget(m_number, row, 2);

    connect(m_slider, &QSlider::valueChanged, this, &ValueSlider::takeSlider);
    connect(m_slider, &QSlider::sliderReleased, this, &ValueSlider::tell);
    connect(m_number, &QDoubleSpinBox::valueChanged, this, &ValueSlider::takeNumber);
    connect(m_number, &QDoubleSpinBox::editingFinished, this, &ValueSlider::tell);
    connect(&m_rest, &QTimer::timeout, this, &ValueSlider::tell);
}

void ValueSlider::setValue(double value)
{
    if (m_slider->isSliderDown() || m_rest.isActive())
        return;
    m_value = m_told = std::clamp(value, m_scale.minimum(), m_scale.maximum());
    show();
}

void ValueSlider::show()
{
    const QSignalBlocker slider(m_slider);
    const QSignalBlocker number(m_number);
    if (!m_slider->isSliderDown())
        m_slider->setValue(int(std::lround(m_scale.shareOf(m_value) * kPositions)));
    if (m_number->value() != m_value)
        m_number->setValue(m_value);
}

void ValueSlider::takeSlider(int position)
{
    const double old = m_value;
    m_value = m_scale.valueAt(double(position) / kPositions);
    const QSignalBlocker number(m_number);
    m_number->setValue(m_value); // the handle stays where the hand has put it
    if (m_value != old)
        m_rest.start();
}

void ValueSlider::takeNumber(double value)
{
    m_value = value;
    show();
    m_rest.start();
}

void ValueSlider::tell()
{
    m_rest.stop();
    if (m_value == m_told)
        return;
    m_told = m_value;
    emit valueChosen(m_value);
}

void ValueSlider::setEnabled(bool isEnabled)
{
    m_label->setEnabled(isEnabled);
    m_slider->setEnabled(isEnabled);
    m_number->setEnabled(isEnabled);
}

void ValueSlider::setToolTip(const QString& text)
{
    m_label->setToolTip(text);
    m_slider->setToolTip(text);
    m_number->setToolTip(text);
}

void ValueSlider::setAccessibleName(const QString& name)
{
    m_slider->setAccessibleName(name);
    m_number->setAccessibleName(name);
}
