#include "views/window/window_view.h"

#include "model/trace/busier_side.h"
#include "views/common/wording.h"
#include "views/window/window_canvas.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

WindowView::WindowView(Session& session, QWidget* parent) : QWidget(parent), m_session(session), m_canvas(new WindowCanvas(session))
{
    auto* row = new QHBoxLayout;
    addDirectionButtons(row);
    row->addStretch(1);
    addStyleButtons(row);
    row->setContentsMargins(6, 6, 6, 6);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_canvas);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(scroll, 1);

    connect(&session.playhead(), &Playhead::selected, this, &WindowView::showConnection);
    connect(&session, &Session::traceGrew, this, &WindowView::showGrowth);
    showConnection();
}

QToolButton* WindowView::addButton(QButtonGroup* group, QHBoxLayout* row, const QString& text, const QString& help)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(help);
    button->setCheckable(true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    group->addButton(button);
    row->addWidget(button);
    return button;
}

void WindowView::addDirectionButtons(QHBoxLayout* row)
{
    auto* group = new QButtonGroup(this);
    for (Side side : kSides) {
        //: Direction of the octets shown: from, to.
        const QString text = tr("%1 → %2").arg(wording::sideName(side), wording::sideName(other(side)));
        m_directions[index(side)] = addButton(group, row, text, tr("Show the octets that this side sends"));
        connect(m_directions[index(side)], &QToolButton::clicked, this, [this, side] {
            m_chosenByHand = true;
            setBothDirections(false);
            setSender(side);
        });
    }
    m_directions[2] = addButton(group, row, tr("Both"), tr("Show both directions at once"));
    connect(m_directions[2], &QToolButton::clicked, this, [this] { setBothDirections(true); });
}

void WindowView::addStyleButtons(QHBoxLayout* row)
{
    auto* group = new QButtonGroup(this);
    const QString texts[] = {tr("Tape"), tr("Squares")};
    const QString helps[] = {tr("Draw the octets to scale"), tr("Draw the octets as textbooks do: each square is the same number of them")};
    for (WindowStyle style : {WindowStyle::Tape, WindowStyle::Squares}) {
        m_styles[int(style)] = addButton(group, row, texts[int(style)], helps[int(style)]);
        connect(m_styles[int(style)], &QToolButton::clicked, this, [this, style] { setStyle(style); });
    }
}

void WindowView::setTheme(const Theme& theme)
{
    m_canvas->setTheme(theme);
}

void WindowView::setReducedMotion(bool reduced)
{
    m_canvas->setReducedMotion(reduced);
}

void WindowView::setSender(Side sender)
{
    m_sender = sender;
    showChoice();
}

void WindowView::setBothDirections(bool both)
{
    const bool isNew = both != m_both;
    m_both = both;
    showChoice();
    if (isNew)
        emit bothDirectionsChanged(both);
}

void WindowView::setStyle(WindowStyle style)
{
    const bool isNew = style != m_style;
    m_style = style;
    showChoice();
    if (isNew)
        emit styleChanged(style);
}

void WindowView::showChoice()
{
    m_directions[m_both ? 2 : index(m_sender)]->setChecked(true);
    m_styles[int(m_style)]->setChecked(true);
    for (QToolButton* button : findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly)) { // not every style shows plainly which is down
        QFont font = button->font();
        font.setBold(button->isChecked());
        button->setFont(font);
    }
    m_canvas->setChoice(m_sender, m_both, m_style);
}

void WindowView::showConnection()
{
    m_chosenByHand = false;
    chooseBusierSide();
    showChoice();
}

void WindowView::showGrowth()
{
    if (m_chosenByHand || m_session.playhead().step() > 0)
        return; // never turn round what someone is looking at
    chooseBusierSide();
    showChoice();
}

void WindowView::chooseBusierSide()
{
    const auto connection = m_session.playhead().connection();
    if (!connection || *connection >= m_session.trace().connectionCount())
        return;
    m_sender = busierSide(m_session.trace().connection(*connection));
}
