#include "views/details/details_view.h"

#include "model/session/state_index.h"
#include "views/common/wording.h"
#include "views/details/details_text.h"
#include "views/details/header_layout.h"
#include "views/details/header_paint.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

class DetailsView::HeaderWidget : public QWidget {
public:
    explicit HeaderWidget(const Trace& trace) : m_trace(trace) { setAccessibleName(DetailsView::tr("TCP header")); }

    void show(std::optional<RecordNumber> record)
    {
        m_record = record;
        fit();
        update();
    }
    void setTheme(const Theme& theme)
    {
        m_theme = theme;
        update();
    }
    void fit()
    {
        if (!m_record || *m_record >= m_trace.recordCount())
            return;
        setMinimumWidth(int(std::ceil(narrowestHeader(font()))));
        setFixedHeight(int(std::ceil(layoutHeader(m_trace, m_trace.record(*m_record), minimumWidth(), font()).height)) + 2);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (!m_record || *m_record >= m_trace.recordCount())
            return;
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.background);
        const QRectF area(0, 0, std::min<qreal>(width(), minimumWidth() * 1.5), height());
        paintHeader(painter, area, m_trace, m_trace.record(*m_record), m_theme, font());
    }
    void changeEvent(QEvent* event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::FontChange)
            fit();
    }

private:
    const Trace& m_trace;
    std::optional<RecordNumber> m_record;
    Theme m_theme = Theme::light();
};

DetailsView::DetailsView(Session& session, QWidget* parent)
    : QScrollArea(parent), m_session(session), m_page(new QWidget), m_header(new HeaderWidget(session.trace()))
{
    auto* layout = new QVBoxLayout(m_page);
    m_title = addText("title");
    m_when = addText("when");
    layout->addWidget(m_header);
    m_statesHeading = addHeading(tr("State"));
    m_states = addText("states");
    m_optionsHeading = addHeading(tr("Options"));
    m_options = addText("options");
    m_labelsHeading = addHeading(tr("Noticed"));
    m_labels = addText("labels");
    layout->addStretch(1);
    m_page->setAutoFillBackground(true);
    setWidget(m_page);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Details of the current segment"));
    connect(&session.playhead(), &Playhead::moved, this, &DetailsView::follow);
    connect(&session, &Session::reset, this, [this] {
        m_header->show(std::nullopt); // at once, seen or not: its record is gone
        follow();
    });
    applyTheme();
    showRecord();
}

QLabel* DetailsView::addText(const char* name)
{
    auto* label = new QLabel(m_page);
    label->setObjectName(QLatin1StringView(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_page->layout()->addWidget(label);
    return label;
}

QLabel* DetailsView::addHeading(const QString& text)
{
    auto* label = new QLabel(u"<h4 style='margin:0'>%1</h4>"_s.arg(text.toHtmlEscaped()), m_page);
    label->setContentsMargins(0, label->fontMetrics().height() / 2, 0, 0);
    m_page->layout()->addWidget(label);
    return label;
}

void DetailsView::setTheme(const Theme& theme)
{
    m_theme = theme;
    applyTheme();
}

void DetailsView::applyTheme()
{
    m_header->setTheme(m_theme);
    QPalette colors = m_page->palette();
    colors.setColor(QPalette::Window, m_theme.background);
    colors.setColor(QPalette::WindowText, m_theme.text);
    colors.setColor(QPalette::Text, m_theme.text);
    m_page->setPalette(colors);
    QPalette muted = colors;
    muted.setColor(QPalette::WindowText, m_theme.mutedText);
    m_when->setPalette(muted);
}

void DetailsView::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_header->fit();
}

void DetailsView::follow()
{
    m_isStale = true;
    // Behind another tab a dock counts as visible, but no part of it is to be seen.
    if (!m_page->visibleRegion().isEmpty())
        showRecord();
}

bool DetailsView::eventFilter(QObject* watched, QEvent* event)
{
    if (m_isStale && watched == m_page && event->type() == QEvent::Paint) // comes into sight again
        showRecord();
    return QScrollArea::eventFilter(watched, event);
}

void DetailsView::showEvent(QShowEvent* event)
{
    QScrollArea::showEvent(event);
    if (m_isStale)
        follow();
}

void DetailsView::showNothing(const QString& text)
{
    m_title->setText(text.toHtmlEscaped());
    m_header->show(std::nullopt);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_when, m_header, m_statesHeading, m_states, m_optionsHeading, m_options, m_labelsHeading, m_labels})
        widget->hide();
}

void DetailsView::showRecord()
{
    m_isStale = false;
    const Playhead& playhead = m_session.playhead();
    const Trace& trace = m_session.trace();
    const auto connection = playhead.connection();
    if (!connection || *connection >= trace.connectionCount()) {
        showNothing(tr("No connection selected"));
        return;
    }
    const std::uint32_t step = playhead.step();
    if (step == 0) {
        showNothing(tr("Before the first segment: both ends are as the recording found them. Step forward to see the first one."));
        return;
    }
    const RecordNumber number = trace.connection(*connection).records[step - 1];
    const Record& record = trace.record(number);
    const bool isSegment = record.isSegment();
    m_title->setText(u"<h3 style='margin:0'>%1</h3>"_s.arg(describeRecord(trace, *connection, step).toHtmlEscaped()));
    const QString frame = record.frame > 0 ? tr("Frame %1, ").arg(wording::number(record.frame)) : QString();
    m_when->setText(tr("%1%2, %3 after the connection's start")
                        .arg(frame, wording::timestamp(record.time), wording::duration(record.time - trace.connection(*connection).start))
                        .toHtmlEscaped());
    m_header->show(isSegment ? std::optional(number) : std::nullopt);
    // Why a state stays follows from all records before: those of a long connection are read in slices.
    StateIndex& index = StateIndex::of(m_session);
    connect(&index, &StateIndex::reached, this, &DetailsView::follow, Qt::UniqueConnection);
    m_states->setText(index.reach(*connection, step - 1) ? describeStateChanges(trace, *connection, step) : tr("Reading segments…"));
    const QStringList options = describeOptions(trace, record);
    m_options->setText(options.join(u'\n').toHtmlEscaped().replace(u'\n', u"<br>"_s));
    const QString notices = describeNotices(record);
    m_labels->setText(notices);
    m_header->setVisible(isSegment);
    for (QWidget* widget : {m_when, m_statesHeading, m_states})
        widget->show();
    m_optionsHeading->setVisible(isSegment && !options.isEmpty());
    m_options->setVisible(isSegment && !options.isEmpty());
    m_labelsHeading->setVisible(!notices.isEmpty());
    m_labels->setVisible(!notices.isEmpty());
}
