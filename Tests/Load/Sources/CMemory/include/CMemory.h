// What the allocator has handed out, which the resident memory shows only in steps.
#ifndef CMEMORY_H
#define CMEMORY_H
#include <stddef.h>
#if defined(__linux__) && __has_include(<malloc.h>)
#include <malloc.h>

static inline size_t memory_in_use(void) {
    struct mallinfo2 all = mallinfo2();
    return all.uordblks + all.hblkhd;
}
#else
static inline size_t memory_in_use(void) { return 0; }
#endif
#endif
