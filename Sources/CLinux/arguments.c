#include "include/arguments.h"

static const char *const none[] = {0};
static const char *const *words = none;

// The C library gives constructors what it gives main.
__attribute__((constructor)) static void keep(int count, char **arguments) {
  if (count > 0) words = (const char *const *)arguments;
}

const char *const *sysh_arguments(void) { return words; }
