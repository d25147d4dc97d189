#define _GNU_SOURCE
#include "include/bpf.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int call(int command, union bpf_attr *attributes) {
  long result = syscall(SYS_bpf, command, attributes, sizeof *attributes);
  return result < 0 ? -errno : (int)result;
}

// Every byte that the kernel does not know must be 0, padding included.
static union bpf_attr nothing(void) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  return attributes;
}

int sysh_bpf_map(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries) {
  union bpf_attr attributes = nothing();
  attributes.map_type = type;
  attributes.key_size = key_size;
  attributes.value_size = value_size;
  attributes.max_entries = entries;
  return call(BPF_MAP_CREATE, &attributes);
}

static union bpf_attr element(int map, const void *key, const void *value) {
  union bpf_attr attributes = nothing();
  attributes.map_fd = (uint32_t)map;
  attributes.key = (uint64_t)key;
  attributes.value = (uint64_t)value;
  return attributes;
}

int sysh_bpf_map_lookup(int map, const void *key, void *value) {
  union bpf_attr attributes = element(map, key, value);
  return call(BPF_MAP_LOOKUP_ELEM, &attributes);
}

int sysh_bpf_map_update(int map, const void *key, const void *value) {
  union bpf_attr attributes = element(map, key, value);
  return call(BPF_MAP_UPDATE_ELEM, &attributes);
}

int sysh_bpf_map_delete(int map, const void *key) {
  union bpf_attr attributes = element(map, key, NULL);
  return call(BPF_MAP_DELETE_ELEM, &attributes);
}

int sysh_bpf_map_next(int map, const void *key, void *next) {
  union bpf_attr attributes = element(map, key, next);
  return call(BPF_MAP_GET_NEXT_KEY, &attributes);
}

int sysh_bpf_program(const uint64_t *instructions, size_t count) {
  union bpf_attr attributes = nothing();
  attributes.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT;
  attributes.insns = (uint64_t)instructions;
  attributes.insn_cnt = (uint32_t)count;
  attributes.license = (uint64_t)"GPL";
  return call(BPF_PROG_LOAD, &attributes);
}

int sysh_bpf_attach(int program, const char *tracepoint) {
  union bpf_attr attributes = nothing();
  attributes.raw_tracepoint.name = (uint64_t)tracepoint;
  attributes.raw_tracepoint.prog_fd = (uint32_t)program;
  return call(BPF_RAW_TRACEPOINT_OPEN, &attributes);
}

int sysh_bpf_misses(int program, uint64_t *out) {
  struct bpf_prog_info info;
  memset(&info, 0, sizeof info);
  union bpf_attr attributes = nothing();
  attributes.info.bpf_fd = (uint32_t)program;
  attributes.info.info_len = sizeof info;
  attributes.info.info = (uint64_t)&info;
  int result = call(BPF_OBJ_GET_INFO_BY_FD, &attributes);
  if (result == 0) *out = info.recursion_misses;
  return result;
}

int sysh_signals_next_sender(int fd, int *sent_by_process) {
  struct signalfd_siginfo info;
  if (read(fd, &info, sizeof info) != (ssize_t)sizeof info) return 0;
  *sent_by_process = info.ssi_code <= 0;
  return (int)info.ssi_signo;
}

int sysh_child_has_ended(pid_t pid) {
  siginfo_t info;
  info.si_pid = 0;
  if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0) return -errno;
  return info.si_pid == pid;
}

void sysh_die_by(int number) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(number, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  kill(getpid(), number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}
