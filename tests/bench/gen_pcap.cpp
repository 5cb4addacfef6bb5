// gen_pcap - deterministic generator of realistic TCP capture files.
//
// Writes pcap or pcapng with correct IPv4/TCP checksums (computed over the FULL packet, also when the
// record is cut by --snap).  Every connection is a small model of two TCP endpoints: handshake options,
// slow start, delayed ACKs, SACK, fast retransmit, RTO, reordering, zero window + probes, FIN/RST ends.
// The same parameters and seed always give the same bytes.
//
//   g++ -std=c++20 -O2 gen_pcap.cpp -o gen_pcap
//   ./gen_pcap --segs 1000000 --conns 10000 --snap 96 -o mix.pcap
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <queue>
#include <string>
#include <vector>

namespace {

// ---------------------------------------------------------------- options
struct Options {
    std::string out = "out.pcap";
    uint64_t segs = 10000;
    uint32_t conns = 100;
    double bulk = 25, rr = 55, scan = 10, reset = 6, zerowin = 4;  // weights of the mix
    double loss = 0.004, reorder = 0.002;
    double v6 = 0.2, vlan = 0.1, qinq = 0.01;
    bool nano = false, ng = false, synflood = false;
    uint32_t snap = 262144;
    uint64_t seed = 1;
    double pps = 200000;
};

[[noreturn]] void usage(int rc) {
    std::fprintf(rc ? stderr : stdout,
                 "usage: gen_pcap [-o FILE] [--segs N] [--conns N] [--seed N] [--pps N]\n"
                 "  --mix bulk=25,rr=55,scan=10,reset=6,zerowin=4   weights of the connection kinds\n"
                 "  --loss P --reorder P      per data segment (default 0.004, 0.002)\n"
                 "  --v6 P --vlan P --qinq P  share of connections (default 0.2, 0.1, 0.01)\n"
                 "  --snap BYTES --nano --ng  snap length, nanosecond stamps, pcapng\n"
                 "  --synflood                N SYNs, every one from another source (ignores --conns/--mix)\n");
    std::exit(rc);
}

Options parse(int argc, char** argv) {
    Options o;
    auto need = [&](int& i) -> const char* {
        if (++i >= argc) usage(2);
        return argv[i];
    };
    for (int i = 1; i < argc; ++i) {
        const std::string a = argv[i];
        if (a == "-o") o.out = need(i);
        else if (a == "--segs") o.segs = std::strtoull(need(i), nullptr, 10);
        else if (a == "--conns") o.conns = static_cast<uint32_t>(std::strtoul(need(i), nullptr, 10));
        else if (a == "--seed") o.seed = std::strtoull(need(i), nullptr, 10);
        else if (a == "--pps") o.pps = std::atof(need(i));
        else if (a == "--loss") o.loss = std::atof(need(i));
        else if (a == "--reorder") o.reorder = std::atof(need(i));
        else if (a == "--v6") o.v6 = std::atof(need(i));
        else if (a == "--vlan") o.vlan = std::atof(need(i));
        else if (a == "--qinq") o.qinq = std::atof(need(i));
        else if (a == "--snap") o.snap = static_cast<uint32_t>(std::strtoul(need(i), nullptr, 10));
        else if (a == "--nano") o.nano = true;
        else if (a == "--ng") o.ng = true;
        else if (a == "--synflood") o.synflood = true;
        else if (a == "--mix") {
            o.bulk = o.rr = o.scan = o.reset = o.zerowin = 0;
            std::string s = need(i);
            for (size_t p = 0; p < s.size();) {
                const size_t e = std::min(s.find(',', p), s.size());
                const std::string kv = s.substr(p, e - p);
                const size_t eq = kv.find('=');
                if (eq == std::string::npos) usage(2);
                const double v = std::atof(kv.c_str() + eq + 1);
                const std::string k = kv.substr(0, eq);
                if (k == "bulk") o.bulk = v;
                else if (k == "rr") o.rr = v;
                else if (k == "scan") o.scan = v;
                else if (k == "reset") o.reset = v;
                else if (k == "zerowin") o.zerowin = v;
                else usage(2);
                p = e + 1;
            }
        } else usage(a == "-h" || a == "--help" ? 0 : 2);
    }
    if (o.segs == 0 || o.conns == 0 || o.snap < 14 || o.pps <= 0) usage(2);
    return o;
}

// ---------------------------------------------------------------- random numbers (splitmix64)
struct Rng {
    uint64_t s;
    uint64_t next() {
        uint64_t z = (s += 0x9E3779B97F4A7C15ull);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    bool chance(double p) { return unit() < p; }
    uint32_t below(uint32_t n) {  // the upper 64 bits of the 96-bit product
        const uint64_t r = next();
        const uint64_t low = (r & 0xffffffff) * n;
        return static_cast<uint32_t>(((r >> 32) * n + (low >> 32)) >> 32);
    }
    uint32_t range(uint32_t lo, uint32_t hi) { return lo + below(hi - lo + 1); }
    double lognormal(double sigma) {  // mean 1
        const double u = std::max(unit(), 1e-12), v = unit();
        const double n = std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v);
        return std::exp(sigma * n - sigma * sigma / 2);
    }
};

// ---------------------------------------------------------------- payload: a fixed 64 KiB pattern
// The byte at stream offset o is pattern[o & 0xffff], so a retransmission repeats the same bytes, and
// prefix sums give the ones'-complement sum of any slice in O(1).
class Payload {
public:
    Payload() {
        Rng r{0x7ca9};
        for (auto& b : bytes_) b = static_cast<uint8_t>(r.next());
        std::memcpy(bytes_.data() + 65536, bytes_.data(), 65536);
        for (size_t par = 0; par < 2; ++par)
            for (size_t i = 0; i + 1 < kWords; ++i)
                pre_[par][i + 1] = pre_[par][i] + word(2 * i + par);
    }
    const uint8_t* at(uint32_t off) const { return bytes_.data() + (off & 0xffff); }
    uint64_t sum(uint32_t off, uint32_t len) const {
        off &= 0xffff;
        const auto& p = pre_[off & 1];
        uint64_t s = p[off / 2 + len / 2] - p[off / 2];
        if (len & 1) s += static_cast<uint64_t>(bytes_[off + len - 1]) << 8;
        return s;
    }

private:
    static constexpr size_t kWords = 65536;
    uint64_t word(size_t i) const { return i + 1 < bytes_.size() ? (uint64_t(bytes_[i]) << 8 | bytes_[i + 1]) : 0; }
    std::array<uint8_t, 131072> bytes_{};
    std::array<std::array<uint64_t, kWords>, 2> pre_{};
};

// ---------------------------------------------------------------- packets and connections
enum Flag : uint8_t { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

struct Sack { uint32_t l, r; };

struct Pkt {
    uint64_t t;        // ns
    uint32_t seq, ack;
    uint32_t tsval, tsecr;
    uint16_t wnd, len;
    uint8_t flags, dir, nsack;
    Sack sack[3];
};

enum class Kind : uint8_t { Bulk, ReqResp, Scan, Reset, ZeroWin };

struct Conn {
    Kind kind{};
    bool v6 = false, ts = true, endless = false, done = false;
    uint8_t vlans = 0, phase = 0, sender = 0;
    std::array<uint8_t, 16> ip[2]{};
    uint16_t port[2]{}, vid[2]{};
    uint32_t iss[2]{}, nxt[2]{};   // initial and next sequence number of each side
    uint32_t tsoff[2]{};
    uint16_t mss = 1460, wnd[2]{}, ipid[2]{};
    uint64_t t = 0, rtt = 0, gap = 0;
    double budget = 0, cwnd = 10, ssthresh = 64;
    std::vector<Pkt> q;
    size_t qi = 0;
    Rng rng{0};
};

struct Stats { uint64_t segs = 0, conns = 0, rexmit = 0, unseen = 0, reordered = 0, zero = 0, dupack = 0, rst = 0; };

// ---------------------------------------------------------------- file writer
class Writer {
public:
    Writer(const Options& o, const Payload& p) : o_(o), pay_(p), buf_(1 << 22) {
        f_ = std::fopen(o.out.c_str(), "wb");
        if (!f_) { std::perror(o.out.c_str()); std::exit(1); }
        std::setvbuf(f_, nullptr, _IONBF, 0);
        if (o.ng) {
            put32(0x0A0D0D0A); put32(28); put32(0x1A2B3C4D); put16(1); put16(0); put32(~0u); put32(~0u); put32(28);
            const uint32_t len = 20 + 8 + 4;  // IDB with if_tsresol and end-of-options
            put32(1); put32(len); put16(1); put16(0); put32(o.snap);
            put16(9); put16(1); put32(o.nano ? 9 : 6);
            put32(0); put32(len);
        } else {
            put32(o.nano ? 0xA1B23C4D : 0xA1B2C3D4); put16(2); put16(4); put32(0); put32(0); put32(o.snap); put32(1);
        }
    }
    ~Writer() { flush(); std::fclose(f_); }
    uint64_t bytes() const { return total_; }

