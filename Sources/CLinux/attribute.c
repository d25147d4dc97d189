#include "include/inspect.h"
#include <errno.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

ssize_t sysh_attribute(const char *path, const char *name, void *out, size_t size) {
  ssize_t count = getxattr(path, name, out, size);
  return count < 0 ? -errno : count;
}

long sysh_file_system_type(int descriptor) {
  struct statfs found;
  return fstatfs(descriptor, &found) == 0 ? (long)found.f_type : -errno;
}
