/*
 * Behaves like llama-bench and ends within milliseconds, so that a sweep of many runs shows what the tool
 * itself does. It knows the options that the tool gives it, each with one value.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void *llama_model_load_from_file(const char *path);
void *llama_init_from_model(void *model);
void llama_set_n_threads(void *context, int32_t threads, int32_t batch_threads);
void llama_memory_clear(void *memory, bool data);
int32_t llama_decode(void *context);
void llama_synchronize(void *context);

static const char help[] =
    "usage: llama-bench [options]\n"
    "  --version                     show version and build info\n"
    "  -r, --repetitions <n>         number of times to repeat each test\n"
    "  -o, --output <csv|json|jsonl> output format printed to stdout\n"
    "  -m, --model <filename>\n"
    "  -p, --n-prompt <n>\n"
    "  -n, --n-gen <n>\n"
    "  -d, --n-depth <n>\n"
    "  -t, --threads <n>\n"
    "  -lm, --load-mode <auto|none|mmap>\n";

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* One pass of a test: a step for a whole prompt, or one for each generated token. */
static int64_t pass(void *context, int threads, int steps)
{
    llama_memory_clear(context, false);
    llama_set_n_threads(context, threads, threads);
    const int64_t began = now_ns();
    for (int step = 0; step < steps; step++) {
        llama_decode(context);
        llama_synchronize(context);
    }
    return now_ns() - began;
}

static void measure(void *context, int threads, int prompt, int gen)
{
    const int steps = gen > 0 ? gen : 1;
    pass(context, threads, 1);
    const int64_t ns = pass(context, threads, steps);
    printf("{\"build_commit\": \"0000000\", \"build_number\": 1, \"backends\": \"CPU\", \"model_type\": \"fake\", "
           "\"n_threads\": %d, \"load_mode\": \"mmap\", \"n_prompt\": %d, \"n_gen\": %d, \"n_depth\": 0, "
           "\"samples_ns\": [ %lld ]}\n",
           threads, prompt, gen, (long long)ns);
}

int main(int argc, char **argv)
{
    const char *model = "";
    int prompt = 0, gen = 0, threads = 1;
    for (int at = 1; at < argc; at++) {
        const char *value = at + 1 < argc ? argv[at + 1] : "";
        if (strcmp(argv[at], "--help") == 0) return fputs(help, stdout) < 0;
        if (strcmp(argv[at], "--version") == 0) return fputs("version: 1 (0000000)\n", stderr) < 0;
        if (strcmp(argv[at], "-m") == 0) model = value;
        if (strcmp(argv[at], "-p") == 0) prompt = atoi(value);
        if (strcmp(argv[at], "-n") == 0) gen = atoi(value);
        if (strcmp(argv[at], "-t") == 0) threads = atoi(value);
    }
    void *context = llama_init_from_model(llama_model_load_from_file(model));
    measure(context, threads, prompt, 0);
    measure(context, threads, 0, gen);
    return 0;
}
