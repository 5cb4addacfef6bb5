#pragma once
#include <QObject>

class QWidget;

/// Lets buttons, sliders, spin boxes and lists keep the keys that they need while they have the focus (the window uses Space and the
/// arrows for playback), and lets the wheel scroll the page over those that have not.
class ControlKeys : public QObject {
public:
    using QObject::QObject;
    /// For `page` and every control in it.
    void watch(QWidget* page);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void takeIn(QWidget& control);
};
