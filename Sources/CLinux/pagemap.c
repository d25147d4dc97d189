#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <sys/ioctl.h>

// struct pm_scan_arg of linux/fs.h.
struct scan {
  uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
  uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

enum { PRESENT = 1 << 3, SWAPPED = 1 << 4 };

int sysh_pagemap_scan(
    int pagemap, uint64_t start, uint64_t end, struct sysh_page_region *regions, size_t count, uint64_t *next) {
  struct scan scan = {
      .size = sizeof scan,
      .start = start,
      .end = end,
      .vec = (uint64_t)(uintptr_t)regions,
      .vec_len = count,
      .category_anyof_mask = PRESENT | SWAPPED,
      .return_mask = SYSH_PAGE_ZERO | SYSH_PAGE_HUGE,
  };
  int found = ioctl(pagemap, _IOWR('f', 16, struct scan), &scan);
  if (found < 0) return -errno;
  *next = scan.walk_end;
  return found;
}
