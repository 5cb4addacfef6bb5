#include "app/desktop/start_page.h"

#include "app/desktop/appearance.h"
#include "app/desktop/interface_panel.h"
#include "app/desktop/scenario_list.h"
#include "views/hosts/control_keys.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace {
constexpr int kCardWidth = 460;
constexpr int kRecentShown = 6;
}

StartPage::StartPage(QWidget* parent) : QWidget(parent), m_keys(new ControlKeys(this))
{
    setAccessibleName(tr("Start page"));
    auto* outer = new QHBoxLayout(this);
    outer->setContentsMargins(48, 32, 48, 32);
    m_card = new QWidget(this);
    m_card->setFixedWidth(kCardWidth);
    auto* scroll = new QScrollArea(this); // a small screen has no room for all of it
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(kCardWidth + scroll->verticalScrollBar()->sizeHint().width());
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(m_card);
    m_card->setAutoFillBackground(false);
    outer->addWidget(scroll);
    outer->addSpacing(48);
    setAutoFillBackground(true);
    setMinimumSize(320, 240); // hidden behind a recording it must not keep the window wide

    auto* layout = new QVBoxLayout(m_card);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addStretch(2);
    auto* icon = new QLabel(m_card);
    icon->setPixmap(QIcon(QStringLiteral(":/icons/tcplens.svg")).pixmap(72, 72));
    layout->addWidget(icon);
    addLabel(layout, QStringLiteral("tcplens"), 2.6, true);
    m_subtitle = addLabel(layout, tr("Watch TCP's state machine at work: play a scenario, or open a recording, and walk both ends of every "
                                     "connection through the eleven states, forward and back."), 1.15, false);
    layout->addSpacing(12);
    m_play = addButton(layout, tr("Play the three-way handshake"));
    m_play->setDefault(true);
    connect(m_play, &QPushButton::clicked, this, [this] { emit scenarioChosen(QStringLiteral("three_way_handshake")); });
    auto* experiment = addButton(layout, tr("Experiment with two hosts"));
    experiment->setToolTip(tr("Open, send, close, abort; drop segments while they fly, and see what TCP makes of it"));
    connect(experiment, &QPushButton::clicked, this, [this] { emit scenarioChosen(QStringLiteral("free_play")); });
    m_open = addButton(layout, tr("Open a recording …"));
    connect(m_open, &QPushButton::clicked, this, &StartPage::openRequested);
    m_hint = addLabel(layout, tr("or drop a file here: pcap or pcapng, also compressed with gzip or zstd.\n"
                                 "From another host:  ssh host tcpdump -U -i any -w - tcp | tcplens -k -i -"), 0.95, false);
    m_interfaces = new InterfacePanel(m_card);
    layout->addSpacing(8);
    layout->addWidget(m_interfaces);
    layout->addSpacing(8);
    m_recentTitle = addLabel(layout, tr("Opened lately"), 1.0, true);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    layout->addLayout(m_recent);
    layout->addStretch(3);
    m_scenarios = new ScenarioList(this); // after the buttons: so does Tab go
    connect(m_scenarios, &ScenarioList::chosen, this, &StartPage::scenarioChosen);
    outer->addWidget(m_scenarios, 1);
    setFocusProxy(m_play);
    m_keys->watch(this);
    setTheme(m_theme);
    setRecentFiles({});
}

QPushButton* StartPage::addButton(QVBoxLayout* layout, const QString& text)
{
    auto* button = new QPushButton(text, m_card);
    QFont font = button->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    button->setFont(font);
    button->setMinimumHeight(QFontMetrics(font).height() * 2);
    layout->addWidget(button);
    return button;
}

QLabel* StartPage::addLabel(QVBoxLayout* layout, const QString& text, double scale, bool bold)
{
    auto* label = new QLabel(text, m_card);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(bold);
    label->setFont(font);
    label->setWordWrap(true);
    layout->addWidget(label);
    return label;
}

void StartPage::setTheme(const Theme& theme)
{
    m_theme = theme;
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.mutedText);
    for (QLabel* label : {m_subtitle, m_hint, m_recentTitle})
        label->setPalette(muted);
    QPalette ground = palette();
    ground.setColor(QPalette::Window, theme.background);
    setPalette(ground);
    m_interfaces->setTheme(theme);
    m_scenarios->setTheme(theme);
    QPalette accent = m_play->palette();
    accent.setColor(QPalette::Button, QColor(0x0072B2));
    accent.setColor(QPalette::ButtonText, Qt::white);
    m_play->setPalette(accent);
    update();
}

void StartPage::setRecentFiles(const QStringList& paths)
{
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    QWidget* previous = m_open;
    for (const QString& path : paths) {
        const QFileInfo file(path);
        if (m_recent->count() == kRecentShown || !file.exists())
            continue;
        auto* button = new QToolButton(m_card);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        QString folder = file.absolutePath();
        if (folder == QDir::homePath() || folder.startsWith(QDir::homePath() + QLatin1Char('/')))
            folder.replace(0, QDir::homePath().size(), QStringLiteral("~"));
        const QString text = tr("%1   –   %2").arg(file.fileName(), folder);
        button->setText(button->fontMetrics().elidedText(text, Qt::ElideMiddle, kCardWidth - 16));
        button->setToolTip(path);
        button->setCursor(Qt::PointingHandCursor);
        connect(button, &QToolButton::clicked, this, [this, path] { emit fileChosen(path); });
        m_recent->addWidget(button, 0, Qt::AlignLeft);
        setTabOrder(previous, button);
        previous = button;
    }
    m_keys->watch(m_card);
    m_recentTitle->setVisible(m_recent->count() > 0);
}

void paintStartPage(QPainter& painter, const QSize& size, const Theme& theme, const Preferences& preferences)
{
    applyTheme(theme);
    StartPage page;
    page.setTheme(theme);
    page.setRecentFiles(preferences.recentFiles);
    page.resize(size);
    page.render(&painter, QPoint(), QRegion(), QWidget::DrawWindowBackground | QWidget::DrawChildren);
}
