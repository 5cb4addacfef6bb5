#pragma once
#include "model/trace/record_batch.h"

/// One connection of a million segments: a bulk transfer with some losses.
RecordBatch millionSegments();
/// As many in 10,000 connections, of which 400 are open at any time.
RecordBatch millionInACrowd();
/// Four connections of a million segments each, at the same time, with idle gaps of three seconds.
RecordBatch fourMillionSideBySide();
