#include "views/captions/caption_bar.h"

#include "views/captions/caption_text.h"
#include "views/common/wording.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QResizeEvent>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {
constexpr double kLarger = 4.0 / 3.0;   // a caption's font to the widget's
constexpr int kFadeMilliseconds = 180;
constexpr double kFadeFrom = 0.25;      // never quite gone: a flicker would draw the eye from the picture
constexpr int kAccent = 5;              // width of the stripe at the left, in logical pixels
constexpr int kMargin = 10;
} // namespace

CaptionBar::CaptionBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_language(QLocale().name())
    , m_text(new QLabel(this))
    , m_count(new QLabel(this))
    , m_previous(makeButton(Qt::LeftArrow, tr("Previous caption")))
    , m_next(makeButton(Qt::RightArrow, tr("Next caption")))
{
    setAccessibleName(tr("Caption"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_count->setAlignment(Qt::AlignCenter);
    m_count->setToolTip(tr("Captions told so far, of all"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMargin + kAccent, kMargin / 2, kMargin / 2, kMargin / 2);
    layout->setSpacing(2);
    layout->addWidget(m_text, 1);
    layout->addSpacing(kMargin);
    layout->addWidget(m_previous, 0, Qt::AlignVCenter);
    layout->addWidget(m_count, 0, Qt::AlignVCenter);
    layout->addWidget(m_next, 0, Qt::AlignVCenter);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    m_fade.setDuration(kFadeMilliseconds);
    m_fade.setStartValue(kFadeFrom);
    m_fade.setEndValue(1.0);
    connect(&m_fade, &QVariantAnimation::valueChanged, this, &CaptionBar::applyColors);
    connect(m_previous, &QToolButton::clicked, this, &CaptionBar::goToPrevious);
    connect(m_next, &QToolButton::clicked, this, &CaptionBar::goToNext);
    connect(&session, &Session::stageChanged, this, &CaptionBar::takeStage);
    connect(&session.clock(), &PlaybackClock::nowChanged, this, &CaptionBar::follow);
    applyFont();
    takeStage();
}

QToolButton* CaptionBar::makeButton(Qt::ArrowType arrow, const QString& text)
{
    auto* button = new QToolButton(this);
    button->setArrowType(arrow);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

int CaptionBar::captionCount() const
{
    return m_session.stage() ? int(m_session.stage()->captions.size()) : 0;
}

QString CaptionBar::text() const
{
    return m_text->text();
}

void CaptionBar::setTheme(const Theme& theme)
{
    m_theme = theme;
    applyColors();
    update();
}

void CaptionBar::setLanguage(const QString& tag)
{
    m_language = tag;
    reserveRoom();
    showCaption(m_index);
}

void CaptionBar::setScale(double scale)
{
    m_scale = scale;
    applyFont();
    reserveRoom();
}

void CaptionBar::applyFont()
{
    QFont large = font();
    const double factor = kLarger * m_scale;
    if (large.pointSizeF() > 0.0)
        large.setPointSizeF(large.pointSizeF() * factor);
    else
        large.setPixelSize(int(large.pixelSize() * factor));
    m_text->setFont(large);
}

void CaptionBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        applyFont();
        reserveRoom();
    } else if (event->type() == QEvent::PaletteChange && m_fade.state() != QAbstractAnimation::Running) {
        update();
    }
}

void CaptionBar::applyColors()
{
    QColor color = m_theme.text;
    if (m_fade.state() == QAbstractAnimation::Running)
        color.setAlphaF(float(m_fade.currentValue().toDouble()));
    QPalette palette = m_text->palette();
    palette.setColor(QPalette::WindowText, color);
    m_text->setPalette(palette);
    QPalette muted = m_count->palette();
    muted.setColor(QPalette::WindowText, m_theme.mutedText);
    m_count->setPalette(muted);
}

/// What is left for the text in that width: all but the margins and the buttons, which take their room whatever they say.
int CaptionBar::textWidth(int width) const
{
    const QMargins margins = layout()->contentsMargins();
    const int buttons = m_previous->sizeHint().width() + m_next->sizeHint().width() + m_count->minimumWidth();
    return std::max(1, width - margins.left() - margins.right() - buttons - kMargin - 4 * layout()->spacing());
}

int CaptionBar::heightForWidth(int width) const
{
    const QFontMetrics metrics(m_text->font());
    const QRect room(0, 0, textWidth(width), 0);
    int height = std::max(metrics.lineSpacing(), m_previous->sizeHint().height());
    for (int i = 0; i < captionCount(); ++i) {
        const QString caption = captionText(m_session.stage()->captions[std::size_t(i)], m_language);
        height = std::max(height, metrics.boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, caption).height());
    }
    const QMargins margins = layout()->contentsMargins();
    return height + margins.top() + margins.bottom();
}

QSize CaptionBar::sizeHint() const
{
    const int wide = 40 * fontMetrics().height();
    return {wide, heightForWidth(width() > 1 && isVisible() ? width() : wide)};
}

/// Fixed by the widget itself, because not every layout asks for the height that goes with a width.
void CaptionBar::reserveRoom()
{
    const QString all = wording::number(std::uint64_t(captionCount()));
    m_count->setMinimumWidth(m_count->fontMetrics().horizontalAdvance(u"%1 / %1"_s.arg(all)) + 8);
    setFixedHeight(heightForWidth(width()));
}

void CaptionBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        reserveRoom();
}

void CaptionBar::takeStage()
{
    m_chosenAt.reset();
    m_index = -1;
    m_text->clear();
    setVisible(captionCount() > 0);
    reserveRoom();
    follow();
}

void CaptionBar::follow()
{
    const auto& stage = m_session.stage();
    if (!stage)
        return;
    const Timestamp now = m_session.clock().now();
    if (m_chosenAt == now)
        return;
    m_chosenAt.reset();
    showCaption(captionIndexAt(*stage, now));
}

void CaptionBar::showCaption(int index)
{
    const int count = captionCount();
    const QString text = index >= 0 && index < count ? captionText(m_session.stage()->captions[std::size_t(index)], m_language) : QString();
    m_index = index;
    m_count->setText(u"%1 / %2"_s.arg(wording::number(std::uint64_t(index + 1)), wording::number(std::uint64_t(count))));
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < count);
    if (text == m_text->text())
        return;
    m_text->setText(text);
    m_fade.stop();
    if (!m_isMotionReduced && isVisible())
        m_fade.start();
    applyColors();
    announce();
}

/// To screen readers, which would not look here by themselves.
void CaptionBar::announce()
{
    m_text->setAccessibleName(m_text->text());
    QAccessibleEvent alert(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void CaptionBar::goTo(int index)
{
    if (index < 0 || index >= captionCount())
        return;
    const std::shared_ptr<const Stage> stage = m_session.stage();
    const Caption& caption = stage->captions[std::size_t(index)];
    Playhead& playhead = m_session.playhead();
    const Trace& trace = m_session.trace();
    m_session.clock().pause();
    playhead.moveTo(caption.position);
    const bool isElsewhere = !playhead.connection() || playhead.step() == 0 || playhead.step() == playhead.stepCount();
    if (isElsewhere && caption.position < trace.recordCount())
        playhead.select(trace.record(caption.position).connection); // the one that the caption goes on with
    m_chosenAt = m_session.clock().now();
    showCaption(index);
}

void CaptionBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.highlight);
    painter.fillRect(QRect(0, 0, kAccent, height()), m_theme.kind(SegmentKind::Retransmission));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.line);
}