    void write(Conn& c, const Pkt& p) {
        if (pos_ + 70000 > buf_.size()) flush();
        const bool syn = p.flags & SYN;
        uint8_t h[128];
        uint32_t n = 0;
        // Ethernet
        const uint8_t mac[2][6] = {{2, 0, 0x5e, 0, 0, 1}, {2, 0, 0x5e, 0, 0, 2}};
        std::memcpy(h, mac[!p.dir], 6);
        std::memcpy(h + 6, mac[p.dir], 6);
        n = 12;
        for (int i = 0; i < c.vlans; ++i) {
            be16(h + n, (c.vlans == 2 && i == 0) ? 0x88a8 : 0x8100);
            be16(h + n + 2, c.vid[i]);
            n += 4;
        }
        be16(h + n, c.v6 ? 0x86dd : 0x0800);
        n += 2;
        // TCP options
        uint8_t opt[40];
        uint32_t on = 0;
        if (syn) {
            opt[0] = 2; opt[1] = 4; be16(opt + 2, c.mss);
            on = 4;
            if (c.ts) {
                opt[4] = 4; opt[5] = 2; opt[6] = 8; opt[7] = 10; be32(opt + 8, p.tsval); be32(opt + 12, p.tsecr);
                opt[16] = 1; opt[17] = 3; opt[18] = 3; opt[19] = 7;
                on = 20;
            }
        } else if (c.ts && !(p.flags & RST)) {
            opt[0] = opt[1] = 1; opt[2] = 8; opt[3] = 10; be32(opt + 4, p.tsval); be32(opt + 8, p.tsecr);
            on = 12;
            if (p.nsack) {
                opt[12] = opt[13] = 1; opt[14] = 5; opt[15] = static_cast<uint8_t>(2 + 8 * p.nsack);
                on = 16;
                for (int i = 0; i < p.nsack && i < 3; ++i, on += 8) { be32(opt + on, p.sack[i].l); be32(opt + on + 4, p.sack[i].r); }
            }
        }
        const uint32_t tcplen = 20 + on + p.len;
        uint64_t sum = 6 + tcplen;
        if (c.v6) {
            uint8_t* ip = h + n;
            std::memset(ip, 0, 8);
            ip[0] = 0x60; be16(ip + 4, tcplen); ip[6] = 6; ip[7] = 64;
            std::memcpy(ip + 8, c.ip[p.dir].data(), 16);
            std::memcpy(ip + 24, c.ip[!p.dir].data(), 16);
            sum += words(ip + 8, 32);
            n += 40;
        } else {
            uint8_t* ip = h + n;
            ip[0] = 0x45; ip[1] = 0; be16(ip + 2, 20 + tcplen); be16(ip + 4, c.ipid[p.dir]++); be16(ip + 6, 0x4000);
            ip[8] = 64; ip[9] = 6; be16(ip + 10, 0);
            std::memcpy(ip + 12, c.ip[p.dir].data(), 4);
            std::memcpy(ip + 16, c.ip[!p.dir].data(), 4);
            be16(ip + 10, fold(words(ip, 20)));
            sum += words(ip + 12, 8);
            n += 20;
        }
        uint8_t* t = h + n;
        be16(t, c.port[p.dir]); be16(t + 2, c.port[!p.dir]); be32(t + 4, p.seq); be32(t + 8, p.ack);
        t[12] = static_cast<uint8_t>((5 + on / 4) << 4); t[13] = p.flags; be16(t + 14, p.wnd); be32(t + 16, 0);
        std::memcpy(t + 20, opt, on);
        const uint32_t off = p.seq - c.iss[p.dir] - 1;
        sum += words(t, 20 + on) + pay_.sum(off, p.len);
        be16(t + 16, fold(sum));
        n += 20 + on;
        const uint32_t raw = n + p.len, wire = std::max(raw, 60u), cap = std::min(wire, o_.snap);
        const uint64_t unit = o_.nano ? 1 : 1000;
        if (o_.ng) {
            const uint64_t ts = (kEpoch * 1000000000ull + p.t) / unit;
            const uint32_t bl = 32 + ((cap + 3) & ~3u);
            put32(6); put32(bl); put32(0); put32(static_cast<uint32_t>(ts >> 32)); put32(static_cast<uint32_t>(ts));
            put32(cap); put32(wire);
            body(h, n, off, p.len, cap);
            for (uint32_t i = cap; i & 3; ++i) buf_[pos_++] = 0;
            put32(bl);
        } else {
            put32(static_cast<uint32_t>(kEpoch + p.t / 1000000000ull));
            put32(static_cast<uint32_t>(p.t % 1000000000ull / unit));
            put32(cap); put32(wire);
            body(h, n, off, p.len, cap);
        }
    }

private:
    static constexpr uint64_t kEpoch = 1700000000;
    static void be16(uint8_t* p, uint32_t v) { p[0] = static_cast<uint8_t>(v >> 8); p[1] = static_cast<uint8_t>(v); }
    static void be32(uint8_t* p, uint32_t v) { be16(p, v >> 16); be16(p + 2, v & 0xffff); }
    static uint64_t words(const uint8_t* p, uint32_t n) {
        uint64_t s = 0;
        for (uint32_t i = 0; i < n; i += 2) s += static_cast<uint64_t>(p[i]) << 8 | p[i + 1];
        return s;
    }
    static uint32_t fold(uint64_t s) {
        while (s >> 16) s = (s & 0xffff) + (s >> 16);
        return static_cast<uint32_t>(~s & 0xffff);
    }
    void put16(uint16_t v) { std::memcpy(&buf_[pos_], &v, 2); pos_ += 2; }
    void put32(uint32_t v) { std::memcpy(&buf_[pos_], &v, 4); pos_ += 4; }
    void body(const uint8_t* h, uint32_t n, uint32_t off, uint32_t len, uint32_t cap) {
        const uint32_t a = std::min(n, cap);
        std::memcpy(&buf_[pos_], h, a);
        const uint32_t b = std::min(len, cap - a);
        std::memcpy(&buf_[pos_ + a], pay_.at(off), b);
        if (a + b < cap) std::memset(&buf_[pos_ + a + b], 0, cap - a - b);
        pos_ += cap;
    }
    void flush() {
        if (pos_ && std::fwrite(buf_.data(), 1, pos_, f_) != pos_) { std::perror("write"); std::exit(1); }
        total_ += pos_;
        pos_ = 0;
    }
    const Options& o_;
    const Payload& pay_;
    std::vector<uint8_t> buf_;
    size_t pos_ = 0;
    uint64_t total_ = 0;
    FILE* f_;
};

// ---------------------------------------------------------------- the model
class Model {
public:
    Model(const Options& o, Writer& w) : o_(o), w_(w), rng_{o.seed} {}
    Stats run() {
        if (o_.synflood) flood();
        else mixed();
        return st_;
    }

private:
    static constexpr uint64_t us = 1000, ms = 1000000, sec = 1000000000;
    const Options& o_;
    Writer& w_;
    Rng rng_;
    Stats st_;

