#pragma once
#include "model/session/session.h"
#include "views/charts/chart_data.h"
#include "views/common/theme.h"

#include <QWidget>

class ChartPlot;
class QComboBox;
class QToolButton;

/// Charts of the selected connection, one at a time, with the playhead in each.
class ChartsView : public QWidget {
    Q_OBJECT
public:
    explicit ChartsView(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    ChartKind kind() const { return m_kind; }
    void setKind(ChartKind kind);
    /// Whose octets are shown.
    Side sender() const { return m_sender; }
    void setSender(Side sender);
    /// The picture below the buttons.
    ChartPlot& plot() { return *m_plot; }

signals:
    /// Another chart has been chosen.
    void kindChanged();

private:
    QToolButton* addButton(Side sender);
    void showConnection();
    void showGrowth();
    void chooseBusierSide();
    void showSender();

    Session& m_session;
    ChartPlot* m_plot = nullptr;
    QComboBox* m_chooser = nullptr;
    QToolButton* m_buttons[2] = {};
    QToolButton* m_all = nullptr;
    ChartKind m_kind = ChartKind::Tcptrace;
    Side m_sender = Side::Initiator;
    bool m_chosenByHand = false;
};
