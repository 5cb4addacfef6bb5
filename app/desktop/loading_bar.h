#pragma once
#include "model/session/session.h"

#include <QWidget>

class QLabel;
class QProgressBar;

/// In the status bar while a source is read: how far, how much, and a button to stop.
class LoadingBar : public QWidget {
    Q_OBJECT
public:
    explicit LoadingBar(Session& session, QWidget* parent = nullptr);
    /// Only the button: who shows a live capture counts for itself.
    void setBrief(bool brief);

private:
    void showProgress();

    Session& m_session;
    QLabel* m_label;
    QProgressBar* m_bar;
};
