/*
 * tier-pager: an emulated memory tier for the weights of an unmodified program.
 *
 * Loaded with LD_PRELOAD. It takes the model's weights (file mappings of the model, and large aligned
 * allocations made while llama.cpp loads it) into memory of its own and divides them into units. In mode
 * "page" a unit is PROT_NONE until it has arrived from the tier: a touch raises SIGSEGV, the handler asks a
 * model of the tier in virtual time when the unit's data would be there, waits until then, and opens it. When
 * the staging buffer is full, the oldest units are closed again.
 *
 * Modes:  record  hooks only: step times of llama.cpp (the baseline case)
 *         hold    weights in memory of its own, all open (the null case)
 *         page    as hold, and paged once the first test begins
 *
 * In order: configuration, counters, the gate, the tier's model, the pager with its survey, the memory that it
 * owns, the interposed calls (memory, signals, llama.cpp), the start.
 *
 * What on_fault calls runs in a signal handler: it allocates nothing, uses no stdio, and calls only vDSO clock
 * reads and raw system calls. The only lock is `gate`; with it held, the recorded state of every unit is the
 * state of its memory. It is never held across a wait for the tier.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
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
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

#define MAX_REGIONS 512
#define HUGE_PAGE ((size_t)2 << 20)
/* Smaller aligned allocations are not weights; nothing of the size of a layer is missed. */
#define WEIGHTS_AT_LEAST ((size_t)1 << 20)
/* Units closed at a time, at the most. */
#define CLOSE_GROUP 64U
/* Units that stay in the buffer besides those read ahead; the orchestrator asks for buffers of 8 more at least. */
#define KEEP_OPEN 6U
/*
 * A sleeping thread wakes 50 us and more too late in a virtual machine, and milliseconds too late where another
 * program has taken its processor meanwhile. So waits up to SPIN_NS are spun, and so is the end of longer ones.
 */
#define SPIN_NS 1000000U
#define WAKE_EARLY_NS 300000U
/* Own time is credited against later waits up to this much; more is a disturbance, not a cost. */
#define MAX_DEBT_NS 500000U
#define GATE_SPINS 2000

/* ------------------------------------------------------------------ configuration, from the environment */

enum mode { MODE_OFF, MODE_RECORD, MODE_HOLD, MODE_PAGE };

static struct {
    enum mode mode;
    size_t unit;           /* bytes of a unit; a power of two, at least a page */
    uint64_t bandwidth;    /* bytes per second; 0: no limit */
    double ns_per_byte;
    uint64_t latency_ns;   /* of one access */
    uint32_t prefetch;     /* units read ahead of demand */
    uint32_t buffer;       /* units in the staging buffer */
    bool have_model;
    bool arm_at_mapping;   /* for programs that are not llama.cpp */
    dev_t model_device;
    ino_t model_inode;
} config;

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

/* The layout is restated in counters.ts; LAYOUT_VERSION changes with it. All fields are 64-bit. */
#define COUNTERS_MAGIC 0x3152454954554d45ULL /* "EMUTIER1" */
#define LAYOUT_VERSION 1U
#define SEGMENT_CAPACITY 4096U
#define STEP_CAPACITY (1U << 20)

struct tally {
    uint64_t bytes_fetched;
    uint64_t units_fetched;
    uint64_t faults;
    uint64_t link_busy_ns;
    uint64_t lateness_ns;
    uint64_t wait_ns;
    uint64_t own_ns;
};

/* One call of llama.cpp's that processes tokens: from llama_set_n_threads to the last llama_synchronize. */
struct segment {
    uint64_t clears; /* calls of llama_memory_clear before it: tells repetitions apart */
    uint64_t start_ns;
    uint64_t end_ns;
    uint64_t first_step;
    uint64_t steps;
    struct tally tally;
    uint64_t spare[4];
};

struct counters {
    uint64_t magic;
    uint64_t version;
    _Atomic uint64_t owner; /* process id of the process that fills this file */
    uint64_t mode;
    uint64_t unit;
    uint64_t mapped_bytes;
    uint64_t allocated_bytes;
    uint64_t huge_bytes;
    uint64_t open_max; /* units */
    uint64_t armed;
    struct tally tally;
    uint64_t clears;
    uint64_t segments;
    uint64_t steps;
    uint64_t problem; /* bit set of PROBLEM_* */
    uint64_t used_bytes; /* of the weights, found by the survey; 0 without one */
    uint64_t bandwidth;  /* the configuration in force, for reading back */
    uint64_t latency_ns;
    uint64_t prefetch;
    uint64_t buffer;
    uint64_t spare[38];
    struct segment segment[SEGMENT_CAPACITY];
    uint64_t step_ns[STEP_CAPACITY];
};

_Static_assert(sizeof(struct segment) == 128, "segment layout");
_Static_assert(offsetof(struct counters, segment) == 512, "header layout");

