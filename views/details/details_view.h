#pragma once
#include "model/session/session.h"
#include "views/common/theme.h"

#include <QScrollArea>

class QLabel;

/// The record under the playhead: its header bit by bit, its options, its labels, and why each end's state changed or did not.
class DetailsView : public QScrollArea {
    Q_OBJECT
public:
    explicit DetailsView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class HeaderWidget;

    QLabel* addText(const char* name);
    QLabel* addHeading(const QString& text);
    void follow();
    void showRecord();
    void showNothing(const QString& text);
    void applyTheme();

    Session& m_session;
    Theme m_theme = Theme::light();
    QWidget* m_page;
    QLabel* m_title;
    QLabel* m_when;
    HeaderWidget* m_header;
    QLabel* m_optionsHeading;
    QLabel* m_options;
    QLabel* m_labelsHeading;
    QLabel* m_labels;
    QLabel* m_statesHeading;
    QLabel* m_states;
    bool m_isStale = false; ///< The playhead has moved while nobody saw this view.
};
