#include "tables.h"

#include <stdlib.h>

static const struct cheaders_constant *constant(enum cheaders_kind kind, int index) {
  switch (kind) {
  case CHEADERS_FLAGS:
    if (index < network_flag_count) return &network_flags[index];
    index -= network_flag_count;
    return index < kernel_flag_count ? &kernel_flags[index] : &library_flags[index - kernel_flag_count];
  case CHEADERS_ERRNOS: return &errnos[index];
  case CHEADERS_SIGNALS: return &signals[index];
  case CHEADERS_SYSCALLS: return &syscalls[index];
  }
  abort();
}

int cheaders_count(enum cheaders_kind kind) {
  switch (kind) {
  case CHEADERS_FLAGS: return network_flag_count + kernel_flag_count + library_flag_count;
  case CHEADERS_ERRNOS: return errno_count;
  case CHEADERS_SIGNALS: return signal_count;
  case CHEADERS_SYSCALLS: return syscall_count;
  }
  abort();
}

const char *cheaders_name(enum cheaders_kind kind, int index) { return constant(kind, index)->name; }
uint64_t cheaders_value(enum cheaders_kind kind, int index) { return constant(kind, index)->value; }

static const struct cheaders_extent *extent(int index) {
  if (index < network_extent_count) return &network_extents[index];
  index -= network_extent_count;
  return index < extent_count ? &extents[index] : &library_extents[index - extent_count];
}

int cheaders_extent_count(void) { return network_extent_count + extent_count + library_extent_count; }
const char *cheaders_extent_name(int index) { return extent(index)->name; }
int cheaders_extent_offset(int index) { return extent(index)->offset; }
int cheaders_extent_size(int index) { return extent(index)->size; }