enum { PROBLEM_TOO_MANY_REGIONS = 1, PROBLEM_NO_MEMORY = 2, PROBLEM_PROTECT = 4, PROBLEM_READ = 8, PROBLEM_SURVEY = 16 };

static struct counters *counters;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
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
        counters->mode = (uint64_t)config.mode;
        counters->unit = config.unit;
        counters->bandwidth = config.bandwidth;
        counters->latency_ns = config.latency_ns;
        counters->prefetch = config.prefetch;
        counters->buffer = config.buffer;
        return true;
    }
    return owner == self;
}

static void note_problem(uint64_t problem)
{
    if (counters != NULL) counters->problem |= problem;
}

/* ------------------------------------------------------------------ the gate: a mutex for signal handlers */

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

/* ------------------------------------------------------------------ the tier's model, in virtual time */

/*
 * Virtual time is real time less `debt_ns`: the pager's own time that no wait of the thread has absorbed yet. A
 * request is booked as if the pager had cost nothing, so that a step takes the null case's time plus the modelled
 * wait. Each thread has its own: what two threads spend at the same time delays the program only once.
 */
static __thread uint64_t debt_ns __attribute__((tls_model("initial-exec")));

/* Virtual time from which the link is free. */
static uint64_t link_free_ns;

/* Books one unit's bytes on the link and returns the virtual time at which the last access arrives. */
static uint64_t book(uint64_t request, uint32_t bytes)
{
    const uint64_t start = request > link_free_ns ? request : link_free_ns;
    const uint64_t transfer = (uint64_t)(config.ns_per_byte * (double)bytes);
    link_free_ns = start + transfer;
    counters->tally.units_fetched += 1;
    counters->tally.bytes_fetched += bytes;
    counters->tally.link_busy_ns += transfer;
    return link_free_ns + config.latency_ns;
}

static void wait_until(uint64_t deadline)
{
    for (;;) {
        const uint64_t now = now_ns();
        if (now >= deadline) return;
        if (deadline - now > SPIN_NS) {
            const uint64_t wake = deadline - WAKE_EARLY_NS;
            const struct timespec t = {(time_t)(wake / 1000000000ULL), (long)(wake % 1000000000ULL)};
            syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
        } else {
            relax();
        }
    }
}

/* ------------------------------------------------------------------ the pager */

enum unit_state { UNIT_OPEN, UNIT_ABSENT, UNIT_BOOKED, UNIT_GONE };

struct region {
    uintptr_t start;
    size_t bytes;    /* a multiple of the unit */
    uint32_t units;
    bool allocated;  /* an aligned allocation, not a file mapping */
    _Atomic bool armed;
    _Atomic bool live;
    uint8_t *state;      /* enum unit_state, guarded by gate */
    uint64_t *arrival;   /* virtual time at which a booked unit has arrived, guarded by gate */
    uint32_t *used;      /* bytes of the unit that the program uses: what a fetch moves over the link */
};

static struct region regions[MAX_REGIONS];
static _Atomic uint32_t region_count;

struct unit_ref {
    uint32_t region;
    uint32_t unit;
};

/* Units in the staging buffer, oldest first; guarded by gate. */
static struct unit_ref *staged;
static uint32_t staged_capacity, staged_first, staged_count;

static void *(*real_mmap)(void *, size_t, int, int, int, off_t);
static int (*real_munmap)(void *, size_t);
static int (*real_madvise)(void *, size_t, int);
static void (*real_free)(void *);
static void *(*real_realloc)(void *, size_t);
static size_t (*real_usable_size)(void *);
static int (*real_posix_memalign)(void **, size_t, size_t);
static void *(*real_aligned_alloc)(size_t, size_t);
static int (*real_sigaction)(int, const struct sigaction *, struct sigaction *);
static struct sigaction program_action; /* what the program wants done on a fault of its own */

static struct region *find_region(uintptr_t address)
{
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++) {
        struct region *r = &regions[i];
        if (address - r->start < r->bytes && atomic_load_explicit(&r->live, memory_order_acquire)) return r;
    }
    return NULL;
}

static void *unit_address(const struct region *r, uint32_t unit)
{
    return (void *)(r->start + (size_t)unit * config.unit); // NOLINT: the only place where an index becomes an address
}

static void protect(const struct region *r, uint32_t first, uint32_t units, int protection)
{
    if (syscall(SYS_mprotect, unit_address(r, first), (size_t)units * config.unit, protection) != 0)
        note_problem(PROBLEM_PROTECT);
}

static bool comes_before(struct unit_ref a, struct unit_ref b)
{
    return a.region < b.region || (a.region == b.region && a.unit < b.unit);
}

/* No unit from `first` up to `end` is open: one call to mprotect may pass over them. */
static bool none_open(const struct region *r, uint32_t first, uint32_t end)
{
    for (uint32_t u = first; u < end; u++)
        if (r->state[u] == UNIT_OPEN) return false;
    return true;
}

