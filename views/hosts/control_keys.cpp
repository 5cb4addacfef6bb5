#include "views/hosts/control_keys.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QScrollBar>

namespace {

bool isNeeded(const QObject* control, int key)
{
    if (qobject_cast<const QAbstractButton*>(control))
        return key == Qt::Key_Space;
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        return true;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        return qobject_cast<const QAbstractSlider*>(control) != nullptr;
    case Qt::Key_Space:
        return qobject_cast<const QComboBox*>(control) != nullptr;
    default:
        return false;
    }
}

} // namespace

/// The wheel must not give the focus, or it would change the number that it was meant to scroll past.
void ControlKeys::takeIn(QWidget& control)
{
    if (control.focusPolicy() == Qt::WheelFocus)
        control.setFocusPolicy(Qt::StrongFocus);
    control.installEventFilter(this);
}

void ControlKeys::watch(QWidget* page)
{
    for (QWidget* control : page->findChildren<QWidget*>()) {
        const bool isScrollBar = qobject_cast<QScrollBar*>(control) != nullptr;
        if (!isScrollBar
            && (qobject_cast<QAbstractButton*>(control) || qobject_cast<QAbstractSlider*>(control) || qobject_cast<QAbstractSpinBox*>(control)
                || qobject_cast<QComboBox*>(control)))
            takeIn(*control);
    }
}

bool ControlKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if ((key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier && isNeeded(watched, key->key())) {
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::Wheel && !qobject_cast<QAbstractButton*>(watched)) {
        if (!static_cast<QWidget*>(watched)->hasFocus()) {
            event->ignore();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}
