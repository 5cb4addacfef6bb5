#include "model/capture/decompression.h"

#include <cassert>
#include <vector>

#include <zlib.h>
#include <zstd.h>

namespace {

constexpr std::size_t kInputRoom = 128 * 1024;

/// The compressed octets that wait to be decompressed.
class Input {
public:
    explicit Input(OctetStream& below) : m_below(below), m_octets(kInputRoom) {}
    OctetStream& below() { return m_below; }
    std::span<std::uint8_t> waiting() { return std::span(m_octets).subspan(m_used, m_filled - m_used); }
    void use(std::size_t count) { m_used += count; }
    /// Makes at least one octet wait; false at the end.
    bool refill()
    {
        if (m_used == m_filled) {
            m_used = 0;
            m_filled = m_below.read(m_octets);
        }
        return m_used < m_filled;
    }

private:
    OctetStream& m_below;
    std::vector<std::uint8_t> m_octets;
    std::size_t m_used = 0;
    std::size_t m_filled = 0;
};

Error cutOff(const std::string& subject, Compression compression)
{
    return {subject + " is cut off: its " + toString(compression) + " data ends too early.",
            "Copy or record it again; what could be read is shown."};
}

Error corrupt(const std::string& subject, Compression compression, const char* reason)
{
    return {subject + " is damaged: its " + toString(compression) + " data cannot be decompressed (" + reason + ").",
            "Copy or record it again; what could be read is shown."};
}

/// gzip, with all members that follow one another (RFC 1952, 2.2); what follows them and is no member is ignored, as gzip does.
class GzipStream : public OctetStream {
public:
    explicit GzipStream(OctetStream& below) : OctetStream(below.subject()), m_input(below)
    {
        const int answer = inflateInit2(&m_inflate, 16 + MAX_WBITS); // 16: gzip headers and check values
        m_state = answer == Z_OK ? State::InMember : State::Ended;
        if (answer != Z_OK)
            fail(corrupt(subject(), Compression::Gzip, zError(answer)));
    }
    ~GzipStream() override { inflateEnd(&m_inflate); }

    std::size_t read(std::span<std::uint8_t> room) override
    {
        m_inflate.next_out = room.data();
        m_inflate.avail_out = uInt(room.size());
        while (m_state != State::Ended && m_inflate.avail_out == room.size()) {
            // Output may still be held back although all input is used: ask for it before waiting for more.
            if (!m_holdsOutput && !m_input.refill()) {
                endOfInput();
            } else if (m_state == State::BetweenMembers && !beginMember()) {
                m_state = State::Ended;
            } else {
                step();
            }
        }
        return room.size() - m_inflate.avail_out;
    }

private:
    enum class State { InMember, BetweenMembers, Ended };

    void endOfInput()
    {
        endLike(m_input.below());
        if (m_state == State::InMember && !failure() && !isStopped())
            fail(cutOff(subject(), Compression::Gzip));
        m_state = State::Ended;
    }
    bool beginMember() { return m_input.waiting().front() == 0x1F && inflateReset(&m_inflate) == Z_OK; }
    void step()
    {
        const std::span<std::uint8_t> waiting = m_input.waiting();
        m_inflate.next_in = waiting.data();
        m_inflate.avail_in = uInt(waiting.size());
        const int answer = inflate(&m_inflate, Z_NO_FLUSH);
        m_input.use(waiting.size() - m_inflate.avail_in);
        m_state = answer == Z_STREAM_END ? State::BetweenMembers : State::InMember;
        m_holdsOutput = m_state == State::InMember && m_inflate.avail_out == 0;
        if (answer == Z_OK || answer == Z_STREAM_END || answer == Z_BUF_ERROR)
            return;
        fail(corrupt(subject(), Compression::Gzip, m_inflate.msg ? m_inflate.msg : zError(answer)));
        m_state = State::Ended;
    }

    Input m_input;
    z_stream m_inflate = {};
    State m_state = State::InMember;
    bool m_holdsOutput = false;
};

/// Zstandard, with all frames that follow one another, skippable ones too (RFC 8878, 3.1).
class ZstdStream : public OctetStream {
public:
    explicit ZstdStream(OctetStream& below) : OctetStream(below.subject()), m_input(below), m_context(ZSTD_createDCtx())
    {
        assert(m_context);
    }
    ~ZstdStream() override { ZSTD_freeDCtx(m_context); }

    std::size_t read(std::span<std::uint8_t> room) override
    {
        ZSTD_outBuffer out{room.data(), room.size(), 0};
        while (!m_hasEnded && out.pos == 0) {
            // As above: held-back output first.
            if (!m_holdsOutput && !m_input.refill())
                endOfInput();
            else
                step(out);
        }
        return out.pos;
    }

private:
    void endOfInput()
    {
        endLike(m_input.below());
        if (m_isInFrame && !failure() && !isStopped())
            fail(cutOff(subject(), Compression::Zstd));
        m_hasEnded = true;
    }
    void step(ZSTD_outBuffer& out)
    {
        const std::span<std::uint8_t> waiting = m_input.waiting();
        ZSTD_inBuffer in{waiting.data(), waiting.size(), 0};
        const std::size_t answer = ZSTD_decompressStream(m_context, &out, &in);
        m_input.use(in.pos);
        if (ZSTD_isError(answer)) {
            fail(corrupt(subject(), Compression::Zstd, ZSTD_getErrorName(answer)));
            m_hasEnded = true;
            return;
        }
        m_isInFrame = answer != 0;
        m_holdsOutput = m_isInFrame && out.pos == out.size;
    }

    Input m_input;
    ZSTD_DCtx* m_context;
    bool m_isInFrame = false;
    bool m_holdsOutput = false;
    bool m_hasEnded = false;
};

} // namespace

Compression detectCompression(std::span<const std::uint8_t> head)
{
    if (head.size() >= 2 && head[0] == 0x1F && head[1] == 0x8B)
        return Compression::Gzip;
    if (head.size() < 4)
        return Compression::None;
    const bool isFrame = head[0] == 0x28 && head[1] == 0xB5 && head[2] == 0x2F && head[3] == 0xFD;
    const bool isSkippable = (head[0] & 0xF0) == 0x50 && head[1] == 0x2A && head[2] == 0x4D && head[3] == 0x18; // pzstd begins so
    return isFrame || isSkippable ? Compression::Zstd : Compression::None;
}

std::string toString(Compression compression)
{
    return compression == Compression::Gzip ? "gzip" : "zstd";
}

std::unique_ptr<OctetStream> decompress(Compression compression, OctetStream& below)
{
    if (compression == Compression::Gzip)
        return std::make_unique<GzipStream>(below);
    return std::make_unique<ZstdStream>(below);
}
