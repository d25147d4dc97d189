/* What only the C library's headers name; they define what the kernel's do, so that no file can include both. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/swap.h>

#include "tables.h"

const struct cheaders_constant mount_flags[] = {
  C(MNT_FORCE),
  C(MNT_DETACH),
  C(MNT_EXPIRE),
  C(UMOUNT_NOFOLLOW),
  C(SWAP_FLAG_PREFER),
  C(SWAP_FLAG_DISCARD),
  C(ST_RDONLY),
  C(ST_NOSUID),
  C(ST_NODEV),
  C(ST_NOEXEC),
  C(ST_SYNCHRONOUS),
  C(ST_MANDLOCK),
  C(ST_NOATIME),
  C(ST_NODIRATIME),
  C(ST_RELATIME),
};
const int mount_flag_count = COUNT(mount_flags);

const struct cheaders_extent handle_extents[] = {
  {"file_handle", 0, sizeof(struct file_handle)},
  {"file_handle.handle_bytes", offsetof(struct file_handle, handle_bytes), sizeof(unsigned)},
  {"file_handle.handle_type", offsetof(struct file_handle, handle_type), sizeof(int)},
};
const int handle_extent_count = COUNT(handle_extents);
