/* Constants that the kernel's exported headers lack, as the C library gives them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "tables.h"

const struct cheaders_constant library_flags[] = {
  C(SPLICE_F_MOVE),
  C(SPLICE_F_NONBLOCK),
  C(SPLICE_F_MORE),
  C(SPLICE_F_GIFT),
  C(MAP_ANON),
  C(O_ASYNC),
  C(O_RSYNC),
  C(O_FSYNC),
  C(R_OK),
  C(W_OK),
  C(X_OK),
  C(F_OK),
  C(S_IFSOCK),
  C(S_IFLNK),
  C(S_IFREG),
  C(S_IFBLK),
  C(S_IFDIR),
  C(S_IFCHR),
  C(S_IFIFO),
  C(S_ISUID),
  C(S_ISGID),
  C(S_ISVTX),
  C(TFD_CLOEXEC),
  C(TFD_NONBLOCK),
  C(TFD_TIMER_ABSTIME),
  C(TFD_TIMER_CANCEL_ON_SET),
  C(EFD_SEMAPHORE),
  C(EFD_CLOEXEC),
  C(EFD_NONBLOCK),
  C(SCHED_OTHER),
  C(SFD_CLOEXEC),
  C(SFD_NONBLOCK),
};
const int library_flag_count = COUNT(library_flags);