    static uint32_t tsv(const Conn& c, int dir, uint64_t t) { return c.tsoff[dir] + static_cast<uint32_t>(t / ms); }

    void push(Conn& c, uint64_t t, int dir, uint8_t flags, uint32_t seq, uint32_t ack, uint16_t len = 0, int wnd = -1) {
        Pkt p{};
        p.t = t; p.dir = static_cast<uint8_t>(dir); p.flags = flags; p.seq = seq; p.ack = (flags & ACK) ? ack : 0;
        p.len = len; p.wnd = wnd < 0 ? c.wnd[dir] : static_cast<uint16_t>(wnd);
        p.tsval = tsv(c, dir, t);
        p.tsecr = (flags & ACK) ? tsv(c, !dir, t - std::min(t, c.rtt / 2)) : 0;
        if (flags & RST) ++st_.rst;
        c.q.push_back(p);
    }

    void addresses(Conn& c, uint32_t id) {
        c.v6 = rng_.chance(o_.v6);
        c.vlans = rng_.chance(o_.qinq) ? 2 : rng_.chance(o_.vlan) ? 1 : 0;
        c.vid[0] = static_cast<uint16_t>(rng_.range(2, 60));
        c.vid[1] = static_cast<uint16_t>(rng_.range(100, 160));
        const uint32_t client = rng_.below(4000), server = rng_.below(200);
        if (c.v6) {
            c.ip[0] = {0x20, 1, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, uint8_t(client >> 8), uint8_t(client)};
            c.ip[1] = {0x20, 1, 0x0d, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, uint8_t(server)};
        } else {
            c.ip[0] = {10, uint8_t(client >> 8), uint8_t(client), 9};
            c.ip[1] = {192, 0, 2, uint8_t(server)};
        }
        static constexpr uint16_t ports[] = {443, 443, 443, 80, 22, 5432, 8080, 25};
        c.port[0] = static_cast<uint16_t>(1024 + (id * 7919u + rng_.below(512)) % 64000);
        c.port[1] = ports[rng_.below(8)];
        for (int d = 0; d < 2; ++d) {
            c.iss[d] = static_cast<uint32_t>(rng_.next());
            c.nxt[d] = c.iss[d];
            c.tsoff[d] = static_cast<uint32_t>(rng_.next());
            c.wnd[d] = static_cast<uint16_t>(rng_.range(229, 4096));
            c.ipid[d] = static_cast<uint16_t>(rng_.next());
        }
    }

