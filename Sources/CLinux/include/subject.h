// The subject: its code, its ELF image, and the launch of one.
#pragma once
#include <stdint.h>
#include <sys/types.h>

// Where the code page lies in a subject's address space, and the offset of each routine in it. Offsets are functions
// because Swift cannot import symbols of arrays without a size.
#define SYSH_SUBJECT_BASE 0x400000ul

uint64_t sysh_subject_call_address(void);
uint64_t sysh_subject_done_address(void);
uint64_t sysh_subject_load_address(void);
uint64_t sysh_subject_store_address(void);
uint64_t sysh_subject_fill_address(void);
uint64_t sysh_subject_touch_address(void);
uint64_t sysh_subject_handler_address(void);
uint64_t sysh_subject_restorer_address(void);
uint64_t sysh_subject_time_calls_address(void);
uint64_t sysh_subject_time_functions_address(void);
uint64_t sysh_subject_time_nothing_address(void);
uint64_t sysh_subject_time_selects_address(void);
uint64_t sysh_subject_time_forks_address(void);
uint64_t sysh_subject_time_loads_address(void);
// The spin in which a timed loop ends; it is the last of the code.
uint64_t sysh_subject_timed_address(void);
uint64_t sysh_subject_end_address(void);

// An anonymous file that holds the subject's ELF image, close-on-exec; or -errno.
int sysh_subject_image(void);

// What a launch needs. Descriptors stay the caller's.
struct sysh_launch {
  int image;              // from sysh_subject_image
  int terminal;           // slave side of the lab's pty; becomes the controlling terminal and 0, 1, 2
  const char *directory;  // the subject's working directory
  int sandbox;            // the channel to a sandbox, in which the subject is then born; -1 for none
};

// The steps at which a launch can fail, with the errno in the low 16 bits of the reported word.
enum sysh_launch_step {
  SYSH_LAUNCH_OK = 0,
  SYSH_LAUNCH_FORK = 1,
  SYSH_LAUNCH_SEIZE = 2,
  SYSH_LAUNCH_SESSION = 3,
  SYSH_LAUNCH_TERMINAL = 4,
  SYSH_LAUNCH_DIRECTORY = 5,
  SYSH_LAUNCH_EXEC = 6,
};

struct sysh_launch_result {
  pid_t pid;  // the child, seized and on its way to the exec event stop; 0 where step is not OK
  enum sysh_launch_step step;
  int error;
};

// Forks a child that waits until it is seized with `ptrace_options` and then execs the image. The caller owns the
// child and has to wait for its PTRACE_EVENT_EXEC stop. In C because only async-signal-safe code may run between fork
// and exec, which Swift's runtime cannot promise.
struct sysh_launch_result sysh_launch(const struct sysh_launch *what, uint64_t ptrace_options);
