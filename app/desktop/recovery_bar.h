#pragma once
#include "model/capture/recording.h"

#include <QFrame>

#include <thread>
#include <vector>

class QLabel;
class QToolButton;

/// Above the views: recordings that a crash has left, one after the other, to be opened, saved or discarded.
class RecoveryBar : public QFrame {
    Q_OBJECT
public:
    explicit RecoveryBar(QWidget* parent = nullptr);
    ~RecoveryBar() override;

    /// Looks for them, on a thread of its own, and shows itself if there are any.
    void look();
    /// The one on offer; null if none.
    const LeftRecording* current() const { return m_left.empty() ? nullptr : &m_left.front().recording; }
    void open();
    void save(const QString& path);
    void discard();

signals:
    /// That file, or folder with several of them, is to be opened; it belongs to the recording on offer.
    void openRequested(const QString& path);
    /// Where to save is to be asked; save() follows.
    void saveRequested();
    /// Whether to discard is to be asked; discard() follows.
    void discardRequested();
    void saved(const QString& path);
    void failed(const Error& error);

private:
    struct Left {
        LeftRecording recording;
        std::uint64_t packets = 0;
    };
    QToolButton* addButton(const QString& text, const QString& hint);
    void showFirst();
    void removeFirst();

    std::vector<Left> m_left;
    QLabel* m_text;
    QToolButton* m_open = nullptr;
    std::jthread m_work;
};
