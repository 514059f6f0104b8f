/*
 * The counters that the pager shares with the orchestrator through a file: evidence while a run goes on, and after
 * it. All fields are 64-bit. The layout is restated in counters.ts; LAYOUT_VERSION there and here change together.
 */
#ifndef TIER_COUNTERS_H
#define TIER_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#define COUNTERS_MAGIC 0x3152454954554d45ULL /* "EMUTIER1" */
#define LAYOUT_VERSION 2U
#define SEGMENT_CAPACITY 4096U
#define STEP_CAPACITY (1U << 20)
#define WAIT_BUCKETS 192U

struct tally {
    uint64_t bytes_fetched;
    uint64_t units_fetched;
    uint64_t faults;
    uint64_t link_busy_ns; /* tier time of transfers */
    uint64_t lateness_ns;  /* how much longer waits took than asked, by the real clock */
    uint64_t wait_ns;      /* asked by the model */
    uint64_t own_ns;       /* the pager's own work */
    uint64_t waits;        /* touches that had to wait */
    uint64_t stalled_ns;   /* part of wait_ns in which the tier stood still */
    uint64_t spare;
};

/* One call of llama.cpp's that processes tokens: from llama_set_n_threads to the last llama_synchronize. */
struct segment {
    uint64_t clears; /* calls of llama_memory_clear before it: tells repetitions apart */
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t first_step;
    uint64_t steps;
    struct tally tally;
    uint64_t spare;
};

struct counters {
    uint64_t magic;
    uint64_t version;
    _Atomic uint64_t owner; /* process id of the process that fills this file */
    uint64_t mode;
    uint64_t unit;
    uint64_t mapped_bytes;
    uint64_t allocated_bytes;
    _Atomic uint64_t huge_bytes;
    uint64_t open_max; /* units */
    _Atomic uint64_t armed;
    struct tally tally;
    uint64_t clears;
    uint64_t segments;
    uint64_t steps;
    _Atomic uint64_t problem; /* bit set of PROBLEM_* */
    uint64_t used_bytes;    /* of the weights, found by the survey; 0 without one */
    uint64_t resident_bytes;
    /* the configuration in force, for reading back */
    uint64_t bandwidth;
    uint64_t access;
    uint64_t prefetch;
    uint64_t buffer;
    uint64_t residency_ppm;
    uint64_t placement;     /* 0 even, 1 layers */
    uint64_t stall_every_ns;
    uint64_t stall_for_ns;
    uint64_t stall_random;
    uint64_t seed;
    uint64_t latency_points;
    uint64_t latency[5][2]; /* parts per million, ns */
    uint64_t regions;
    uint64_t spare[16];
    uint64_t wait_bucket[WAIT_BUCKETS]; /* by the real clock; see wait_bucket_of */
    uint64_t unused[256];
    struct segment segment[SEGMENT_CAPACITY];
    uint64_t step_ns[STEP_CAPACITY];
};

_Static_assert(sizeof(struct segment) == 128, "segment layout");
_Static_assert(offsetof(struct counters, clears) == 20 * 8, "header layout");
_Static_assert(offsetof(struct counters, wait_bucket) == 64 * 8, "header layout");
_Static_assert(offsetof(struct counters, segment) == 4096, "header layout");

enum {
    PROBLEM_TOO_MANY_REGIONS = 1,
    PROBLEM_NO_MEMORY = 2,
    PROBLEM_PROTECT = 4,
    PROBLEM_READ = 8,
    PROBLEM_SURVEY = 16,
    PROBLEM_SECOND_PROCESS = 32
};

/* Eight buckets an octave from 256 ns on; the first holds everything below as well. */
static inline uint32_t wait_bucket_of(uint64_t ns)
{
    if (ns < 256) return 0;
    const uint32_t log = 63U - (uint32_t)__builtin_clzll(ns), sub = (uint32_t)(ns >> (log - 3)) & 7U;
    const uint32_t bucket = (log - 8) * 8 + sub;
    return bucket < WAIT_BUCKETS ? bucket : WAIT_BUCKETS - 1;
}

#endif
