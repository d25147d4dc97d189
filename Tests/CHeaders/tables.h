/* The tables that the files here fill. Kernel and C library headers define the same structures, so that no file can
   include both. */
#include "include/CHeaders.h"

/* Through 32 bits: MAP_HUGE_16GB and its like reach the sign bit of an int. No constant of a codec is wider. */
#define C(name) { #name, (uint64_t)(uint32_t)(name) }
#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

extern const struct cheaders_constant kernel_flags[];
extern const int kernel_flag_count;
extern const struct cheaders_constant library_flags[];
extern const int library_flag_count;
extern const struct cheaders_constant system_flags[];
extern const int system_flag_count;
extern const struct cheaders_constant register_names[];
extern const int register_name_count;
extern const struct cheaders_constant network_flags[];
extern const int network_flag_count;
extern const struct cheaders_constant errnos[];
extern const int errno_count;
extern const struct cheaders_constant signals[];
extern const int signal_count;
extern const struct cheaders_constant syscalls[];
extern const int syscall_count;
extern const struct cheaders_extent extents[];
extern const int extent_count;
extern const struct cheaders_extent register_extents[];
extern const int register_extent_count;
extern const struct cheaders_extent system_extents[];
extern const int system_extent_count;
extern const struct cheaders_extent library_extents[];
extern const int library_extent_count;
extern const struct cheaders_constant file_flags[];
extern const int file_flag_count;
extern const struct cheaders_constant mount_flags[];
extern const int mount_flag_count;
extern const struct cheaders_extent file_extents[];
extern const int file_extent_count;
extern const struct cheaders_extent handle_extents[];
extern const int handle_extent_count;
extern const struct cheaders_extent network_extents[];
extern const int network_extent_count;
