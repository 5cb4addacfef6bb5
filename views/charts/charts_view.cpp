#include "views/charts/charts_view.h"

#include "model/trace/busier_side.h"
#include "views/charts/chart_plot.h"
#include "views/common/wording.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

ChartsView::ChartsView(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_plot(new ChartPlot(session, this)), m_chooser(new QComboBox(this))
{
    for (ChartKind kind : kChartKinds)
        m_chooser->addItem(chartName(kind), int(kind));
    m_chooser->setCurrentIndex(m_chooser->findData(int(m_kind)));
    m_chooser->setAccessibleName(tr("Chart"));
    // A narrow dock cuts the name off instead of growing.
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chooser->setMinimumContentsLength(14);
    m_chooser->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_chooser->setMaximumWidth(m_chooser->fontMetrics().averageCharWidth() * 44);
    auto* row = new QHBoxLayout;
    row->addWidget(m_chooser, 3);
    auto* group = new QButtonGroup(this);
    for (Side side : kSides) {
        m_buttons[index(side)] = addButton(side);
        group->addButton(m_buttons[index(side)]);
        row->addWidget(m_buttons[index(side)]);
    }
    m_all = new QToolButton(this);
    m_all->setText(tr("Show all"));
    m_all->setToolTip(tr("Back to the whole connection (double click)"));
    m_all->setEnabled(false);
    row->addWidget(m_all);
    row->addStretch(1);
    row->setContentsMargins(6, 6, 6, 6);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(m_plot, 1);

    connect(m_chooser, &QComboBox::activated, this, [this](int position) { setKind(ChartKind(m_chooser->itemData(position).toInt())); });
    connect(m_all, &QToolButton::clicked, m_plot, &ChartPlot::showAll);
    connect(m_plot, &ChartPlot::rangeChanged, this, [this] { m_all->setEnabled(m_plot->range() != ChartRange{}); });
    connect(&session.playhead(), &Playhead::selected, this, &ChartsView::showConnection);
    connect(&session, &Session::traceGrew, this, &ChartsView::showGrowth);
    setKind(ChartKind::Sequence);
    showConnection();
}

QToolButton* ChartsView::addButton(Side sender)
{
    auto* button = new QToolButton(this);
    //: Direction of the octets shown: from, to.
    button->setText(tr("%1 → %2").arg(wording::sideName(sender), wording::sideName(other(sender))));
    button->setToolTip(tr("Show the octets that this side sends"));
    button->setCheckable(true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    connect(button, &QToolButton::clicked, this, [this, sender] {
        m_chosenByHand = true;
        setSender(sender);
    });
    return button;
}

void ChartsView::setTheme(const Theme& theme)
{
    m_plot->setTheme(theme);
}

void ChartsView::setKind(ChartKind kind)
{
    const bool changes = kind != m_kind;
    m_kind = kind;
    m_chooser->setCurrentIndex(m_chooser->findData(int(kind)));
    m_chooser->setToolTip(chartExplanation(kind));
    for (QToolButton* button : m_buttons)
        button->setEnabled(kind != ChartKind::StatesOverTime);
    m_plot->setChart(m_kind, m_sender);
    if (changes)
        emit kindChanged();
}

void ChartsView::setSender(Side sender)
{
    m_sender = sender;
    showSender();
}

void ChartsView::showSender()
{
    m_buttons[index(m_sender)]->setChecked(true);
    for (QToolButton* button : m_buttons) { // not every style shows plainly which one is down
        QFont font = button->font();
        font.setBold(button->isChecked());
        button->setFont(font);
    }
    m_plot->setChart(m_kind, m_sender);
}

void ChartsView::showConnection()
{
    m_chosenByHand = false;
    chooseBusierSide();
    showSender();
}

void ChartsView::showGrowth()
{
    if (m_chosenByHand || m_session.playhead().step() > 0)
        return; // never turn round what someone is looking at
    chooseBusierSide();
    showSender();
}

void ChartsView::chooseBusierSide()
{
    const auto connection = m_session.playhead().connection();
    if (!connection || *connection >= m_session.trace().connectionCount())
        return;
    m_sender = busierSide(m_session.trace().connection(*connection));
}
