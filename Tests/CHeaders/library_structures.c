/* Structures that the kernel's exported headers lack, as the C library lays them out. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "tables.h"

#define S(name, tag) { #name, 0, sizeof(struct tag) }
#define F(name, tag, member) { #name "." #member, offsetof(struct tag, member), sizeof(((struct tag *)0)->member) }

const struct cheaders_extent library_extents[] = {
  S(msghdr, msghdr),
  F(msghdr, msghdr, msg_name),
  F(msghdr, msghdr, msg_namelen),
  F(msghdr, msghdr, msg_iov),
  F(msghdr, msghdr, msg_iovlen),
  F(msghdr, msghdr, msg_control),
  F(msghdr, msghdr, msg_controllen),
  F(msghdr, msghdr, msg_flags),
  S(cmsghdr, cmsghdr),
  F(cmsghdr, cmsghdr, cmsg_len),
  F(cmsghdr, cmsghdr, cmsg_level),
  F(cmsghdr, cmsghdr, cmsg_type),
  S(ucred, ucred),
  F(ucred, ucred, pid),
  F(ucred, ucred, uid),
  F(ucred, ucred, gid),
  S(linger, linger),
  F(linger, linger, l_onoff),
  F(linger, linger, l_linger),
  S(sockaddr, sockaddr),
  F(sockaddr, sockaddr, sa_family),
  F(sockaddr, sockaddr, sa_data),
  {"epoll_data", 0, sizeof(union epoll_data)},
  {"epoll_data.u32", offsetof(union epoll_data, u32), sizeof(((union epoll_data *)0)->u32)},
  {"epoll_data.u64", offsetof(union epoll_data, u64), sizeof(((union epoll_data *)0)->u64)},
};
const int library_extent_count = COUNT(library_extents);
