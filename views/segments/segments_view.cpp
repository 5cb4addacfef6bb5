#include "views/segments/segments_view.h"

#include "views/common/wording.h"
#include "views/segments/segment_delegates.h"
#include "views/segments/segments_model.h"
#include "views/segments/segments_table.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

SegmentsView::SegmentsView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new SegmentsModel(session, this))
    , m_table(new SegmentsTable(this))
    , m_segments(new SegmentDelegate(this))
    , m_states(new TakenBackStateDelegate(this))
    , m_copy(new QAction(tr("&Copy rows as text"), this))
{
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(SegmentsModel::SegmentColumn, m_segments);
    m_table->setItemDelegateForColumn(SegmentsModel::InitiatorColumn, m_states);
    m_table->setItemDelegateForColumn(SegmentsModel::ResponderColumn, m_states);
    m_table->setAccessibleName(tr("Segments as text"));
    m_table->setAccessibleDescription(tr("The ladder's rows, each with the states of both ends after it, as in RFC 9293's figures"));
    m_table->installEventFilter(this);
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_table->addAction(m_copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_copy, &QAction::triggered, this, [this] {
        if (const QString text = selectedText(); !text.isEmpty())
            QApplication::clipboard()->setText(text);
    });
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_table);
    layout->setContentsMargins(6, 6, 6, 6);
    setFocusProxy(m_table);
    setAccessibleName(tr("Segments"));

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) { choose(current.row()); });
    connect(m_table, &SegmentsTable::pointed, this, [this](int row) { m_session.setHovered(m_model->recordOf(row)); });
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        if (!m_isSizing && column != SegmentsModel::NoticedColumn) // the last one stretches
            m_isSizedByUser = true;
    });
    connect(&session, &Session::reset, this, &SegmentsView::restart);
    connect(&session, &Session::traceGrew, m_model, &SegmentsModel::takeGrowth);
    connect(&session, &Session::hoveredChanged, this, &SegmentsView::showHovered);
    connect(&session, &Session::timeReferenceChanged, m_model, &SegmentsModel::takeReference);
    connect(&session, &Session::stageChanged, this, &SegmentsView::fitSegments);
    connect(&session.playhead(), &Playhead::selected, this, &SegmentsView::restart);
    connect(&session.playhead(), &Playhead::moved, this, &SegmentsView::showStep);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &SegmentsView::showStep); // the playhead may have been there before
    setTheme(Theme::fromPalette(palette()));
    setSizes();
    showStep();
}

void SegmentsView::setTheme(const Theme& theme)
{
    m_model->setTheme(theme);
    m_segments->setTheme(theme);
    m_states->setTheme(theme);
    m_table->setTheme(theme);
}

void SegmentsView::setNumbering(Numbering numbering)
{
    if (numbering != m_model->numbering())
        m_model->setNumbering(numbering);
}

QSize SegmentsView::sizeHint() const
{
    return QSize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 20);
}

void SegmentsView::setSizes()
{
    const QFontMetrics metrics = m_table->fontMetrics();
    const QFontMetrics header(m_table->horizontalHeader()->font());
    const int padding = metrics.height();
    m_isSizing = true;
    m_table->verticalHeader()->setDefaultSectionSize(int(metrics.height() * 1.6));
    const auto setWidth = [&](int column, const QString& typical) {
        const QString title = m_model->headerData(column, Qt::Horizontal).toString();
        m_table->setColumnWidth(column, std::max(metrics.horizontalAdvance(typical), header.horizontalAdvance(title)) + padding);
    };
    m_table->setColumnHidden(SegmentsModel::FrameColumn, false);
    setWidth(SegmentsModel::FrameColumn, u"999999"_s);
    m_frameWidth = m_table->columnWidth(SegmentsModel::FrameColumn);
    setWidth(SegmentsModel::TimeColumn, u"9999.999999"_s);
    m_isSizing = false;
    m_isSizedByUser = false;
    fitSegments();
}

