// What the sanitizers of Tests/sanitize are told. Here and not in the environment, because tests start programs with
// environments of their own.

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// The leak checker stops the process by ptrace at its end, which fails where somebody traces it: sysh traces, and is traced.
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
#endif
#endif
