// Becomes the program behind `--` with files hidden from it; returns what to exit with when that fails.
int hide(char **words);