    void start(Conn& c, uint32_t id, uint64_t t, double mean, bool last) {
        auto q = std::move(c.q);
        c = Conn{};
        c.q = std::move(q);
        c.q.clear();
        addresses(c, id);
        const double all = o_.bulk + o_.rr + o_.scan + o_.reset + o_.zerowin;
        double u = rng_.unit() * all;
        c.kind = (u -= o_.bulk) < 0 ? Kind::Bulk : (u -= o_.rr) < 0 ? Kind::ReqResp : (u -= o_.scan) < 0 ? Kind::Scan
               : (u -= o_.reset) < 0 ? Kind::Reset : Kind::ZeroWin;
        if (last) { c.kind = Kind::Bulk; c.endless = true; }
        c.ts = !rng_.chance(0.1);
        c.rtt = static_cast<uint64_t>((2 + 38 * rng_.unit()) * ms);
        c.gap = rng_.range(5, 60) * us;
        c.mss = c.v6 ? 1440 : 1460;
        c.t = t;
        c.sender = rng_.chance(0.75) ? 1 : 0;
        c.budget = std::max(4.0, mean * rng_.lognormal(1.2));
        if (o_.conns == 1) c.ssthresh = 256;
        c.rng = Rng{rng_.next()};
        ++st_.conns;
        refill(c);
    }

