// Mappings, advice, limits of memory.
extension ConstantMeanings {
  static let memory = """
    PROT_NONE no access at all: every touch is a fault
    PROT_READ it can be read
    PROT_WRITE it can be written
    PROT_EXEC it can be executed
    PROT_SEM fit for atomic operations; it changes nothing on this processor
    PROT_GROWSUP the change reaches to the end of a mapping that grows upwards
    PROT_GROWSDOWN the change reaches to the beginning of a mapping that grows downwards
    MAP_SHARED writes go to the file, and all who map it see them
    MAP_SHARED_VALIDATE as MAP_SHARED, and flags that the kernel does not know are refused
    MAP_PRIVATE writes make a copy that only this process sees
    MAP_FIXED exactly at this address; what was mapped there is gone
    MAP_FIXED_NOREPLACE exactly at this address, or fail with EEXIST
    MAP_ANONYMOUS no file behind it: it begins as zeroes
    MAP_ANON another name of MAP_ANONYMOUS
    MAP_32BIT below 2 GiB
    MAP_GROWSDOWN it grows downwards when it is touched below, as a stack does
    MAP_DENYWRITE ignored today
    MAP_EXECUTABLE ignored today
    MAP_LOCKED its pages are brought in and stay in memory
    MAP_NORESERVE no swap space is set aside for it
    MAP_POPULATE its pages are brought in now
    MAP_NONBLOCK with MAP_POPULATE: only what is in memory already
    MAP_STACK fit for a stack; it changes nothing today
    MAP_HUGETLB of huge pages
    MAP_SYNC writes to a file on persistent memory stay through a crash
    MREMAP_MAYMOVE it may move when there is no room to grow
    MREMAP_FIXED move it to the address given
    MREMAP_DONTUNMAP leave the old range mapped, without its pages
    MS_ASYNC written some time
    MS_SYNC written before the call returns
    MS_INVALIDATE other mappings of the file see it too
    MCL_CURRENT all that is mapped now
    MCL_FUTURE all that will be mapped
    MCL_ONFAULT pages stay once they are touched
    MLOCK_ONFAULT pages stay once they are touched
    MADV_NORMAL the usual read-ahead
    MADV_RANDOM places in any order: no read-ahead
    MADV_SEQUENTIAL front to back: more read-ahead
    MADV_WILLNEED bring the pages in soon
    MADV_DONTNEED drop the pages now: private ones read as zeroes afterwards
    MADV_FREE drop the pages when memory is short, unless they are written before
    MADV_REMOVE drop the pages and what is behind them
    MADV_DONTFORK a child does not get the range
    MADV_DOFORK a child gets the range again
    MADV_WIPEONFORK a child finds zeroes there
    MADV_KEEPONFORK a child finds the content again
    MADV_HUGEPAGE huge pages are wanted
    MADV_NOHUGEPAGE no huge pages
    MADV_COLLAPSE make huge pages of it now
    MADV_MERGEABLE equal pages may be merged
    MADV_UNMERGEABLE merged pages become separate again
    MADV_DONTDUMP leave it out of core files
    MADV_DODUMP core files have it again
    MADV_COLD it will hardly be used: reclaim it first
    MADV_PAGEOUT write it out to swap now
    MADV_POPULATE_READ bring its pages in for reading
    MADV_POPULATE_WRITE bring its pages in for writing
    MADV_HWPOISON treat the page as broken memory, for a test
    GRND_NONBLOCK fail rather than wait for enough randomness
    GRND_RANDOM from the pool behind /dev/random
    GRND_INSECURE never wait, even early at boot
    RLIMIT_CPU seconds of processor time; SIGXCPU, then SIGKILL
    RLIMIT_FSIZE how long a file it may write; SIGXFSZ and EFBIG
    RLIMIT_DATA how much private memory it may write to
    RLIMIT_STACK how far the stack may grow
    RLIMIT_CORE how long a core file may become
    RLIMIT_RSS not enforced today
    RLIMIT_NPROC how many threads the user may have
    RLIMIT_NOFILE one more than the highest descriptor number
    RLIMIT_MEMLOCK how much memory may be locked
    RLIMIT_AS how much may be mapped in all
    RLIMIT_LOCKS not enforced today
    RLIMIT_SIGPENDING how many signals may wait for the user's processes
    RLIMIT_MSGQUEUE bytes in POSIX message queues
    RLIMIT_NICE how far nice may be lowered
    RLIMIT_RTPRIO the highest real-time priority
    RLIMIT_RTTIME microseconds of real-time processor use without a call that waits
    RLIM64_INFINITY no limit
    RUSAGE_SELF the calling process with all its threads
    RUSAGE_CHILDREN children that have ended and were waited for
    RUSAGE_THREAD the calling thread alone
    PRIO_PROCESS one process
    PRIO_PGRP a process group
    PRIO_USER all processes of a user
    SHM_RDONLY attached for reading only
    SHM_RND the address is rounded down
    SHM_REMAP what was mapped there is gone
    IPC_PRIVATE a new object without a key
    IPC_CREAT make it when there is none
    IPC_EXCL with IPC_CREAT: fail when it exists
    IPC_NOWAIT fail with EAGAIN or ENOMSG instead of waiting
    IPC_RMID remove it
    IPC_SET change its owner and permissions
    IPC_STAT ask for its state
    """
}
