#include <asm/signal.h>

#include "tables.h"

const struct cheaders_constant signals[] = {
  C(SIGHUP),
  C(SIGINT),
  C(SIGQUIT),
  C(SIGILL),
  C(SIGTRAP),
  C(SIGABRT),
  C(SIGBUS),
  C(SIGFPE),
  C(SIGKILL),
  C(SIGUSR1),
  C(SIGSEGV),
  C(SIGUSR2),
  C(SIGPIPE),
  C(SIGALRM),
  C(SIGTERM),
  C(SIGSTKFLT),
  C(SIGCHLD),
  C(SIGCONT),
  C(SIGSTOP),
  C(SIGTSTP),
  C(SIGTTIN),
  C(SIGTTOU),
  C(SIGURG),
  C(SIGXCPU),
  C(SIGXFSZ),
  C(SIGVTALRM),
  C(SIGPROF),
  C(SIGWINCH),
  C(SIGIO),
  C(SIGPWR),
  C(SIGSYS),
  C(SIGRTMIN),
};
const int signal_count = COUNT(signals);