    uint16_t payload(const Conn& c) const { return static_cast<uint16_t>(c.mss - (c.ts ? 12 : 0)); }

    // one whole request or reply of n bytes from side d, with delayed ACKs; no loss
    void message(Conn& c, int d, uint32_t n) {
        uint32_t k = 0;
        const uint16_t full = payload(c);
        while (n) {
            const uint16_t l = static_cast<uint16_t>(std::min<uint32_t>(n, full));
            n -= l;
            push(c, c.t, d, n ? ACK : ACK | PSH, c.nxt[d], c.nxt[!d], l);
            c.nxt[d] += l;
            c.t += c.gap;
            if (++k % 2 == 0 && n) push(c, c.t + c.rtt / 2, !d, ACK, c.nxt[!d], c.nxt[d]);
        }
        c.t += c.rtt / 2;
        push(c, c.t, !d, ACK, c.nxt[!d], c.nxt[d]);
        c.t += c.rtt / 2;
    }

    bool handshake(Conn& c) {
        Rng& r = c.rng;
        if (r.chance(o_.loss)) {  // the first SYN is lost
            push(c, c.t, 0, SYN, c.iss[0], 0, 0, 64240);
            ++st_.rexmit;
            c.t += sec;
        }
        push(c, c.t, 0, SYN, c.iss[0], 0, 0, 64240);
        c.t += c.rtt / 2;
        push(c, c.t, 1, SYN | ACK, c.iss[1], c.iss[0] + 1, 0, 65160);
        c.nxt[0] = c.iss[0] + 1;
        c.nxt[1] = c.iss[1] + 1;
        c.t += c.rtt / 2;
        push(c, c.t, 0, ACK, c.nxt[0], c.nxt[1]);
        c.t += 30 * us;
        return true;
    }

