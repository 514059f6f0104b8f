/* The pager: what happens at a touch of an absent unit, in the signal handler. */
#ifndef TIER_PAGER_H
#define TIER_PAGER_H

#include "gate.h"
#include "wait.h"

struct region {
    _Atomic uintptr_t start;
    _Atomic size_t bytes; /* a multiple of the unit */
    uint32_t blocks; /* of the size of a unit; one unit each, until sparse ones are merged */
    uint32_t *first; /* block that each unit begins with, and one more at the end */
    uint32_t *unit_of; /* unit that each block belongs to */
    bool allocated;  /* an aligned allocation, not a file mapping */
    size_t wanted;   /* bytes that the program asked for */
    uint32_t file;   /* of a mapping: which, and from where on */
    off_t offset;
    size_t from, end;      /* of a mapping: what the program still has, leaving out holes in between */
    _Atomic bool filled;   /* false while the file is read into it: it must stay open */
    _Atomic bool armed;
    _Atomic uint64_t life; /* 0: none; else a number that no other use of the slot has */
};

/* tier_regions[i] holds the units of regions[i]. Both are guarded by gate once a region is armed. */
static struct region regions[MAX_REGIONS];
static struct tier_region tier_regions[MAX_REGIONS];
static _Atomic uint32_t region_count;
static uint64_t lives;

static void *(*real_mmap)(void *, size_t, int, int, int, off_t);
static int (*real_munmap)(void *, size_t);
static void *(*real_mremap)(void *, size_t, size_t, int, ...);
static int (*real_mprotect)(void *, size_t, int);
static int (*real_madvise)(void *, size_t, int);
static int (*real_posix_madvise)(void *, size_t, int);
static int (*real_mlock)(const void *, size_t);
static void (*real_free)(void *);
static void *(*real_realloc)(void *, size_t);
static size_t (*real_usable_size)(void *);
static int (*real_posix_memalign)(void **, size_t, size_t);
static void *(*real_aligned_alloc)(size_t, size_t);
static int (*real_sigaction)(int, const struct sigaction *, struct sigaction *);
static int (*real_sigmask)(int, const sigset_t *, sigset_t *);
static struct sigaction program_action; /* what the program wants done on a fault of its own */

static struct region *find_region(uintptr_t address)
{
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++) {
        struct region *r = &regions[i];
        const uint64_t life = r->life;
        const bool inside = address - r->start < r->bytes;
        /* The same life before and after: start and bytes belong together, though the slot be used anew meanwhile. */
        if (inside && life != 0 && r->life == life) return r;
    }
    return NULL;
}

static uint32_t index_of(const struct region *r)
{
    return (uint32_t)(r - regions);
}

static struct tier_region *units_of(const struct region *r)
{
    return &tier_regions[index_of(r)];
}

static uint32_t unit_at(const struct region *r, uintptr_t address)
{
    return r->unit_of[(address - r->start) / config.unit];
}

static void *block_address(const struct region *r, uint32_t block)
{
    return (void *)(r->start + (size_t)block * config.unit); // NOLINT: the only place where an index becomes an address
}

static void *unit_address(const struct region *r, uint32_t unit)
{
    return block_address(r, r->first[unit]);
}

/* Bytes from the start of a unit to the start of another. */
static size_t span(const struct region *r, uint32_t unit, uint32_t end)
{
    return (size_t)(r->first[end] - r->first[unit]) * config.unit;
}

static bool protect(const struct region *r, uint32_t first, uint32_t units, int protection)
{
    if (syscall(SYS_mprotect, unit_address(r, first), span(r, first, first + units), protection) == 0) return true;
    note_problem(PROBLEM_PROTECT);
    return false;
}

static bool comes_before(struct tier_ref a, struct tier_ref b)
{
    return a.region < b.region || (a.region == b.region && a.unit < b.unit);
}

