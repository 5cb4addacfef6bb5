#pragma once
#include "model/trace/crowd_counts.h"

#include <QObject>
#include <QTimer>

#include <optional>

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
    /// counts() reach further than before, are empty again, or count no more what has left the trace's memory.
    void advanced();

private:
    explicit CrowdIndex(Session& session);
    void countSlice();
    void beginFresh();
    bool countFresh();

    Session& m_session;
    CrowdCounts m_counts;
    std::optional<CrowdCounts> m_fresh; ///< The same without those that have left, in the making.
    QTimer m_next;
    QTimer m_recount; ///< Once a second at most.
};
