// What the Glibc module of the toolchain leaves out: epoll, eventfd, and the _GNU_SOURCE accept4. Nothing else belongs here.
#ifndef CLINUX_H
#define CLINUX_H
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
/// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC; `address` has room for `*length` octets.
int clinux_accept(int fd, void *address, unsigned int *length);
#endif
#endif
