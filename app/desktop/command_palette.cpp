#include "app/desktop/command_palette.h"

#include "app/desktop/key_help.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QVBoxLayout>

#include <algorithm>

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(CommandPalette)
};

struct Command {
    QString text; ///< "View › Layout › Classroom"
    QAction* action;
};

void collect(const QList<QAction*>& actions, const QString& path, QList<Command>& commands)
{
    for (QAction* action : actions) {
        if (action->isSeparator() || !action->isEnabled() || !action->isVisible())
            continue;
        const QString text = path.isEmpty() ? plainText(*action) : Text::tr("%1 › %2").arg(path, plainText(*action));
        if (action->menu())
            collect(action->menu()->actions(), text, commands);
        else
            commands << Command{text, action};
    }
}

/// Up and Down in the line go through the list.
class KeyForwarder : public QObject {
public:
    KeyForwarder(QListWidget* list, QObject* parent) : QObject(parent), m_list(list) {}

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::KeyPress) {
            const int key = static_cast<QKeyEvent*>(event)->key();
            if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown)
                return QCoreApplication::sendEvent(m_list, event);
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QListWidget* m_list;
};

void fill(QListWidget& list, const QList<Command>& commands, const QString& typed)
{
    list.clear();
    const QStringList words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const Command& command : commands) {
        const bool fits = std::all_of(words.begin(), words.end(), [&](const QString& word) { return command.text.contains(word, Qt::CaseInsensitive); });
        if (!fits)
            continue;
        const QString keys = command.action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(keys.isEmpty() ? command.text : Text::tr("%1   (%2)").arg(command.text, keys), &list);
        item->setData(Qt::UserRole, QVariant::fromValue(command.action));
    }
    list.setCurrentRow(0);
}

} // namespace

void showCommandPalette(QMainWindow* window)
{
    QList<Command> commands;
    collect(window->menuBar()->actions(), QString(), commands);
    QDialog dialog(window, Qt::Dialog | Qt::FramelessWindowHint);
    dialog.setWindowTitle(Text::tr("Commands"));
    auto* line = new QLineEdit(&dialog);
    line->setPlaceholderText(Text::tr("What do you want to do?"));
    line->setAccessibleName(line->placeholderText());
    auto* list = new QListWidget(&dialog);
    list->setFocusPolicy(Qt::NoFocus);
    list->setAccessibleName(dialog.windowTitle());
    line->installEventFilter(new KeyForwarder(list, &dialog));
    auto* layout = new QVBoxLayout(&dialog);
    layout->addWidget(line);
    layout->addWidget(list);
    fill(*list, commands, QString());
    QObject::connect(line, &QLineEdit::textChanged, list, [&](const QString& typed) { fill(*list, commands, typed); });
    QObject::connect(line, &QLineEdit::returnPressed, &dialog, &QDialog::accept);
    QObject::connect(list, &QListWidget::itemClicked, &dialog, &QDialog::accept);
    const int width = std::min(window->width() - 40, line->fontMetrics().averageCharWidth() * 90);
    dialog.resize(width, line->fontMetrics().height() * 22);
    dialog.move(window->mapToGlobal(QPoint((window->width() - width) / 2, window->menuBar()->height() + 8)));
    if (dialog.exec() != QDialog::Accepted || !list->currentItem())
        return;
    list->currentItem()->data(Qt::UserRole).value<QAction*>()->trigger();
}
