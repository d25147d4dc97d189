// What the shell leaves outside its processes (the lab's directory, control groups), and who removes it when the shell
// was killed and cannot.
#pragma once
#include <stdint.h>
#include <sys/types.h>

// What a message to the keeper names: a directory tree; a control group with all groups in it; a file, and behind its
// NUL a text that is written to it at the end.
enum { SYSH_KEEP_TREE = 't', SYSH_KEEP_GROUP = 'g', SYSH_KEEP_WRITE = 'w' };

// Forks the keeper: a process that waits until every copy of `channel` is closed, which the kernel does when the shell
// ends, however it ends. Then it removes the groups with the processes in them, writes, removes the trees, and exits.
// Its pid, or -errno. `channel` is close-on-exec and the caller's. In C: it lives on after a fork without exec, where
// only async-signal-safe code may run.
pid_t sysh_keeper_start(int *channel);
// Tells it of one thing more: 0, or -errno. `text` ends in a NUL; that of a SYSH_KEEP_WRITE holds another.
int sysh_keeper_keep(int channel, char what, const char *text, size_t size);

// Kills what is in a control group and in the groups below it, and removes them all: 0 when it is gone, or -errno of the
// last rmdir when it is still there after `patience` nanoseconds.
int sysh_group_remove(const char *path, int64_t patience);
