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
    /// Where its packets are: a file, or a folder with several of them; empty if there is none on offer.
    QString path() const;
    void open();
    /// Saves the one on offer, on a thread of its own; nothing while that goes on already.
    void save(const QString& path);
    bool isSaving() const { return m_isSaving; }
    void discard();

signals:
    /// path() is to be opened.
    void openRequested(const QString& path);
    /// Where to save is to be asked; save() follows.
    void saveRequested();
    /// Whether to discard is to be asked; discard() follows.
    void discardRequested();
    /// What was at `from` is now at `path`.
    void saved(const QString& path, const QString& from);
    /// Another one is on offer, or none; or it is being saved, or no more.
    void offerChanged();
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
    bool m_isSaving = false;
    std::jthread m_work;
};
