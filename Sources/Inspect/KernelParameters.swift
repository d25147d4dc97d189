import Glibc
import LinuxABI

/// The names of kernel parameters, `net.core.somaxconn`, and the files below /proc/sys that they are (`man 8 sysctl`).
public enum KernelParameters {
  /// For whom a parameter holds.
  public enum Scope: Hashable, Sendable {
    /// The whole machine.
    case machine
    /// The namespace of that name in /proc/PID/ns: every namespace has a value of its own.
    case namespace(String)
  }

  /// The path below /proc/sys. As with sysctl(8), the separator that comes first in the name separates, and the other one
  /// stands for a dot inside a component: `net.ipv4.conf.eth0/1.forwarding`. Nil for what cannot be a name.
  public static func path(of name: String) -> String? {
    let separator = name.first { $0 == "." || $0 == "/" } ?? "."
    let other: Character = separator == "." ? "/" : "."
    let parts = name.split(separator: separator, omittingEmptySubsequences: false).map { part in
      String(part.map { $0 == other ? "." : $0 })
    }
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains { $0 < 0x21 || $0 == 0x7f } })
    else { return nil }
    // Between slashes a dot is already what it is.
    return separator == "/" ? name.split(separator: "/").joined(separator: "/") : parts.joined(separator: "/")
  }

  /// The name of a path below /proc/sys.
  public static func name(of path: String) -> String {
    path.split(separator: "/").map { $0.replacingDots }.joined(separator: ".")
  }

  /// Who has a value of its own (`register_net_sysctl`, `kernel/utsname_sysctl.c`, `ipc/ipc_sysctl.c`,
  /// `ipc/mq_sysctl.c`, `kernel/ucount.c`). Of the files below net, those that a network namespace of one's own lacks
  /// or shows read-only are the machine's.
  public static func scope(of path: String) -> Scope {
    if path.hasPrefix("net/") {
      return machineNetwork.contains(path) ? .machine : .namespace("net")
    }
    if path.hasPrefix("user/") { return .namespace("user") }
    if path.hasPrefix("fs/mqueue/") || interProcess.contains(path) { return .namespace("ipc") }
    if names.contains(path) { return .namespace("uts") }
    if path == "kernel/ns_last_pid" { return .namespace("pid") }
    return .machine
  }

  private static let names: Set<String> = ["kernel/hostname", "kernel/domainname"]
  private static let interProcess: Set<String> = [
    "kernel/auto_msgmni", "kernel/msg_next_id", "kernel/msgmax", "kernel/msgmnb", "kernel/msgmni", "kernel/sem",
    "kernel/sem_next_id", "kernel/shm_next_id", "kernel/shm_rmid_forced", "kernel/shmall", "kernel/shmmax",
    "kernel/shmmni",
  ]
  /// Missing or read-only in a network namespace of one's own: found by comparing the two on Linux 6.18.
  private static let machineNetwork: Set<String> = [
    "net/core/bpf_jit_enable", "net/core/bpf_jit_harden", "net/core/bpf_jit_kallsyms", "net/core/bpf_jit_limit",
    "net/core/busy_poll", "net/core/busy_read", "net/core/default_qdisc", "net/core/dev_weight",
    "net/core/dev_weight_rx_bias", "net/core/dev_weight_tx_bias", "net/core/devconf_inherit_init_net",
    "net/core/fb_tunnels_only_for_init_net", "net/core/flow_limit_cpu_bitmap", "net/core/flow_limit_table_len",
    "net/core/gro_normal_batch", "net/core/high_order_alloc_disable", "net/core/max_skb_frags",
    "net/core/mem_pcpu_rsv", "net/core/message_burst", "net/core/message_cost", "net/core/netdev_budget",
    "net/core/netdev_budget_usecs", "net/core/netdev_max_backlog", "net/core/netdev_rss_key",
    "net/core/netdev_tstamp_prequeue", "net/core/netdev_unregister_timeout_secs", "net/core/rmem_default",
    "net/core/rmem_max", "net/core/rps_sock_flow_entries", "net/core/skb_defer_max", "net/core/warnings",
    "net/core/wmem_default", "net/core/wmem_max", "net/ipv4/fib_sync_mem", "net/ipv4/inet_peer_maxttl",
    "net/ipv4/inet_peer_minttl", "net/ipv4/inet_peer_threshold", "net/ipv4/ipfrag_secret_interval",
    "net/ipv4/route/error_burst", "net/ipv4/route/error_cost", "net/ipv4/route/gc_elasticity",
    "net/ipv4/route/gc_interval", "net/ipv4/route/gc_min_interval", "net/ipv4/route/gc_min_interval_ms",
    "net/ipv4/route/gc_thresh", "net/ipv4/route/gc_timeout", "net/ipv4/route/max_size",
    "net/ipv4/route/redirect_load", "net/ipv4/route/redirect_number", "net/ipv4/route/redirect_silence",
    "net/ipv4/tcp_allowed_congestion_control", "net/ipv4/tcp_available_ulp", "net/ipv4/tcp_low_latency",
    "net/ipv4/tcp_max_orphans", "net/ipv4/tcp_mem", "net/ipv4/udp_mem", "net/ipv6/ip6frag_secret_interval",
    "net/ipv6/mld_max_msf", "net/ipv6/mld_qrv", "net/netfilter/nf_conntrack_buckets",
    "net/netfilter/nf_conntrack_expect_max", "net/netfilter/nf_conntrack_max", "net/netfilter/nf_log_all_netns",
    "net/nf_conntrack_max",
  ]
}

extension Substring {
  fileprivate var replacingDots: String { String(map { $0 == "." ? "/" : $0 }) }
}
