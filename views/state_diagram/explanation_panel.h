#pragma once
#include "views/common/theme.h"

#include <QColor>
#include <QFrame>
#include <QLabel>
#include <QString>
#include <QToolButton>

/// What a state or an arrow means, over the diagram, until it is closed. Links named "step:7" ask to go there.
class ExplanationPanel : public QFrame {
    Q_OBJECT
public:
    explicit ExplanationPanel(QWidget* parent);

    void setTheme(const Theme& theme);
    /// `body` is rich text.
    void explain(const QString& title, const QString& body);
    /// The height that the text needs in that width.
    int heightForText(int width) const;

signals:
    void stepWanted(std::uint32_t step);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void follow(const QString& link);
    void dismiss();

    QLabel m_title;
    QLabel m_body;
    QToolButton m_close;
    QColor m_linkColor;
};
