#include "app/desktop/scenario_list.h"

#include "model/simulation/scenario_library.h"
#include "model/simulation/scenario_parser.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>
#include <vector>

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ScenarioList)
};

struct Entry {
    QString name;
    QString title;
    QString summary;
};
using Topics = std::array<std::vector<Entry>, simulation::kTopicCount>;

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

ScenarioList::ScenarioList(QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Scenarios"));
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setSpacing(1);
    const Topics topics = readLibrary();
    for (std::size_t topic = 0; topic < topics.size(); ++topic) {
        if (topics[topic].empty())
            continue;
        auto* heading = new QLabel(topicName(simulation::Topic(topic)), page);
        heading->setProperty("heading", true);
        QFont font = heading->font();
        font.setBold(true);
        heading->setFont(font);
        layout->addSpacing(layout->count() > 0 ? 10 : 0);
        layout->addWidget(heading);
        for (const Entry& entry : topics[topic]) {
            auto* button = new QToolButton(page);
            button->setAutoRaise(true);
            button->setText(entry.title);
            button->setToolTip(entry.summary);
            button->setCursor(Qt::PointingHandCursor);
            connect(button, &QToolButton::clicked, this, [this, name = entry.name] { emit chosen(name); });
            layout->addWidget(button, 0, Qt::AlignLeft);
        }
    }
    layout->addStretch();
    setWidget(page);
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
