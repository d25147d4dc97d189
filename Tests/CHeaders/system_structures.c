/* Structures of the calls that administer processes and the kernel, and where their bits lie. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <asm/ldt.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/kcmp.h>
#include <linux/kexec.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <linux/sched/types.h>
#include <linux/seccomp.h>
#include <linux/sysctl.h>
#include <linux/sysinfo.h>
#include <linux/timex.h>
#include <linux/uio.h>

#include "tables.h"

#define S(name, tag) { #name, 0, sizeof(struct tag) }
#define F(name, tag, member) { #name "." #member, offsetof(struct tag, member), sizeof(((struct tag *)0)->member) }

const struct cheaders_extent system_extents[] = {
  S(sysinfo, sysinfo),
  F(sysinfo, sysinfo, uptime),
  F(sysinfo, sysinfo, loads),
  F(sysinfo, sysinfo, totalram),
  F(sysinfo, sysinfo, freeram),
  F(sysinfo, sysinfo, sharedram),
  F(sysinfo, sysinfo, bufferram),
  F(sysinfo, sysinfo, totalswap),
  F(sysinfo, sysinfo, freeswap),
  F(sysinfo, sysinfo, procs),
  F(sysinfo, sysinfo, totalhigh),
  F(sysinfo, sysinfo, freehigh),
  F(sysinfo, sysinfo, mem_unit),
  S(__user_cap_header_struct, __user_cap_header_struct),
  F(__user_cap_header_struct, __user_cap_header_struct, version),
  F(__user_cap_header_struct, __user_cap_header_struct, pid),
  S(timex, __kernel_timex),
  F(timex, __kernel_timex, modes),
  F(timex, __kernel_timex, offset),
  F(timex, __kernel_timex, freq),
  F(timex, __kernel_timex, maxerror),
  F(timex, __kernel_timex, esterror),
  F(timex, __kernel_timex, status),
  F(timex, __kernel_timex, constant),
  F(timex, __kernel_timex, precision),
  F(timex, __kernel_timex, tolerance),
  F(timex, __kernel_timex, time),
  F(timex, __kernel_timex, tick),
  F(timex, __kernel_timex, ppsfreq),
  F(timex, __kernel_timex, jitter),
  F(timex, __kernel_timex, shift),
  F(timex, __kernel_timex, stabil),
  F(timex, __kernel_timex, jitcnt),
  F(timex, __kernel_timex, calcnt),
  F(timex, __kernel_timex, errcnt),
  F(timex, __kernel_timex, stbcnt),
  F(timex, __kernel_timex, tai),
  S(iovec, iovec),
  F(iovec, iovec, iov_base),
  F(iovec, iovec, iov_len),
  S(ptrace_peeksiginfo_args, ptrace_peeksiginfo_args),
  F(ptrace_peeksiginfo_args, ptrace_peeksiginfo_args, off),
  F(ptrace_peeksiginfo_args, ptrace_peeksiginfo_args, flags),
  F(ptrace_peeksiginfo_args, ptrace_peeksiginfo_args, nr),
  S(seccomp_metadata, seccomp_metadata),
  F(seccomp_metadata, seccomp_metadata, filter_off),
  F(seccomp_metadata, seccomp_metadata, flags),
  S(kcmp_epoll_slot, kcmp_epoll_slot),
  F(kcmp_epoll_slot, kcmp_epoll_slot, efd),
  F(kcmp_epoll_slot, kcmp_epoll_slot, tfd),
  F(kcmp_epoll_slot, kcmp_epoll_slot, toff),
  S(kexec_segment, kexec_segment),
  F(kexec_segment, kexec_segment, buf),
  F(kexec_segment, kexec_segment, bufsz),
  F(kexec_segment, kexec_segment, mem),
  F(kexec_segment, kexec_segment, memsz),
  S(__sysctl_args, __sysctl_args),
  F(__sysctl_args, __sysctl_args, name),
  F(__sysctl_args, __sysctl_args, nlen),
  F(__sysctl_args, __sysctl_args, oldval),
  F(__sysctl_args, __sysctl_args, oldlenp),
  F(__sysctl_args, __sysctl_args, newval),
  F(__sysctl_args, __sysctl_args, newlen),
  S(seccomp_notif_sizes, seccomp_notif_sizes),
  F(seccomp_notif_sizes, seccomp_notif_sizes, seccomp_notif),
  F(seccomp_notif_sizes, seccomp_notif_sizes, seccomp_notif_resp),
  F(seccomp_notif_sizes, seccomp_notif_sizes, seccomp_data),
  S(futex_waitv, futex_waitv),
  F(futex_waitv, futex_waitv, val),
  F(futex_waitv, futex_waitv, uaddr),
  F(futex_waitv, futex_waitv, flags),
  S(sched_attr, sched_attr),
  S(user_desc, user_desc),
  S(landlock_path_beneath_attr, landlock_path_beneath_attr),
  S(perf_event_attr, perf_event_attr),
  F(sched_attr, sched_attr, size),
  F(sched_attr, sched_attr, sched_policy),
  F(sched_attr, sched_attr, sched_flags),
  F(sched_attr, sched_attr, sched_nice),
  F(sched_attr, sched_attr, sched_priority),
  F(sched_attr, sched_attr, sched_runtime),
  F(sched_attr, sched_attr, sched_deadline),
  F(sched_attr, sched_attr, sched_period),
  F(sched_attr, sched_attr, sched_util_min),
  F(sched_attr, sched_attr, sched_util_max),
  F(user_desc, user_desc, entry_number),
  F(user_desc, user_desc, base_addr),
  F(user_desc, user_desc, limit),
  F(landlock_ruleset_attr, landlock_ruleset_attr, handled_access_fs),
  F(landlock_path_beneath_attr, landlock_path_beneath_attr, allowed_access),
  F(landlock_path_beneath_attr, landlock_path_beneath_attr, parent_fd),
  F(perf_event_attr, perf_event_attr, type),
  F(perf_event_attr, perf_event_attr, size),
  F(perf_event_attr, perf_event_attr, config),
  F(perf_event_attr, perf_event_attr, sample_period),
  F(perf_event_attr, perf_event_attr, sample_freq),
  F(perf_event_attr, perf_event_attr, sample_type),
  F(perf_event_attr, perf_event_attr, read_format),
  F(perf_event_attr, perf_event_attr, wakeup_events),
  F(perf_event_attr, perf_event_attr, wakeup_watermark),
  F(perf_event_attr, perf_event_attr, bp_type),
  F(perf_event_attr, perf_event_attr, config1),
  F(perf_event_attr, perf_event_attr, bp_addr),
  F(perf_event_attr, perf_event_attr, config2),
  F(perf_event_attr, perf_event_attr, bp_len),
  F(perf_event_attr, perf_event_attr, branch_sample_type),
  F(perf_event_attr, perf_event_attr, sample_regs_user),
  F(perf_event_attr, perf_event_attr, sample_stack_user),
  F(perf_event_attr, perf_event_attr, clockid),
  F(perf_event_attr, perf_event_attr, sample_regs_intr),
  F(perf_event_attr, perf_event_attr, aux_watermark),
  F(perf_event_attr, perf_event_attr, sample_max_stack),
  F(perf_event_attr, perf_event_attr, aux_sample_size),
  F(perf_event_attr, perf_event_attr, sig_data),
  { "bpf_attr", 0, sizeof(union bpf_attr) },
};
const int system_extent_count = COUNT(system_extents);

/* A word of the structure in which only the member's bits are set. */
#define B(tag, member, offset)                                                    \
  if (strcmp(name, #tag "." #member) == 0) {                                      \
    const size_t rest = sizeof(struct tag) - (offset);                            \
    struct tag value;                                                             \
    memset(&value, 0, sizeof(value));                                             \
    value.member = all;                                                           \
    memcpy(&bits, (const char *)&value + (offset), rest < sizeof(bits) ? rest : sizeof(bits)); \
    return bits;                                                                  \
  }

uint64_t cheaders_bits(const char *name) {
  uint64_t all = UINT64_MAX;
  uint64_t bits = 0;
  B(user_desc, seg_32bit, 12)
  B(user_desc, contents, 12)
  B(user_desc, read_exec_only, 12)
  B(user_desc, limit_in_pages, 12)
  B(user_desc, seg_not_present, 12)
  B(user_desc, useable, 12)
  B(user_desc, lm, 12)
  B(perf_event_attr, disabled, 40)
  B(perf_event_attr, inherit, 40)
  B(perf_event_attr, pinned, 40)
  B(perf_event_attr, exclusive, 40)
  B(perf_event_attr, exclude_user, 40)
  B(perf_event_attr, exclude_kernel, 40)
  B(perf_event_attr, exclude_hv, 40)
  B(perf_event_attr, exclude_idle, 40)
  B(perf_event_attr, mmap, 40)
  B(perf_event_attr, comm, 40)
  B(perf_event_attr, freq, 40)
  B(perf_event_attr, inherit_stat, 40)
  B(perf_event_attr, enable_on_exec, 40)
  B(perf_event_attr, task, 40)
  B(perf_event_attr, watermark, 40)
  B(perf_event_attr, precise_ip, 40)
  B(perf_event_attr, mmap_data, 40)
  B(perf_event_attr, sample_id_all, 40)
  B(perf_event_attr, exclude_host, 40)
  B(perf_event_attr, exclude_guest, 40)
  B(perf_event_attr, exclude_callchain_kernel, 40)
  B(perf_event_attr, exclude_callchain_user, 40)
  B(perf_event_attr, mmap2, 40)
  B(perf_event_attr, comm_exec, 40)
  B(perf_event_attr, use_clockid, 40)
  B(perf_event_attr, context_switch, 40)
  B(perf_event_attr, write_backward, 40)
  B(perf_event_attr, namespaces, 40)
  B(perf_event_attr, ksymbol, 40)
  B(perf_event_attr, bpf_event, 40)
  B(perf_event_attr, aux_output, 40)
  B(perf_event_attr, cgroup, 40)
  B(perf_event_attr, text_poke, 40)
  B(perf_event_attr, build_id, 40)
  B(perf_event_attr, inherit_thread, 40)
  B(perf_event_attr, remove_on_exec, 40)
  B(perf_event_attr, sigtrap, 40)
  return 0;
}
