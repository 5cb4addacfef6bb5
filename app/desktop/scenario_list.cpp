#include "app/desktop/scenario_list.h"

#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ScenarioList)
};

constexpr int kColumnGap = 32;

using Topics = std::array<std::vector<ScenarioEntry>, simulation::kTopicCount>;

QString inThisLanguage(const simulation::LocalizedText& text)
{
    const auto translation = text.translations.find(QLocale().name().toStdString());
    return QString::fromStdString(translation != text.translations.end() ? translation->second : text.english);
}

QString topicName(simulation::Topic topic)
{
    using simulation::Topic;
    switch (topic) {
    case Topic::Open:
        return Text::tr("Opening");
    case Topic::Transfer:
        return Text::tr("Data");
    case Topic::Close:
        return Text::tr("Closing");
    case Topic::Loss:
        return Text::tr("Losses");
    case Topic::Flow:
        return Text::tr("Flow control");
    case Topic::Congestion:
        return Text::tr("Congestion control");
    case Topic::Resets:
        return Text::tr("Resets");
    case Topic::Servers:
        return Text::tr("Servers and processes");
    case Topic::Life:
        return Text::tr("Is the peer alive?");
    }
    return {};
}

Topics readLibrary()
{
    Topics topics;
    for (const simulation::BuiltInScenario& builtIn : simulation::builtInScenarios()) {
        const std::string name(builtIn.name);
        const auto scenario = simulation::readScenario(builtIn.text, name);
        if (!scenario)
            continue; // the library's own tests say so
        topics[std::size_t(scenario.value().topic)].push_back(
            {QString::fromStdString(name), inThisLanguage(scenario.value().title), inThisLanguage(scenario.value().summary)});
    }
    return topics;
}

} // namespace

ScenarioList::ScenarioList(QWidget* parent) : QWidget(parent), m_filter(new QLineEdit(this)), m_scroll(new QScrollArea(this)), m_page(new QWidget)
{
    setAccessibleName(tr("Scenarios"));
    m_filter->setPlaceholderText(tr("Find a scenario"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(m_filter->fontMetrics().averageCharWidth() * 44);
    connect(m_filter, &QLineEdit::textChanged, this, &ScenarioList::filter);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_columns = new QHBoxLayout(m_page);
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(kColumnGap);
    m_scroll->setWidget(m_page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_filter);
    layout->addWidget(m_scroll, 1);

    const Topics topics = readLibrary();
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        if (!topics[topic].empty())
            addTopic(topicName(simulation::Topic(topic)), topics[topic]);
    }
    arrange();
}

void ScenarioList::addTopic(const QString& name, const std::vector<ScenarioEntry>& entries)
{
    auto* block = new QWidget(m_page);
    auto* layout = new QVBoxLayout(block);
    layout->setContentsMargins(0, 0, 0, 12);
    layout->setSpacing(1);
    auto* heading = new QLabel(name, block);
    QFont font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    layout->addWidget(heading);
    m_topics.push_back({block, {}});
    for (const ScenarioEntry& entry : entries) {
        auto* button = new QToolButton(block);
        button->setAutoRaise(true);
        button->setText(entry.title);
        button->setToolTip(entry.summary);
        button->setAccessibleDescription(entry.summary);
        button->setCursor(Qt::PointingHandCursor);
        connect(button, &QToolButton::clicked, this, [this, scenario = entry.name] { emit chosen(scenario); });
        layout->addWidget(button, 0, Qt::AlignLeft);
        m_topics.back().buttons.push_back(button);
    }
}

/// Leaves those whose title or summary has every word that was typed.
void ScenarioList::filter(const QString& text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const TopicBlock& topic : m_topics) {
        bool hasAny = false;
        for (QToolButton* button : topic.buttons) {
            const QString all = button->text() + QLatin1Char(' ') + button->toolTip();
            const bool fits = std::all_of(words.begin(), words.end(), [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
            button->setVisible(fits);
            hasAny = hasAny || fits;
        }
        topic.block->setVisible(hasAny);
    }
    arrange();
}

/// The topics in their order, in as many columns as the width has room for, each about as high as the others.
void ScenarioList::arrange()
{
    while (QLayoutItem* item = m_columns->takeAt(0)) {
        while (QLayoutItem* inner = item->layout() ? item->layout()->takeAt(0) : nullptr)
            delete inner; // the blocks stay
        delete item;
    }
    int widest = 1;
    int total = 0;
    std::vector<QWidget*> blocks;
    for (const TopicBlock& topic : m_topics) {
        widest = std::max(widest, topic.block->sizeHint().width());
        if (topic.block->isHidden())
            continue;
        blocks.push_back(topic.block);
        total += topic.block->sizeHint().height();
    }
    const int count = std::max(1, (m_scroll->viewport()->width() + kColumnGap) / (widest + kColumnGap));
    m_columnCount = count;
    int placed = 0;
    std::size_t next = 0;
    for (int column = 0; column < count; ++column) {
        auto* layout = new QVBoxLayout;
        layout->setSpacing(0);
        const int goal = total * (column + 1) / count;
        while (next < blocks.size() && (column + 1 == count || placed + blocks[next]->sizeHint().height() / 2 <= goal)) {
            placed += blocks[next]->sizeHint().height();
            layout->addWidget(blocks[next++]);
        }
        layout->addStretch(1);
        m_columns->addLayout(layout);
    }
    m_columns->addStretch(1);
}

void ScenarioList::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ScenarioList::setTheme(const Theme& theme)
{
    QPalette ground = palette();
    ground.setColor(QPalette::Window, theme.background);
    setPalette(ground);
    QPalette muted = ground;
    muted.setColor(QPalette::WindowText, theme.mutedText);
    for (QLabel* label : findChildren<QLabel*>())
        label->setPalette(muted);
}
