// Handling signals, and what siginfo says of where they come from.
extension ConstantMeanings {
  static let signals = """
    SIG_DFL what the signal does when nobody has asked for anything
    SIG_IGN nothing: the signal is thrown away
    SIG_BLOCK the set is added to what is held back
    SIG_UNBLOCK the set is no longer held back
    SIG_SETMASK the set is what is held back
    SA_RESTORER sa_restorer says where the handler returns to; the C library always sets it
    SA_ONSTACK the handler runs on the stack of sigaltstack
    SA_RESTART a call that the signal interrupts is made again
    SA_NODEFER the handler can be interrupted by its own signal
    SA_RESETHAND the first signal puts the default back
    SA_SIGINFO the handler gets a siginfo structure as well
    SA_NOCLDSTOP no SIGCHLD when a child stops or goes on
    SA_NOCLDWAIT children leave no zombie
    SS_ONSTACK a handler runs on this stack now
    SS_DISABLE there is no such stack
    SS_AUTODISARM the stack is taken out of use while a handler runs
    SI_USER a process sent it with kill
    SI_KERNEL the kernel sent it
    SI_QUEUE a process sent it with a value, by sigqueue
    SI_TIMER a timer ran out
    SI_MESGQ a message came into an empty queue
    SI_ASYNCIO an asynchronous request is done
    SI_SIGIO input or output became possible
    SI_TKILL a process sent it to one thread, by tgkill
    CLD_EXITED the child called exit
    CLD_KILLED a signal ended the child
    CLD_DUMPED a signal ended the child, and it left a core file
    CLD_TRAPPED the child stopped for its tracer
    CLD_STOPPED a signal stopped the child
    CLD_CONTINUED SIGCONT let the child go on
    SEGV_MAPERR nothing is mapped at the address
    SEGV_ACCERR the mapping does not allow that access
    SEGV_BNDERR a bound was overstepped
    SEGV_PKUERR a protection key forbids it
    BUS_ADRALN the address is not aligned
    BUS_ADRERR behind the mapping there is nothing: past the end of a file
    BUS_OBJERR the hardware failed
    SFD_CLOEXEC the descriptor is closed at execve
    SFD_NONBLOCK reading without a signal fails with EAGAIN
    """
}
