#include "app/capture_helper/privileges.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <linux/sockios.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>

namespace {

/// Reading the ring, writing the pipe, waiting, memory, time, signals and the end. By name: which of them there are differs between
/// architectures (those of 32 bits have the ones with 64 in their names), and the others are left out.
constexpr const char* kAllowed[] = {
    "read", "write", "writev", "poll", "ppoll", "ppoll_time64", "close", "brk", "munmap", "mremap", "madvise", "futex", "futex_time64",
    "clock_gettime", "clock_gettime64", "gettimeofday", "rt_sigreturn", "sigreturn", "rt_sigprocmask", "getsockname", "restart_syscall",
    "exit", "exit_group",
#ifdef TCPLENS_SANITIZED
    "sigaltstack", // what -fsanitize puts into the program does this at the end
#endif
};

/// Tried by libpcap and the C library on the way; they go on without.
constexpr const char* kRefused[] = {"open", "openat", "fstat", "fstat64", "newfstatat", "fstatat64", "statx"};

struct Release {
    void operator()(void* context) const { seccomp_release(context); }
};

/// Adds rules until one fails.
class Rules {
public:
    explicit Rules(scmp_filter_ctx context) : m_context(context) {}
    void add(std::uint32_t action, const char* name)
    {
        const int call = seccomp_syscall_resolve_name(name);
        if (m_result == 0 && call != __NR_SCMP_ERROR) // libseccomp is older than the call
            m_result = seccomp_rule_add(m_context, action, call, 0);
    }
    /// Allows the call where this argument has that value.
    void allowWith(const char* name, const scmp_arg_cmp& condition)
    {
        const int call = seccomp_syscall_resolve_name(name);
        if (m_result == 0 && call != __NR_SCMP_ERROR)
            m_result = seccomp_rule_add_array(m_context, SCMP_ACT_ALLOW, call, 1, &condition);
    }
    int result() const { return m_result; }

private:
    scmp_filter_ctx m_context;
    int m_result = 0;
};

int allow(scmp_filter_ctx context)
{
    Rules rules(context);
    for (const char* name : kAllowed)
        rules.add(SCMP_ACT_ALLOW, name);
    for (const char* name : kRefused)
        rules.add(SCMP_ACT_ERRNO(EACCES), name);
    // Memory, never executable. Where there is mmap2, mmap is an old call with other arguments.
    const bool hasMmap2 = seccomp_syscall_resolve_name("mmap2") >= 0;
    for (const char* name : {hasMmap2 ? "mmap2" : "mmap", "mprotect"})
        rules.allowWith(name, {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0});
    // Whether the device is still there, what its error was, and how many packets were dropped.
    for (const scmp_datum_t request : {scmp_datum_t(SIOCGIFNAME), scmp_datum_t(SIOCGIFINDEX), scmp_datum_t(SIOCGIFFLAGS)})
        rules.allowWith("ioctl", {1, SCMP_CMP_EQ, request, 0});
#ifdef __i386__ // the C library may call it through socketcall, whose arguments no filter can see
    rules.add(SCMP_ACT_ALLOW, "getsockopt");
#else
    for (const scmp_datum_t level : {scmp_datum_t(SOL_SOCKET), scmp_datum_t(SOL_PACKET)})
        rules.allowWith("getsockopt", {1, SCMP_CMP_EQ, level, 0});
#endif
    return rules.result();
}

} // namespace

std::optional<Error> enterSandbox()
{
    const std::unique_ptr<void, Release> context(seccomp_init(SCMP_ACT_KILL_PROCESS));
    int result = context ? allow(context.get()) : -ENOMEM;
    if (result == 0)
        result = seccomp_load(context.get());
    if (result == 0)
        return std::nullopt;
    return Error{std::string("The capture helper could not enter its sandbox: ") + std::strerror(-result) + '.',
                 "The kernel needs CONFIG_SECCOMP_FILTER; without it the helper does not capture."};
}
