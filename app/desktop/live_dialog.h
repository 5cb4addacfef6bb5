#pragma once
#include "app/desktop/live_options.h"
#include "model/capture/interface_list.h"

#include <QDialog>
#include <QTimer>

#include <vector>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

/// What to capture, and how. The filter is checked while it is typed.
class LiveDialog : public QDialog {
    Q_OBJECT
public:
    LiveDialog(const LiveSettings& settings, const std::vector<NetworkInterface>& interfaces, QWidget* parent = nullptr);
    LiveSettings settings() const;
    /// "Start" was chosen, not only "Keep settings".
    bool startsAtOnce() const { return m_startsAtOnce; }
    /// What is wrong with the filter; empty while nothing is.
    QString filterProblem() const;

private:
    static void alignLabels(const std::vector<QFormLayout*>& forms);
    QSpinBox* addNumber(int value, int least, int most, const QString& unit, const QString& none);
    void checkSoon();
    void check();
    void showVerdict(int number, const std::optional<Error>& error);

    const LiveSettings m_before;
    const std::vector<NetworkInterface> m_interfaces;
    QComboBox* m_interface;
    QLineEdit* m_filter;
    QLabel* m_verdict;
    QString m_problem;
    QSpinBox* m_snapLength;
    QCheckBox* m_promiscuous;
    QSpinBox* m_buffer;
    QSpinBox* m_seconds;
    QSpinBox* m_packets;
    QSpinBox* m_megaoctets;
    QSpinBox* m_fileMegaoctets;
    QSpinBox* m_filesKept;
    QSpinBox* m_memory;
    QPushButton* m_start;
    QPushButton* m_ok = nullptr;
    QTimer m_pause;
    int m_checks = 0;
    bool m_startsAtOnce = false;
};
