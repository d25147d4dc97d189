// Waiting for descriptors, words in memory and rings.
extension ConstantMeanings {
  static let waiting = """
    POLLIN something can be read, or the end
    POLLPRI something urgent
    POLLOUT writing would not wait
    POLLERR an error; it is always watched for
    POLLHUP the other end is closed; it is always watched for
    POLLNVAL the descriptor is not open
    POLLRDHUP the peer has shut down its writing half
    POLLRDNORM the same as POLLIN
    POLLWRNORM the same as POLLOUT
    EPOLL_CLOEXEC the descriptor is closed at execve
    EPOLL_CTL_ADD put a descriptor into the set
    EPOLL_CTL_MOD change what it is watched for
    EPOLL_CTL_DEL take a descriptor out of the set
    EPOLLIN something can be read, or the end
    EPOLLOUT writing would not wait
    EPOLLPRI something urgent
    EPOLLERR an error; it is always watched for
    EPOLLHUP the other end is closed; it is always watched for
    EPOLLRDHUP the peer has shut down its writing half
    EPOLLET tell only when something new comes, not as long as it is there
    EPOLLONESHOT tell once, until it is armed again
    EPOLLEXCLUSIVE wake one of several that wait
    EPOLLWAKEUP keep the machine from sleeping meanwhile
    EFD_SEMAPHORE each read takes 1
    EFD_CLOEXEC the descriptor is closed at execve
    EFD_NONBLOCK reading 0 fails with EAGAIN
    FUTEX_WAIT sleep if the word still has this value
    FUTEX_WAKE wake so many sleepers of the word
    FUTEX_REQUEUE wake some and move the others to another word
    FUTEX_CMP_REQUEUE the same, if the word still has this value
    FUTEX_WAKE_OP change another word and wake sleepers of both
    FUTEX_WAIT_BITSET sleep with bits that a wake must share
    FUTEX_WAKE_BITSET wake sleepers that share a bit
    FUTEX_LOCK_PI take a lock whose holder inherits priority
    FUTEX_UNLOCK_PI give such a lock back
    FUTEX_TRYLOCK_PI take such a lock if it is free
    FUTEX_WAIT_PRIVATE sleep if the word still has this value; among threads of one process
    FUTEX_WAKE_PRIVATE wake so many sleepers of the word; among threads of one process
    FUTEX_WAIT_BITSET_PRIVATE sleep with bits that a wake must share; among threads of one process
    FUTEX_PRIVATE_FLAG only threads of one process use the word
    FUTEX_CLOCK_REALTIME the time limit is by the time of day
    FUTEX_BITSET_MATCH_ANY every bit: any wake will do
    IORING_SETUP_SQPOLL a kernel thread takes requests, so that no call is needed
    IORING_SETUP_IOPOLL devices are polled for their end
    IORING_SETUP_CQSIZE the length of the ring of answers is given
    IORING_SETUP_SINGLE_ISSUER only one thread makes requests
    IORING_ENTER_GETEVENTS wait for answers
    """
}
