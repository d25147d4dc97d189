// A process to be looked at, until its standard input ends.
//
// usage: holder descriptors N    has N descriptors of /dev/null open; prints "ready"
//        holder pages BYTES      has touched every page of a private mapping; prints its address, in hexadecimal
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count != 3) return 2;
  long amount = atol(arguments[2]);
  if (strcmp(arguments[1], "descriptors") == 0) {
    struct rlimit limit = {(rlim_t)amount + 64, (rlim_t)amount + 64}, now;
    if (getrlimit(RLIMIT_NOFILE, &now) == 0 && now.rlim_cur < limit.rlim_cur && setrlimit(RLIMIT_NOFILE, &limit) < 0) {
      perror("RLIMIT_NOFILE");
      return 1;
    }
    // 0, 1 and 2 are open already.
    for (long i = 3; i < amount; i++)
      if (open("/dev/null", O_RDONLY) < 0) {
        perror("open");
        return 1;
      }
    printf("ready\n");
  } else {
    char *memory = mmap(NULL, (size_t)amount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      perror("mmap");
      return 1;
    }
    // Single pages, of which each has an entry of its own to be found.
    madvise(memory, (size_t)amount, MADV_NOHUGEPAGE);
    for (long i = 0; i < amount; i += 4096) memory[i] = 1;
    printf("%lx\n", (unsigned long)memory);
  }
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}
