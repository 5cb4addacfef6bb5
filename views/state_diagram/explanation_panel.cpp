#include "views/state_diagram/explanation_panel.h"

#include <QGridLayout>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

ExplanationPanel::ExplanationPanel(QWidget* parent) : QFrame(parent)
{
    setFrameShape(QFrame::NoFrame);
    setAutoFillBackground(true);
    setObjectName(u"explanation"_s);
    QFont strong = m_title.font();
    strong.setBold(true);
    m_title.setFont(strong);
    m_title.setWordWrap(true);
    m_body.setWordWrap(true);
    m_body.setTextFormat(Qt::RichText);
    m_body.setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_body.setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_close.setText(u"\u00D7"_s);
    m_close.setAutoRaise(true);
    m_close.setToolTip(tr("Close (Esc)"));
    m_close.setAccessibleName(tr("Close the explanation"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(14, 8, 8, 12);
    grid->setVerticalSpacing(4);
    grid->addWidget(&m_title, 0, 0);
    grid->addWidget(&m_close, 0, 1, Qt::AlignTop);
    grid->addWidget(&m_body, 1, 0, 1, 2);
    grid->setColumnStretch(0, 1);
    grid->setRowStretch(1, 1);
    connect(&m_close, &QToolButton::clicked, this, &ExplanationPanel::dismiss);
    connect(&m_body, &QLabel::linkActivated, this, &ExplanationPanel::follow);
}

void ExplanationPanel::setTheme(const Theme& theme)
{
    QPalette colors = palette();
    colors.setColor(QPalette::Window, theme.panel);
    colors.setColor(QPalette::WindowText, theme.text);
    colors.setColor(QPalette::Text, theme.text);
    colors.setColor(QPalette::ButtonText, theme.text);
    m_linkColor = theme.initiator;
    setPalette(colors);
    // A label keeps the palette in which its text was last laid out.
    for (QWidget* child : {static_cast<QWidget*>(&m_title), static_cast<QWidget*>(&m_body), static_cast<QWidget*>(&m_close)})
        child->setPalette(colors);
    setStyleSheet(u"#explanation { background: %1; border: 1px solid %2; border-radius: 8px; }"_s.arg(theme.panel.name(),
                                                                                                      theme.mutedText.name()));
}

void ExplanationPanel::explain(const QString& title, const QString& body)
{
    m_title.setText(title);
    m_body.setText(u"<style>a { color: %1; }</style>"_s.arg(m_linkColor.name()) + body);
    setAccessibleName(title);
    m_body.setAccessibleName(title);
}

int ExplanationPanel::heightForText(int width) const
{
    return layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height();
}

void ExplanationPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

void ExplanationPanel::follow(const QString& link)
{
    bool isNumber = false;
    const uint step = link.section(u':', 1).toUInt(&isNumber);
    if (link.startsWith(u"step:"_s) && isNumber)
        emit stepWanted(step);
}

void ExplanationPanel::dismiss()
{
    hide();
    emit closed();
}