/*
 * Takes the oldest units out of the buffer and closes them: all but a quarter, or but what was read ahead and a
 * few more, so that nothing is closed that a thread is about to touch. Each call to mprotect interrupts every
 * processor that runs a thread of the program, whatever the number of units, so units with nothing open between
 * them are closed by one call.
 */
static void close_oldest(void)
{
    struct unit_ref open[CLOSE_GROUP];
    uint32_t n = 0;
    const uint32_t recent = config.prefetch + KEEP_OPEN;
    const uint32_t keep = config.buffer / 4 > recent ? config.buffer / 4 : recent;
    for (uint32_t i = 0; i < CLOSE_GROUP && (i == 0 || staged_count > keep); i++) {
        const struct unit_ref ref = staged[staged_first];
        staged_first = (staged_first + 1) % staged_capacity;
        staged_count -= 1;
        uint8_t *state = &regions[ref.region].state[ref.unit];
        const bool was_open = *state == UNIT_OPEN;
        if (*state != UNIT_GONE) *state = UNIT_ABSENT;
        if (!was_open) continue;
        /* inserted in the order of addresses: threads work on several places, so neighbours come mixed */
        uint32_t j = n++;
        for (; j > 0 && comes_before(ref, open[j - 1]); j--) open[j] = open[j - 1];
        open[j] = ref;
    }
    for (uint32_t i = 0, last; i < n; i = last + 1) {
        const struct region *r = &regions[open[i].region];
        for (last = i; last + 1 < n && open[last + 1].region == open[i].region &&
                       none_open(r, open[last].unit + 1, open[last + 1].unit);)
            last++;
        protect(r, open[i].unit, open[last].unit - open[i].unit + 1, PROT_NONE);
    }
}

/* Books an absent unit and enters it in the buffer. */
static void stage(struct region *r, uint32_t unit, uint64_t request)
{
    if (staged_count >= config.buffer) close_oldest();
    /* A unit that the survey did not see in use is fetched whole. */
    r->arrival[unit] = book(request, r->used[unit] != 0 ? r->used[unit] : (uint32_t)config.unit);
    r->state[unit] = UNIT_BOOKED;
    staged[(staged_first + staged_count) % staged_capacity] = (struct unit_ref){(uint32_t)(r - regions), unit};
    staged_count += 1;
    if (staged_count > counters->open_max) counters->open_max = staged_count;
}

/*
 * Opens a unit, and with the same call the neighbours read ahead that have arrived by the same time: up to half
 * of the read-ahead, so that the other half is still on its way when the program reaches the next fault.
 */
static void open_arrived(struct region *r, uint32_t unit, uint64_t now)
{
    uint32_t n = 1;
    while (n <= config.prefetch / 2 && unit + n < r->units && r->state[unit + n] == UNIT_BOOKED &&
           r->arrival[unit + n] <= now)
        n++;
    protect(r, unit, n, PROT_READ | PROT_WRITE);
    memset(r->state + unit, UNIT_OPEN, n);
}

/* Brings a touched unit in: books it and what is read ahead, waits, opens. */
static void fetch(struct region *r, uint32_t unit, uint64_t touched)
{
    gate_enter();
    counters->tally.faults += 1;
    if (r->state[unit] != UNIT_ABSENT && r->state[unit] != UNIT_BOOKED) { /* opened by another thread meanwhile */
        gate_leave();
        return;
    }
    const uint64_t request = touched - debt_ns;
    if (r->state[unit] == UNIT_ABSENT) stage(r, unit, request);
    const uint64_t arrival = r->arrival[unit];
    uint32_t ahead = 0;
    for (uint32_t u = unit + 1; ahead < config.prefetch && u < r->units; u++) {
        if (r->used[u] == 0) continue; /* nothing in it is read */
        ahead += 1;
        if (r->state[u] == UNIT_ABSENT) stage(r, u, request);
    }
    gate_leave();

    const uint64_t began = now_ns();
    wait_until(arrival);
    const uint64_t ended = now_ns();

    gate_enter();
    const bool waited = arrival > request;
    /* Not booked any more: opened by another thread, or pushed out of a small buffer and touched again. */
    if (r->state[unit] == UNIT_BOOKED) open_arrived(r, unit, waited ? arrival : request);
    const uint64_t released = now_ns();
    if (waited) {
        const uint64_t late = released > arrival ? released - arrival : 0;
        const uint64_t due = arrival > touched ? arrival : touched;
        counters->tally.wait_ns += arrival - request;
        /* How much longer than asked the wait itself took: the proof that the modelled link was the real one. */
        if (arrival > began) counters->tally.lateness_ns += ended - arrival;
        counters->tally.own_ns += released > due ? released - due : 0;
        debt_ns = late;
    } else {
        counters->tally.own_ns += released - touched;
        debt_ns += released - touched;
    }
    if (debt_ns > MAX_DEBT_NS) debt_ns = MAX_DEBT_NS;
    gate_leave();
}