    void finish(Conn& c) {
        Rng& r = c.rng;
        const int d = r.chance(0.5);
        c.done = true;
        const double u = r.unit();
        if (u < 0.04) {  // simultaneous close
            push(c, c.t, 0, FIN | ACK, c.nxt[0], c.nxt[1]);
            push(c, c.t + 10 * us, 1, FIN | ACK, c.nxt[1], c.nxt[0]);
            push(c, c.t + c.rtt / 2, 1, ACK, c.nxt[1] + 1, c.nxt[0] + 1);
            push(c, c.t + c.rtt / 2 + 10 * us, 0, ACK, c.nxt[0] + 1, c.nxt[1] + 1);
            return;
        }
        push(c, c.t, d, FIN | ACK, c.nxt[d], c.nxt[!d]);
        ++c.nxt[d];
        c.t += c.rtt / 2;
        if (u < 0.08) {  // FIN lost once
            c.t += 220 * ms;
            push(c, c.t, d, FIN | ACK, c.nxt[d] - 1, c.nxt[!d]);
            ++st_.rexmit;
            c.t += c.rtt / 2;
        }
        if (u < 0.5) {  // ACK and FIN apart, now and then with half-closed data
            push(c, c.t, !d, ACK, c.nxt[!d], c.nxt[d]);
            if (u < 0.15) message(c, !d, r.range(1, 4000));
            else c.t += r.range(50, 5000) * us;
        }
        push(c, c.t, !d, FIN | ACK, c.nxt[!d], c.nxt[d]);
        ++c.nxt[!d];
        c.t += c.rtt / 2;
        push(c, c.t, d, ACK, c.nxt[d], c.nxt[!d]);
    }

    void scan(Conn& c) {
        const double u = c.rng.unit();
        c.done = true;
        push(c, c.t, 0, SYN, c.iss[0], 0, 0, 1024);
        if (u < 0.6) push(c, c.t + c.rtt / 2, 1, RST | ACK, 0, c.iss[0] + 1, 0, 0);
        else if (u < 0.8) {
            push(c, c.t + sec, 0, SYN, c.iss[0], 0, 0, 1024);
            push(c, c.t + 3 * sec, 0, SYN, c.iss[0], 0, 0, 1024);
            st_.rexmit += 2;
        } else {
            push(c, c.t + c.rtt / 2, 1, SYN | ACK, c.iss[1], c.iss[0] + 1, 0, 65160);
            push(c, c.t + c.rtt, 0, RST, c.iss[0] + 1, 0, 0, 0);
        }
    }

