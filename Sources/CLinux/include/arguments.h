// The words with which this program was started. Swift's CommandLine looks for them in /proc/self/maps and finds none where
// /proc is not mounted or hidden: `sysh -c CMD` would be a shell that has been told nothing.
#pragma once

// A list that ends with NULL, the program's own name first.
const char *const *sysh_arguments(void);
