#include "views/state_diagram/figure_routes.h"

#include "views/state_diagram/label_placement.h"

#include <algorithm>

namespace {

using tcp::Event;
using tcp::State;

/// The coordinates that the ways of the figure use.
class Figure {
public:
    explicit Figure(DiagramLayout& layout)
        : m_layout(layout), m_unit(layout.unit), m_pair(layout.boxes[0].rect.width() * kPairOffset)
    {
    }

    /// Way and label of the arrow.
    void route(DiagramArrow& arrow) const
    {
        switch (arrow.row->event) {
        case Event::PassiveOpen:
        case Event::ActiveOpen:
        case Event::Send:
        case Event::RcvSyn:
        case Event::RcvSynAck:
        case Event::RcvAckOfSyn:
        case Event::RcvRst:
            return routeOpening(arrow);
        default:
            return routeClosing(arrow);
        }
    }

private:
    const QRectF& box(State state) const { return m_layout.boxes[std::size_t(state)].rect; }
    const QRectF& end() const { return m_layout.boxes[kEndBox].rect; }
    qreal centre() const { return box(State::Established).center().x(); }
    /// Height of the n-th of the three arrows beside the tall boxes, from -1 to 1.
    qreal tallPort(int n) const { return box(State::SynSent).center().y() + n * m_unit * 1.85; }
    qreal upperFinPort() const { return box(State::FinWait1).center().y() - m_unit * 1.1; }
    /// Half-way between the left column and the middle one.
    qreal lane() const { return (box(State::FinWait2).right() + box(State::Closing).left()) / 2; }

    void routeOpening(DiagramArrow& arrow) const;
    void routeClosing(DiagramArrow& arrow) const;
    void routeCloseCall(DiagramArrow& arrow) const;
    void routeAckOfFin(DiagramArrow& arrow) const;
    void routeFin(DiagramArrow& arrow) const;

    std::vector<DiagramText> lines(const DiagramArrow& arrow, qreal widest = 1e6) const
    {
        return labelLines(*arrow.row, m_layout.labelFont, widest);
    }
    void along(DiagramArrow& arrow, qreal left, qreal right, qreal y) const
    {
        arrow.label = labelAcross(lines(arrow), (left + right) / 2, y, 0.1 * m_unit);
    }
    /// Beside a vertical line, clear of the tokens on the box below.
    void beside(DiagramArrow& arrow, qreal x, qreal top, qreal bottom, Qt::Alignment side) const
    {
        arrow.label = labelBeside(lines(arrow), QPointF(x, (top + bottom - 0.8 * m_unit) / 2), side, 0.5 * m_unit);
    }
    void straightDown(DiagramArrow& arrow, const QRectF& from, const QRectF& to, qreal x, Qt::Alignment side) const
    {
        arrow.points = {QPointF(x, from.bottom()), QPointF(x, to.top())};
        beside(arrow, x, from.bottom(), to.top(), side);
    }

