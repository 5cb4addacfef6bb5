#include "app/capture_helper/privileges.h"

#include <cerrno>
#include <cstring>
#include <linux/sockios.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>

namespace {

/// Reading the ring, writing the pipe, waiting, memory, time, signals and the end.
constexpr int kAllowed[] = {
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(close), SCMP_SYS(brk), SCMP_SYS(munmap),
    SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(getsockname), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
#ifdef TCPLENS_SANITIZED
    SCMP_SYS(sigaltstack), // what -fsanitize puts into the program does this at the end
#endif
};

/// Tried by libpcap and the C library on the way; they go on without.
constexpr int kRefused[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(fstat), SCMP_SYS(newfstatat)};

struct Release {
    void operator()(void* context) const { seccomp_release(context); }
};

/// Allows the call where this argument has that value.
int allowWith(scmp_filter_ctx context, int call, const scmp_arg_cmp& condition)
{
    return seccomp_rule_add_array(context, SCMP_ACT_ALLOW, call, 1, &condition);
}

int allow(scmp_filter_ctx context)
{
    int result = 0;
    for (const int call : kAllowed)
        result = result != 0 ? result : seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0);
    for (const int call : kRefused)
        result = result != 0 ? result : seccomp_rule_add(context, SCMP_ACT_ERRNO(EACCES), call, 0);
    // Memory, never executable.
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
        result = result != 0 ? result : allowWith(context, call, {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0});
    // Whether the device is still there, what its error was, and how many packets were dropped.
    for (const scmp_datum_t request : {scmp_datum_t(SIOCGIFNAME), scmp_datum_t(SIOCGIFINDEX), scmp_datum_t(SIOCGIFFLAGS)})
        result = result != 0 ? result : allowWith(context, SCMP_SYS(ioctl), {1, SCMP_CMP_EQ, request, 0});
    for (const scmp_datum_t level : {scmp_datum_t(SOL_SOCKET), scmp_datum_t(SOL_PACKET)})
        result = result != 0 ? result : allowWith(context, SCMP_SYS(getsockopt), {1, SCMP_CMP_EQ, level, 0});
    return result;
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
