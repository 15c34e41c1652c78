// The bare floor on this machine: one epoll thread, no protocol work beyond finding the end of a message.
//   benchmark-floor server PORT            echoes frames (4 octets big-endian length + payload)
//   benchmark-floor http PORT              answers every POST with its own body (Content-Length only), for wrk
//   benchmark-floor client PORT CONNECTIONS DEPTH SIZE SECONDS      drives `server`; prints calls/s, p50 and p99 in microseconds, CPU us a call
// Everything a transport does beyond this costs something; report it as a ratio to this pair, measured in the same run.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct { int fd; char *in, *out; size_t have, cap, from, to, outcap; uint64_t *sent; unsigned head, tail; int writing; } Peer;
static int http, ep, depth = 1, size;
static uint64_t calls, *latency, nlat, caplat;

static uint64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }
static void die(const char *what) { perror(what); exit(1); }
static void append(Peer *p, const void *bytes, size_t n) {
    if (p->from == p->to) p->from = p->to = 0;
    if (p->to + n > p->outcap) p->out = realloc(p->out, p->outcap = (p->to + n) * 2);
    memcpy(p->out + p->to, bytes, n); p->to += n;
}
static int flush(Peer *p) {
    while (p->from < p->to) {
        ssize_t n = write(p->fd, p->out + p->from, p->to - p->from);
        if (n < 0) { if (errno == EINTR) continue; if (errno != EAGAIN) return -1; break; }
        p->from += n;
    }
    int more = p->from < p->to;
    if (more != p->writing) {
        struct epoll_event e = { EPOLLIN | (more ? EPOLLOUT : 0), { .ptr = p } };
        if (epoll_ctl(ep, EPOLL_CTL_MOD, p->fd, &e)) return -1;
        p->writing = more;
    }
    return 0;
}
static void frame(Peer *p) { uint32_t n = htonl(size); static char *payload; if (!payload) payload = calloc(1, size); append(p, &n, 4); append(p, payload, size); p->sent[p->head++ % depth] = now(); }
static void call(Peer *p) { // one answer came; the next call goes out in the same write
    uint64_t t = now() - p->sent[p->tail++ % depth];
    if (nlat < caplat) latency[nlat++] = t;
    calls++; frame(p);
}
static size_t message(Peer *p, char *at, size_t n) { // octets of the first whole message, 0 if it is cut
    if (!http) {
        if (n < 4) return 0;
        uint32_t len; memcpy(&len, at, 4); len = ntohl(len);
        if (n < 4 + (size_t)len) return 0;
        if (p->sent) call(p); else append(p, at, 4 + (size_t)len);
        return 4 + (size_t)len;
    }
    char *end = memmem(at, n, "\r\n\r\n", 4);
    if (!end) return 0;
    *end = 0; char *cl = strcasestr(at, "\r\ncontent-length:"); *end = '\r';
    size_t body = cl ? strtoul(cl + 17, 0, 10) : 0, head = end + 4 - at;
    if (n < head + body) return 0;
    char line[128]; int k = snprintf(line, sizeof line, "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %zu\r\n\r\n", body);
    append(p, line, k); append(p, end + 4, body);
    return head + body;
}
static int ready(Peer *p) { // up to four full reads, then one write
    for (int round = 0; round < 4; round++) {
        if (p->cap - p->have < 131072) p->in = realloc(p->in, (p->cap = p->have + 262144) + 1);
        size_t room = p->cap - p->have;
        ssize_t n = read(p->fd, p->in + p->have, room);
        if (n == 0) return -1;
        if (n < 0) { if (errno == EINTR) continue; if (errno != EAGAIN) return -1; break; }
        p->have += n;
        size_t used = 0, m;
        while ((m = message(p, p->in + used, p->have - used))) used += m;
        memmove(p->in, p->in + used, p->have -= used);
        if ((size_t)n < room) break;
    }
    return flush(p);
}
static Peer *peer(int fd) {
    int one = 1; setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    Peer *p = calloc(1, sizeof *p); p->fd = fd;
    struct epoll_event e = { EPOLLIN, { .ptr = p } };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e)) die("epoll_ctl");
    return p;
}
static int order(const void *a, const void *b) { uint64_t x = *(uint64_t *)a, y = *(uint64_t *)b; return x < y ? -1 : x > y; }

int main(int argc, char **argv) {
    if (argc < 3) { fprintf(stderr, "usage: floor server|http PORT | floor client PORT CONNECTIONS DEPTH SIZE SECONDS\n"); return 2; }
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct epoll_event events[256];
    int client = !strcmp(argv[1], "client"), listener = -1;
    ep = epoll_create1(0); http = !strcmp(argv[1], "http");
    uint64_t stop = 0, start = 0;
    if (client) {
        if (argc < 7) return 2;
        int conns = atoi(argv[3]); depth = atoi(argv[4]); size = atoi(argv[5]);
        latency = malloc(sizeof *latency * (caplat = 4000000));
        start = now(); stop = start + (uint64_t)(atof(argv[6]) * 1e9);
        for (int i = 0; i < conns; i++) {
            int fd = socket(AF_INET, SOCK_STREAM, 0);
            if (connect(fd, (void *)&a, sizeof a)) die("connect");
            Peer *p = peer(fd); p->sent = calloc(depth, sizeof *p->sent);
            for (int d = 0; d < depth; d++) frame(p);
            if (flush(p)) die("write");
        }
    } else {
        int one = 1; listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (bind(listener, (void *)&a, sizeof a) || listen(listener, 1024)) die("bind");
        struct epoll_event e = { EPOLLIN, { .ptr = 0 } };
        epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
        printf("READY\n"); fflush(stdout);
    }
    while (!client || now() < stop) {
        int n = epoll_wait(ep, events, 256, client ? 100 : -1);
        for (int i = 0; i < n; i++) {
            Peer *p = events[i].data.ptr;
            if (!p) { int fd; while ((fd = accept(listener, 0, 0)) >= 0) peer(fd); continue; }
            int bad = (events[i].events & EPOLLIN) ? ready(p) : flush(p);
            if (bad || (events[i].events & (EPOLLHUP | EPOLLERR))) { if (client) die("connection lost"); close(p->fd); free(p->in); free(p->out); free(p); }
        }
    }
    double secs = (now() - start) / 1e9; struct rusage u; getrusage(RUSAGE_SELF, &u);
    double cpu = u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
    qsort(latency, nlat, sizeof *latency, order);
    printf("%.0f calls/s p50 %.0f p99 %.0f us, client CPU %.1f us a call\n", calls / secs, nlat ? latency[nlat / 2] / 1e3 : 0, nlat ? latency[nlat * 99 / 100] / 1e3 : 0, calls ? cpu * 1e6 / calls : 0);
    return 0;
}
