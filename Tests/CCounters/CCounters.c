#define _GNU_SOURCE
#include "CCounters.h"
#include <stdatomic.h>
#include <stddef.h>

static _Atomic uint64_t values[counter_count];

void counters_reset(void) {
    for (int i = 0; i < counter_count; i++) atomic_store(&values[i], 0);
}

uint64_t counters_get(enum counter which) { return atomic_load(&values[which]); }

#if defined(__linux__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
#include <dlfcn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

int counters_work(void) { return 1; }

static inline void count(enum counter which) { atomic_fetch_add_explicit(&values[which], 1, memory_order_relaxed); }

static inline void count_octets(size_t size) {
    count(counter_allocations);
    atomic_fetch_add_explicit(&values[counter_octets], size, memory_order_relaxed);
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

void *malloc(size_t size) {
    count_octets(size);
    return __libc_malloc(size);
}
void *calloc(size_t number, size_t size) {
    count_octets(number * size);
    return __libc_calloc(number, size);
}
void *realloc(void *old, size_t size) {
    count_octets(size);
    if (old) count(counter_frees);
    return __libc_realloc(old, size);
}
void free(void *pointer) {
    if (pointer) count(counter_frees);
    __libc_free(pointer);
}
void *memalign(size_t alignment, size_t size) {
    count_octets(size);
    return __libc_memalign(alignment, size);
}
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void **out, size_t alignment, size_t size) {
    void *pointer = memalign(alignment, size);
    if (!pointer) return 12;
    *out = pointer;
    return 0;
}

#define NEXT(name) \
    static __typeof__(name) *next; \
    if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t send(int fd, const void *buffer, size_t size, int flags) {
    NEXT(send);
    count(counter_sends);
    return next(fd, buffer, size, flags);
}
ssize_t recv(int fd, void *buffer, size_t size, int flags) {
    NEXT(recv);
    count(counter_receives);
    return next(fd, buffer, size, flags);
}
int epoll_wait(int fd, struct epoll_event *events, int maximum, int timeout) {
    NEXT(epoll_wait);
    count(counter_polls);
    return next(fd, events, maximum, timeout);
}

// Each suspension that asks for another executor goes through this function of the Swift runtime.
typedef __attribute__((swiftasynccall)) void (*Switch)(__attribute__((swift_async_context)) void *, void *, void *, void *);
static Switch runtime_switch;

__attribute__((constructor)) static void find_runtime_switch(void) { runtime_switch = (Switch)dlsym(RTLD_NEXT, "swift_task_switch"); }

__attribute__((swiftasynccall)) void swift_task_switch(
    __attribute__((swift_async_context)) void *context, void *function, void *first, void *second) {
    count(counter_switches);
    __attribute__((musttail)) return runtime_switch(context, function, first, second);
}
#else
int counters_work(void) { return 0; }
#endif
