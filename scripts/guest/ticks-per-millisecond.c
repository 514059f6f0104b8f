/*
 * Prints how often the processor's time stamp counter ticks in a millisecond. A kernel that starts on
 * an emulated processor finds this out by itself, and on a busy host wrongly by a factor: its clock
 * would then run too fast ever after.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

struct reading {
  uint64_t ticks;
  uint64_t ns;
};

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Of many readings of both clocks the one in which nothing came between them. */
static struct reading read_both(void) {
  struct reading best = {0, 0};
  uint64_t narrowest = UINT64_MAX;
  for (int i = 0; i < 100; i += 1) {
    uint64_t before = __rdtsc();
    uint64_t ns = now_ns();
    uint64_t after = __rdtsc();
    if (after - before < narrowest) {
      narrowest = after - before;
      best = (struct reading){before + narrowest / 2, ns};
    }
  }
  return best;
}

int main(void) {
  struct timespec half_a_second = {0, 500000000};
  struct reading begin = read_both();
  nanosleep(&half_a_second, NULL);
  struct reading end = read_both();
  printf("%.0f\n", (double)(end.ticks - begin.ticks) * 1e6 / (double)(end.ns - begin.ns));
  return 0;
}
