#pragma once
#include "model/tcp/transition_table.h"
#include "model/trace/trace.h"

#include <QString>
#include <QStringList>

/// The row of the table that a step obeyed, or nullptr; for a retracted step the row that is taken back.
const tcp::Transition* rowOf(const TransitionRecord& step);

/// One line for each option.
QStringList describeOptions(const Trace& trace, const Record& record);

/// Why each end's state changed at the connection's record `step` (from 1), or that it did not, as rich text.
QString describeStateChanges(const Trace& trace, ConnectionId connection, std::uint32_t step);

/// The labels and a wrong checksum with what they mean, as rich text; empty where there is nothing to notice.
QString describeNotices(const Record& record);

/// "SYN, ACK from the responder": what the record is, as plain text.
QString describeRecord(const Trace& trace, ConnectionId connection, std::uint32_t step);
