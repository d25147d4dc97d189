// The code of a subject: everything that a process of the lab can execute besides the programs it execs.
//
// It is position-independent, assembled into read-only data of the shell and copied from there into the code page of
// an ELF image made in memory (image.c). Assembly because each instruction is part of what the lab promises: a subject
// makes no syscall, takes no fault and touches no memory that the learner did not ask for.
//
// Every routine ends at `done`: a `syscall` with number -1, which no kernel runs. Under PTRACE_SYSCALL its entry stop
// tells the tracer that the routine came to its end. A breakpoint would do that too, but its SIGTRAP is forced: it
// unblocks the signal and resets its disposition (kernel/signal.c, force_sig_info_to_task), and the learner would see
// a mask that nobody set.
//
// The timed loops are the exception: they run under PTRACE_CONT, because under PTRACE_SYSCALL every pass would stop twice,
// and then the kernel does not show the call that no kernel runs. They end in a spin, and the tracer, which knows about how
// long the loop takes, looks there with PTRACE_INTERRUPT. Nothing that stops by itself will do: int3, the trap flag and
// debug registers all force SIGTRAP, and so does a store to a page made for it with SIGSEGV; a seccomp filter or syscall
// user dispatch would slow down the very calls that are measured; fork, exec and exit events need calls that nobody asked
// for. A flag in memory is no better than the spin, and would need a page of the subject.

        .section .rodata
        .balign 16
        .globl sysh_subject_begin, sysh_subject_end
        .globl sysh_subject_call, sysh_subject_done, sysh_subject_load, sysh_subject_store
        .globl sysh_subject_fill, sysh_subject_touch
        .globl sysh_subject_handler, sysh_subject_restorer
        .globl sysh_subject_time_calls, sysh_subject_time_functions, sysh_subject_time_nothing
        .globl sysh_subject_time_selects, sysh_subject_time_forks
        .globl sysh_subject_time_loads, sysh_subject_timed

sysh_subject_begin:

// The one `syscall` instruction for typed calls. The tracer sets all registers; the subject is parked in the call's
// exit stop and never gets to the breakpoint unless something resumed it by mistake.
sysh_subject_call:
        syscall
        int3

// The end of every routine below, and the park: running it delivers pending signals and nothing else.
sysh_subject_done:
        mov     $-1, %rax
        syscall
        int3

// rsi: address, rcx: count. Loads every byte.
sysh_subject_load:
        rep lodsb
        jmp     sysh_subject_done

// rsi: source, rdi: destination, rcx: count.
sysh_subject_store:
        rep movsb
        jmp     sysh_subject_done

// al: byte, rdi: destination, rcx: count.
sysh_subject_fill:
        rep stosb
        jmp     sysh_subject_done

// rdi: address, rcx: count of pages, more than 0. One store to each page that leaves its content as it was.
sysh_subject_touch:
        lock orb $0, (%rdi)
        add     $4096, %rdi
        dec     %rcx
        jnz     sysh_subject_touch
        jmp     sysh_subject_done

// A signal handler that does nothing: it returns to the address that the kernel put on the stack for it, sa_restorer.
sysh_subject_handler:
        ret

// Where handlers return to: rt_sigreturn, which puts the saved registers back. x86-64 has no such code in the vdso, so
// every program brings its own (man 2 sigreturn).
sysh_subject_restorer:
        mov     $15, %eax
        syscall
        int3

// The time stamp counter. It clobbers rax and rdx; the fences keep the loop from running into it.
        .macro  stamp register
        lfence
        rdtsc
        lfence
        shl     $32, %rdx
        or      %rdx, %rax
        mov     %rax, \register
        .endm

// Each timed loop: rbp is the count of passes, more than 0. It leaves the stamps from before and after in r12 and r14 and
// what the last pass left in rax in r13; rbp is 0 then.

// rbx: a syscall's number, rdi, rsi, r15, r10, r8, r9: its arguments. The kernel keeps all but rax, rcx and r11.
        .balign 64
sysh_subject_time_calls:
        stamp   %r12
        mov     %r15, %rdx
0:      mov     %rbx, %rax
        syscall
        dec     %rbp
        jnz     0b
        mov     %rax, %r13
        stamp   %r14
        jmp     sysh_subject_timed

// rbx: a function, r13, r14, r15: its arguments, loaded again for each pass because a function may change their registers.
// The stack pointer is a multiple of 16.
        .balign 64
sysh_subject_time_functions:
        stamp   %r12
0:      mov     %r13, %rdi
        mov     %r14, %rsi
        mov     %r15, %rdx
        call    *%rbx
        dec     %rbp
        jnz     0b
        mov     %rax, %r13
        stamp   %r14
        jmp     sysh_subject_timed

// What a loop costs by itself.
        .balign 64
sysh_subject_time_nothing:
        stamp   %r12
0:      mov     %rbx, %rax
        dec     %rbp
        jnz     0b
        stamp   %r14
        jmp     sysh_subject_timed

// select, with the set that it watches in rsi, and the other arguments as above. The kernel writes its answer over the set,
// so every program that calls it again has to put the set back first, and so does each pass: r13 is a copy of the set, r14
// the count of its words of eight bytes, more than 0.
        .balign 64
sysh_subject_time_selects:
        stamp   %r12
        mov     %r15, %rdx
0:      mov     %r14, %rcx
1:      mov     -8(%r13,%rcx,8), %rax
        mov     %rax, -8(%rsi,%rcx,8)
        dec     %rcx
        jnz     1b
        mov     %rbx, %rax
        syscall
        dec     %rbp
        jnz     0b
        mov     %rax, %r13
        stamp   %r14
        jmp     sysh_subject_timed

// clone with the flags in rdi, which are to name no exit signal, and no stack: a fork. The child ends at once and the parent
// reaps it between passes. Only the clones are timed: r12 is 0 in the end, and r14 the sum of their ticks.
        .balign 64
sysh_subject_time_forks:
        xor     %r14d, %r14d
        mov     %rdi, %rbx
0:      stamp   %r12
        mov     %rbx, %rdi
        xor     %esi, %esi
        xor     %edx, %edx
        xor     %r10d, %r10d
        xor     %r8d, %r8d
        mov     $56, %eax
        syscall
        mov     %rax, %r13
        test    %rax, %rax
        jz      1f
        stamp   %r15
        sub     %r12, %r15
        add     %r15, %r14
        test    %r13, %r13
        js      2f
        // wait4(child, NULL, __WALL, NULL): without an exit signal __WALL is what finds it.
        mov     %r13, %rdi
        mov     $0x40000000, %edx
        mov     $61, %eax
        syscall
        dec     %rbp
        jnz     0b
2:      xor     %ebp, %ebp
        xor     %r12d, %r12d
        jmp     sysh_subject_timed
        // exit_group(0), in the child.
1:      xor     %edi, %edi
        mov     $231, %eax
        syscall
        int3

// r13: address, rbx: count of words, more than 0. Each pass loads all of them, eight bytes at a time: `rep lodsb` would
// take longer than the memory does.
        .balign 64
sysh_subject_time_loads:
        stamp   %r12
0:      mov     %r13, %rsi
        mov     %rbx, %rcx
1:      mov     (%rsi), %rax
        add     $8, %rsi
        dec     %rcx
        jnz     1b
        dec     %rbp
        jnz     0b
        mov     %rax, %r13
        stamp   %r14

sysh_subject_timed:
        pause
        jmp     sysh_subject_timed

sysh_subject_end:
        .section .note.GNU-stack, "", @progbits
