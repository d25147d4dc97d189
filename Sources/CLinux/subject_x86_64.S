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

        .section .rodata
        .balign 16
        .globl sysh_subject_begin, sysh_subject_end
        .globl sysh_subject_call, sysh_subject_done, sysh_subject_load, sysh_subject_store
        .globl sysh_subject_fill, sysh_subject_touch
        .globl sysh_subject_handler, sysh_subject_restorer

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

sysh_subject_end:
        .section .note.GNU-stack, "", @progbits
