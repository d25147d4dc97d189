#include "tables.h"

#include <stdlib.h>

/* The tables of constants, one after the other. */
static const struct {
  const struct cheaders_constant *constants;
  const int *count;
} flag_tables[] = {
  {kernel_flags, &kernel_flag_count},
  {library_flags, &library_flag_count},
  {system_flags, &system_flag_count},
  {register_names, &register_name_count},
  {file_flags, &file_flag_count},
  {mount_flags, &mount_flag_count},
  {network_flags, &network_flag_count},
};

static const struct {
  const struct cheaders_extent *extents;
  const int *count;
} extent_tables[] = {
  {extents, &extent_count},
  {library_extents, &library_extent_count},
  {system_extents, &system_extent_count},
  {register_extents, &register_extent_count},
  {file_extents, &file_extent_count},
  {handle_extents, &handle_extent_count},
  {network_extents, &network_extent_count},
};

static int flag_count(void) {
  int count = 0;
  for (int table = 0; table < COUNT(flag_tables); table++) count += *flag_tables[table].count;
  return count;
}

static const struct cheaders_constant *flag(int index) {
  int table = 0;
  while (index >= *flag_tables[table].count) index -= *flag_tables[table++].count;
  return &flag_tables[table].constants[index];
}

static const struct cheaders_constant *constant(enum cheaders_kind kind, int index) {
  switch (kind) {
  case CHEADERS_FLAGS: return flag(index);
  case CHEADERS_ERRNOS: return &errnos[index];
  case CHEADERS_SIGNALS: return &signals[index];
  case CHEADERS_SYSCALLS: return &syscalls[index];
  }
  abort();
}

int cheaders_count(enum cheaders_kind kind) {
  switch (kind) {
  case CHEADERS_FLAGS: return flag_count();
  case CHEADERS_ERRNOS: return errno_count;
  case CHEADERS_SIGNALS: return signal_count;
  case CHEADERS_SYSCALLS: return syscall_count;
  }
  abort();
}

const char *cheaders_name(enum cheaders_kind kind, int index) { return constant(kind, index)->name; }
uint64_t cheaders_value(enum cheaders_kind kind, int index) { return constant(kind, index)->value; }

static const struct cheaders_extent *extent(int index) {
  int table = 0;
  while (index >= *extent_tables[table].count) index -= *extent_tables[table++].count;
  return &extent_tables[table].extents[index];
}

int cheaders_extent_count(void) {
  int count = 0;
  for (int table = 0; table < COUNT(extent_tables); table++) count += *extent_tables[table].count;
  return count;
}
const char *cheaders_extent_name(int index) { return extent(index)->name; }
int cheaders_extent_offset(int index) { return extent(index)->offset; }
int cheaders_extent_size(int index) { return extent(index)->size; }
