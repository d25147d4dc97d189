#include "include/inspect.h"
#include <errno.h>
#include <sys/xattr.h>

ssize_t sysh_attribute(const char *path, const char *name, void *out, size_t size) {
  ssize_t count = getxattr(path, name, out, size);
  return count < 0 ? -errno : count;
}
