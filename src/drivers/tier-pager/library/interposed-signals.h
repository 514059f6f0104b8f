/* Calls that could take the fault signal away, and fork. */
#ifndef TIER_INTERPOSED_SIGNALS_H
#define TIER_INTERPOSED_SIGNALS_H

#include "pager.h"

static int set_action(int signal, const struct sigaction *action, struct sigaction *old)
{
    if (config.mode != MODE_PAGE) return real_sigaction(signal, action, old);
    if (signal == SIGSEGV) {
        const struct sigaction wanted = action != NULL ? *action : (struct sigaction){0};
        const uint64_t mask = gate_enter_outside();
        const struct sigaction before = program_action;
        if (action != NULL) program_action = wanted;
        gate_leave_outside(mask);
        if (old != NULL) *old = before;
        return 0;
    }
    if (action == NULL) return real_sigaction(signal, action, old);
    /* Weights may be touched in the program's handlers too: none of them may block the fault. */
    struct sigaction open_to_faults = *action;
    sigdelset(&open_to_faults.sa_mask, SIGSEGV);
    return real_sigaction(signal, &open_to_faults, old);
}

EXPORT int TIER_INTERPOSED(sigaction)(int signal, const struct sigaction *action, struct sigaction *old)
{
    if (real_sigaction == NULL) *(void **)&real_sigaction = dlsym(RTLD_NEXT, "sigaction");
    return set_action(signal, action, old);
}

typedef void (*signal_handler)(int);

static signal_handler set_handler(int number, signal_handler handler, unsigned flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = (int)flags}, old;
    return TIER_INTERPOSED(sigaction)(number, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}

EXPORT signal_handler TIER_INTERPOSED(signal)(int number, signal_handler handler)
{
    return set_handler(number, handler, SA_RESTART);
}

EXPORT signal_handler TIER_INTERPOSED(bsd_signal)(int number, signal_handler handler)
{
    return set_handler(number, handler, SA_RESTART);
}

/* System V's: the handler is for one time. C programs without extensions of POSIX get it under the first name. */
EXPORT signal_handler TIER_INTERPOSED(__sysv_signal)(int number, signal_handler handler)
{
    return set_handler(number, handler, SA_RESETHAND | SA_NODEFER);
}

EXPORT signal_handler TIER_INTERPOSED(sysv_signal)(int number, signal_handler handler)
{
    return set_handler(number, handler, SA_RESETHAND | SA_NODEFER);
}

/* A thread that blocks the fault signal would end the process at its first touch. */
static int set_mask(int how, const sigset_t *set, sigset_t *old)
{
    if (real_sigmask == NULL) *(void **)&real_sigmask = dlsym(RTLD_NEXT, "pthread_sigmask");
    if (config.mode != MODE_PAGE || set == NULL || how == SIG_UNBLOCK) return real_sigmask(how, set, old);
    sigset_t open_to_faults = *set;
    sigdelset(&open_to_faults, SIGSEGV);
    return real_sigmask(how, &open_to_faults, old);
}

EXPORT int TIER_INTERPOSED(pthread_sigmask)(int how, const sigset_t *set, sigset_t *old)
{
    return set_mask(how, set, old);
}

EXPORT int TIER_INTERPOSED(sigprocmask)(int how, const sigset_t *set, sigset_t *old)
{
    const int problem = set_mask(how, set, old);
    if (problem != 0) errno = problem;
    return problem == 0 ? 0 : -1;
}

/* ------------------------------------------------------------------ interposed: fork */

/*
 * A child of the workload has its weights, and pages them on with a copy of the model; it counts for itself, where
 * nobody looks. The gate is free in it: the thread that forks holds it meanwhile.
 */
static uint64_t mask_before_fork; /* guarded by gate, as is the next */
static uint64_t forking_process;

static void before_fork(void)
{
    const uint64_t mask = gate_enter_outside();
    mask_before_fork = mask;
    forking_process = (uint64_t)getpid();
}

static void after_fork_in_parent(void)
{
    gate_leave_outside(mask_before_fork);
}

/* The child's counters, in the same place: what points into the parent's, points into the child's own. */
static void count_apart(void)
{
    const void *own = real_mmap(counters, sizeof *counters, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    if (own == MAP_FAILED) _exit(70); /* the parent's counters are not the child's to change */
}

static void after_fork_in_child(void)
{
    const uint64_t mask = mask_before_fork;
    /* A child of another process may yet show itself as the workload, or as a second one: a job of fio is either. */
    if (atomic_load(&counters->owner) == forking_process) count_apart();
    seen = false; /* the only thread has another number here */
    threads_seen = 0;
    atomic_store(&gate, 0);
    set_kernel_mask(mask);
}

#endif
