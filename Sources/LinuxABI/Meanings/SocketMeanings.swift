// Sockets.
extension ConstantMeanings {
  static let sockets = """
    AF_UNSPEC no particular family; connect with it undoes a datagram socket's peer
    AF_UNIX between processes of one machine, by paths or abstract names
    AF_LOCAL another name of AF_UNIX
    AF_FILE another name of AF_UNIX
    AF_INET IPv4
    AF_INET6 IPv6
    AF_NETLINK between the kernel and programs: routes, devices, audit
    AF_PACKET whole packets as network devices see them
    AF_VSOCK between a virtual machine and its host
    AF_ALG the kernel's encryption
    AF_KEY keys of IPsec
    AF_BLUETOOTH Bluetooth
    AF_CAN networks in cars
    AF_XDP packets past most of the network stack
    AF_BRIDGE bridges
    AF_ROUTE another name of AF_NETLINK
    SOCK_STREAM a stream of bytes in order, without edges between writes
    SOCK_DGRAM single messages
    SOCK_SEQPACKET messages in order over a connection
    SOCK_RAW packets with the protocol's own headers
    SOCK_RDM messages without order
    SOCK_PACKET an old form of AF_PACKET
    SOCK_CLOEXEC the descriptor is closed at execve
    SOCK_NONBLOCK what would wait fails with EAGAIN instead
    SHUT_RD no more is read
    SHUT_WR no more is written: the peer reads to the end and gets 0
    SHUT_RDWR no more is read or written
    MSG_OOB the urgent byte
    MSG_PEEK leave it in the queue
    MSG_DONTROUTE only to hosts on a network of its own
    MSG_CTRUNC there was more control data than room
    MSG_TRUNC the message is longer than the room
    MSG_DONTWAIT this one call does not wait
    MSG_EOR the end of a record
    MSG_WAITALL wait until all that was asked for is there
    MSG_CONFIRM the peer is there: its hardware address is still right
    MSG_ERRQUEUE from the queue of errors
    MSG_NOSIGNAL EPIPE without SIGPIPE
    MSG_MORE more follows, so wait with a small packet
    MSG_WAITFORONE once a message is there do not wait for more
    MSG_ZEROCOPY send from the program's own pages
    MSG_FASTOPEN with the data already in TCP's first packet
    MSG_CMSG_CLOEXEC descriptors that come along are closed at execve
    SCM_RIGHTS open descriptions travel in the message
    SCM_CREDENTIALS the sender's process, user and group
    SCM_PIDFD a descriptor of the sending process
    SOL_SOCKET options of every socket
    SOL_TCP options of TCP
    SOL_UDP options of UDP
    SOL_IP options of IPv4
    SOL_IPV6 options of IPv6
    SOL_NETLINK options of netlink
    SOL_PACKET options of packet sockets
    IPPROTO_IP the family's usual protocol
    IPPROTO_TCP TCP
    IPPROTO_UDP UDP
    IPPROTO_ICMP ICMP, which carries ping and errors
    IPPROTO_IPV6 IPv6
    IPPROTO_ICMPV6 ICMP of IPv6
    IPPROTO_RAW packets with a header of one's own
    SO_REUSEADDR bind although an old connection still has the address
    SO_REUSEPORT several sockets share one port, and the kernel deals connections out
    SO_TYPE ask for the socket's type
    SO_ERROR ask for an error that waits, and clear it
    SO_KEEPALIVE look from time to time whether the peer is still there
    SO_BROADCAST allow messages to everybody
    SO_LINGER what close does with data that is not sent
    SO_SNDBUF how much may wait to be sent
    SO_RCVBUF how much may wait to be read
    SO_RCVTIMEO how long a read waits at most
    SO_SNDTIMEO how long a write waits at most
    SO_RCVLOWAT how much there must be before it counts as readable
    SO_OOBINLINE urgent bytes stand among the others
    SO_PASSCRED messages come with their sender's ids
    SO_PEERCRED ask who was at the other end when it connected
    SO_ACCEPTCONN ask whether it listens
    SO_DOMAIN ask for its family
    SO_PROTOCOL ask for its protocol
    SO_BINDTODEVICE only this network device
    SO_MARK a number for the routes and filters
    SO_PRIORITY which queue packets go into
    SO_ATTACH_FILTER a BPF program decides what comes in
    SO_ZEROCOPY sending from the program's own pages may be asked for
    TCP_NODELAY send small packets at once
    TCP_CORK send only full packets
    TCP_MAXSEG the largest segment
    TCP_KEEPIDLE seconds of silence before the first look at the peer
    TCP_KEEPINTVL seconds between looks at the peer
    TCP_KEEPCNT how many looks without an answer end the connection
    TCP_SYNCNT how often connecting is tried
    TCP_LINGER2 how long it stays in FIN-WAIT-2
    TCP_DEFER_ACCEPT wake accept only when data is there
    TCP_INFO ask for the connection's state and figures
    TCP_QUICKACK acknowledge at once
    TCP_CONGESTION the name of the congestion control
    TCP_USER_TIMEOUT how long sent data may stay without an answer
    TCP_FASTOPEN data may come with the first packet
    NETLINK_ROUTE devices, addresses and routes
    NETLINK_SOCK_DIAG all sockets of the machine, as ss lists them
    NETLINK_AUDIT the audit log
    NETLINK_KOBJECT_UEVENT devices that come and go
    NETLINK_GENERIC many small protocols under one number
    """
}
