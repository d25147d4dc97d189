// A sandbox: namespaces in which subjects are born, and their process 1, which bears them.
#pragma once
#include <stdint.h>
#include <sys/types.h>

// What a sandbox is made of.
struct sysh_sandbox {
  const char *directory;      // the lab's, without symbolic links: the only place outside that can be written to
  const char *const *mounts;  // all mount points, behind + those of file systems to be seen, behind - the others; then NULL
  int image;                  // from sysh_subject_image; later launches in the sandbox use it
  uint32_t first_id;          // what user and group 0 of the sandbox are outside; 0: all ids are the caller's own
};

// The steps at which it can fail.
enum sysh_sandbox_step {
  SYSH_SANDBOX_OK = 0,
  SYSH_SANDBOX_NAMESPACES = 1,  // clone and unshare
  SYSH_SANDBOX_IDS = 2,         // the maps of users and groups
  SYSH_SANDBOX_ROOT = 3,        // the overlay of the root file system
  SYSH_SANDBOX_MOUNT = 4,       // everything else that is mounted
  SYSH_SANDBOX_DIRECTORY = 5,   // the lab's directory
  SYSH_SANDBOX_IDENTITY = 6,    // becoming its own user
};

struct sysh_sandbox_result {
  pid_t pid;      // process 1 of the sandbox, a child of the caller; 0 where step is not OK
  int channel;    // to it; when the last copy is closed it ends, and with it everything in the sandbox
  int terminals;  // the directory of the sandbox's terminals (man 4 pts)
  enum sysh_sandbox_step step;
  int error;
};

// Makes a sandbox. In C because only async-signal-safe code may run in a fork's child.
struct sysh_sandbox_result sysh_sandbox_start(const struct sysh_sandbox *what);

// Asks process 1 behind `channel` for a child that will go the way of sysh_launch with these descriptors: its pid, or
// -errno.
pid_t sysh_sandbox_fork(int channel, int terminal, int go, int report);

// Waits for the sandbox's end, which the caller has brought about by closing its channel, for at most two seconds.
void sysh_sandbox_end(pid_t pid);