    // one flight of a bulk transfer: send cwnd segments, let the receiver answer, repair the losses
    void flight(Conn& c) {
        struct Sent { uint64_t t; uint32_t seq; uint16_t len; bool lost; };
        Rng& r = c.rng;
        const int s = c.sender, d = !s;
        const uint16_t full = payload(c);
        const uint32_t want = static_cast<uint32_t>(std::max(1.0, c.endless ? c.cwnd : std::min(c.cwnd, c.budget)));
        static thread_local std::vector<Sent> v;
        v.clear();
        uint64_t t = c.t;
        const uint32_t first = c.nxt[s];
        for (uint32_t i = 0; i < want; ++i, t += c.gap) {
            Sent e{t, c.nxt[s], full, r.chance(o_.loss)};
            if (r.chance(o_.reorder)) { e.t += 3 * c.gap + c.gap / 2; ++st_.reordered; }
            c.nxt[s] += full;
            if (e.lost && r.chance(0.5)) ++st_.unseen;  // lost before the capture point
            else push(c, e.t, s, i + 1 == want ? ACK | PSH : ACK, e.seq, c.nxt[d], full);
            v.push_back(e);
        }
        c.budget -= want;
        std::stable_sort(v.begin(), v.end(), [](const Sent& a, const Sent& b) { return a.t < b.t; });
        // receiver
        uint32_t rcv = first, pending = 0, dups = 0;
        std::vector<Sack> ooo;  // sorted
        uint64_t last = c.t, rex = 0;
        auto ack = [&](uint64_t at) {
            push(c, at, d, ACK, c.nxt[d], rcv);
            auto& p = c.q.back();
            if (c.ts)
                for (size_t i = 0; i < ooo.size() && i < 3; ++i) p.sack[p.nsack++] = ooo[ooo.size() - 1 - i];
            last = std::max(last, at);
        };
        auto arrive = [&](uint64_t at, uint32_t seq, uint32_t len) {
            if (seq == rcv) {
                rcv += len;
                const bool filled = !ooo.empty();
                if (filled && ooo.front().l == rcv) { rcv = ooo.front().r; ooo.erase(ooo.begin()); }
                if (++pending == 2 || filled) { ack(at); pending = 0; }
            } else if (static_cast<int32_t>(seq - rcv) > 0) {
                if (!ooo.empty() && ooo.back().r == seq) ooo.back().r += len;
                else if (ooo.empty() || static_cast<int32_t>(seq - ooo.back().r) > 0) ooo.push_back({seq, seq + len});
                else {  // a late segment between two blocks: rebuild
                    ooo.push_back({seq, seq + len});
                    std::sort(ooo.begin(), ooo.end(), [](Sack a, Sack b) { return static_cast<int32_t>(a.l - b.l) < 0; });
                    for (size_t i = 1; i < ooo.size();)
                        if (ooo[i - 1].r == ooo[i].l) { ooo[i - 1].r = ooo[i].r; ooo.erase(ooo.begin() + static_cast<long>(i)); }
                        else ++i;
                }
                ack(at);
                ++st_.dupack;
                if (++dups == 3) rex = at + c.rtt / 2;
                pending = 0;
            }
        };
        const uint64_t half = c.rtt / 2;
        for (const Sent& e : v)
            if (!e.lost) arrive(e.t + half, e.seq, e.len);
        if (pending) { ack(v.back().t + half + std::min<uint64_t>(40 * ms, c.rtt)); pending = 0; }
        bool repaired = false;
        for (const Sent& e : v) {
            if (!e.lost) continue;
            uint64_t at = rex ? rex : last + 200 * ms + c.rtt;  // fast retransmit or RTO
            if (rex) rex += c.gap;
            if (r.chance(o_.loss)) { push(c, at, s, ACK, e.seq, c.nxt[d], e.len); at += 2 * (200 * ms + c.rtt); ++st_.rexmit; rex = 0; }
            push(c, at, s, ACK, e.seq, c.nxt[d], e.len);
            ++st_.rexmit;
            pending = 1;
            arrive(at + half, e.seq, e.len);
            repaired = true;
            last = std::max(last, at + half);
        }
        if (repaired) { c.ssthresh = std::max(4.0, c.cwnd / 2); c.cwnd = c.ssthresh; }
        else c.cwnd = c.cwnd < c.ssthresh ? c.cwnd * 2 : std::min(c.cwnd + 1, o_.conns == 1 ? 512.0 : 128.0);
        c.t = std::max(last, t) + half;
        if (c.kind == Kind::ZeroWin && r.chance(0.3)) {  // the receiver's buffer fills, then opens again
            uint64_t z = last + 20 * us;
            push(c, z, d, ACK, c.nxt[d], rcv, 0, 0);
            for (uint64_t wait = 200 * ms, i = r.range(1, 3); i; --i, wait *= 2) {
                z += wait;
                push(c, z, s, ACK, c.nxt[s] - 1, c.nxt[d]);            // window probe, as Linux sends it
                push(c, z + half, d, ACK, c.nxt[d], rcv, 0, 0);
                ++st_.zero;
            }
            z += c.rtt + r.range(1, 50) * ms;
            push(c, z, d, ACK, c.nxt[d], rcv);                          // window update
            c.t = z + half;
        }
    }

    void refill(Conn& c) {
        c.q.clear();
        c.qi = 0;
        if (c.done) return;
        switch (c.kind) {
        case Kind::Scan: scan(c); break;
        case Kind::ReqResp:
            handshake(c);
            for (uint32_t i = c.rng.range(1, 3); i; --i) {
                message(c, 0, c.rng.range(90, 900));
                c.t += c.rng.range(100, 20000) * us;
                message(c, 1, c.rng.range(150, 9000));
                c.t += c.rng.range(100, 50000) * us;
            }
            finish(c);
            break;
        case Kind::Reset:
            handshake(c);
            message(c, 0, c.rng.range(90, 900));
            message(c, 1, c.rng.range(150, 4000));
            push(c, c.t, c.rng.chance(0.5), RST | ACK, 0, 0);
            c.q.back().seq = c.nxt[c.q.back().dir];
            c.q.back().ack = c.nxt[!c.q.back().dir];
            c.done = true;
            break;
        case Kind::Bulk:
        case Kind::ZeroWin:
            if (c.phase == 0) {
                handshake(c);
                if (c.sender == 1) message(c, 0, c.rng.range(90, 500));
                c.phase = 1;
            } else if (c.endless || c.budget > 0) flight(c);
            else finish(c);
            break;
        }
        std::stable_sort(c.q.begin(), c.q.end(), [](const Pkt& a, const Pkt& b) { return a.t < b.t; });
        if (!c.q.empty()) c.t = std::max(c.t, c.q.back().t + 1);
    }