/* Nothing between two units is accessible, and that is not much: one call to mprotect may pass over it. */
static bool joined(uint32_t region, uint32_t first, uint32_t end)
{
    if (end - first > MAX_GAP) return false;
    for (uint32_t u = first; u < end; u++) {
        const uint8_t state = tier_regions[region].unit[u].state;
        if (state == TIER_OPEN || state == TIER_RESIDENT) return false;
    }
    return true;
}

/*
 * Closes what the last touch evicted. Each call to mprotect interrupts every processor that runs a thread of the
 * program, whatever the number of units, so units with nothing open between them are closed by one call. The
 * list is sorted in place; threads work on several places, so neighbours come mixed.
 */
static void close_evicted(void)
{
    struct tier_evicted *list = tier.evicted;
    uint32_t n = 0;
    for (uint32_t i = 0; i < tier.evicted_count; i++) {
        const struct tier_evicted each = list[i];
        if (!each.was_open) continue;
        uint32_t j = n++;
        for (; j > 0 && comes_before(each.ref, list[j - 1].ref); j--) list[j] = list[j - 1];
        list[j] = each;
    }
    for (uint32_t i = 0, last; i < n; i = last + 1) {
        const struct tier_ref from = list[i].ref;
        for (last = i; last + 1 < n && list[last + 1].ref.region == from.region &&
                       joined(from.region, list[last].ref.unit + 1, list[last + 1].ref.unit);)
            last++;
        protect(&regions[from.region], from.unit, list[last].ref.unit - from.unit + 1, PROT_NONE);
    }
}

/* Copies what the model has summed up to where it is seen. */
static void show_sums(void)
{
    counters->tally.bytes_fetched = tier.bytes;
    counters->tally.units_fetched = tier.fetches;
    counters->tally.link_busy_ns = tier.link_busy_ns;
    if (tier.count > counters->open_max) counters->open_max = tier.count;
}

/* Of a wait, the part in which the tier stood still. */
static uint64_t stalled_between(uint64_t request, uint64_t arrival)
{
    if (tier.stall.every == 0) return 0;
    const uint64_t until = tier_time_of(&tier.stall, tier.seed, arrival);
    const uint64_t passed = until - tier_time_of(&tier.stall, tier.seed, request);
    return arrival - request - passed;
}

/* What the pager has spent on its own work since a moment, and on the fault. */
static uint64_t spent_since(uint64_t moment)
{
    const uint64_t now = now_ns();
    return entry_ns + (now > moment ? now - moment : 0);
}

static void owe(uint64_t debt)
{
    debt_ns = debt < MAX_DEBT_NS ? debt : MAX_DEBT_NS;
}

/*
 * Threads that work in step, as those of llama.cpp do, touch the same unit at about the same time and meet again
 * before they touch the next one. Then all go on with the last, and what it owes delays every one of them. So threads
 * whose last unit was the same share the largest debt. Threads that work on places of their own do not.
 */
static __thread struct tier_ref last_unit __attribute__((tls_model("initial-exec")));
static struct {
    struct tier_ref unit;
    uint64_t debt_ns;
} last_opened; /* guarded by gate */

static bool is_same(struct tier_ref a, struct tier_ref b)
{
    return a.region == b.region && a.unit == b.unit;
}

static void share_debt(void)
{
    if (is_same(last_unit, last_opened.unit) && last_opened.debt_ns > debt_ns) debt_ns = last_opened.debt_ns;
}

static void leave_with_debt(struct tier_ref ref)
{
    const bool shared = is_same(ref, last_opened.unit) && last_opened.debt_ns > debt_ns;
    last_unit = ref;
    last_opened.unit = ref;
    last_opened.debt_ns = shared ? last_opened.debt_ns : debt_ns;
}

/* The thread's time in the handler, where it did not have to wait. */
static void owe_all(struct tier_ref ref, uint64_t touched)
{
    const uint64_t own = spent_since(touched);
    counters->tally.own_ns += own;
    owe(debt_ns + own);
    leave_with_debt(ref);
}

/*
 * The thread's time since the moment until which it had to wait. The wait has absorbed what was owed before, or as much
 * of it as there was to wait: a deadline before the touch leaves the rest owed, which was counted as own time already.
 */
