#pragma once
#include <QLabel>

/// One line that ends with … where it does not fit, and then says all of it as its tool tip.
class ElidedLabel : public QLabel {
public:
    using QLabel::QLabel;

    void setFullText(const QString& text);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};