/// The segments get what the other columns leave them, within reason: the figure stays together, whatever the width. Where there is
/// much room, the states that are taken back have some too; where there is little, what was noticed goes out of sight first, then the
/// frames, of which a simulation has none anyway.
void SegmentsView::fitSegments()
{
    if (m_isSizedByUser)
        return;
    const QFontMetrics metrics = m_table->fontMetrics(), fixed(SegmentDelegate::segmentFont(m_table->font()));
    const auto width = [&](const QString& text) { return fixed.horizontalAdvance(text + u"   "_s); };
    const int least = width(u"--> <SEQ=10000>…<CTL=SYN,ACK> -->"_s);
    const int usual = width(u"--> <SEQ=1000><ACK=1000><DATA=1460><CTL=PSH,ACK> -->"_s);
    const int most = width(u"--> <SEQ=1000000000><ACK=1000000000><DATA=1460><CTL=PSH,ACK> -->"_s);
    const int noticed = metrics.horizontalAdvance(wording::labelName(Label::FastRetransmission)) + metrics.height();
    const int takenBack = metrics.horizontalAdvance(wording::stateName(tcp::State::Established)) + metrics.height();
    int state = TakenBackStateDelegate::widthFor(metrics, wording::stateName(tcp::State::SynReceived));
    int rest = m_table->viewport()->width() - m_table->columnWidth(SegmentsModel::TimeColumn) - 2 * state;
    const bool hasFrames = !m_session.stage() && rest - m_frameWidth >= least;
    if (hasFrames)
        rest -= m_frameWidth;
    if (rest >= usual + noticed + 2 * takenBack) {
        state += takenBack;
        rest -= 2 * takenBack;
    }
    m_isSizing = true;
    m_table->setColumnHidden(SegmentsModel::FrameColumn, !hasFrames);
    for (const int column : {SegmentsModel::InitiatorColumn, SegmentsModel::ResponderColumn})
        m_table->setColumnWidth(column, state);
    m_table->setColumnWidth(SegmentsModel::SegmentColumn, std::clamp(std::max(rest - noticed, std::min(rest, usual)), least, most));
    m_isSizing = false;
}

void SegmentsView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        setSizes();
}

void SegmentsView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitSegments();
}

/// The table would copy the one cell that is current.
bool SegmentsView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        m_copy->trigger();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void SegmentsView::restart()
{
    m_table->setHoveredRow(std::nullopt);
    m_model->restart();
    showStep();
    showHovered();
}

void SegmentsView::showStep()
{
    const int row = int(m_session.playhead().step());
    if (row >= m_model->rowCount())
        return; // its records are still to be told of
    m_table->viewport()->update(); // what has happened is not what had
    QItemSelectionModel* selection = m_table->selectionModel();
    if (selection->currentIndex().row() == row)
        return;
    // On the segment, where no column has been chosen: that is what is read out.
    const int column = selection->currentIndex().isValid() ? selection->currentIndex().column() : int(SegmentsModel::SegmentColumn);
    m_isFollowing = true;
    selection->setCurrentIndex(m_model->index(row, column), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_isFollowing = false;
    m_table->reveal(row);
}

void SegmentsView::choose(int row)
{
    if (row < 0 || m_isFollowing)
        return;
    if (std::uint32_t(row) != m_session.playhead().step())
        m_session.playhead().moveToStep(std::uint32_t(row));
    m_table->reveal(row);
}

void SegmentsView::showHovered()
{
    const auto hovered = m_session.hovered();
    m_table->setHoveredRow(hovered ? m_model->rowOf(*hovered) : std::nullopt);
}

QString SegmentsView::selectedText() const
{
    std::vector<std::pair<int, int>> ranges;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection())
        ranges.emplace_back(range.top(), range.bottom());
    std::ranges::sort(ranges);
    std::vector<std::uint32_t> rows;
    std::uint64_t more = 0;
    int next = 0; // ranges may overlap
    for (auto [top, bottom] : ranges) {
        top = std::max(top, next);
        const int taken = std::clamp(bottom - top + 1, 0, int(kLadderTextRows - rows.size()));
        for (int row = top; row < top + taken; ++row)
            rows.push_back(std::uint32_t(row));
        more += std::uint64_t(std::max(0, bottom - top + 1 - taken));
        next = std::max(next, bottom + 1);
    }
    const QString text = m_model->text(rows);
    return more == 0 ? text : text + tr("… %1 more").arg(wording::number(more)) + u'\n';
}
