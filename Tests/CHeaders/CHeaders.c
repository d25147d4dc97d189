#include "tables.h"

#include <stdlib.h>

static const struct cheaders_constant *constant(enum cheaders_kind kind, int index) {
  switch (kind) {
  case CHEADERS_FLAGS:
    if (index < kernel_flag_count) return &kernel_flags[index];
    index -= kernel_flag_count;
    if (index < file_flag_count) return &file_flags[index];
    index -= file_flag_count;
    if (index < mount_flag_count) return &mount_flags[index];
    return &library_flags[index - mount_flag_count];
  case CHEADERS_ERRNOS: return &errnos[index];
  case CHEADERS_SIGNALS: return &signals[index];
  case CHEADERS_SYSCALLS: return &syscalls[index];
  }
  abort();
}

int cheaders_count(enum cheaders_kind kind) {
  switch (kind) {
  case CHEADERS_FLAGS: return kernel_flag_count + file_flag_count + mount_flag_count + library_flag_count;
  case CHEADERS_ERRNOS: return errno_count;
  case CHEADERS_SIGNALS: return signal_count;
  case CHEADERS_SYSCALLS: return syscall_count;
  }
  abort();
}

const char *cheaders_name(enum cheaders_kind kind, int index) { return constant(kind, index)->name; }
uint64_t cheaders_value(enum cheaders_kind kind, int index) { return constant(kind, index)->value; }

static const struct cheaders_extent *extent(int index) {
  if (index < extent_count) return &extents[index];
  index -= extent_count;
  if (index < file_extent_count) return &file_extents[index];
  index -= file_extent_count;
  if (index < handle_extent_count) return &handle_extents[index];
  return &library_extents[index - handle_extent_count];
}

int cheaders_extent_count(void) { return extent_count + file_extent_count + handle_extent_count + library_extent_count; }
const char *cheaders_extent_name(int index) { return extent(index)->name; }
int cheaders_extent_offset(int index) { return extent(index)->offset; }
int cheaders_extent_size(int index) { return extent(index)->size; }
