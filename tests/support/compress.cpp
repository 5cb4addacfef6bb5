#include "tests/support/compress.h"

#include <cassert>

#include <zlib.h>
#include <zstd.h>

Octets gzip(const Octets& octets)
{
    z_stream stream = {};
    [[maybe_unused]] int answer = deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    assert(answer == Z_OK);
    Octets input = octets;
    Octets out(deflateBound(&stream, uLong(octets.size())));
    stream.next_in = input.data();
    stream.avail_in = uInt(input.size());
    stream.next_out = out.data();
    stream.avail_out = uInt(out.size());
    answer = deflate(&stream, Z_FINISH);
    assert(answer == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

Octets zstd(const Octets& octets)
{
    Octets out(ZSTD_compressBound(octets.size()));
    const std::size_t length = ZSTD_compress(out.data(), out.size(), octets.data(), octets.size(), 3);
    assert(!ZSTD_isError(length));
    out.resize(length);
    return out;
}
