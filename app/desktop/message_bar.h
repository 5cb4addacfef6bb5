#pragma once
#include "model/base/result.h"

#include <QFrame>

class QLabel;

/// A message above the views: what is wrong and what to do about it. It blocks nothing and can be closed.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);
    void showError(const Error& error);

private:
    QLabel* m_text;
};
