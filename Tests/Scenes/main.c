// A program for tests to trace. Each word on its command line is a scene, played in order. The calls that matter carry
// numbers nobody else uses, so that a test finds them in a log.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hide.h"

// For Tests/sanitize: the leak checker stops a program by ptrace at its end, and fails in one that is traced.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }

static void mark(int number) { syscall(SYS_close, 1000 + number); }
static void nothing(int signal) { (void)signal; }

static void *execute(void *path) {
  mark(1);
  char *const arguments[] = {path, NULL};
  execv(path, arguments);
  return NULL;
}

static void *several(void *count) {
  for (long i = 0; i < (long)count; i++) mark(2);
  return NULL;
}

static void thread(void *(*body)(void *), void *argument, int count) {
  pthread_t threads[16];
  for (int i = 0; i < count; i++) pthread_create(&threads[i], NULL, body, argument);
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
}

static int finish(pid_t child) {
  int status;
  waitpid(child, &status, 0);
  return status;
}

static int play(const char *scene) {
  if (!strcmp(scene, "threads")) {
    thread(several, (void *)200, 4);
  } else if (!strcmp(scene, "exec-from-thread")) {
    thread(execute, "/bin/true", 1);
  } else if (!strcmp(scene, "vfork")) {
    pid_t child = vfork();
    if (child == 0) {
      mark(3);
      _exit(5);
    }
    return finish(child) == 5 << 8 ? 0 : 1;
  } else if (!strcmp(scene, "fork")) {
    pid_t child = fork();
    if (child == 0) {
      mark(4);
      _exit(6);
    }
    return finish(child) == 6 << 8 ? 0 : 1;
  } else if (!strcmp(scene, "daemon")) {
    // A child that nobody waits for, and that outlives us.
    if (fork() == 0) {
      usleep(200000);
      mark(5);
      _exit(0);
    }
  } else if (!strcmp(scene, "stop")) {
    pid_t us = getpid();
    if (fork() == 0) {
      // When we are stopped, /proc says T, or t where a tracer holds us in the stop.
      usleep(100000);
      kill(us, SIGCONT);
      _exit(0);
    }
    raise(SIGSTOP);
    mark(6);
    wait(NULL);
  } else if (!strcmp(scene, "handler")) {
    struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    int ends[2];
    if (pipe(ends) < 0) return 1;
    pid_t us = getpid();
    if (fork() == 0) {
      close(ends[0]);
      usleep(50000);
      kill(us, SIGUSR1);
      usleep(50000);
      ssize_t ignored = write(ends[1], "x", 1);
      (void)ignored;
      _exit(0);
    }
    char byte;
    ssize_t count = read(ends[0], &byte, 1);
    wait(NULL);
    return count == 1 ? 0 : 1;
  } else if (!strcmp(scene, "killed")) {
    kill(getpid(), SIGUSR2);
  } else if (!strcmp(scene, "killed-in-read")) {
    pid_t us = getpid();
    int ends[2];
    if (pipe(ends) < 0) return 1;
    if (fork() == 0) {
      usleep(50000);
      kill(us, SIGKILL);
      _exit(0);
    }
    char byte;
    return read(ends[0], &byte, 1) < 0;
  } else if (!strcmp(scene, "processors")) {
    // How many CPUs it may use, as it sees itself.
    cpu_set_t mask;
    sched_getaffinity(0, sizeof mask, &mask);
    printf("%d\n", CPU_COUNT(&mask));
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
      if (!strncmp(line, "Cpus_allowed_list:", 18)) printf("%s", line + 19);
    if (status != NULL) fclose(status);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
      sched_getaffinity(0, sizeof mask, &mask);
      printf("%d\n", CPU_COUNT(&mask));
      fflush(stdout);
      _exit(0);
    }
    finish(child);
  } else if (!strcmp(scene, "own-processor")) {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    CPU_SET(0, &mask);
    sched_setaffinity(0, sizeof mask, &mask);
    for (int i = 0; i < 100; i++) mark(7);
    sched_getaffinity(0, sizeof mask, &mask);
    printf("%d %d\n", CPU_COUNT(&mask), CPU_ISSET(0, &mask));
  } else if (!strcmp(scene, "edge")) {
    // A name that ends with its page, and a text of which only the beginning can be read.
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + 4096, 4096);
    strcpy(pages + 4096 - 5, "/etc");
    access(pages + 4096 - 5, F_OK);
    memset(pages + 4096 - 4, 'a', 4);
    access(pages + 4096 - 4, F_OK);
    ssize_t ignored = write(1, pages + 4096 - 4, 8);
    (void)ignored;
  } else if (!strcmp(scene, "waits")) {
    // Until somebody ends it.
    mark(8);
    for (;;) pause();
  } else if (!strcmp(scene, "many")) {
    for (int i = 0; i < 5000; i++) mark(9);
  } else if (!strcmp(scene, "nested")) {
    for (int i = 0; i < 20; i++) {
      pid_t child = fork();
      if (child == 0) {
        if (fork() == 0) _exit(0);
        mark(10);
        _exit(wait(NULL) < 0);
      }
      finish(child);
    }
  } else if (!strcmp(scene, "forks")) {
    // Children, one after the other, until somebody ends it.
    for (;;) {
      pid_t child = fork();
      if (child == 0) _exit(0);
      finish(child);
    }
  } else if (!strcmp(scene, "unknown")) {
    syscall(500, 1L, 2L, 3L, 4L, 5L, 6L);
  } else if (!strcmp(scene, "foreign")) {
    // getpid by its number in the 32-bit table (20), through the old gate.
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
    return result == getpid() ? 0 : 1;
  } else {
    return 2;
  }
  return 0;
}

// refuse NUMBER ERRNO PROGRAM ARGUMENT...: becomes the program, behind a filter that answers a call with an error, as
// containers have them.
static int refuse(char **words) {
  struct sock_filter filter[] = {
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, 0},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (unsigned)atoi(words[0])},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | (unsigned)atoi(words[1])},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}};
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 98;
  execv(words[2], words + 2);
  return 99;
}

int main(int count, char **words) {
  if (count > 4 && !strcmp(words[1], "refuse")) return refuse(words + 2);
  if (count > 4 && !strcmp(words[1], "hide")) return hide(words + 2);
  int failed = 0;
  for (int i = 1; i < count; i++) failed |= play(words[i]);
  return failed;
}
