#include "views/sockets/state_chips.h"

#include "views/common/wording.h"
#include "views/hosts/flow_layout.h"

#include <QAbstractButton>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

/// A state's name in its colour, and how many.
class Chip : public QAbstractButton {
public:
    Chip(tcp::State state, QWidget* parent) : QAbstractButton(parent), m_state(state)
    {
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setToolTip(u"<p><b>%1</b><br>%2</p>"_s.arg(wording::stateName(state), wording::stateExplanation(state).toHtmlEscaped()));
    }
    void setCount(std::uint32_t count)
    {
        const QString text = wording::number(count);
        if (m_count == text)
            return;
        m_count = text;
        setAccessibleName(u"%1: %2"_s.arg(wording::stateName(m_state), text));
        updateGeometry();
        update();
    }
    void setTheme(const Theme& theme)
    {
        m_theme = theme;
        update();
    }
    QSize sizeHint() const override
    {
        // Room for digits to come, so that the row does not tremble.
        const int digits = std::max(3, int(m_count.size()));
        const int count = QFontMetrics(boldFont()).horizontalAdvance(QString(digits, u'0'));
        return {fontMetrics().horizontalAdvance(wording::stateName(m_state)) + count + fontMetrics().height() * 2, int(fontMetrics().height() * 1.7)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const qreal width = isChecked() ? 2.4 : 1.0;
        const QRectF box = QRectF(rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2);
        painter.setBrush(m_theme.stateFill(m_state));
        painter.setPen(QPen(isChecked() ? m_theme.text : hasFocus() || underMouse() ? m_theme.mutedText : m_theme.line, width));
        painter.drawRoundedRect(box, 4, 4);
        const QRectF inner = box.adjusted(fontMetrics().height() * 0.5, 0, -fontMetrics().height() * 0.5, 0);
        painter.setPen(m_theme.text);
        painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, wording::stateName(m_state));
        painter.setFont(boldFont());
        painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, m_count);
    }

private:
    QFont boldFont() const
    {
        QFont bold = font();
        bold.setBold(true);
        return bold;
    }
    const tcp::State m_state;
    QString m_count;
    Theme m_theme = Theme::light();
};

} // namespace

StateChips::StateChips(QWidget* parent) : QWidget(parent)
{
    auto* layout = new FlowLayout(int(fontMetrics().height() * 0.4));
    setLayout(layout);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    for (int i = 0; i < tcp::kStateCount; ++i) {
        const auto state = tcp::State(i);
        if (state == tcp::State::Closed)
            continue; // of which the kernel has none
        auto* chip = new Chip(state, this);
        chip->hide();
        layout->addWidget(chip);
        m_chips[std::size_t(i)] = chip;
        connect(chip, &QAbstractButton::clicked, this, [this, state] { emit clicked(state); });
    }
}

void StateChips::setCounts(const kernel::StateCounts& counts)
{
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        if (!m_chips[i])
            continue;
        static_cast<Chip*>(m_chips[i])->setCount(counts[i]);
        // Once a state has been seen its chip stays: the others must not jump under the mouse.
        if (counts[i] > 0 && m_chips[i]->isHidden())
            m_chips[i]->show();
    }
}

void StateChips::setChosen(const std::array<bool, tcp::kStateCount>& chosen)
{
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        if (m_chips[i])
            m_chips[i]->setChecked(chosen[i]);
    }
}

void StateChips::setTheme(const Theme& theme)
{
    for (QAbstractButton* chip : m_chips) {
        if (chip)
            static_cast<Chip*>(chip)->setTheme(theme);
    }
}
