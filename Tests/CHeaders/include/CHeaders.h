#ifndef CHEADERS_H
#define CHEADERS_H

#include <stdint.h>

/* What the C headers of this machine say, for the tests that hold our tables against them. */

/* A constant, an errno, a signal or a syscall number with its value. Constants that these headers lack are left out. */
struct cheaders_constant {
  const char *_Nonnull name;
  uint64_t value;
};

/* A structure ("stat", offset 0, its size) or a member ("stat.st_mode", its offset and its size). */
struct cheaders_extent {
  const char *_Nonnull name;
  int offset;
  int size;
};

enum cheaders_kind {
  CHEADERS_FLAGS,
  CHEADERS_ERRNOS,
  CHEADERS_SIGNALS,
  CHEADERS_SYSCALLS,
};

int cheaders_count(enum cheaders_kind kind);
const char *_Nonnull cheaders_name(enum cheaders_kind kind, int index);
uint64_t cheaders_value(enum cheaders_kind kind, int index);

int cheaders_extent_count(void);
const char *_Nonnull cheaders_extent_name(int index);
int cheaders_extent_offset(int index);
int cheaders_extent_size(int index);

/* Which bits of its word a bit field covers ("user_desc.contents"); 0 for a name that is none. */
uint64_t cheaders_bits(const char *_Nonnull name);

#endif