static void pass_on(int signal, siginfo_t *info, void *context)
{
    if ((program_action.sa_flags & SA_SIGINFO) != 0 && program_action.sa_sigaction != NULL) {
        program_action.sa_sigaction(signal, info, context);
    } else if (program_action.sa_handler == SIG_IGN || program_action.sa_handler == SIG_DFL) {
        /* Back to the instruction under the default action: it dies there, with its own core. */
        const struct sigaction plain = {.sa_handler = SIG_DFL};
        real_sigaction(signal, &plain, NULL);
        /* A signal that was sent, not caused by an instruction, would not come again by itself. */
        if (info->si_code <= 0) syscall(SYS_tgkill, getpid(), (pid_t)syscall(SYS_gettid), signal);
    } else {
        program_action.sa_handler(signal);
    }
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
    const uint64_t touched = now_ns();
    const int saved_errno = errno;
    const uintptr_t address = (uintptr_t)info->si_addr;
    struct region *r = info->si_code == SEGV_ACCERR ? find_region(address) : NULL;
    if (r == NULL || !r->armed) {
        pass_on(signal, info, context);
        return;
    }
    const uint32_t unit = (uint32_t)((address - r->start) / config.unit);
    if (r->state[unit] == UNIT_GONE) {
        pass_on(signal, info, context);
        return;
    }
    fetch(r, unit, touched);
    errno = saved_errno;
}

static void install_handler(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    real_sigaction(SIGSEGV, &action, &program_action);
}

/*
 * Gives every unit a mapping of its own in the kernel: neighbours that differ in a flag are never merged, so
 * that opening a unit changes one mapping and splits none, and a fault on one unit need not wait for a call to
 * mprotect on another (faults take the lock of one mapping only, Documentation/mm/process_addrs.rst). The
 * flag, the advice of random reading, means nothing for anonymous memory.
 */
static void separate_units(const struct region *r)
{
    for (uint32_t u = 1; u < r->units; u += 2) real_madvise(unit_address(r, u), config.unit, MADV_RANDOM);
}

/* Adds up a field of /proc/self/smaps over the regions: into `used` of each unit, and as the result. */
static uint64_t read_smaps(const char *field, bool per_unit)
{
    FILE *maps = fopen("/proc/self/smaps", "re");
    if (maps == NULL) return 0;
    char line[512];
    const size_t length = strlen(field);
    struct region *r = NULL;
    uint32_t unit = 0;
    uint64_t sum = 0;
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from = 0, to = 0;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2) {
            r = find_region(from);
            if (r != NULL) unit = (uint32_t)((from - r->start) / config.unit);
        } else if (r != NULL && strncmp(line, field, length) == 0 && line[length] == ':') {
            const uint64_t bytes = strtoull(line + length + 1, NULL, 10) * 1024;
            if (per_unit && unit < r->units) r->used[unit] += (uint32_t)bytes;
            sum += bytes;
        }
    }
    fclose(maps);
    return sum;
}

/*
 * The survey: which pages of the weights does the program use? Repacked weights leave their originals unused
 * in the file mapping, between small tensors that are in use; a device moves pages, not units, so a fetch is
 * charged for the pages in use. During llama-bench's warm-up the processor notes in the page tables which
 * pages are read: clear_refs resets these notes, smaps reports them ("Referenced",
 * Documentation/filesystems/proc.rst).
 */
enum phase { PHASE_LOADING, PHASE_SURVEY, PHASE_PAGING };
static enum phase phase;

static bool will_be_surveyed(void)
{
    return config.mode == MODE_PAGE && phase == PHASE_LOADING && !config.arm_at_mapping;
}

static void begin_survey(void)
{
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++)
        if (regions[i].live) separate_units(&regions[i]);
    const int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    const bool reset = fd >= 0 && write(fd, "1", 1) == 1;
    if (fd >= 0) close(fd);
    if (!reset) note_problem(PROBLEM_SURVEY);
    phase = PHASE_SURVEY;
}

/* Moves a region to huge pages at the same address. No thread of the program reads weights meanwhile. */
static void move_to_huge_pages(const struct region *r)
{
    char *block = real_mmap(NULL, r->bytes + HUGE_PAGE, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED) return; /* small pages then: slower, and as right */
    char *start = (char *)(((uintptr_t)block + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
    char *end = start + r->bytes;
    if (start > block) real_munmap(block, (size_t)(start - block));
    real_munmap(end, (size_t)(block + HUGE_PAGE - start));
    real_madvise(start, r->bytes, MADV_HUGEPAGE);
    for (uint32_t u = 0; u < r->units; u++)
        if (r->state[u] != UNIT_GONE)
            memcpy(start + (size_t)u * config.unit, unit_address(r, u), config.unit);
    if (mremap(start, r->bytes, r->bytes, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)r->start) == MAP_FAILED)
        real_munmap(start, r->bytes);
}

static void end_survey(void)
{
    if ((counters->problem & PROBLEM_SURVEY) != 0) return;
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++)
        if (regions[i].live) memset(regions[i].used, 0, regions[i].units * sizeof *regions[i].used);
    counters->used_bytes = read_smaps("Referenced", true);
}