static void owe_since(struct tier_ref ref, uint64_t deadline, uint64_t touched)
{
    counters->tally.own_ns += spent_since(deadline > touched ? deadline : touched);
    owe(spent_since(deadline));
    leave_with_debt(ref);
}

/*
 * Opens what the thread waited for. Other threads may have pushed it out of the buffer meanwhile: without its going
 * back in, many threads and a small buffer would fetch for ever and open nothing.
 */
static void open_arrived(const struct region *r, struct tier_ref ref, uint64_t now)
{
    if (units_of(r)->unit[ref.unit].state == TIER_ABSENT) {
        tier_stage_again(&tier, ref);
        if (tier.evicted_count > 0) close_evicted();
    }
    const uint32_t units = tier_open(&tier, ref, now);
    if (units == 0 || protect(r, ref.unit, units, PROT_READ | PROT_WRITE)) return;
    /* The kernel would not split a mapping. To open all splits none: the run proves nothing any more, but goes on. */
    syscall(SYS_mprotect, r->start, r->bytes, PROT_READ | PROT_WRITE);
}

/* Counts a wait that has ended; the gate is held. */
static void count_wait(uint64_t request, uint64_t arrival, uint64_t touched, uint64_t began, uint64_t ended)
{
    const uint64_t deadline = arrival + epoch_ns;
    struct tally *tally = &counters->tally;
    tally->waits += 1;
    tally->wait_ns += arrival - request;
    tally->stalled_ns += stalled_between(request, arrival);
    counters->wait_bucket[wait_bucket_of(ended - touched)] += 1;
    /* How much longer than asked the wait itself took: the proof that the modelled link was the real one. */
    if (deadline > began) tally->lateness_ns += ended - deadline;
}

/* Brings a touched unit in: books it and what is read ahead, waits, opens. False: the program gave it back. */
static bool fetch(struct region *r, uint32_t unit, uint64_t touched)
{
    const struct tier_ref ref = {index_of(r), unit};
    const struct tier_unit *u = &units_of(r)->unit[unit];
    gate_enter();
    if (u->state == TIER_GONE) {
        gate_leave();
        return false;
    }
    /* A thread's first unit tells nothing of who it works with. */
    if (seen) share_debt();
    else see_thread();
    counters->tally.faults += 1;
    const uint64_t request = touched - epoch_ns - debt_ns;
    if (u->state != TIER_ABSENT && u->state != TIER_BOOKED) { /* opened by another thread meanwhile */
        if (u->arrival > request) owe_since(ref, u->arrival + epoch_ns, touched);
        else owe_all(ref, touched);
        gate_leave();
        return true;
    }
    const uint64_t arrival = tier_touch(&tier, ref, request);
    if (tier.evicted_count > 0) close_evicted();
    show_sums();
    if (arrival <= request) {
        open_arrived(r, ref, request);
        owe_all(ref, touched);
        gate_leave();
        return true;
    }
    gate_leave();

    const uint64_t deadline = arrival + epoch_ns;
    const uint64_t began = now_ns();
    wait_until(deadline);
    const uint64_t ended = now_ns();

    gate_enter();
    open_arrived(r, ref, arrival);
    count_wait(request, arrival, touched, began, ended);
    owe_since(ref, deadline, touched);
    gate_leave();
    return true;
}

/* A page of our own, to measure what a fault costs outside the handler. Volatile: this thread's handler reads it. */
static volatile uintptr_t probe_page;
static volatile size_t probe_bytes;
static volatile uint64_t probe_in_handler_ns;

/*
 * Blocked while a handler of the program's runs that is not to be interrupted by a fault: the fault itself must stay
 * open, for the handler may touch weights. The kernel takes the mark away where it would open the fault. It is the
 * signal that the C library cancels threads with, which programs cannot block.
 */
#define IN_PROGRAM_HANDLER MASK_OF(32)

