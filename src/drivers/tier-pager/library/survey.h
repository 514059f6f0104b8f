/* The survey of what the program uses, and arming: how the weights come under the tier. */
#ifndef TIER_SURVEY_H
#define TIER_SURVEY_H

#include "pager.h"

/*
 * Gives every unit a mapping of its own in the kernel: neighbours that differ in a flag are never merged, so
 * that opening a unit changes one mapping and splits none, and a fault on one unit need not wait for a call to
 * mprotect on another (faults take the lock of one mapping only, Documentation/mm/process_addrs.rst). The
 * flag, the advice of random reading, means nothing for anonymous memory.
 */
static void separate_units(const struct region *r)
{
    real_madvise((void *)r->start, r->bytes, MADV_NORMAL);
    for (uint32_t u = 1; u < units_of(r)->units; u += 2)
        real_madvise(unit_address(r, u), span(r, u, u + 1), MADV_RANDOM);
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
            if (r != NULL && per_unit) unit = unit_at(r, from);
        } else if (r != NULL && strncmp(line, field, length) == 0 && line[length] == ':') {
            const uint64_t bytes = strtoull(line + length + 1, NULL, 10) * 1024;
            if (per_unit && unit < units_of(r)->units) units_of(r)->unit[unit].used += (uint32_t)bytes;
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
static _Atomic enum phase phase;

static bool will_be_surveyed(void)
{
    return config.mode == MODE_PAGE && phase == PHASE_LOADING && !config.arm_at_use;
}

static void begin_survey(void)
{
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++)
        if (regions[i].life != 0) separate_units(&regions[i]);
    const int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    /* "1" clears the notes, and leaves translations in the processors' buffers, which would hide the next use of
     * their pages; "4" clears other notes, and those buffers as well (fs/proc/task_mmu.c, clear_refs_write). */
    const bool reset = fd >= 0 && write(fd, "1", 1) == 1 && write(fd, "4", 1) == 1;
    if (fd >= 0) close(fd);
    if (!reset) note_problem(PROBLEM_SURVEY);
    phase = PHASE_SURVEY;
}

/* Moves a region to huge pages, block by block, at the same address. No thread reads weights meanwhile. */
static void move_to_huge_pages(const struct region *r)
{
    for (uint32_t i = 0; i < r->blocks; i++) {
        if (units_of(r)->unit[r->unit_of[i]].state == TIER_GONE) continue;
        char *block = real_mmap(NULL, config.unit + HUGE_PAGE, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (block == MAP_FAILED) return; /* small pages then: slower, and as right */
        char *start = (char *)(((uintptr_t)block + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
        char *end = start + config.unit;
        if (start > block) real_munmap(block, (size_t)(start - block));
        real_munmap(end, (size_t)(block + HUGE_PAGE - start));
        real_madvise(start, config.unit, MADV_HUGEPAGE);
        memcpy(start, block_address(r, i), config.unit);
        const int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
        if (real_mremap(start, config.unit, config.unit, flags, block_address(r, i)) == MAP_FAILED)
            real_munmap(start, config.unit);
    }
}

/*
 * Merges neighbours of which little is used, such as the originals of repacked weights, as long as what is used of
 * them together is not more than a unit: a unit is what a fetch moves, and each costs a fault. They may lie a
 * quarter of the buffer apart: what is read at very different times would be evicted between.
 */
static void merge_sparse_units(struct region *r)
{
    struct tier_region *t = units_of(r);
    uint32_t units = 0;
    for (uint32_t i = 0; i < r->blocks; i++) {
        const struct tier_unit block = t->unit[i];
        struct tier_unit *last = units == 0 ? NULL : &t->unit[units - 1];
        if (last != NULL && last->state == block.state && last->used + block.used <= config.unit &&
            i - r->first[units - 1] < tier.buffer / 4) {
            last->used += block.used;
        } else {
            r->first[units] = i;
            t->unit[units++] = block;
        }
        r->unit_of[i] = units - 1;
    }
    r->first[units] = r->blocks;
    t->units = units;
}

static void end_survey(void)
{
    if ((counters->problem & PROBLEM_SURVEY) != 0) return;
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t u = 0; regions[i].life != 0 && u < tier_regions[i].units; u++) tier_regions[i].unit[u].used = 0;
    counters->used_bytes = read_smaps("Referenced", true);
    for (uint32_t i = 0; i < count && counters->used_bytes > 0; i++)
        if (regions[i].life != 0) merge_sparse_units(&regions[i]);
}

static uint64_t resident_bytes(const struct tier_region *r)
{
    uint64_t bytes = 0;
    for (uint32_t u = 0; u < r->units; u++)
        if (r->unit[u].state != TIER_GONE && r->unit[u].used > r->unit[u].charge)
            bytes += r->unit[u].used - r->unit[u].charge;
    return bytes;
}

/* Makes absent what is not resident, with one call for each run of units. */
static void close_absent(const struct region *r)
{
    const struct tier_region *t = units_of(r);
    for (uint32_t u = 0, end; u < t->units; u = end) {
        for (end = u; end < t->units && t->unit[end].state == t->unit[u].state;) end++;
        if (t->unit[u].state == TIER_ABSENT) protect(r, u, end - u, PROT_NONE);
    }
}

/* With the gate held: no other thread arms the region too, or gives it back meanwhile. */
static void arm_region(struct region *r)
{
    if (phase == PHASE_SURVEY && config.unit >= HUGE_PAGE) move_to_huge_pages(r);
    separate_units(r);
    tier_place(&tier, units_of(r));
    counters->resident_bytes += resident_bytes(units_of(r));
    /* Before the protection: the handler must know a thread that faults at once, which then waits at the gate. */
    r->armed = true;
    close_absent(r);
}

/* The tier begins to act: what is not resident of the regions that are not yet armed is absent. */
static void arm(void)
{
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_acquire);
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        struct region *r = &regions[i];
        if (r->life == 0 || !r->filled || r->armed) continue;
        any = true;
        if (config.mode != MODE_PAGE) {
            r->armed = true;
            continue;
        }
        if (!atomic_exchange(&entry_measured, true)) measure_entry();
        const uint64_t mask = gate_enter_outside();
        if (r->life != 0 && r->filled && !r->armed) arm_region(r);
        gate_leave_outside(mask);
    }
    phase = PHASE_PAGING;
    if (any) counters->huge_bytes = read_smaps("AnonHugePages", false);
    counters->armed = 1;
}

/*
 * llama-bench clears the memory once before the warm-up and once before each repetition, outside the time that
 * it takes. So the first call begins the survey, and the next one ends it; without a warm-up there is none.
 */
static void advance_phase(void)
{
    const bool processed = counters->steps > 0;
    if (will_be_surveyed() && !processed && counters->clears == 1) {
        begin_survey();
    } else {
        if (phase == PHASE_SURVEY && processed) end_survey();
        arm();
    }
}

#endif
