// Commands on descriptors, pipes, terminals and devices.
extension ConstantMeanings {
  static let descriptors = """
    FD_CLOEXEC the descriptor is closed at execve
    F_DUPFD a copy at the lowest free number from the argument on
    F_DUPFD_CLOEXEC the same, and the copy is closed at execve
    F_GETFD ask for the descriptor's own flags (FD_CLOEXEC)
    F_SETFD set the descriptor's own flags
    F_GETFL ask for the description's access mode and status flags
    F_SETFL set the status flags, O_APPEND and O_NONBLOCK among them; all who share the description see it
    F_GETLK ask who would be in the way of a lock
    F_SETLK take or give back a lock of this process, without waiting
    F_SETLKW take a lock of this process, waiting for it
    F_OFD_GETLK ask who would be in the way of a lock of the description
    F_OFD_SETLK take or give back a lock of the description, without waiting
    F_OFD_SETLKW take a lock of the description, waiting for it
    F_SETOWN who gets SIGIO and SIGURG
    F_GETOWN ask who gets SIGIO and SIGURG
    F_SETSIG which signal comes instead of SIGIO
    F_GETSIG ask which signal comes instead of SIGIO
    F_SETLEASE be told before somebody else opens the file
    F_GETLEASE ask for the lease that is held
    F_NOTIFY be told of changes in a directory by a signal
    F_SETPIPE_SZ how many bytes the pipe can hold
    F_GETPIPE_SZ ask how many bytes the pipe can hold
    F_ADD_SEALS forbid changes of a memory file for ever
    F_GET_SEALS ask which changes of a memory file are forbidden
    F_DUPFD_QUERY ask whether two descriptors lead to one description
    F_SEAL_SEAL no more seals
    F_SEAL_SHRINK it cannot become shorter
    F_SEAL_GROW it cannot become longer
    F_SEAL_WRITE its content cannot change
    F_SEAL_FUTURE_WRITE nobody new can get write access
    F_SEAL_EXEC it stays as executable as it is
    CLOSE_RANGE_UNSHARE with a descriptor table of its own from then on
    CLOSE_RANGE_CLOEXEC mark them for execve instead of closing them
    SPLICE_F_MOVE move pages instead of copying, where that can be
    SPLICE_F_NONBLOCK do not wait for the pipe
    SPLICE_F_MORE more data follows
    SPLICE_F_GIFT the pages are the kernel's from now on
    RWF_HIPRI poll the device for its end
    RWF_DSYNC this one write as with O_DSYNC
    RWF_SYNC this one write as with O_SYNC
    RWF_NOWAIT fail with EAGAIN where it would wait
    RWF_APPEND this one write goes to the end of the file
    RWF_NOAPPEND this one write goes where the offset says, even with O_APPEND
    TCGETS ask for the terminal's settings: it fails with ENOTTY where there is no terminal
    TCSETS set the terminal's settings now
    TCSETSW set them when output has drained
    TCSETSF set them when output has drained, and throw away unread input
    TIOCGWINSZ ask how many rows and columns the terminal has
    TIOCSWINSZ say how many rows and columns it has; SIGWINCH tells the foreground
    TIOCSCTTY make it the controlling terminal
    TIOCNOTTY give the controlling terminal up
    TIOCGPGRP ask for the foreground process group
    TIOCSPGRP set the foreground process group
    TIOCGSID ask for the terminal's session
    TIOCSTI put a byte into the terminal's input as if typed
    TIOCGPTN ask for the number of the pseudoterminal
    TIOCSPTLCK lock or unlock the pseudoterminal
    TIOCOUTQ ask how many bytes of output wait
    FIONREAD ask how many bytes can be read
    FIONBIO switch O_NONBLOCK
    FIOCLEX set FD_CLOEXEC
    FIONCLEX clear FD_CLOEXEC
    FIOASYNC switch O_ASYNC
    FIGETBSZ ask for the file system's block size
    BLKGETSIZE ask for the device's size in sectors of 512 bytes
    SIOCGIFADDR ask for a network device's address
    SIOCSIFADDR set a network device's address
    SIOCGIFFLAGS ask for a network device's flags
    SIOCSIFFLAGS set a network device's flags, to bring it up for one
    SIOCGIFCONF list the network devices that have addresses
    SIOCGIFINDEX ask for a network device's index
    SIOCGIFHWADDR ask for a network device's hardware address
    SIOCGIFMTU ask for a network device's largest packet
    ISIG keys such as Ctrl-C make signals
    ICANON input is handed over a line at a time
    ECHO what is typed is shown
    ECHOE the erase key rubs the character out
    ECHOK the kill key rubs the line out
    ECHONL a newline is shown even without ECHO
    NOFLSH signals from keys leave the queues as they are
    TOSTOP a background process that writes gets SIGTTOU
    IEXTEN more keys are special
    ECHOCTL control characters are shown as ^X
    OPOST output is worked over, as the flags beside say
    ONLCR a newline is sent as carriage return and newline
    ICRNL a carriage return is read as a newline
    INLCR a newline is read as a carriage return
    IGNCR carriage returns are dropped
    IXON Ctrl-S holds the output and Ctrl-Q lets it go on
    IXOFF the terminal sends such keys itself
    IUTF8 input is UTF-8, which erasing has to know
    PR_SET_NAME name the thread, in 15 bytes
    PR_GET_NAME ask for the thread's name
    PR_SET_PDEATHSIG the signal that comes when the parent ends
    PR_GET_PDEATHSIG ask which signal comes when the parent ends
    PR_SET_DUMPABLE whether it leaves core files, and whether others may trace it
    PR_GET_DUMPABLE ask whether it leaves core files
    PR_SET_KEEPCAPS keep capabilities when the user id changes
    PR_GET_KEEPCAPS ask whether capabilities outlive a change of the user id
    PR_SET_NO_NEW_PRIVS from now on no execve gives more rights; it cannot be taken back
    PR_GET_NO_NEW_PRIVS ask whether execve can give more rights
    PR_SET_CHILD_SUBREAPER orphans below it become its children
    PR_GET_CHILD_SUBREAPER ask whether orphans below it become its children
    PR_SET_SECCOMP restrict its calls
    PR_GET_SECCOMP ask whether its calls are restricted
    PR_CAPBSET_READ ask whether a capability is in the bounding set
    PR_CAPBSET_DROP take a capability out of the bounding set for ever
    PR_CAP_AMBIENT ask for or change the ambient capabilities
    PR_SET_TIMERSLACK how much later than asked it may be woken
    PR_GET_TIMERSLACK ask how much later it may be woken
    PR_SET_MM change where the kernel thinks parts of its memory are
    PR_SET_PTRACER which process may trace it, where Yama asks
    PR_SET_VMA name a mapping without a file
    PR_SET_THP_DISABLE no huge pages for it
    PR_SET_SYSCALL_USER_DISPATCH have its calls sent to a handler of its own
    """
}
