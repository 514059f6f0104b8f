/* What everything rests on: limits, the configuration, and the counters of this process. */
#ifndef TIER_BASE_H
#define TIER_BASE_H

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "counters.h"
#include "tier-model.h"

#define EXPORT __attribute__((visibility("default")))

/* Tests that link the pager into a program of their own give the interposed calls other names. */
#ifndef TIER_INTERPOSED
#define TIER_INTERPOSED(name) name
#endif

#define MAX_REGIONS 512
#define MAX_FILES 64
#define HUGE_PAGE ((size_t)2 << 20)
/* Smaller aligned allocations are not weights; nothing of the size of a layer is missed. */
#define WEIGHTS_AT_LEAST ((size_t)256 << 10)
/*
 * A sleeping thread wakes 50 us and more too late in a virtual machine, and milliseconds too late where another
 * program has taken its processor meanwhile. So waits up to SPIN_NS are spun, and so is the end of longer ones.
 */
#define SPIN_NS 1000000U
#define WAKE_EARLY_NS 300000U
/* Where the program has more threads than processors, a waiting thread leaves its processor to the others. */
#define CROWDED_SPIN_NS 100000U
#define CROWDED_WAKE_EARLY_NS 80000U
/* Own time is credited against later waits up to this much; more is a disturbance, not a cost. */
#define MAX_DEBT_NS 500000U
#define GATE_SPINS 2000
/* Closed units between two that are to be closed: each is a mapping that the kernel looks at. */
#define MAX_GAP 32U
#define ENTRY_PROBES 33
#define CACHE_LINE 64U

enum mode { MODE_OFF, MODE_RECORD, MODE_HOLD, MODE_PAGE };

/* A file of weights; a model may be split into several. */
struct weights_file {
    dev_t device;
    ino_t inode;
    const char *path;
};

static struct {
    enum mode mode;
    size_t page;         /* of the host */
    size_t unit;         /* bytes of a unit; a power of two, at least a page */
    uint64_t bandwidth;  /* bytes per second; 0: no limit */
    bool arm_at_use;     /* for programs that are not llama-bench */
    uint32_t processors; /* that the program may use */
    uint32_t files;
    struct weights_file file[MAX_FILES];
} config;

static struct tier tier;

static uint64_t env_number(const char *name, uint64_t fallback)
{
    const char *text = getenv(name);
    if (text == NULL || *text == '\0') return fallback;
    char *end = NULL;
    errno = 0;
    const unsigned long long value = strtoull(text, &end, 10);
    return (errno != 0 || *end != '\0') ? fallback : (uint64_t)value;
}

/* ------------------------------------------------------------------ counters, shared with the orchestrator */

static struct counters *counters;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
}

static void show_configuration(void)
{
    counters->mode = (uint64_t)config.mode;
    counters->unit = config.unit;
    counters->bandwidth = config.bandwidth;
    counters->access = tier.access;
    counters->prefetch = tier.prefetch;
    counters->buffer = tier.buffer;
    counters->residency_ppm = tier.residency_ppm;
    counters->placement = tier.first_layers;
    counters->stall_every_ns = tier.stall.every;
    counters->stall_for_ns = tier.stall.lasts;
    counters->stall_random = tier.stall.random;
    counters->seed = tier.seed;
    counters->latency_points = tier.latency.points;
    for (uint32_t k = 0; k < tier.latency.points; k++) {
        counters->latency[k][0] = tier.latency.ppm[k];
        counters->latency[k][1] = tier.latency.ns[k];
    }
}

/*
 * A wrapper script or a helper of the program loads this library too. The file belongs to the first process
 * that shows itself as the workload, by touching the model or calling llama.cpp.
 */
static bool is_workload(void)
{
    if (counters == NULL) return false;
    const uint64_t self = (uint64_t)getpid();
    uint64_t owner = 0;
    if (atomic_compare_exchange_strong(&counters->owner, &owner, self)) {
        show_configuration();
        return true;
    }
    return owner == self;
}

static void note_problem(uint64_t problem)
{
    if (counters != NULL) atomic_fetch_or(&counters->problem, problem);
}

#endif
