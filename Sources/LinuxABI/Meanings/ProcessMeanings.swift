// Making processes, waiting, scheduling, tracing.
extension ConstantMeanings {
  static let processes = """
    CLONE_VM parent and child share their memory
    CLONE_FS they share root, working directory and umask
    CLONE_FILES they share one descriptor table
    CLONE_SIGHAND they share what signals do
    CLONE_PIDFD a descriptor of the child is made
    CLONE_PTRACE the tracer gets the child too
    CLONE_VFORK the parent waits until the child executes a program or ends
    CLONE_PARENT the child's parent is the caller's parent
    CLONE_THREAD the child is a thread of the same process
    CLONE_NEWNS a mount namespace of its own
    CLONE_SYSVSEM they share undo values of semaphores
    CLONE_SETTLS the child's thread-local storage is given
    CLONE_PARENT_SETTID the child's id is stored in the parent's memory
    CLONE_CHILD_SETTID the child's id is stored in its own memory
    CLONE_CHILD_CLEARTID at the child's end its id is cleared and a futex woken: how a join waits
    CLONE_UNTRACED no tracer can ask for the child by CLONE_PTRACE
    CLONE_NEWCGROUP a cgroup namespace of its own
    CLONE_NEWUTS a host name of its own
    CLONE_NEWIPC IPC objects of its own
    CLONE_NEWUSER users of its own: in it the process has all capabilities
    CLONE_NEWPID process ids of its own; the first child in it is number 1
    CLONE_NEWNET network devices, addresses and ports of its own
    CLONE_NEWTIME clocks of its own
    CLONE_IO they share their turn at the disk
    CLONE_CLEAR_SIGHAND handlers are back at their defaults
    CLONE_INTO_CGROUP the child begins in the cgroup given
    P_ALL any child
    P_PID the child with this id
    P_PGID any child of this process group
    P_PIDFD the child behind this descriptor
    WNOHANG return at once when no child has changed
    WUNTRACED children that have stopped as well
    WSTOPPED children that have stopped
    WEXITED children that have ended
    WCONTINUED children that go on after a stop
    WNOWAIT leave the child waitable
    __WALL children of every kind
    __WCLONE only children that tell of their end by another signal than SIGCHLD
    __WNOTHREAD only children of this thread
    PIDFD_NONBLOCK waiting on it never waits
    PIDFD_THREAD it stands for one thread
    SCHED_OTHER the usual time sharing
    SCHED_FIFO real-time: it runs until it waits or yields
    SCHED_RR real-time, with time slices
    SCHED_BATCH time sharing for work without a user
    SCHED_IDLE only when nothing else wants the processor
    SCHED_DEADLINE a share of time before each deadline
    SCHED_EXT a BPF program schedules it
    SCHED_RESET_ON_FORK children start with the usual policy
    PTRACE_TRACEME the parent becomes the tracer
    PTRACE_PEEKTEXT read a word of its memory
    PTRACE_PEEKDATA read a word of its memory
    PTRACE_PEEKUSER read a register
    PTRACE_POKETEXT write a word of its memory
    PTRACE_POKEDATA write a word of its memory
    PTRACE_POKEUSER write a register
    PTRACE_CONT let it run on
    PTRACE_KILL end it
    PTRACE_SINGLESTEP let it run one instruction
    PTRACE_GETREGS read its registers
    PTRACE_SETREGS write its registers
    PTRACE_ATTACH become its tracer and stop it
    PTRACE_SEIZE become its tracer without a stop
    PTRACE_DETACH let it go
    PTRACE_SYSCALL let it run to the next entry or exit of a call
    PTRACE_SETOPTIONS which events stop it
    PTRACE_GETEVENTMSG ask what an event is about
    PTRACE_GETSIGINFO ask for the signal that has stopped it
    PTRACE_SETSIGINFO change the signal that has stopped it
    PTRACE_GETREGSET read a set of registers
    PTRACE_SETREGSET write a set of registers
    PTRACE_INTERRUPT stop it
    PTRACE_LISTEN leave it in its stop, and see what comes
    PTRACE_GET_SYSCALL_INFO ask for the call at which it stands
    PTRACE_O_TRACESYSGOOD stops at calls can be told from signals
    PTRACE_O_TRACEFORK children of fork are traced too
    PTRACE_O_TRACEVFORK children of vfork are traced too
    PTRACE_O_TRACECLONE threads and children of clone are traced too
    PTRACE_O_TRACEEXEC stop when it has executed a program
    PTRACE_O_TRACEEXIT stop before it ends
    PTRACE_O_EXITKILL end it when the tracer ends
    KCMP_FILE do two descriptors lead to one description
    KCMP_VM do they share their memory
    KCMP_FILES do they share one descriptor table
    KCMP_FS do they share working directory, root and umask
    KCMP_SIGHAND do they share what signals do
    KCMP_IO do they share their turn at the disk
    KCMP_SYSVSEM do they share undo values of semaphores
    KCMP_EPOLL_TFD is a descriptor in an epoll set this one
    SUID_DUMP_DISABLE no core file, and only a privileged process may look into it
    SUID_DUMP_USER core files as usual
    ARCH_SET_FS where thread-local storage is
    ARCH_GET_FS ask where thread-local storage is
    ARCH_SET_GS set the base of the register gs
    ARCH_GET_GS ask for the base of the register gs
    CLOCK_REALTIME the time of day, which can be set
    CLOCK_MONOTONIC time since boot without sleep, which never goes back
    CLOCK_BOOTTIME time since boot with sleep
    CLOCK_MONOTONIC_RAW as CLOCK_MONOTONIC, not adjusted by ntp
    CLOCK_REALTIME_COARSE the time of day as of the last tick, fast to read
    CLOCK_MONOTONIC_COARSE CLOCK_MONOTONIC as of the last tick, fast to read
    CLOCK_PROCESS_CPUTIME_ID processor time of the process
    CLOCK_THREAD_CPUTIME_ID processor time of the thread
    CLOCK_TAI the time of day without leap seconds
    CLOCK_REALTIME_ALARM the time of day, and it wakes a machine that sleeps
    CLOCK_BOOTTIME_ALARM time since boot, and it wakes a machine that sleeps
    TIMER_ABSTIME at this time, not after it has passed
    ITIMER_REAL real time; SIGALRM
    ITIMER_VIRTUAL processor time in the program; SIGVTALRM
    ITIMER_PROF processor time in program and kernel; SIGPROF
    SIGEV_SIGNAL by a signal
    SIGEV_NONE not at all
    SIGEV_THREAD by a thread of the C library
    SIGEV_THREAD_ID by a signal to one thread
    TFD_CLOEXEC the descriptor is closed at execve
    TFD_NONBLOCK reading before it has run out fails with EAGAIN
    TFD_TIMER_ABSTIME at this time, not after it has passed
    TFD_TIMER_CANCEL_ON_SET reading fails with ECANCELED when the clock is set
    """
}
