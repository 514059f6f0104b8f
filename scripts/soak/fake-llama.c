/*
 * Stands for llama.cpp: maps the model and reads one byte of each of its pages for every token. Its names
 * are those that the tier library looks for; their arguments are not used.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096

static const unsigned char *weights;
static size_t bytes;
static volatile unsigned sum;

void *llama_model_load_from_file(const char *path)
{
    struct stat s;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &s) != 0) exit(2);
    bytes = (size_t)s.st_size;
    void *map = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) exit(3);
    close(fd);
    weights = map;
    return map;
}

void *llama_init_from_model(void *model) { return model; }

void llama_set_n_threads(void *context, int32_t threads, int32_t batch_threads)
{
    (void)context, (void)threads, (void)batch_threads;
}

void llama_memory_clear(void *memory, bool data) { (void)memory, (void)data; }

int32_t llama_decode(void *context)
{
    (void)context;
    for (size_t at = 0; at < bytes; at += PAGE) sum += weights[at];
    return 0;
}

void llama_synchronize(void *context) { (void)context; }
