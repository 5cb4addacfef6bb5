#include "app/desktop/live_dialog.h"

#include "app/desktop/error_text.h"
#include "model/capture/capture_filter.h"
#include "views/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace {
constexpr int kCheckAfter = 150; // ms without a key
constexpr int kMany = 1'000'000'000;
} // namespace

LiveDialog::LiveDialog(const LiveSettings& settings, const std::vector<NetworkInterface>& interfaces, QWidget* parent)
    : QDialog(parent), m_before(settings), m_interfaces(interfaces), m_interface(new QComboBox(this)), m_filter(new QLineEdit(settings.filter, this)),
      m_verdict(new QLabel(this)), m_promiscuous(new QCheckBox(tr("Also what is not meant for this host (&promiscuous)"), this))
{
    setWindowTitle(tr("Capture options"));
    for (const NetworkInterface& interface : interfaces) {
        const QString name = QString::fromStdString(interface.name);
        QStringList addresses;
        for (const IpAddress& address : interface.addresses)
            addresses << QString::fromStdString(toString(address));
        const QString text = addresses.isEmpty() ? name : name + QStringLiteral("   ") + addresses.join(QStringLiteral(", "));
        m_interface->addItem(interface.isUp ? text : tr("%1 (down)").arg(text), name);
    }
    if (settings.isPipe())
        m_interface->addItem(settings.name(), settings.interface);
    m_interface->setCurrentIndex(std::max(0, m_interface->findData(settings.interface)));
    m_filter->setPlaceholderText(tr("all packets"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(m_filter->fontMetrics().averageCharWidth() * 62);
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_interface->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // of many addresses the first are shown
    m_verdict->setMinimumHeight(3 * m_verdict->fontMetrics().lineSpacing()); // the fields below must not move while one types
    m_verdict->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_promiscuous->setChecked(settings.isPromiscuous);

    const QString unlimited = tr("no limit");
    m_snapLength = addNumber(settings.snapLength, LiveSettings::kSmallestSnapLength, LiveSettings::kLargestSnapLength, tr(" octets of each packet"), {});
    m_snapLength->setToolTip(tr("128 octets hold all headers; more is text that tcplens does not look at"));
    m_buffer = addNumber(settings.bufferMebioctets, 1, LiveSettings::kLargestBuffer, tr(" MiB"), {});
    m_buffer->setToolTip(tr("Where packets wait in the kernel: larger if some are dropped"));
    m_seconds = addNumber(settings.stopAfterSeconds, 0, kMany, tr(" s"), unlimited);
    m_packets = addNumber(settings.stopAfterPackets, 0, kMany, tr(" packets"), unlimited);
    m_megaoctets = addNumber(settings.stopAfterMegaoctets, 0, 1'000'000, tr(" MB"), unlimited);
    m_fileMegaoctets = addNumber(settings.fileMegaoctets, 0, 1'000'000, tr(" MB"), tr("never: one file"));
    m_filesKept = addNumber(settings.filesKept, 1, 9999, tr(" files"), {});
    m_memory = addNumber(settings.memoryMebioctets, 0, 1'000'000, tr(" MiB"), tr("a quarter of this machine's"));
    m_memory->setToolTip(tr("When what is shown needs more, the oldest closed connections leave the memory; the recording keeps them"));
    const auto onlyRotating = [this] { m_filesKept->setEnabled(m_fileMegaoctets->value() > 0); };
    connect(m_fileMegaoctets, &QSpinBox::valueChanged, this, onlyRotating);
    onlyRotating();

    auto* what = new QGroupBox(tr("What"), this);
    auto* whatForm = new QFormLayout(what);
    whatForm->addRow(tr("&Interface:"), m_interface);
    whatForm->addRow(tr("Capture &filter:"), m_filter);
    whatForm->addRow(QString(), m_verdict);
    whatForm->addRow(tr("S&nap length:"), m_snapLength);
    whatForm->addRow(QString(), m_promiscuous);
    auto* until = new QGroupBox(tr("Stop by itself after"), this);
    auto* untilForm = new QFormLayout(until);
    untilForm->addRow(tr("&Time:"), m_seconds);
    untilForm->addRow(tr("&Count:"), m_packets);
    untilForm->addRow(tr("Si&ze:"), m_megaoctets);
    auto* room = new QGroupBox(tr("Memory and files"), this);
    auto* roomForm = new QFormLayout(room);
    roomForm->addRow(tr("&Kernel's buffer:"), m_buffer);
    roomForm->addRow(tr("&Memory for what is shown:"), m_memory);
    roomForm->addRow(tr("Ne&xt file of the recording after:"), m_fileMegaoctets);
    roomForm->addRow(tr("Of those, keep the &last:"), m_filesKept);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setText(tr("&Keep settings"));
    connect(m_start, &QPushButton::clicked, this, [this] { m_startsAtOnce = true; });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    alignLabels({whatForm, untilForm, roomForm});
    auto* column = new QVBoxLayout(this);
    for (QWidget* each : std::initializer_list<QWidget*>{what, until, room})
        column->addWidget(each);
    column->addStretch(1);
    column->addWidget(buttons);

    m_pause.setSingleShot(true);
    m_pause.setInterval(kCheckAfter);
    connect(&m_pause, &QTimer::timeout, this, &LiveDialog::check);
    connect(m_filter, &QLineEdit::textChanged, this, &LiveDialog::checkSoon);
    connect(m_interface, &QComboBox::currentIndexChanged, this, &LiveDialog::checkSoon);
    m_filter->setFocus();
    check();
}

/// The fields of all groups stand at the same edge.
void LiveDialog::alignLabels(const std::vector<QFormLayout*>& forms)
{
    std::vector<QWidget*> labels;
    int width = 0;
    for (const QFormLayout* form : forms) {
        for (int row = 0; row < form->rowCount(); ++row) {
            const QLayoutItem* item = form->itemAt(row, QFormLayout::LabelRole);
            if (!item || !item->widget())
                continue;
            labels.push_back(item->widget());
            width = std::max(width, item->widget()->sizeHint().width());
        }
    }
    for (QWidget* label : labels)
        label->setMinimumWidth(width);
}

QSpinBox* LiveDialog::addNumber(int value, int least, int most, const QString& unit, const QString& none)
{
    auto* box = new QSpinBox(this);
    box->setRange(least, most);
    box->setSuffix(unit);
    box->setSpecialValueText(none);
    box->setGroupSeparatorShown(true);
    box->setValue(value);
    return box;
}

LiveSettings LiveDialog::settings() const
{
    LiveSettings settings = m_before;
    settings.interface = m_interface->currentData().toString();
    settings.filter = m_filter->text().trimmed();
    settings.snapLength = m_snapLength->value();
    settings.isPromiscuous = m_promiscuous->isChecked();
    settings.bufferMebioctets = m_buffer->value();
    settings.stopAfterSeconds = m_seconds->value();
    settings.stopAfterPackets = m_packets->value();
    settings.stopAfterMegaoctets = m_megaoctets->value();
    settings.fileMegaoctets = m_fileMegaoctets->value();
    settings.filesKept = m_filesKept->value();
    settings.memoryMebioctets = m_memory->value();
    return settings;
}

QString LiveDialog::filterProblem() const
{
    return m_problem;
}

void LiveDialog::checkSoon()
{
    m_pause.start();
}

/// On another thread: the name of a host in a filter may take seconds to look up. A later check makes an earlier one's answer void.
void LiveDialog::check()
{
    const int number = ++m_checks;
    int linkType = 1;
    for (const NetworkInterface& interface : m_interfaces) {
        if (QString::fromStdString(interface.name) == m_interface->currentData().toString())
            linkType = interface.linkType;
    }
    const std::string filter = m_filter->text().trimmed().toStdString();
    const QPointer<LiveDialog> dialog(this);
    QThreadPool::globalInstance()->start([dialog, number, filter, linkType] {
        const auto error = checkFilter(filter, linkType);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [dialog, number, error] {
            if (dialog)
                dialog->showVerdict(number, error);
        }, Qt::QueuedConnection);
    });
}

void LiveDialog::showVerdict(int number, const std::optional<Error>& english)
{
    if (number != m_checks)
        return;
    const Error error = english ? translated(*english) : Error{};
    m_problem = english ? QString::fromStdString(error.what + ' ' + error.remedy) : QString();
    m_verdict->setText(english ? m_problem : tr("For example: tcp port 443 and host 10.0.0.1"));
    const Theme theme = Theme::fromPalette(palette());
    QPalette colours = m_verdict->palette();
    colours.setColor(QPalette::WindowText, english ? theme.kind(SegmentKind::Rst) : theme.mutedText);
    m_verdict->setPalette(colours);
    m_filter->setAccessibleDescription(m_problem);
    m_start->setEnabled(!english);
    m_ok->setEnabled(!english);
}
