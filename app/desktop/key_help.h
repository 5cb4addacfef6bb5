#pragma once
#include <QList>

class QAction;
class QWidget;

/// Shows the list of keys: each action that has one.
void showKeyHelp(QWidget* parent, const QList<QAction*>& actions);
