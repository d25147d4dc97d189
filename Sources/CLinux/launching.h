// What launch.c and sandbox.c share.
#pragma once
#include "include/subject.h"

// What runs in the new process of a launch: waits for a byte from `go`, becomes the subject, and says on `report` why it
// has not.
_Noreturn void sysh_launch_child(const struct sysh_launch *what, int go, int report);

// Closes every descriptor from `first` on. Async-signal-safe.
void sysh_close_from(unsigned first);
