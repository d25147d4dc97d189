#define _GNU_SOURCE
#include "include/ticks.h"
#include <time.h>
#include <x86intrin.h>

// An interrupt between the two readings would pull them apart: of several tries the one that took the fewest ticks counts.
struct sysh_ticks sysh_ticks_now(void) {
  struct sysh_ticks best = {0};
  uint64_t least = UINT64_MAX;
  for (int try = 0; try < 8; try++) {
    struct timespec time;
    _mm_lfence();
    uint64_t before = __rdtsc();
    clock_gettime(CLOCK_MONOTONIC, &time);
    _mm_lfence();
    uint64_t after = __rdtsc();
    if (after - before >= least) continue;
    least = after - before;
    best.counter = before + least / 2;
    best.nanoseconds = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
  }
  return best;
}
