/*
 * tier-pager: an emulated memory tier for the weights of an unmodified program.
 *
 * Loaded with LD_PRELOAD. It takes the model's weights (file mappings of the model, and large aligned
 * allocations made while llama.cpp loads it) into memory of its own and divides them into units. In mode
 * "page" a unit is PROT_NONE until it has arrived from the tier: a touch raises SIGSEGV, the handler asks a
 * model of the tier in virtual time (tier-model.h) when the unit's data would be there, waits until then, and
 * opens it. When the staging buffer is full, the oldest units are closed again.
 *
 * Modes:  record  hooks only: step times of llama.cpp (the baseline case)
 *         hold    weights in memory of its own, all open (the null case)
 *         page    as hold, and paged from the first test, or the first use, on
 *
 * One translation unit in parts, each a header that includes what it rests on: base, gate, wait, pager (the signal
 * handler), survey (and arming), memory (what the pager owns), and the interposed calls (memory, signals, llama.cpp).
 * Here is only the start.
 *
 * What on_fault calls runs in a signal handler: it allocates nothing, uses no stdio, and calls only vDSO clock
 * reads and raw system calls. The only lock is `gate`; with it held, the recorded state of every unit is the
 * state of its memory. It is never held across a wait for the tier.
 */
#include "interposed-llama.h"
#include "interposed-memory.h"
#include "interposed-signals.h"

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

/* "ppm:ns,ppm:ns,...": quantiles of the latency, in rising order. */
static void read_latency(struct tier_latency *latency, const char *text)
{
    while (text != NULL && *text != '\0' && latency->points < TIER_LATENCY_POINTS) {
        char *end = NULL;
        const unsigned long ppm = strtoul(text, &end, 10);
        const unsigned long long ns = *end == ':' ? strtoull(end + 1, &end, 10) : 0;
        latency->ppm[latency->points] = (uint32_t)ppm;
        latency->ns[latency->points++] = ns;
        text = *end == ',' ? end + 1 : NULL;
    }
    tier_latency_prepare(latency);
}

/* Paths, one a line. */
static void read_files(const char *list)
{
    char *paths = list == NULL ? NULL : strdup(list), *rest = paths;
    for (char *path; (path = strsep(&rest, "\n")) != NULL;) {
        struct stat s;
        if (config.files == MAX_FILES)
            note_problem(PROBLEM_TOO_MANY_REGIONS);
        else if (stat(path, &s) == 0)
            config.file[config.files++] = (struct weights_file){s.st_dev, s.st_ino, path};
    }
}

static void read_tier(void)
{
    const char *placement = getenv("EMULATE_TIER_PLACEMENT");
    config.page = (size_t)sysconf(_SC_PAGESIZE);
    config.unit = (size_t)env_number("EMULATE_TIER_UNIT", HUGE_PAGE);
    config.bandwidth = env_number("EMULATE_TIER_BANDWIDTH", 0);
    tier.ns_per_byte = config.bandwidth == 0 ? 0.0 : 1e9 / (double)config.bandwidth;
    tier.access = env_number("EMULATE_TIER_ACCESS", 0);
    read_latency(&tier.latency, getenv("EMULATE_TIER_LATENCY"));
    tier.stall.every = env_number("EMULATE_TIER_STALL_EVERY_NS", 0);
    tier.stall.lasts = env_number("EMULATE_TIER_STALL_FOR_NS", 0);
    tier.stall.random = env_number("EMULATE_TIER_STALL_RANDOM", 0) != 0;
    tier.unit_bytes = (uint32_t)config.unit;
    tier.prefetch = (uint32_t)env_number("EMULATE_TIER_PREFETCH_UNITS", 0);
    tier.buffer = (uint32_t)env_number("EMULATE_TIER_BUFFER_UNITS", 32);
    /* Less could push out what a thread is waiting for; what is in force is read back by the orchestrator. */
    if (tier.buffer < tier.prefetch + TIER_KEEP_OPEN + 2) tier.buffer = tier.prefetch + TIER_KEEP_OPEN + 2;
    tier.residency_ppm = (uint32_t)env_number("EMULATE_TIER_RESIDENCY_PPM", 0);
    tier.first_layers = placement != NULL && strcmp(placement, "layers") == 0;
    tier.seed = (uint32_t)env_number("EMULATE_TIER_SEED", 0);
    tier.regions = tier_regions;
}

/* Memory that the model needs, and the handler. */
static bool begin_paging(void)
{
    const size_t ring = (size_t)tier.buffer * sizeof *tier.ring;
    const size_t evicted = (size_t)tier_evicted_capacity(&tier) * sizeof *tier.evicted;
    char *memory = real_mmap(NULL, ring + evicted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return false;
    tier.ring = (struct tier_ref *)(void *)memory;
    tier.evicted = (struct tier_evicted *)(void *)(memory + ring);
    cpu_set_t processors;
    const bool known = sched_getaffinity(0, sizeof processors, &processors) == 0;
    config.processors = known ? (uint32_t)CPU_COUNT(&processors) : (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);
    epoch_ns = now_ns();
    install_handler();
    return true;
}

/* The calls that this library stands before. */
static void find_real_calls(void)
{
    const struct {
        void **call;
        const char *name;
    } calls[] = {
        {(void **)&real_mmap, "mmap"},
        {(void **)&real_munmap, "munmap"},
        {(void **)&real_mremap, "mremap"},
        {(void **)&real_mprotect, "mprotect"},
        {(void **)&real_madvise, "madvise"},
        {(void **)&real_posix_madvise, "posix_madvise"},
        {(void **)&real_mlock, "mlock"},
        {(void **)&real_free, "free"},
        {(void **)&real_realloc, "realloc"},
        {(void **)&real_usable_size, "malloc_usable_size"},
        {(void **)&real_posix_memalign, "posix_memalign"},
        {(void **)&real_aligned_alloc, "aligned_alloc"},
        {(void **)&real_sigaction, "sigaction"},
        {(void **)&real_sigmask, "pthread_sigmask"},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) *calls[i].call = dlsym(RTLD_NEXT, calls[i].name);
}

__attribute__((constructor)) static void start(void)
{
    find_real_calls();
    const enum mode mode = mode_named(getenv("EMULATE_TIER_MODE"));
    if (mode == MODE_OFF) return;
    counters = map_counters(getenv("EMULATE_TIER_COUNTERS"));
    if (counters == NULL) return;
    counters->magic = COUNTERS_MAGIC;
    counters->version = LAYOUT_VERSION;

    const char *arm_when = getenv("EMULATE_TIER_ARM");
    config.arm_at_use = arm_when != NULL && strcmp(arm_when, "use") == 0;
    read_files(getenv("EMULATE_TIER_MODEL"));
    read_tier();
    if (mode == MODE_PAGE && !begin_paging()) return;
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    config.mode = mode;
}
