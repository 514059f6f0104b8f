/* The gate: a mutex that a signal handler may take. */
#ifndef TIER_GATE_H
#define TIER_GATE_H

#include "base.h"

/* 0 free, 1 held, 2 held and somebody sleeps (U. Drepper, "Futexes Are Tricky", mutex 2). */
static _Atomic uint32_t gate;

static long futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
    return syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void gate_enter(void)
{
    uint32_t expected = 0;
    /* acquire: what the previous holder wrote is seen. A short spin first: most holders are about to leave. */
    for (int i = 0; i < GATE_SPINS; i++, expected = 0) {
        if (atomic_compare_exchange_strong_explicit(&gate, &expected, 1, memory_order_acquire,
                                                    memory_order_relaxed))
            return;
        relax();
    }
    while (atomic_exchange_explicit(&gate, 2, memory_order_acquire) != 0) futex(&gate, FUTEX_WAIT, 2);
}

static void gate_leave(void)
{
    if (atomic_exchange_explicit(&gate, 0, memory_order_release) == 2) futex(&gate, FUTEX_WAKE, 1);
}

/*
 * Outside the fault handler the gate is held with every signal blocked, as it is inside: a handler of the program's
 * that touches weights would wait for the thread that it interrupts. The kernel's own call, because the C library's
 * leaves out the signal that cancels a thread.
 */
static uint64_t set_kernel_mask(uint64_t mask)
{
    uint64_t before = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &before, sizeof mask);
    return before;
}

#define MASK_OF(signal) (1ULL << ((signal) - 1))

static uint64_t gate_enter_outside(void)
{
    const uint64_t before = set_kernel_mask(~0ULL);
    gate_enter();
    return before;
}

static void gate_leave_outside(uint64_t mask)
{
    gate_leave();
    set_kernel_mask(mask);
}

#endif