/* The tier begins to act: every unit of the regions that are not yet armed is absent. */
static void arm(void)
{
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++) {
        struct region *r = &regions[i];
        if (!r->live || r->armed) continue;
        counters->armed = 0;
        if (config.mode != MODE_PAGE) {
            r->armed = true;
            continue;
        }
        if (phase == PHASE_SURVEY && config.unit >= HUGE_PAGE) move_to_huge_pages(r);
        separate_units(r);
        gate_enter();
        for (uint32_t u = 0; u < r->units; u++)
            if (r->state[u] != UNIT_GONE) r->state[u] = UNIT_ABSENT;
        /* Before the protection: the handler must know a thread that faults at once, which then waits at the gate. */
        r->armed = true;
        protect(r, 0, r->units, PROT_NONE);
        gate_leave();
    }
    phase = PHASE_PAGING;
    if (counters->armed == 0) counters->huge_bytes = read_smaps("AnonHugePages", false);
    counters->armed = 1;
}

/*
 * llama-bench clears the memory once before the warm-up and once before each repetition, outside the time that
 * it takes. So the first call begins the survey, and the next one ends it; without a warm-up there is none.
 */
static void advance_phase(void)
{
    const bool processed = counters->steps > 0;
    if (phase == PHASE_LOADING && config.mode == MODE_PAGE && !processed && counters->clears == 1) {
        begin_survey();
    } else {
        if (phase == PHASE_SURVEY && processed) end_survey();
        arm();
    }
}

/* ------------------------------------------------------------------ memory that the pager owns */

static void *take_memory(size_t wanted, bool allocated)
{
    const size_t align = config.unit > HUGE_PAGE ? config.unit : HUGE_PAGE;
    const size_t bytes = (wanted + config.unit - 1) / config.unit * config.unit;
    const uint32_t units = (uint32_t)(bytes / config.unit);
    char *block = real_mmap(NULL, bytes + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                            -1, 0);
    const size_t table = (size_t)units * (sizeof(uint64_t) + sizeof(uint32_t) + 1);
    char *tables = real_mmap(NULL, table, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED || tables == MAP_FAILED) {
        note_problem(PROBLEM_NO_MEMORY);
        return NULL;
    }
    char *start = (char *)(((uintptr_t)block + align - 1) / align * align);
    if (start > block) real_munmap(block, (size_t)(start - block));
    real_munmap(start + bytes, (size_t)(block + align - start));
    /* The survey needs small pages; weights that are to be surveyed move to huge pages after it. */
    real_madvise(start, bytes, will_be_surveyed() || config.unit < HUGE_PAGE ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);

    gate_enter();
    const uint32_t slot = atomic_load_explicit(&region_count, memory_order_relaxed);
    if (slot == MAX_REGIONS) {
        gate_leave();
        real_munmap(start, bytes);
        note_problem(PROBLEM_TOO_MANY_REGIONS);
        return NULL;
    }
    struct region *r = &regions[slot];
    r->start = (uintptr_t)start;
    r->bytes = bytes;
    r->units = units;
    r->allocated = allocated;
    r->armed = false;
    r->arrival = (uint64_t *)tables;
    r->used = (uint32_t *)(r->arrival + units);
    r->state = (uint8_t *)(r->used + units);
    for (uint32_t u = 0; u < units; u++) r->used[u] = (uint32_t)config.unit;
    atomic_store_explicit(&r->live, true, memory_order_release);
    /* release: the handler sees a whole entry or none */
    atomic_store_explicit(&region_count, slot + 1, memory_order_release);
    if (allocated) counters->allocated_bytes += wanted;
    else counters->mapped_bytes += wanted;
    gate_leave();
    return start;
}

/* Gives a region back. Slots are not reused: a program loads few models. */
static void drop_region(struct region *r)
{
    gate_enter();
    atomic_store_explicit(&r->live, false, memory_order_release);
    memset(r->state, UNIT_GONE, r->units);
    gate_leave();
    real_munmap((void *)r->start, r->bytes);
}

/* ------------------------------------------------------------------ interposed: mappings and allocations */

static bool is_model(int fd)
{
    struct stat s;
    return config.have_model && fd >= 0 && fstat(fd, &s) == 0 && s.st_dev == config.model_device &&
           s.st_ino == config.model_inode;
}