/* A fault that is not ours: what would have happened without this library. */
static void pass_on(int signal, siginfo_t *info, void *context)
{
    uint64_t mask = 0, asked = 0;
    memcpy(&mask, &((const ucontext_t *)context)->uc_sigmask, sizeof mask);
    const bool was_sent = info->si_code <= 0;
    const bool nested = (mask & IN_PROGRAM_HANDLER) != 0 && !was_sent;
    gate_enter();
    const struct sigaction action = program_action;
    if ((action.sa_flags & (int)SA_RESETHAND) != 0) program_action = (struct sigaction){.sa_handler = SIG_DFL};
    gate_leave();
    if (action.sa_handler == SIG_IGN && was_sent) return;
    if (action.sa_handler == SIG_IGN || action.sa_handler == SIG_DFL || nested) {
        /* Back to the instruction under the default action: it dies there, with its own core. */
        const struct sigaction plain = {.sa_handler = SIG_DFL};
        real_sigaction(signal, &plain, NULL);
        /* A signal that was sent, not caused by an instruction, would not come again by itself. */
        if (was_sent) syscall(SYS_tgkill, getpid(), (pid_t)syscall(SYS_gettid), signal);
        return;
    }
    memcpy(&asked, &action.sa_mask, sizeof asked);
    if ((action.sa_flags & SA_NODEFER) == 0) asked |= IN_PROGRAM_HANDLER;
    set_kernel_mask((mask | asked) & ~MASK_OF(SIGSEGV));
    if ((action.sa_flags & SA_SIGINFO) != 0) action.sa_sigaction(signal, info, context);
    else action.sa_handler(signal);
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
    const uint64_t touched = now_ns();
    const int saved_errno = errno;
    const uintptr_t address = (uintptr_t)info->si_addr;
    struct region *r = info->si_code == SEGV_ACCERR ? find_region(address) : NULL;
    if (r != NULL && r->armed && fetch(r, unit_at(r, address), touched)) {
        errno = saved_errno;
    } else if (info->si_code == SEGV_ACCERR && address - probe_page < probe_bytes) {
        syscall(SYS_mprotect, probe_page, probe_bytes, PROT_READ | PROT_WRITE);
        probe_in_handler_ns = now_ns() - touched;
        errno = saved_errno;
    } else {
        pass_on(signal, info, context);
    }
}

static void install_handler(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    /* Not sigfillset, which leaves out the signal that cancels a thread: it could end one that holds the gate. */
    memset(&action.sa_mask, 0xFF, sizeof action.sa_mask);
    real_sigaction(SIGSEGV, &action, &program_action);
    /* A signal that is caused by an instruction and blocked ends the process: whoever started us may block it. */
    sigset_t fault;
    sigemptyset(&fault);
    sigaddset(&fault, SIGSEGV);
    real_sigmask(SIG_UNBLOCK, &fault, NULL);
}

/*
 * The time of a fault less the time in the handler: the median of some, on a page that nobody else knows. Before each
 * as much memory is read as between two faults of the program, one unit: it finds the processor's caches as the
 * program's faults do.
 */
static void measure_entry(void)
{
    uint64_t found[ENTRY_PROBES];
    const size_t bytes = config.page + config.unit;
    char *memory = real_mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    memset(memory, 1, bytes);
    const volatile char *probe = memory, *between = memory + config.page;
    probe_page = (uintptr_t)memory;
    probe_bytes = config.page;
    for (uint32_t i = 0; i < ENTRY_PROBES; i++) {
        syscall(SYS_mprotect, probe_page, config.page, PROT_NONE);
        for (size_t at = 0; at < config.unit; at += CACHE_LINE) (void)between[at];
        const uint64_t from = now_ns();
        (void)probe[0];
        const uint64_t whole = now_ns() - from, outside = whole > probe_in_handler_ns ? whole - probe_in_handler_ns : 0;
        uint32_t j = i;
        for (; j > 0 && outside < found[j - 1]; j--) found[j] = found[j - 1];
        found[j] = outside;
    }
    probe_bytes = 0;
    real_munmap(memory, bytes);
    entry_ns = found[ENTRY_PROBES / 2];
}

#endif
