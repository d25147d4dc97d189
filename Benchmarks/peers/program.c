// Programs to be traced.
//
// usage: program calls THREADS N      each thread makes N calls of getppid, one after the other
//        program computes THREADS N   each thread does N pieces of arithmetic, about a millisecond each, with a call
//                                     after every piece
//        program reads N              N reads of one byte, with an open and a close after every thousand
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long rounds;

static void *calls(void *unused) {
  for (long i = 0; i < rounds; i++) syscall(SYS_getppid);
  return unused;
}

static void *computes(void *unused) {
  volatile uint64_t sink = 0;
  for (long i = 0; i < rounds; i++) {
    uint64_t value = sink + 1;
    for (int step = 0; step < 1000000; step++) value = value * 6364136223846793005u + 1442695040888963407u;
    sink = value;
    syscall(SYS_getppid);
  }
  return unused;
}

static int threads(long count, void *(*body)(void *)) {
  pthread_t made[64];
  if (count < 1 || count > 64) return 2;
  for (long i = 0; i < count; i++)
    if (pthread_create(&made[i], NULL, body, NULL) != 0) return 1;
  for (long i = 0; i < count; i++) pthread_join(made[i], NULL);
  return 0;
}

static int reads(long count) {
  char byte;
  int zero = open("/dev/zero", O_RDONLY);
  if (zero < 0) return 1;
  for (long i = 0; i < count; i++) {
    if (read(zero, &byte, 1) != 1) return 1;
    if (i % 1000 == 999) close(open("/dev/null", O_RDONLY));
  }
  return 0;
}

int main(int count, char **arguments) {
  const char *wanted = count > 1 ? arguments[1] : "";
  rounds = count > 2 ? atol(arguments[count - 1]) : 0;
  if (count == 4 && strcmp(wanted, "calls") == 0) return threads(atol(arguments[2]), calls);
  if (count == 4 && strcmp(wanted, "computes") == 0) return threads(atol(arguments[2]), computes);
  if (count == 3 && strcmp(wanted, "reads") == 0) return reads(rounds);
  fprintf(stderr, "usage: program calls|computes THREADS N, or program reads N\n");
  return 2;
}
