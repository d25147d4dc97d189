// The plainest way to know a range's pages: all of its entries of /proc/PID/pagemap are read, and those of present pages
// counted.
//
// usage: pagemap PID ADDRESS BYTES    prints the number of present pages
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count != 4) return 2;
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/pagemap", arguments[1]);
  uint64_t address = strtoull(arguments[2], NULL, 16), pages = strtoull(arguments[3], NULL, 10) / 4096, present = 0;
  uint64_t *words = malloc(pages * 8);
  int file = open(path, O_RDONLY);
  if (words == NULL || file < 0) {
    perror(path);
    return 1;
  }
  size_t done = 0;
  while (done < pages * 8) {
    ssize_t got = pread(file, (char *)words + done, pages * 8 - done, (off_t)(address / 4096 * 8 + done));
    if (got <= 0) break;
    done += (size_t)got;
  }
  for (size_t i = 0; i < done / 8; i++) present += words[i] >> 63;
  printf("%llu\n", (unsigned long long)present);
  return 0;
}
