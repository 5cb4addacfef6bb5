#pragma once
#include "model/trace/crowd_counts.h"

#include <QObject>
#include <QTimer>

class Session;

/// The session's states counted, in slices of a few milliseconds beside all else that the GUI thread does.
///
/// There is one for each session, made for whoever asks first; it costs nothing before.
class CrowdIndex : public QObject {
    Q_OBJECT
public:
    /// Each slice takes about this long at most.
    static constexpr std::chrono::milliseconds kSlice{4};

    static CrowdIndex& of(Session& session);

    const CrowdCounts& counts() const { return m_counts; }
    /// Whether all records of the trace are counted.
    bool isComplete() const;

signals:
    /// counts() reach further than before, or are empty again.
    void advanced();

private:
    explicit CrowdIndex(Session& session);
    void countSlice();

    Session& m_session;
    CrowdCounts m_counts;
    QTimer m_next;
};
