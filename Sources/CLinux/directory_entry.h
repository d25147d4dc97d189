#ifndef SYSH_DIRECTORY_ENTRY_H
#define SYSH_DIRECTORY_ENTRY_H
#include <stdint.h>

// What getdents64 fills its buffer with (man 2 getdents64), for code that must not allocate and so cannot use readdir.
struct directory_entry {
  uint64_t inode;
  int64_t next;
  unsigned short length;
  unsigned char type;
  char name[];
};

#endif
