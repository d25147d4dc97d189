// The time stamp counter, by which the subject's loops are timed. In C because Swift has no such instruction.
#pragma once
#include <stdint.h>

// A reading of the counter and of CLOCK_MONOTONIC (nanoseconds) at the same moment, or as near to it as several tries
// come. Two of them, apart, tell how long a tick is.
struct sysh_ticks {
  uint64_t counter;
  int64_t nanoseconds;
};
struct sysh_ticks sysh_ticks_now(void);