    void mixed() {
        // mean data segments of a bulk connection, so that the whole comes near --segs (about 1.55 segments per data segment)
        const double all = o_.bulk + o_.rr + o_.scan + o_.reset + o_.zerowin;
        const double fixed = (o_.rr * 28 + o_.scan * 2.2 + o_.reset * 10) / all * o_.conns;
        const double nbulk = std::max(1.0, (o_.bulk + o_.zerowin) / all * o_.conns);
        const double mean = std::max(6.0, (static_cast<double>(o_.segs) - fixed) / nbulk / 1.55 - 8);
        const double span = static_cast<double>(o_.segs) / o_.pps * sec;
        struct Ev { uint64_t t; uint32_t c; };
        auto later = [](const Ev& a, const Ev& b) { return a.t != b.t ? a.t > b.t : a.c > b.c; };
        std::priority_queue<Ev, std::vector<Ev>, decltype(later)> heap(later);
        std::vector<std::unique_ptr<Conn>> pool;
        std::vector<uint32_t> idle;
        uint32_t id = 0;
        auto arrival = [&](uint32_t i) { return static_cast<uint64_t>(span * i / o_.conns); };
        while (st_.segs < o_.segs) {
            if (id < o_.conns && (heap.empty() || arrival(id) <= heap.top().t)) {
                if (idle.empty()) { idle.push_back(static_cast<uint32_t>(pool.size())); pool.push_back(std::make_unique<Conn>()); }
                const uint32_t k = idle.back();
                idle.pop_back();
                start(*pool[k], id, arrival(id), mean, id + 1 == o_.conns);
                ++id;
                heap.push({pool[k]->q[0].t, k});
                continue;
            }
            const Ev e = heap.top();
            heap.pop();
            Conn& c = *pool[e.c];
            // write this connection's packets as long as it is the earliest
            for (;;) {
                w_.write(c, c.q[c.qi++]);
                if (++st_.segs >= o_.segs) return;
                if (c.qi == c.q.size()) {
                    refill(c);
                    if (c.q.empty()) { idle.push_back(e.c); break; }
                }
                const uint64_t t = c.q[c.qi].t;
                if ((!heap.empty() && heap.top().t < t) || (id < o_.conns && arrival(id) <= t)) { heap.push({t, e.c}); break; }
            }
        }
    }

    void flood() {
        Conn c;
        c.ts = false;
        c.ip[1] = {192, 0, 2, 80};
        c.port[1] = 80;
        const uint64_t step = static_cast<uint64_t>(sec / o_.pps);
        for (uint64_t i = 0; i < o_.segs; ++i) {
            // an odd multiplier permutes the 32-bit numbers: every source address is different
            const uint32_t a = static_cast<uint32_t>(i * 2654435761u + o_.seed);
            c.ip[0] = {uint8_t(a >> 24), uint8_t(a >> 16), uint8_t(a >> 8), uint8_t(a)};
            c.port[0] = static_cast<uint16_t>(rng_.range(1024, 65535));
            c.iss[0] = static_cast<uint32_t>(rng_.next());
            Pkt p{};
            p.t = i * step;
            p.seq = c.iss[0];
            p.wnd = 1024;
            p.flags = SYN;
            w_.write(c, p);
            ++st_.segs;
            ++st_.conns;
        }
    }
};

}  // namespace

int main(int argc, char** argv) {
    const Options o = parse(argc, argv);
    const auto pay = std::make_unique<Payload>();
    Stats st;
    {
        Writer w(o, *pay);
        st = Model(o, w).run();
    }
    std::fprintf(stderr, "%s: segs %llu conns %llu rexmit %llu lost-unseen %llu reordered %llu probes %llu dupacks %llu rst %llu\n",
                 o.out.c_str(), static_cast<unsigned long long>(st.segs), static_cast<unsigned long long>(st.conns), static_cast<unsigned long long>(st.rexmit),
                 static_cast<unsigned long long>(st.unseen), static_cast<unsigned long long>(st.reordered), static_cast<unsigned long long>(st.zero),
                 static_cast<unsigned long long>(st.dupack), static_cast<unsigned long long>(st.rst));
    return 0;
}