static bool fill(char *target, int fd, size_t length, off_t offset)
{
    size_t done = 0;
    while (done < length) {
        const ssize_t n = pread(fd, target + done, length - done, offset + (off_t)done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        if (n == 0) break; /* past the file's end: zeros, as in a mapping */
        done += (size_t)n;
    }
    return true;
}

EXPORT void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    if (real_mmap == NULL) return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
    const bool writes_back = (flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0;
    if (config.mode < MODE_HOLD || (flags & (MAP_ANONYMOUS | MAP_FIXED)) != 0 || writes_back || !is_model(fd) ||
        !is_workload())
        return real_mmap(address, length, protection, flags, fd, offset);
    char *memory = take_memory(length, false);
    if (memory == NULL) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    if (!fill(memory, fd, length, offset)) {
        note_problem(PROBLEM_READ);
        drop_region(find_region((uintptr_t)memory));
        errno = EIO;
        return MAP_FAILED;
    }
    if (config.arm_at_mapping) arm();
    return memory;
}

EXPORT void *mmap64(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    return mmap(address, length, protection, flags, fd, offset);
}

EXPORT int munmap(void *address, size_t length)
{
    struct region *r = real_munmap == NULL ? NULL : find_region((uintptr_t)address);
    if (r == NULL) return (int)syscall(SYS_munmap, address, length);
    const uintptr_t start = (uintptr_t)address;
    if (start == r->start && length + config.unit > r->bytes) {
        drop_region(r);
        return 0;
    }
    /*
     * A part: whole units are emptied and stay reserved, so that no other mapping can come to lie where the
     * pager changes protections; a unit that is only partly unmapped is kept.
     */
    const uint32_t first = (uint32_t)((start - r->start + config.unit - 1) / config.unit);
    const uint32_t end = (uint32_t)((start + length - r->start) / config.unit);
    if (first < end) {
        gate_enter();
        memset(r->state + first, UNIT_GONE, end - first);
        gate_leave();
        real_madvise(unit_address(r, first), (size_t)(end - first) * config.unit, MADV_DONTNEED);
        protect(r, first, end - first, PROT_NONE);
    }
    return 0;
}

EXPORT int madvise(void *address, size_t length, int advice)
{
    /* Advice on a file mapping must not empty the memory that stands in for it. */
    if (real_madvise == NULL || find_region((uintptr_t)address) != NULL) return 0;
    return real_madvise(address, length, advice);
}

/* Between the call that loads a model and the call that makes a context, aligned allocations are weights. */
static _Atomic bool loading;

static void *take_weights(size_t bytes)
{
    if (config.mode < MODE_HOLD || bytes < WEIGHTS_AT_LEAST || !atomic_load(&loading) || !is_workload()) return NULL;
    return take_memory(bytes, true);
}

static struct region *find_allocation(const void *pointer)
{
    if (atomic_load_explicit(&region_count, memory_order_relaxed) == 0) return NULL;
    struct region *r = find_region((uintptr_t)pointer);
    return r != NULL && r->allocated && r->start == (uintptr_t)pointer ? r : NULL;
}

EXPORT int posix_memalign(void **out, size_t alignment, size_t bytes)
{
    void *memory = take_weights(bytes);
    if (memory == NULL) return real_posix_memalign(out, alignment, bytes);
    *out = memory;
    return 0;
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes)
{
    void *memory = take_weights(bytes);
    return memory != NULL ? memory : real_aligned_alloc(alignment, bytes);
}

EXPORT void free(void *pointer)
{
    if (pointer == NULL) return;
    struct region *r = find_allocation(pointer);
    if (r != NULL) {
        drop_region(r);
        return;
    }
    /* Before this library is ready nothing of size is freed: such memory is left alone. */
    if (real_free != NULL) real_free(pointer);
}

EXPORT void *realloc(void *pointer, size_t bytes)
{
    struct region *r = pointer == NULL ? NULL : find_allocation(pointer);
    if (r == NULL) {
        if (real_realloc == NULL) real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
        return real_realloc(pointer, bytes);
    }
    void *copy = malloc(bytes);
    if (copy == NULL) return NULL;
    memcpy(copy, pointer, bytes < r->bytes ? bytes : r->bytes);
    drop_region(r);
    return copy;
}

EXPORT size_t malloc_usable_size(void *pointer)
{
    struct region *r = find_allocation(pointer);
    return r != NULL ? r->bytes : real_usable_size != NULL ? real_usable_size(pointer) : 0;
}

/* ------------------------------------------------------------------ interposed: the fault signal */

EXPORT int sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
    if (real_sigaction == NULL)
        real_sigaction = (int (*)(int, const struct sigaction *, struct sigaction *))dlsym(RTLD_NEXT, "sigaction");
    if (signal != SIGSEGV || config.mode != MODE_PAGE) return real_sigaction(signal, action, old);
    if (old != NULL) *old = program_action;
    if (action != NULL) program_action = *action;
    return 0;
}

typedef void (*signal_handler)(int);

