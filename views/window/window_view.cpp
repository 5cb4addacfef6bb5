#include "views/window/window_view.h"

#include "views/common/wording.h"
#include "views/window/window_layout.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

class WindowView::Canvas : public QWidget {
public:
    Canvas(Session& session, const WindowView& view) : m_session(session), m_view(view)
    {
        setMinimumHeight(int(comfortableWindowHeight(font())));
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        setAccessibleName(WindowView::tr("Sliding window"));
    }
    QSize sizeHint() const override { return {fontMetrics().height() * 45, minimumHeight()}; }
    void setTheme(const Theme& theme)
    {
        m_theme = theme;
        update();
    }
    /// Something else is to be shown: found out when it is painted, so that a view which nobody sees costs nothing.
    void forget()
    {
        m_state.reset();
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const auto connection = m_session.playhead().connection();
        if (connection && *connection < m_session.trace().connectionCount()) {
            if (!m_state)
                takeState(*connection);
            paintWindow(painter, rect(), m_session.trace(), *connection, *m_state, m_view.sender(), m_theme, font());
            return;
        }
        painter.fillRect(rect(), m_theme.background);
        painter.setPen(m_theme.mutedText);
        painter.drawText(rect(), Qt::AlignCenter, WindowView::tr("No connection selected"));
    }
    void changeEvent(QEvent* event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::FontChange)
            setMinimumHeight(int(comfortableWindowHeight(font())));
    }

private:
    void takeState(ConnectionId connection)
    {
        m_state = m_session.trace().stateAt(connection, m_session.playhead().step());
        // The sentence under the picture, for those who cannot see it.
        setAccessibleDescription(describeWindow(m_state->streams[index(m_view.sender())], false));
    }

    Session& m_session;
    const WindowView& m_view;
    std::optional<ConnectionState> m_state; ///< At the playhead, once it was painted.
    Theme m_theme = Theme::light();
};

WindowView::WindowView(Session& session, QWidget* parent) : QWidget(parent), m_session(session), m_canvas(new Canvas(session, *this))
{
    auto* buttons = new QHBoxLayout;
    auto* group = new QButtonGroup(this);
    for (Side side : kSides) {
        m_buttons[index(side)] = addButton(side);
        group->addButton(m_buttons[index(side)]);
        buttons->addWidget(m_buttons[index(side)]);
    }
    buttons->addStretch(1);
    buttons->setContentsMargins(6, 6, 6, 6);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(buttons);
    layout->addWidget(m_canvas, 1);

    connect(&session.playhead(), &Playhead::selected, this, &WindowView::showConnection);
    connect(&session.playhead(), &Playhead::moved, m_canvas, &Canvas::forget);
    connect(&session, &Session::reset, m_canvas, &Canvas::forget);
    connect(&session, &Session::traceGrew, this, &WindowView::showGrowth);
    showConnection();
}

QToolButton* WindowView::addButton(Side sender)
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

void WindowView::setTheme(const Theme& theme)
{
    m_canvas->setTheme(theme);
}

void WindowView::setSender(Side sender)
{
    m_sender = sender;
    showSender();
}

void WindowView::showSender()
{
    m_buttons[index(m_sender)]->setChecked(true);
    for (QToolButton* button : m_buttons) { // not every style shows plainly which one is down
        QFont font = button->font();
        font.setBold(button->isChecked());
        button->setFont(font);
    }
    m_canvas->forget();
}

void WindowView::showConnection()
{
    m_chosenByHand = false;
    chooseBusierSide();
    showSender();
}

void WindowView::showGrowth()
{
    if (m_chosenByHand || m_session.playhead().step() > 0)
        return; // never turn round what someone is looking at
    chooseBusierSide();
    showSender();
}

void WindowView::chooseBusierSide()
{
    const auto connection = m_session.playhead().connection();
    if (!connection || *connection >= m_session.trace().connectionCount())
        return;
    const Connection& summary = m_session.trace().connection(*connection);
    m_sender = summary.side(Side::Responder).octets > summary.side(Side::Initiator).octets ? Side::Responder : Side::Initiator;
}
