// readline.h needs FILE declared first and does not include <stdio.h> itself.
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