EXPORT signal_handler signal(int number, signal_handler handler)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
    return sigaction(number, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}

/* ------------------------------------------------------------------ interposed: llama.cpp */

/*
 * Only calls whose arguments are pointers and integers are wrapped. Calls that take structures by value (their
 * layout differs between versions) pass through a stub that saves every argument register and jumps on.
 */
static void (*real_set_n_threads)(void *, int32_t, int32_t);
static void (*real_memory_clear)(void *, bool);
static void (*real_kv_self_clear)(void *);
static void (*real_kv_cache_clear)(void *);
static void (*real_synchronize)(void *);
static void *real_load, *real_init, *real_load_splits;

static void *next_symbol(void **cache, const char *name)
{
    if (*cache == NULL) *cache = dlsym(RTLD_NEXT, name);
    return *cache;
}

static struct segment *current;
static struct tally at_start;
static uint64_t last_step_ns;

static void begin_segment(void)
{
    const uint64_t index = counters->segments;
    current = index < SEGMENT_CAPACITY ? &counters->segment[index] : NULL;
    at_start = counters->tally;
    last_step_ns = now_ns();
    if (current != NULL) {
        memset(current, 0, sizeof *current);
        current->clears = counters->clears;
        current->start_ns = last_step_ns;
        current->end_ns = last_step_ns;
        current->first_step = counters->steps;
    }
    counters->segments = index + 1;
}

static void end_step(void)
{
    const uint64_t now = now_ns();
    if (counters->steps < STEP_CAPACITY) counters->step_ns[counters->steps] = now - last_step_ns;
    counters->steps += 1;
    last_step_ns = now;
    if (current == NULL) return;
    const struct tally *t = &counters->tally;
    current->end_ns = now;
    current->steps += 1;
    current->tally.bytes_fetched = t->bytes_fetched - at_start.bytes_fetched;
    current->tally.units_fetched = t->units_fetched - at_start.units_fetched;
    current->tally.faults = t->faults - at_start.faults;
    current->tally.link_busy_ns = t->link_busy_ns - at_start.link_busy_ns;
    current->tally.lateness_ns = t->lateness_ns - at_start.lateness_ns;
    current->tally.wait_ns = t->wait_ns - at_start.wait_ns;
    current->tally.own_ns = t->own_ns - at_start.own_ns;
}

EXPORT void llama_set_n_threads(void *context, int32_t threads, int32_t batch_threads)
{
    if (next_symbol((void **)&real_set_n_threads, "llama_set_n_threads") == NULL) return;
    real_set_n_threads(context, threads, batch_threads);
    if (config.mode == MODE_OFF || !is_workload()) return;
    atomic_store(&loading, false);
    if (phase == PHASE_LOADING) advance_phase();
    begin_segment();
}

static void begin_repetition(void)
{
    if (config.mode == MODE_OFF || !is_workload()) return;
    atomic_store(&loading, false);
    counters->clears += 1;
    current = NULL;
    advance_phase();
}

EXPORT void llama_memory_clear(void *memory, bool data)
{
    if (next_symbol((void **)&real_memory_clear, "llama_memory_clear") == NULL) return;
    real_memory_clear(memory, data);
    begin_repetition();
}

/* The same call under the names that older versions of llama.cpp gave it. */
EXPORT void llama_kv_self_clear(void *context)
{
    if (next_symbol((void **)&real_kv_self_clear, "llama_kv_self_clear") == NULL) return;
    real_kv_self_clear(context);
    begin_repetition();
}

EXPORT void llama_kv_cache_clear(void *context)
{
    if (next_symbol((void **)&real_kv_cache_clear, "llama_kv_cache_clear") == NULL) return;
    real_kv_cache_clear(context);
    begin_repetition();
}

EXPORT void llama_synchronize(void *context)
{
    if (next_symbol((void **)&real_synchronize, "llama_synchronize") == NULL) return;
    real_synchronize(context);
    if (config.mode != MODE_OFF && counters != NULL && current != NULL && is_workload()) end_step();
}

/* Called by the stubs below; each returns where to jump on to. */
__attribute__((visibility("hidden"))) void *tier_pager_on_load(void);
__attribute__((visibility("hidden"))) void *tier_pager_on_load_splits(void);
__attribute__((visibility("hidden"))) void *tier_pager_on_init(void);

void *tier_pager_on_load(void)
{
    atomic_store(&loading, true);
    return next_symbol(&real_load, "llama_model_load_from_file");
}

void *tier_pager_on_load_splits(void)
{
    atomic_store(&loading, true);
    return next_symbol(&real_load_splits, "llama_model_load_from_splits");
}

void *tier_pager_on_init(void)
{
    atomic_store(&loading, false);
    return next_symbol(&real_init, "llama_init_from_model");
}

