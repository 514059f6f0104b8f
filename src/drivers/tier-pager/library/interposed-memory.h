/* Calls that map, allocate and free, before which this library stands. */
#ifndef TIER_INTERPOSED_MEMORY_H
#define TIER_INTERPOSED_MEMORY_H

#include "memory.h"

/* Which of the files of weights a descriptor is; config.files when none. */
static uint32_t weights_of(int fd)
{
    struct stat s;
    uint32_t i = 0;
    if (config.files == 0 || fd < 0 || fstat(fd, &s) != 0) return config.files;
    while (i < config.files && (config.file[i].device != s.st_dev || config.file[i].inode != s.st_ino)) i++;
    return i;
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

/* What the program may have written into a region moves along. The region is dropped after this. */
static void copy_contents(const struct region *from, void *target)
{
    const uint64_t mask = gate_enter_outside();
    if (syscall(SYS_mprotect, from->start, from->bytes, PROT_READ) == 0) memcpy(target, (void *)from->start, from->end);
    else note_problem(PROBLEM_PROTECT);
    gate_leave_outside(mask);
}

/* Takes a part of a file of weights into memory of our own; `before`: the shorter region that it takes the place of. */
static void *map_weights(int fd, uint32_t file, size_t length, off_t offset, const struct region *before)
{
    struct region *r = take_memory(length, false);
    if (r == NULL) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    void *memory = (void *)r->start;
    r->file = file;
    r->offset = offset;
    if (!fill(memory, fd, length, offset)) {
        note_problem(PROBLEM_READ);
        drop_region(r);
        errno = EIO;
        return MAP_FAILED;
    }
    if (before != NULL) copy_contents(before, memory);
    r->filled = true;
    if (config.arm_at_use && !atomic_load(&loading)) arm();
    return memory;
}

EXPORT void *TIER_INTERPOSED(mmap)(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    if (real_mmap == NULL) return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
    if ((flags & MAP_FIXED) != 0 && length != 0 &&
        (find_region((uintptr_t)address) != NULL || find_region((uintptr_t)address + length - 1) != NULL)) {
        errno = ENOMEM; /* the place of weights cannot be taken: the pager changes protections there */
        return MAP_FAILED;
    }
    const bool writes_back = (flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0;
    if (config.mode < MODE_HOLD || (flags & (MAP_ANONYMOUS | MAP_FIXED)) != 0 || writes_back || length == 0 ||
        length > PTRDIFF_MAX / 2 || offset % (off_t)config.page != 0)
        return real_mmap(address, length, protection, flags, fd, offset);
    const uint32_t file = weights_of(fd);
    if (file < config.files && is_workload()) return map_weights(fd, file, length, offset, NULL);
    if (file < config.files) note_problem(PROBLEM_SECOND_PROCESS);
    return real_mmap(address, length, protection, flags, fd, offset);
}

EXPORT void *TIER_INTERPOSED(mmap64)(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    return TIER_INTERPOSED(mmap)(address, length, protection, flags, fd, offset);
}

/*
 * Of a region of which a part goes, whole units are emptied and stay reserved, so that no other mapping can come to
 * lie where the pager changes protections; a unit of which the program still has something is kept, and so is
 * one in the middle that went piece by piece. When the last unit has gone, all is given back.
 */
static void give_back(struct region *r, size_t from, size_t length)
{
    const size_t to = length < r->bytes - from ? whole_pages(from + length) : r->bytes;
    /* Nothing of the program's lies before r->from, and nothing from r->end on. */
    const size_t first = from <= r->from ? 0 : from, last = to >= r->end ? r->bytes : to;
    bool any_left = false;
    const uint64_t mask = gate_enter_outside();
    if (from <= r->from && to > r->from) r->from = to;
    if (to >= r->end && from < r->end) r->end = from;
    for (uint32_t u = 0; u < units_of(r)->units; u++) {
        struct tier_unit *unit = &units_of(r)->unit[u];
        const bool goes = r->first[u] * config.unit >= first && r->first[u + 1] * config.unit <= last;
        if (goes && unit->state != TIER_GONE) {
            unit->state = TIER_GONE;
            real_madvise(unit_address(r, u), span(r, u, u + 1), MADV_DONTNEED);
            protect(r, u, 1, PROT_NONE);
        }
        any_left = any_left || unit->state != TIER_GONE;
    }
    gate_leave_outside(mask);
    if (!any_left) drop_region(r);
}

EXPORT int TIER_INTERPOSED(munmap)(void *address, size_t length)
{
    struct region *r = real_munmap == NULL ? NULL : find_region((uintptr_t)address);
    /* The kernel refuses what is empty or does not begin with a page. */
    if (r == NULL || length == 0 || (uintptr_t)address % config.page != 0)
        return (int)syscall(SYS_munmap, address, length);
    const size_t from = (uintptr_t)address - r->start;
    if (from == 0 && length >= r->end) drop_region(r);
    else give_back(r, from, length);
    return 0;
}

/* Smaller gives the rest back; larger is read anew into a region that takes the old one's place. */
EXPORT void *TIER_INTERPOSED(mremap)(void *address, size_t old_length, size_t length, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    void *target = (flags & MREMAP_FIXED) != 0 ? va_arg(rest, void *) : NULL;
    va_end(rest);
    struct region *r = real_mremap == NULL ? NULL : find_region((uintptr_t)address);
    if (r == NULL) return (void *)syscall(SYS_mremap, address, old_length, length, flags, target);
    const size_t had = whole_pages(old_length), wanted = whole_pages(length);
    if ((flags & ~MREMAP_MAYMOVE) == 0 && wanted != 0 && wanted <= had) {
        if (wanted < had) TIER_INTERPOSED(munmap)((char *)address + wanted, had - wanted);
        return address;
    }
    const bool whole = (uintptr_t)address == r->start && had >= r->end;
    if (flags != MREMAP_MAYMOVE || r->allocated || !whole || length == 0) {
        errno = length == 0 ? EINVAL : ENOMEM;
        return MAP_FAILED;
    }
    const int fd = open(config.file[r->file].path, O_RDONLY | O_CLOEXEC);
    void *moved = fd < 0 ? MAP_FAILED : map_weights(fd, r->file, length, r->offset, r);
    if (fd >= 0) close(fd);
    if (moved == MAP_FAILED) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    drop_region(r);
    return moved;
}

/*
 * Advice on, locking and protection of a file mapping must not act on the memory that stands in for it: advice
 * could empty it, and locked or unprotected units would not be absent any more.
 */
static bool stands_in(const void *address)
{
    return find_region((uintptr_t)address) != NULL;
}

EXPORT int TIER_INTERPOSED(madvise)(void *address, size_t length, int advice)
{
    return real_madvise == NULL || stands_in(address) ? 0 : real_madvise(address, length, advice);
}

EXPORT int TIER_INTERPOSED(posix_madvise)(void *address, size_t length, int advice)
{
    return real_posix_madvise == NULL || stands_in(address) ? 0 : real_posix_madvise(address, length, advice);
}

EXPORT int TIER_INTERPOSED(mlock)(const void *address, size_t length)
{
    return real_mlock == NULL || stands_in(address) ? 0 : real_mlock(address, length);
}

EXPORT int TIER_INTERPOSED(mprotect)(void *address, size_t length, int protection)
{
    if (real_mprotect == NULL) return (int)syscall(SYS_mprotect, address, length, protection);
    return stands_in(address) ? 0 : real_mprotect(address, length, protection);
}

static void *take_weights(size_t alignment, size_t bytes)
{
    if (config.mode < MODE_HOLD || bytes < WEIGHTS_AT_LEAST || !atomic_load(&loading) || !is_workload()) return NULL;
    /* What an allocator refuses, or aligns to more than a huge page, is left to it. */
    const bool usual = alignment >= sizeof(void *) && alignment <= HUGE_PAGE && (alignment & (alignment - 1)) == 0;
    if (!usual || bytes > PTRDIFF_MAX / 2) return NULL;
    const struct region *r = take_memory(bytes, true);
    return r == NULL ? NULL : (void *)r->start;
}

static struct region *find_allocation(const void *pointer)
{
    if (atomic_load_explicit(&region_count, memory_order_relaxed) == 0) return NULL;
    struct region *r = find_region((uintptr_t)pointer);
    return r != NULL && r->allocated && r->start == (uintptr_t)pointer ? r : NULL;
}

static void find_real_calls(void);

/* Constructors of other libraries may run before this library's. */
EXPORT int TIER_INTERPOSED(posix_memalign)(void **out, size_t alignment, size_t bytes)
{
    if (real_posix_memalign == NULL) find_real_calls();
    void *memory = take_weights(alignment, bytes);
    if (memory == NULL) return real_posix_memalign(out, alignment, bytes);
    *out = memory;
    return 0;
}

EXPORT void *TIER_INTERPOSED(aligned_alloc)(size_t alignment, size_t bytes)
{
    if (real_aligned_alloc == NULL) find_real_calls();
    void *memory = take_weights(alignment, bytes);
    return memory != NULL ? memory : real_aligned_alloc(alignment, bytes);
}

EXPORT void TIER_INTERPOSED(free)(void *pointer)
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

EXPORT void *TIER_INTERPOSED(realloc)(void *pointer, size_t bytes)
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

EXPORT size_t TIER_INTERPOSED(malloc_usable_size)(void *pointer)
{
    struct region *r = find_allocation(pointer);
    return r != NULL ? r->bytes : real_usable_size != NULL ? real_usable_size(pointer) : 0;
}

#endif
