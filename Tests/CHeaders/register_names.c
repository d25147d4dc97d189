/* Names that only the C library's headers have: the registers in the kernel's area of a process, and notes of core
   files. */
#include <elf.h>
#include <stddef.h>
#include <sys/reg.h>
#include <sys/user.h>

#include "tables.h"

const struct cheaders_constant register_names[] = {
  C(R15),
  C(R14),
  C(R13),
  C(R12),
  C(RBP),
  C(RBX),
  C(R11),
  C(R10),
  C(R9),
  C(R8),
  C(RAX),
  C(RCX),
  C(RDX),
  C(RSI),
  C(RDI),
  C(ORIG_RAX),
  C(RIP),
  C(CS),
  {"EFL", EFLAGS},
  C(RSP),
  C(SS),
  C(NT_PRXREG),
  C(NT_PLATFORM),
};
const int register_name_count = COUNT(register_names);

#define F(member) \
  { "user_regs_struct." #member, offsetof(struct user_regs_struct, member), sizeof(((struct user_regs_struct *)0)->member) }

const struct cheaders_extent register_extents[] = {
  { "user_regs_struct", 0, sizeof(struct user_regs_struct) },
  F(r15),
  F(r14),
  F(r13),
  F(r12),
  F(rbp),
  F(rbx),
  F(r11),
  F(r10),
  F(r9),
  F(r8),
  F(rax),
  F(rcx),
  F(rdx),
  F(rsi),
  F(rdi),
  F(orig_rax),
  F(rip),
  F(cs),
  F(eflags),
  F(rsp),
  F(ss),
  F(fs_base),
  F(gs_base),
  F(ds),
  F(es),
  F(fs),
  F(gs),
};
const int register_extent_count = COUNT(register_extents);