#if defined(__x86_64__)
/* Six integer argument registers, kept 16-byte aligned for the call; structures by value stay on the stack. */
#define STUB(name, hook)                                                                                     \
    __asm__(".text\n.globl " #name "\n.type " #name ",@function\n" #name ":\n"                               \
            "  push %rdi\n  push %rsi\n  push %rdx\n  push %rcx\n  push %r8\n  push %r9\n  sub $8, %rsp\n"   \
            "  call " #hook "\n"                                                                             \
            "  add $8, %rsp\n  pop %r9\n  pop %r8\n  pop %rcx\n  pop %rdx\n  pop %rsi\n  pop %rdi\n"         \
            "  jmp *%rax\n.size " #name ",.-" #name "\n")
#elif defined(__aarch64__)
/* Eight argument registers, the address of an indirect result (x8), and the return address. */
#define STUB(name, hook)                                                                                     \
    __asm__(".text\n.globl " #name "\n.type " #name ",%function\n" #name ":\n"                               \
            "  stp x29, x30, [sp, #-96]!\n  stp x0, x1, [sp, #16]\n  stp x2, x3, [sp, #32]\n"                \
            "  stp x4, x5, [sp, #48]\n  stp x6, x7, [sp, #64]\n  str x8, [sp, #80]\n"                        \
            "  bl " #hook "\n  mov x16, x0\n"                                                                \
            "  ldp x0, x1, [sp, #16]\n  ldp x2, x3, [sp, #32]\n  ldp x4, x5, [sp, #48]\n"                    \
            "  ldp x6, x7, [sp, #64]\n  ldr x8, [sp, #80]\n  ldp x29, x30, [sp], #96\n"                      \
            "  br x16\n.size " #name ",.-" #name "\n")
#else
#error "tier-pager supports x86-64 and arm64"
#endif

STUB(llama_model_load_from_file, tier_pager_on_load);
STUB(llama_model_load_from_splits, tier_pager_on_load_splits);
STUB(llama_init_from_model, tier_pager_on_init);

/* ------------------------------------------------------------------ start */

static enum mode mode_named(const char *name)
{
    if (name == NULL) return MODE_OFF;
    if (strcmp(name, "record") == 0) return MODE_RECORD;
    if (strcmp(name, "hold") == 0) return MODE_HOLD;
    return strcmp(name, "page") == 0 ? MODE_PAGE : MODE_OFF;
}

static struct counters *map_counters(const char *path)
{
    if (path == NULL) return NULL;
    const int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return NULL;
    void *map = ftruncate(fd, (off_t)sizeof(struct counters)) == 0
                    ? real_mmap(NULL, sizeof(struct counters), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                    : MAP_FAILED;
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

__attribute__((constructor)) static void start(void)
{
    *(void **)&real_mmap = dlsym(RTLD_NEXT, "mmap");
    *(void **)&real_munmap = dlsym(RTLD_NEXT, "munmap");
    *(void **)&real_madvise = dlsym(RTLD_NEXT, "madvise");
    *(void **)&real_free = dlsym(RTLD_NEXT, "free");
    *(void **)&real_realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&real_usable_size = dlsym(RTLD_NEXT, "malloc_usable_size");
    *(void **)&real_posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    *(void **)&real_aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    *(void **)&real_sigaction = dlsym(RTLD_NEXT, "sigaction");

    const enum mode mode = mode_named(getenv("EMULATE_TIER_MODE"));
    if (mode == MODE_OFF) return;
    counters = map_counters(getenv("EMULATE_TIER_COUNTERS"));
    if (counters == NULL) return;
    counters->magic = COUNTERS_MAGIC;
    counters->version = LAYOUT_VERSION;

    config.unit = (size_t)env_number("EMULATE_TIER_UNIT", HUGE_PAGE);
    config.bandwidth = env_number("EMULATE_TIER_BANDWIDTH", 0);
    config.ns_per_byte = config.bandwidth == 0 ? 0.0 : 1e9 / (double)config.bandwidth;
    config.latency_ns = env_number("EMULATE_TIER_LATENCY_NS", 0);
    config.prefetch = (uint32_t)env_number("EMULATE_TIER_PREFETCH_UNITS", 0);
    config.buffer = (uint32_t)env_number("EMULATE_TIER_BUFFER_UNITS", 32);
    config.arm_at_mapping = env_number("EMULATE_TIER_ARM_AT_MAPPING", 0) != 0;

    struct stat s;
    const char *model = getenv("EMULATE_TIER_MODEL");
    if (model != NULL && stat(model, &s) == 0) {
        config.have_model = true;
        config.model_device = s.st_dev;
        config.model_inode = s.st_ino;
    }
    if (mode == MODE_PAGE) {
        staged_capacity = config.buffer + 1;
        void *ring = real_mmap(NULL, (size_t)staged_capacity * sizeof *staged, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (ring == MAP_FAILED) return;
        staged = ring;
        install_handler();
    }
    config.mode = mode;
}
