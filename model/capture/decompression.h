#pragma once
#include "model/capture/octet_stream.h"

#include <memory>

/// How an input is compressed, told by its first octets and never by its name.
enum class Compression : std::uint8_t { None, Gzip, Zstd };

/// Needs the first four octets.
Compression detectCompression(std::span<const std::uint8_t> head);

/// "gzip" or "zstd".
std::string toString(Compression compression);

/// What comes out of `below` decompressed, all gzip members and zstd frames of it; `below` must outlive the answer.
/// A failure tells cut-off from corrupt input, after all octets before it have been read.
std::unique_ptr<OctetStream> decompress(Compression compression, OctetStream& below);
