// Counts what a piece of code costs: allocations and their octets, system calls, requests to change executor. For tests that gate counts, never times.
// Linked into a test product it replaces malloc and wraps some calls of the C library; under the sanitizers it counts nothing.
#ifndef CCOUNTERS_H
#define CCOUNTERS_H
#include <stdint.h>

enum counter {
    counter_allocations,
    counter_octets,
    counter_frees,
    counter_sends,
    counter_receives,
    counter_polls,
    counter_switches,
    counter_count
};

/// Sets every counter to zero.
void counters_reset(void);
/// The value of a counter since the last reset, over all threads.
uint64_t counters_get(enum counter which);
/// Whether counting works in this build (not under a sanitizer).
int counters_work(void);
#endif
