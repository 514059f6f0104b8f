/*
 * touch-reader: reads a mapped file by single touches and times them, independently of whoever makes the memory.
 *
 *   touch-reader FILE mode=sequential [stride=4096] [passes=1] [warmup=0]
 *   touch-reader FILE mode=random [stride=4096] [touches=1000] [threads=1] [seed=1] [show=0] [warmup=0] [spin=0]
 *
 * sequential: one byte every `stride` bytes of the file in address order, `passes` times.
 * random:     one byte at multiples of `stride`, in the order of a shuffle of all of them. When all had their
 *             turn, the same order begins again: two touches of a place are as far apart as they can be, so that
 *             a buffer that holds fewer places than there are never has the one that is touched. Several threads
 *             divide the places among them.
 * warmup:     sequential passes that are not timed.
 * show:       so many latencies are printed in the order in which the first thread saw them.
 * spin:       ns for which the thread reads the clock before each touch, as part of its time: on present memory this
 *             shows how late a wait ends on this host when nothing but the host delays it.
 *
 * Prints one line of JSON. Every touch is timed in random mode, and its time includes that of reading the clock;
 * `timer_ns` is the least time of a touch of memory that is surely present, to be taken off.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MOST_THREADS 256U
#define TIMER_TRIES 20000

static struct {
    bool random;
    uint64_t stride, passes, touches, threads, seed, show, warmup, spin;
} options = {false, 4096, 1, 1000, 1, 1, 0, 0, 0};

static const volatile unsigned char *map;
static uint64_t size;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void usage(const char *problem)
{
    fprintf(stderr,
            "touch-reader: %s\n"
            "usage: touch-reader FILE mode=sequential|random [stride=N] [passes=N] [touches=N] [threads=N]"
            " [seed=N] [show=N] [warmup=N] [spin=NS]\n",
            problem);
    exit(2);
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ULL + (uint64_t)t.tv_nsec;
}

static void set_option(const char *text)
{
    static const struct {
        const char *name;
        uint64_t *value;
        uint64_t least, most;
    } known[] = {
        {"stride", &options.stride, 1, UINT64_C(1) << 40},  {"passes", &options.passes, 1, 1000000000},
        {"touches", &options.touches, 1, 1000000000},       {"threads", &options.threads, 1, MOST_THREADS},
        {"seed", &options.seed, 0, UINT32_MAX},             {"show", &options.show, 0, 1000000},
        {"warmup", &options.warmup, 0, 1000000},            {"spin", &options.spin, 0, 1000000000},
    };
    if (strcmp(text, "mode=sequential") == 0 || strcmp(text, "mode=random") == 0) {
        options.random = strcmp(text, "mode=random") == 0;
        return;
    }
    const char *value = strchr(text, '=');
    for (size_t i = 0; value != NULL && i < sizeof known / sizeof known[0]; i++) {
        if (strncmp(known[i].name, text, (size_t)(value - text)) != 0 || known[i].name[value - text] != '\0') continue;
        char *end = NULL;
        const uint64_t number = strtoull(value + 1, &end, 10);
        if (end == value + 1 || *end != '\0' || number < known[i].least || number > known[i].most) break;
        *known[i].value = number;
        return;
    }
    fprintf(stderr, "touch-reader: expected an option with a number in its range, got '%s'\n", text);
    exit(2);
}

/* The least time of a touch of present memory: what reading the clock twice costs. */
static uint64_t timer_cost(void)
{
    static volatile unsigned char present[4096];
    uint64_t least = UINT64_MAX;
    present[0] = 1;
    for (int i = 0; i < TIMER_TRIES; i++) {
        const uint64_t before = now_ns();
        (void)present[0];
        const uint64_t took = now_ns() - before;
        if (took < least) least = took;
    }
    return least;
}

static void read_passes(uint64_t passes)
{
    for (uint64_t pass = 0; pass < passes; pass++)
        for (uint64_t at = 0; at < size; at += options.stride) (void)map[at];
}

static void read_sequentially(void)
{
    const uint64_t begin = now_ns();
    read_passes(options.passes);
    const uint64_t ns = now_ns() - begin;
    const uint64_t bytes = size * options.passes;
    const uint64_t touches = (size + options.stride - 1) / options.stride * options.passes;
    printf("{\"mode\":\"sequential\",\"bytes\":%" PRIu64 ",\"ns\":%" PRIu64 ",\"gb_per_s\":%.6g,\"touches\":%" PRIu64
           ",\"timer_ns\":%" PRIu64 "}\n",
           bytes, ns, (double)bytes / (double)(ns > 0 ? ns : 1), touches, timer_cost());
}

/* SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014). */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Places in random order (Fisher-Yates; the bias of the remainder is below 2^-32). */
static uint64_t *shuffle_places(uint64_t count)
{
    uint64_t *places = malloc(count * sizeof *places);
    if (places == NULL) die("malloc");
    uint64_t state = options.seed;
    for (uint64_t i = 0; i < count; i++) places[i] = i;
    for (uint64_t i = count - 1; i > 0; i--) {
        const uint64_t j = next_random(&state) % (i + 1);
        const uint64_t place = places[i];
        places[i] = places[j];
        places[j] = place;
    }
    return places;
}

struct work {
    const uint64_t *places;
    uint64_t count;
    uint64_t *latencies;
    uint64_t touches;
    pthread_barrier_t *start;
};

static void *touch_places(void *argument)
{
    const struct work *work = argument;
    pthread_barrier_wait(work->start);
    for (uint64_t i = 0, at = 0; i < work->touches; i++, at = at + 1 < work->count ? at + 1 : 0) {
        const volatile unsigned char *place = map + work->places[at] * options.stride;
        const uint64_t before = now_ns();
        while (options.spin > 0 && now_ns() - before < options.spin) continue;
        (void)*place;
        work->latencies[i] = now_ns() - before;
    }
    return NULL;
}

static int by_size(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* The smallest latency that at least this share of all does not exceed. */
static uint64_t quantile(const uint64_t *sorted, uint64_t count, double share)
{
    const uint64_t rank = (uint64_t)(share * (double)count);
    const uint64_t up = (double)rank < share * (double)count ? rank + 1 : rank;
    return sorted[up > 0 ? up - 1 : 0];
}

static void read_randomly(void)
{
    const uint64_t places_count = (size + options.stride - 1) / options.stride;
    const uint64_t threads = options.threads < places_count ? options.threads : places_count;
    const uint64_t total = options.touches > threads ? options.touches : threads;
    uint64_t *places = shuffle_places(places_count);
    uint64_t *latencies = malloc(total * sizeof *latencies);
    uint64_t *in_order = malloc((options.show + 1) * sizeof *in_order);
    if (latencies == NULL || in_order == NULL) die("malloc");
    memset(latencies, 0, total * sizeof *latencies); /* present before the clock runs */

    pthread_t thread[MOST_THREADS];
    struct work work[MOST_THREADS];
    pthread_barrier_t start;
    if (pthread_barrier_init(&start, NULL, (unsigned)threads) != 0) die("pthread_barrier_init");
    for (uint64_t i = 0; i < threads; i++) {
        const uint64_t first = places_count * i / threads, from = total * i / threads;
        work[i] = (struct work){places + first, places_count * (i + 1) / threads - first, latencies + from,
                                total * (i + 1) / threads - from, &start};
        if (i == 0) continue; /* this thread itself: one thread alone needs no memory for a second stack */
        const int problem = pthread_create(&thread[i], NULL, touch_places, &work[i]);
        if (problem != 0) {
            fprintf(stderr, "pthread_create: %s\n", strerror(problem));
            exit(1);
        }
    }
    const uint64_t begin = now_ns();
    touch_places(&work[0]);
    for (uint64_t i = 1; i < threads; i++) pthread_join(thread[i], NULL);
    const uint64_t ns = now_ns() - begin;

    const uint64_t shown = options.show < work[0].touches ? options.show : work[0].touches;
    memcpy(in_order, latencies, shown * sizeof *in_order);
    qsort(latencies, total, sizeof *latencies, by_size);
    const uint64_t bytes = total * options.stride;
    printf("{\"mode\":\"random\",\"bytes\":%" PRIu64 ",\"ns\":%" PRIu64 ",\"gb_per_s\":%.6g,\"touches\":%" PRIu64
           ",\"timer_ns\":%" PRIu64 ",\"p50_ns\":%" PRIu64 ",\"p90_ns\":%" PRIu64 ",\"p99_ns\":%" PRIu64
           ",\"p999_ns\":%" PRIu64 ",\"max_ns\":%" PRIu64 ",\"first_ns\":[",
           bytes, ns, (double)bytes / (double)(ns > 0 ? ns : 1), total, timer_cost(), quantile(latencies, total, 0.5),
           quantile(latencies, total, 0.9), quantile(latencies, total, 0.99), quantile(latencies, total, 0.999),
           latencies[total - 1]);
    for (uint64_t i = 0; i < shown; i++) printf("%s%" PRIu64, i > 0 ? "," : "", in_order[i]);
    printf("]}\n");
    free(places);
    free(latencies);
    free(in_order);
}

int main(int argc, char **argv)
{
    if (argc < 2) usage("expected a file");
    for (int i = 2; i < argc; i++) set_option(argv[i]);
    const int file = open(argv[1], O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about) != 0) die(argv[1]);
    if (about.st_size <= 0) usage("the file is empty");
    size = (uint64_t)about.st_size;
    map = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) die("mmap");
    close(file);
    read_passes(options.warmup);
    if (options.random) read_randomly();
    else read_sequentially();
    return 0;
}
