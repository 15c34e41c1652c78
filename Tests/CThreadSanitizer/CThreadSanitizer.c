#define _GNU_SOURCE
#include "CThreadSanitizer.h"

#if defined(__linux__) && __has_feature(thread_sanitizer)
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// The lock of Synchronization.Mutex. What it does without contention is inlined into our code and seen there; the rest is in a library that
// is not instrumented. These names are not public: a toolchain that has others ends the tests at once, below.
#define MUTEX(name) "$s15Synchronization12_MutexHandleV" name
#define LOCK MUTEX("9_lockSlowyys6UInt32VF")
#define TRY_LOCK MUTEX("12_tryLockSlowSbyF")
#define UNLOCK MUTEX("11_unlockSlowyyF")

static SWIFT void (*next_lock)(uint32_t thread, SELF);
static SWIFT bool (*next_try_lock)(SELF);
static SWIFT void (*next_unlock)(SELF);

SWIFT void mutex_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool mutex_try_lock(SELF) __asm__(TRY_LOCK);
SWIFT void mutex_unlock(SELF) __asm__(UNLOCK);

SWIFT void mutex_lock(uint32_t thread, SELF) {
    next_lock(thread, self);
    __tsan_acquire(self);
}

SWIFT bool mutex_try_lock(SELF) {
    bool locked = next_try_lock(self);
    if (locked) __tsan_acquire(self);
    return locked;
}

SWIFT void mutex_unlock(SELF) {
    __tsan_release(self);
    next_unlock(self);
}

// A continuation that is resumed before its task has come to wait. Whoever resumes releases the task, and a task that had to wait acquires
// itself when it runs on; one that finds the result already there goes on without. All that comes back from an asynchronous call gives the
// memory of that call back before it looks at anything, so here a task acquires what was released for it.
void *swift_task_getCurrent(void);
static SWIFT void (*next_dealloc)(void *memory);

SWIFT void swift_task_dealloc(void *memory) {
    void *task = swift_task_getCurrent();
    if (task) __tsan_acquire(task);
    next_dealloc(memory);
}

static void *next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) __builtin_trap();
    return found;
}

__attribute__((constructor)) static void find(void) {
    next_lock = next(LOCK);
    next_try_lock = next(TRY_LOCK);
    next_unlock = next(UNLOCK);
    next_dealloc = next("swift_task_dealloc");
}
#endif
