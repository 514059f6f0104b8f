/* The memory that the pager owns: where the weights lie, instead of where the program asked for them. */
#ifndef TIER_MEMORY_H
#define TIER_MEMORY_H

#include "survey.h"

/* Between the call that loads a model and the call that makes a context, aligned allocations are weights. */
static _Atomic bool loading;

/* A slot that no region uses; MAX_REGIONS when there is none. */
static uint32_t free_slot(void)
{
    const uint32_t count = atomic_load_explicit(&region_count, memory_order_relaxed);
    for (uint32_t i = 0; i < count; i++)
        if (tier_regions[i].unit == NULL) return i;
    return count;
}

/* For each unit itself, the block that it begins with, and the unit of each block. */
static size_t table_bytes(uint32_t blocks)
{
    return (size_t)blocks * (sizeof(struct tier_unit) + 2 * sizeof(uint32_t)) + sizeof(uint32_t);
}

static size_t whole_pages(size_t bytes)
{
    return (bytes + config.page - 1) / config.page * config.page;
}

/* Memory for the weights, of whole units; NULL when there is none. */
static struct region *take_memory(size_t wanted, bool allocated)
{
    const size_t align = config.unit > HUGE_PAGE ? config.unit : HUGE_PAGE, guard = config.page;
    const size_t bytes = (wanted + config.unit - 1) / config.unit * config.unit;
    const uint32_t units = (uint32_t)(bytes / config.unit);
    const size_t table = table_bytes(units);
    char *block = real_mmap(NULL, bytes + guard + align, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    struct tier_unit *unit = real_mmap(NULL, table, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED || unit == MAP_FAILED) {
        if (block != MAP_FAILED) real_munmap(block, bytes + guard + align);
        if (unit != MAP_FAILED) real_munmap(unit, table);
        note_problem(PROBLEM_NO_MEMORY);
        return NULL;
    }
    char *start = (char *)(((uintptr_t)block + align - 1) / align * align);
    if (start > block) real_munmap(block, (size_t)(start - block));
    real_munmap(start + bytes + guard, (size_t)(block + align - start));
    /* Without a guard the kernel could merge the mappings of two regions, and would report on them as one. */
    syscall(SYS_mprotect, start + bytes, guard, PROT_NONE);
    /* The survey needs small pages; weights that are to be surveyed move to huge pages after it. */
    real_madvise(start, bytes, will_be_surveyed() || config.unit < HUGE_PAGE ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
    uint32_t *first = (uint32_t *)(void *)(unit + units), *unit_of = first + units + 1;
    for (uint32_t u = 0; u < units; u++) {
        unit[u].used = (uint32_t)config.unit;
        first[u] = unit_of[u] = u;
    }
    first[units] = units;
    unit[units - 1].used = (uint32_t)(wanted - (size_t)(units - 1) * config.unit); /* the rest is of no file */

    const uint64_t mask = gate_enter_outside();
    const uint32_t slot = free_slot();
    if (slot == MAX_REGIONS) {
        gate_leave_outside(mask);
        real_munmap(start, bytes + guard);
        real_munmap(unit, table);
        note_problem(PROBLEM_TOO_MANY_REGIONS);
        return NULL;
    }
    struct region *r = &regions[slot];
    tier_regions[slot] = (struct tier_region){unit, units};
    r->start = (uintptr_t)start;
    r->bytes = bytes;
    r->blocks = units;
    r->first = first;
    r->unit_of = unit_of;
    r->allocated = allocated;
    r->wanted = wanted;
    r->from = 0;
    r->end = whole_pages(wanted);
    r->filled = allocated;
    r->armed = false;
    r->life = ++lives;
    /* release: the handler sees a whole entry or none */
    if (slot == atomic_load_explicit(&region_count, memory_order_relaxed))
        atomic_store_explicit(&region_count, slot + 1, memory_order_release);
    counters->regions += 1;
    if (allocated) counters->allocated_bytes += wanted;
    else counters->mapped_bytes += wanted;
    gate_leave_outside(mask);
    return r;
}

/* Gives a region back. The program is done with it: no thread of it can be in a fault here. */
static void drop_region(struct region *r)
{
    const uint64_t mask = gate_enter_outside();
    struct tier_region *t = units_of(r);
    struct tier_unit *unit = t->unit;
    const size_t table = table_bytes(r->blocks);
    r->life = 0;
    if (config.mode == MODE_PAGE) tier_forget(&tier, index_of(r));
    /* What is allocated and freed while loading was a buffer to read into, not weights. */
    if (r->allocated && atomic_load(&loading)) counters->allocated_bytes -= r->wanted;
    real_munmap((void *)r->start, r->bytes + config.page);
    t->unit = NULL;
    t->units = 0;
    counters->regions -= 1;
    gate_leave_outside(mask);
    real_munmap(unit, table);
}

#endif
