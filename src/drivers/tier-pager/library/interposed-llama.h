/* Calls of llama.cpp: when a model is loaded, when a test begins, when a step ends. */
#ifndef TIER_INTERPOSED_LLAMA_H
#define TIER_INTERPOSED_LLAMA_H

#include "memory.h"

/*
 * Only calls whose arguments are pointers and integers are wrapped. Calls that take structures by value (their
 * layout differs between versions) pass through a stub that saves every argument register and jumps on.
 */
static void (*real_set_n_threads)(void *, int32_t, int32_t);
static void (*real_memory_clear)(void *, bool);
static void (*real_kv_self_clear)(void *);
static void (*real_kv_cache_clear)(void *);
static void (*real_synchronize)(void *);
static void *real_load, *real_load_splits, *real_load_old, *real_init, *real_init_old, *real_decode;

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
    current->end_ns = now;
    current->steps += 1;
    /* Every field of a tally is a sum: what the segment added is the difference */
    const uint64_t *sum = (const uint64_t *)&counters->tally, *before = (const uint64_t *)&at_start;
    uint64_t *added = (uint64_t *)&current->tally;
    for (size_t i = 0; i < sizeof at_start / sizeof *sum; i++) added[i] = sum[i] - before[i];
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
#define HOOK(name) __attribute__((visibility("hidden"))) void *name(void)
HOOK(tier_pager_on_load);
HOOK(tier_pager_on_load_splits);
HOOK(tier_pager_on_load_old);
HOOK(tier_pager_on_init);
HOOK(tier_pager_on_init_old);
HOOK(tier_pager_on_decode);

static void *begin_loading(void **cache, const char *name)
{
    atomic_store(&loading, true);
    return next_symbol(cache, name);
}

static void *end_loading(void **cache, const char *name)
{
    atomic_store(&loading, false);
    /* One more model, while the tier acts on another. */
    if (phase == PHASE_PAGING && is_workload()) arm();
    return next_symbol(cache, name);
}

void *tier_pager_on_load(void) { return begin_loading(&real_load, "llama_model_load_from_file"); }

void *tier_pager_on_load_splits(void) { return begin_loading(&real_load_splits, "llama_model_load_from_splits"); }

void *tier_pager_on_load_old(void) { return begin_loading(&real_load_old, "llama_load_model_from_file"); }

void *tier_pager_on_init(void) { return end_loading(&real_init, "llama_init_from_model"); }

void *tier_pager_on_init_old(void) { return end_loading(&real_init_old, "llama_new_context_with_model"); }

/* A program that decodes without a call that begins a test: the tier acts from here on. */
void *tier_pager_on_decode(void)
{
    if (config.mode != MODE_OFF && (phase == PHASE_LOADING || current == NULL) && is_workload()) {
        atomic_store(&loading, false);
        if (phase == PHASE_LOADING) advance_phase();
        if (current == NULL) begin_segment();
    }
    return next_symbol(&real_decode, "llama_decode");
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
STUB(llama_load_model_from_file, tier_pager_on_load_old);
STUB(llama_init_from_model, tier_pager_on_init);
STUB(llama_new_context_with_model, tier_pager_on_init_old);
STUB(llama_decode, tier_pager_on_decode);

#endif
