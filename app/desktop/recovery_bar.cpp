#include "app/desktop/recovery_bar.h"

#include "model/capture/input_file.h"
#include "model/capture/packet_reader.h"
#include "views/common/wording.h"
#include "views/hosts/control_keys.h"

#include <QDateTime>
#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QStyle>
#include <QToolButton>

#include <stop_token>

namespace {

/// Packets in it; a last one that was cut off does not count.
std::uint64_t countPackets(const LeftRecording& recording, const std::stop_token& stop)
{
    constexpr std::size_t kAtOnce = 4096;
    std::uint64_t count = 0;
    for (const std::string& path : recording.files) {
        const auto input = InputFile::open(path);
        if (!input)
            continue;
        const auto reader = openPacketReader(*input.value());
        if (!reader)
            continue;
        while (!stop.stop_requested() && reader.value()->read(kAtOnce, [&count](const Packet&) { ++count; }) == ReadStatus::More) {
        }
    }
    return count;
}

} // namespace

RecoveryBar::RecoveryBar(QWidget* parent) : QFrame(parent), m_text(new QLabel(this))
{
    setFrameShape(QFrame::StyledPanel);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    auto* icon = new QLabel(this);
    const int size = style()->pixelMetric(QStyle::PM_LargeIconSize) * 3 / 4;
    icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxInformation).pixmap(size, size));
    layout->addWidget(icon);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    layout->addWidget(m_text, 1);
    m_open = addButton(tr("Open"), tr("Show it; it stays here until it is saved or discarded"));
    connect(m_open, &QToolButton::clicked, this, &RecoveryBar::open);
    connect(addButton(tr("Save …"), tr("Keep it as a file")), &QToolButton::clicked, this, &RecoveryBar::saveRequested);
    connect(addButton(tr("Discard"), tr("Delete it from disk")), &QToolButton::clicked, this, &RecoveryBar::discardRequested);
    QToolButton* later = addButton(tr("Later"), tr("Ask again at the next start"));
    connect(later, &QToolButton::clicked, this, &QWidget::hide);
    (new ControlKeys(this))->watch(this);
    hide();
}

RecoveryBar::~RecoveryBar() = default;

QToolButton* RecoveryBar::addButton(const QString& text, const QString& hint)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(hint);
    layout()->addWidget(button);
    return button;
}

void RecoveryBar::look()
{
    m_work = std::jthread([this](const std::stop_token& stop) {
        std::vector<Left> left;
        for (LeftRecording& recording : findLeftRecordings()) {
            const std::uint64_t packets = countPackets(recording, stop);
            left.push_back({std::move(recording), packets});
        }
        QMetaObject::invokeMethod(this, [this, left = std::move(left)]() mutable {
            m_left = std::move(left);
            showFirst();
        }, Qt::QueuedConnection);
    });
}

void RecoveryBar::showFirst()
{
    setVisible(!m_left.empty());
    emit offerChanged();
    if (m_left.empty())
        return;
    const auto& [recording, packets] = m_left.front();
    const auto begun = QDateTime::fromSecsSinceEpoch(std::chrono::system_clock::to_time_t(recording.begun));
    const bool isToday = begun.date() == QDate::currentDate();
    const QString when = isToday ? QLocale().toString(begun.time(), QLocale::ShortFormat) : QLocale().toString(begun, QLocale::ShortFormat);
    QString text = tr("A recording of %1 (%2 packets, %3) was not saved.").arg(QString::fromStdString(recording.title), wording::number(packets), when);
    if (m_left.size() > 1)
        text += QLatin1Char(' ') + tr("%1 more are waiting.").arg(m_left.size() - 1);
    m_text->setText(text);
    setAccessibleName(text);
    m_open->setEnabled(packets > 0);
}

void RecoveryBar::removeFirst()
{
    m_left.erase(m_left.begin());
    showFirst();
}

QString RecoveryBar::path() const
{
    if (m_left.empty())
        return {};
    const LeftRecording& recording = m_left.front().recording;
    const std::string& path = recording.files.size() == 1 ? recording.files.front() : recording.folder; // read one after the other
    return QFile::decodeName(path.c_str());
}

void RecoveryBar::open()
{
    if (!m_left.empty())
        emit openRequested(path());
}

void RecoveryBar::save(const QString& path)
{
    if (m_left.empty() || m_isSaving)
        return;
    m_isSaving = true;
    setEnabled(false);
    emit offerChanged();
    m_work = std::jthread([this, recording = m_left.front().recording, path, from = this->path()] {
        const auto error = saveLeftRecording(recording, QFile::encodeName(path).toStdString());
        QMetaObject::invokeMethod(this, [this, path, from, error] {
            m_isSaving = false;
            setEnabled(true);
            if (error) {
                emit offerChanged();
                emit failed(*error);
                return;
            }
            removeFirst();
            emit saved(path, from);
        }, Qt::QueuedConnection);
    });
}

void RecoveryBar::discard()
{
    if (m_left.empty())
        return;
    if (const auto error = discardLeftRecording(m_left.front().recording))
        emit failed(*error);
    else
        removeFirst();
}
