// The subject's ELF image (man 5 elf), written by hand: a linker would add sections, and a SwiftPM executable would
// bring in the Swift runtime with 45 mappings.
#define _GNU_SOURCE
#include "include/subject.h"
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010u
#endif

extern const char sysh_subject_begin[], sysh_subject_end[], sysh_subject_call[], sysh_subject_done[],
    sysh_subject_load[], sysh_subject_store[], sysh_subject_fill[], sysh_subject_touch[], sysh_subject_handler[],
    sysh_subject_restorer[], sysh_subject_time_calls[], sysh_subject_time_functions[], sysh_subject_time_nothing[],
    sysh_subject_time_selects[], sysh_subject_time_forks[], sysh_subject_time_loads[], sysh_subject_timed[];

struct header {
  Elf64_Ehdr file;
  Elf64_Phdr code;
  Elf64_Phdr stack;
};

static uint64_t address(const char *symbol) {
  return SYSH_SUBJECT_BASE + sizeof(struct header) + (uint64_t)(symbol - sysh_subject_begin);
}

uint64_t sysh_subject_call_address(void) { return address(sysh_subject_call); }
uint64_t sysh_subject_done_address(void) { return address(sysh_subject_done); }
uint64_t sysh_subject_load_address(void) { return address(sysh_subject_load); }
uint64_t sysh_subject_store_address(void) { return address(sysh_subject_store); }
uint64_t sysh_subject_fill_address(void) { return address(sysh_subject_fill); }
uint64_t sysh_subject_touch_address(void) { return address(sysh_subject_touch); }
uint64_t sysh_subject_handler_address(void) { return address(sysh_subject_handler); }
uint64_t sysh_subject_restorer_address(void) { return address(sysh_subject_restorer); }
uint64_t sysh_subject_time_calls_address(void) { return address(sysh_subject_time_calls); }
uint64_t sysh_subject_time_functions_address(void) { return address(sysh_subject_time_functions); }
uint64_t sysh_subject_time_nothing_address(void) { return address(sysh_subject_time_nothing); }
uint64_t sysh_subject_time_selects_address(void) { return address(sysh_subject_time_selects); }
uint64_t sysh_subject_time_forks_address(void) { return address(sysh_subject_time_forks); }
uint64_t sysh_subject_time_loads_address(void) { return address(sysh_subject_time_loads); }
uint64_t sysh_subject_timed_address(void) { return address(sysh_subject_timed); }
uint64_t sysh_subject_end_address(void) { return address(sysh_subject_end); }

int sysh_subject_image(void) {
  size_t code = (size_t)(sysh_subject_end - sysh_subject_begin);
  struct header header = {0};
  memcpy(header.file.e_ident, ELFMAG, SELFMAG);
  header.file.e_ident[EI_CLASS] = ELFCLASS64;
  header.file.e_ident[EI_DATA] = ELFDATA2LSB;
  header.file.e_ident[EI_VERSION] = EV_CURRENT;
  header.file.e_type = ET_EXEC;
  header.file.e_machine = EM_X86_64;
  header.file.e_version = EV_CURRENT;
  header.file.e_entry = sysh_subject_done_address();
  header.file.e_phoff = sizeof header.file;
  header.file.e_ehsize = sizeof header.file;
  header.file.e_phentsize = sizeof(Elf64_Phdr);
  header.file.e_phnum = 2;
  header.code.p_type = PT_LOAD;
  header.code.p_flags = PF_R | PF_X;
  header.code.p_vaddr = header.code.p_paddr = SYSH_SUBJECT_BASE;
  header.code.p_filesz = header.code.p_memsz = sizeof header + code;
  header.code.p_align = 4096;
  header.stack.p_type = PT_GNU_STACK;
  header.stack.p_flags = PF_R | PF_W;

  // MFD_EXEC is asked for where the kernel knows it (6.3): under vm.memfd_noexec=1 a memfd without it cannot be run.
  int fd = memfd_create("subject", MFD_CLOEXEC | MFD_EXEC);
  if (fd < 0 && errno == EINVAL) fd = memfd_create("subject", MFD_CLOEXEC);
  if (fd < 0) return -errno;
  if (write(fd, &header, sizeof header) != (ssize_t)sizeof header ||
      write(fd, sysh_subject_begin, code) != (ssize_t)code) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}
