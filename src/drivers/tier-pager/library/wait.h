/* Waiting until a moment of virtual time. */
#ifndef TIER_WAIT_H
#define TIER_WAIT_H

#include "base.h"

/*
 * Virtual time is real time since `epoch_ns` less `debt_ns`: the pager's own time that no wait of the thread has
 * absorbed yet. A request is booked as if the pager had cost nothing, so that a step takes the null case's time
 * plus the modelled wait. Each thread has its own: what two threads spend at the same time delays the program once.
 */
static __thread uint64_t debt_ns __attribute__((tls_model("initial-exec")));
static uint64_t epoch_ns;

/* What a fault costs outside the handler, on its way in and out; measured when the tier begins to act. */
static _Atomic uint64_t entry_ns;
static _Atomic bool entry_measured;

/* Threads that have faulted and live: guarded by gate, but for reading how many they are. */
#define MAX_THREADS 1024
static __thread bool seen __attribute__((tls_model("initial-exec")));
static pid_t thread_seen[MAX_THREADS];
static _Atomic uint32_t threads_seen;

/* Programs make threads anew for each piece of work: those that have ended do not crowd the processors. */
static void see_thread(void)
{
    const pid_t process = (pid_t)syscall(SYS_getpid);
    uint32_t alive = 0;
    for (uint32_t i = 0; i < threads_seen; i++)
        if (syscall(SYS_tgkill, process, thread_seen[i], 0) == 0) thread_seen[alive++] = thread_seen[i];
    if (alive < MAX_THREADS) thread_seen[alive++] = (pid_t)syscall(SYS_gettid);
    threads_seen = alive;
    seen = true;
}

static void wait_until(uint64_t deadline)
{
    const bool crowded = atomic_load_explicit(&threads_seen, memory_order_relaxed) > config.processors;
    const uint64_t spin = crowded ? CROWDED_SPIN_NS : SPIN_NS;
    const uint64_t early = crowded ? CROWDED_WAKE_EARLY_NS : WAKE_EARLY_NS;
    for (;;) {
        const uint64_t now = now_ns();
        if (now >= deadline) return;
        if (deadline - now > spin) {
            const uint64_t wake = deadline - early;
            const struct timespec t = {(time_t)(wake / 1000000000ULL), (long)(wake % 1000000000ULL)};
            syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
        } else if (crowded) {
            syscall(SYS_sched_yield);
        } else {
            relax();
        }
    }
}

#endif
