#include "app/desktop/loading_bar.h"

#include "views/common/wording.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <cmath>

LoadingBar::LoadingBar(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_label(new QLabel(this)), m_bar(new QProgressBar(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_label);
    m_bar->setFixedWidth(160);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Loading"));
    layout->addWidget(m_bar);
    auto* stop = new QToolButton(this);
    stop->setText(tr("Stop"));
    stop->setToolTip(tr("Stop reading and keep what has been read"));
    connect(stop, &QToolButton::clicked, &session, &Session::cancel);
    layout->addWidget(stop);
    connect(&session, &Session::loadingChanged, this, &LoadingBar::showProgress);
    connect(&session, &Session::statisticsChanged, this, &LoadingBar::showProgress);
    showProgress();
}

void LoadingBar::setBrief(bool brief)
{
    m_label->setVisible(!brief);
    m_bar->setVisible(!brief);
}

void LoadingBar::showProgress()
{
    setVisible(m_session.isLoading());
    if (!m_session.isLoading())
        return;
    constexpr int kFull = 1000;
    const SourceStatistics& statistics = m_session.trace().statistics();
    m_bar->setRange(0, statistics.progress ? kFull : 0); // 0 to 0 shows that it is busy
    if (statistics.progress)
        m_bar->setValue(int(std::lround(*statistics.progress * kFull)));
    m_label->setText(tr("Reading: %1 packets").arg(wording::number(statistics.frames)));
}