    DiagramLayout& m_layout;
    qreal m_unit;
    qreal m_pair;
};

void Figure::routeOpening(DiagramArrow& arrow) const
{
    const QRectF& closed = box(State::Closed);
    const QRectF& listen = box(State::Listen);
    const QRectF& synSent = box(State::SynSent);
    const QRectF& synReceived = box(State::SynReceived);
    const QRectF& established = box(State::Established);
    const qreal c = centre();
    const qreal turn = 0.7 * m_unit; // rounded corners and arrow heads carry no text
    const State from = stateOf(arrow.from);
    if (arrow.row->event == Event::PassiveOpen) {
        straightDown(arrow, closed, listen, c - m_pair, Qt::AlignLeft);
    } else if (arrow.row->event == Event::ActiveOpen) {
        const qreal x = synSent.center().x() + m_pair;
        const qreal y = closed.center().y() - 0.68 * m_unit;
        arrow.points = {QPointF(closed.right(), y), QPointF(x, y), QPointF(x, synSent.top())};
        along(arrow, closed.right(), x - turn, y);
    } else if (arrow.row->event == Event::RcvRst) {
        const qreal x = synReceived.center().x();
        const qreal y = listen.center().y();
        arrow.points = {QPointF(x, synReceived.top()), QPointF(x, y), QPointF(listen.left(), y)};
        along(arrow, x + turn, listen.left() - turn, y);
    } else if (from == State::Listen) {
        const bool toLeft = arrow.row->to == State::SynReceived;
        const qreal x = toLeft ? c - m_pair : c + m_pair;
        const qreal edge = toLeft ? synReceived.right() : synSent.left();
        arrow.points = {QPointF(x, listen.bottom()), QPointF(x, tallPort(-1)), QPointF(edge, tallPort(-1))};
        along(arrow, toLeft ? edge + turn : x + turn, toLeft ? x - turn : edge - turn, tallPort(-1));
    } else if (from == State::SynSent && arrow.row->to == State::SynReceived) {
        arrow.points = {QPointF(synSent.left(), tallPort(0)), QPointF(synReceived.right(), tallPort(0))};
        along(arrow, synReceived.right(), synSent.left(), tallPort(0));
    } else {
        const bool fromLeft = from == State::SynReceived;
        const qreal x = fromLeft ? c - m_pair : c + m_pair;
        const qreal edge = fromLeft ? synReceived.right() : synSent.left();
        arrow.points = {QPointF(edge, tallPort(1)), QPointF(x, tallPort(1)), QPointF(x, established.top())};
        along(arrow, fromLeft ? edge : x + turn, fromLeft ? x - turn : edge, tallPort(1));
    }
}

void Figure::routeClosing(DiagramArrow& arrow) const
{
    switch (arrow.row->event) {
    case Event::Close:
        return routeCloseCall(arrow);
    case Event::RcvAckOfFin:
        return routeAckOfFin(arrow);
    case Event::TimeWaitTimeout: {
        const QRectF& timeWait = box(State::TimeWait);
        arrow.points = {QPointF(timeWait.right(), timeWait.center().y()), QPointF(end().left(), timeWait.center().y())};
        return along(arrow, timeWait.right(), end().left(), timeWait.center().y());
    }
    default:
        return routeFin(arrow);
    }
}

void Figure::routeCloseCall(DiagramArrow& arrow) const
{
    const QRectF& closed = box(State::Closed);
    const QRectF& listen = box(State::Listen);
    const QRectF& synSent = box(State::SynSent);
    const QRectF& finWait1 = box(State::FinWait1);
    switch (stateOf(arrow.from)) {
    case State::Listen:
        arrow.points = {QPointF(centre() + m_pair, listen.top()), QPointF(centre() + m_pair, closed.bottom())};
        return beside(arrow, centre() + m_pair, closed.bottom(), listen.top(), Qt::AlignRight);
    case State::SynSent: {
        const qreal x = synSent.center().x() - m_pair;
        const qreal y = closed.center().y() + 0.72 * m_unit;
        arrow.points = {QPointF(x, synSent.top()), QPointF(x, y), QPointF(closed.right(), y)};
        return beside(arrow, x, listen.center().y() - m_unit, synSent.top(), Qt::AlignLeft);
    }
    case State::SynReceived:
        straightDown(arrow, box(State::SynReceived), finWait1, finWait1.center().x(), Qt::AlignRight);
        return;
    case State::Established: {
        const qreal x = centre() - m_pair;
        arrow.points = {QPointF(x, box(State::Established).bottom()), QPointF(x, upperFinPort()),
                        QPointF(finWait1.right(), upperFinPort())};
        return along(arrow, finWait1.right() + 0.7 * m_unit, x - 0.7 * m_unit, upperFinPort());
    }
    default:
        return straightDown(arrow, box(State::CloseWait), box(State::LastAck), box(State::LastAck).center().x(), Qt::AlignLeft);
    }
}

void Figure::routeAckOfFin(DiagramArrow& arrow) const
{
    switch (stateOf(arrow.from)) {
    case State::FinWait1:
        return straightDown(arrow, box(State::FinWait1), box(State::FinWait2), box(State::FinWait2).center().x(), Qt::AlignRight);
    case State::Closing:
        return straightDown(arrow, box(State::Closing), box(State::TimeWait), centre(), Qt::AlignRight);
    default:
        return straightDown(arrow, box(State::LastAck), end(), end().center().x(), Qt::AlignLeft);
    }
}

void Figure::routeFin(DiagramArrow& arrow) const
{
    const QRectF& finWait1 = box(State::FinWait1);
    const QRectF& finWait2 = box(State::FinWait2);
    const QRectF& timeWait = box(State::TimeWait);
    const QRectF& closing = box(State::Closing);
    if (arrow.row->event == Event::RcvFinAckOfFin) {
        const qreal from = finWait1.center().y() + 1.25 * m_unit;
        const qreal to = timeWait.center().y() - 0.68 * m_unit;
        arrow.points = {QPointF(finWait1.right(), from), QPointF(lane(), from), QPointF(lane(), to),
                        QPointF(timeWait.left(), to)};
        const auto text = lines(arrow, closing.left() - finWait2.right() - 1.1 * m_unit);
        arrow.label = labelOnLine(text, QPointF(lane(), finWait2.bottom() + 0.2 * m_unit));
    } else if (stateOf(arrow.from) == State::Established) {
        const QRectF& closeWait = box(State::CloseWait);
        const qreal x = centre() + m_pair;
        arrow.points = {QPointF(x, box(State::Established).bottom()), QPointF(x, upperFinPort()),
                        QPointF(closeWait.left(), upperFinPort())};
        along(arrow, x + 0.7 * m_unit, closeWait.left() - 0.7 * m_unit, upperFinPort());
    } else if (stateOf(arrow.from) == State::FinWait1) {
        const qreal y = finWait1.center().y() + 0.47 * m_unit;
        arrow.points = {QPointF(finWait1.right(), y), QPointF(centre(), y), QPointF(centre(), closing.top())};
        beside(arrow, centre(), y, closing.top(), Qt::AlignRight);
    } else {
        const qreal y = timeWait.center().y() + 0.62 * m_unit;
        const qreal x = finWait2.center().x();
        arrow.points = {QPointF(x, finWait2.bottom()), QPointF(x, y), QPointF(timeWait.left(), y)};
        along(arrow, x + 0.5 * m_unit, lane(), y);
    }
}

} // namespace

void placeArrows(DiagramLayout& layout)
{
    const Figure figure(layout);
    for (const tcp::Transition& row : tcp::kTransitions) {
        if (row.drawn != tcp::Drawn::Fig5 || !row.to)
            continue;
        for (int state = 0; state < tcp::kStateCount; ++state) {
            if (!row.from.contains(State(state)))
                continue;
            DiagramArrow arrow;
            arrow.row = &row;
            arrow.from = BoxId(state);
            arrow.to = boxAfter(arrow.from, *row.to);
            figure.route(arrow);
            layout.arrows.push_back(arrow);
        }
    }
}
