#pragma once
#include <QList>

class QAction;
class QString;
class QWidget;

/// The action's words without its menu key: that is a letter of "&Open", but stands apart in "打开(&O)".
QString plainText(const QAction& action);
/// Shows the list of keys: each action that has one.
void showKeyHelp(QWidget* parent, const QList<QAction*>& actions);
