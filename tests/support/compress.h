#pragma once
#include "tests/support/capture_writer.h"

/// `octets` as one gzip member.
Octets gzip(const Octets& octets);
/// `octets` as one Zstandard frame.
Octets zstd(const Octets& octets);
