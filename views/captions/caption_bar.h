#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"

#include <QVariantAnimation>
#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;

/// What a simulation tells the student at the moment that is shown. It is as high as its longest caption needs, so that nothing
/// jumps from one to the next, and hidden where there are no captions.
class CaptionBar : public QWidget {
    Q_OBJECT
public:
    explicit CaptionBar(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// As in QLocale::name(): "zh_CN"; without such a translation a caption is shown in English. At first the default locale's.
    void setLanguage(const QString& tag);
    /// 1 is a third larger than the widget's font; presentations take more.
    void setScale(double scale);
    /// Captions change at once instead of fading in.
    void setReducedMotion(bool reduced) { m_isMotionReduced = reduced; }

    /// What is shown: empty before the first caption.
    QString text() const;
    /// Position of the caption that is shown in Stage::captions; -1 before the first.
    int index() const { return m_index; }
    /// Height that the longest caption needs in that width.
    int heightForWidth(int width) const override;
    bool hasHeightForWidth() const override { return true; }
    QSize sizeHint() const override;

public slots:
    /// Moves the playhead to the moment before that caption, where it begins to make sense.
    void goTo(int index);
    void goToNext() { goTo(m_index + 1); }
    void goToPrevious() { goTo(m_index - 1); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QToolButton* makeButton(Qt::ArrowType arrow, const QString& text);
    int captionCount() const;
    int textWidth(int width) const;
    void takeStage();
    void follow();
    void showCaption(int index);
    void applyFont();
    void applyColors();
    void reserveRoom();
    void announce();

    Session& m_session;
    Theme m_theme = Theme::light();
    QString m_language;
    double m_scale = 1.0;
    bool m_isMotionReduced = false;
    QLabel* m_text;
    QLabel* m_count;
    QToolButton* m_previous;
    QToolButton* m_next;
    QVariantAnimation m_fade;
    int m_index = -1;
    std::optional<Timestamp> m_chosenAt; ///< goTo() has chosen the caption on show; it stays until that moment has passed.
};
