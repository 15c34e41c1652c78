#ifdef __linux__
#define _GNU_SOURCE
#include <sys/socket.h>
#include "CLinux.h"

int clinux_accept(int fd, void *address, unsigned int *length) {
    return accept4(fd, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
#endif
