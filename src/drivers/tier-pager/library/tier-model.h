/*
 * tier-model: what the tier does, in virtual time. Pure arithmetic: it takes times of touches and gives times of
 * arrival, and says which units enter and leave the staging buffer. It knows no clock, no memory protection and
 * no thread; tier-pager.c puts it into force, and src/model/tier/ holds the same arithmetic in TypeScript,
 * compared with this by a test. docs/tier.md explains it.
 *
 * It runs in a signal handler: nothing here allocates or calls anything. Times are whole nanoseconds, and floating
 * point is used in the same order as in TypeScript, without contraction (-std=c11 forbids it), so that both give
 * the same results.
 */
#ifndef TIER_MODEL_H
#define TIER_MODEL_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* ------------------------------------------------------------------ chance */

/* A 32-bit mixing function of low bias (C. Wellons, "hash-prospector": lowbias32). */
static inline uint32_t tier_mix(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    x *= 0x846ca68bU;
    return x ^ (x >> 16);
}

static inline uint32_t tier_key(uint32_t seed, uint32_t a, uint32_t b)
{
    return tier_mix(tier_mix(tier_mix(seed) ^ a) ^ b);
}

/* ------------------------------------------------------------------ latency of one access */

#define TIER_LATENCY_POINTS 5
#define TIER_LATENCY_STEPS 64

/* Quantiles joined log-linearly: between two points the latency is exponential in the share. */
struct tier_latency {
    uint32_t points;
    uint32_t ppm[TIER_LATENCY_POINTS]; /* shares in parts per million, rising; the first is the median */
    uint64_t ns[TIER_LATENCY_POINTS];  /* never falling */
    double share[TIER_LATENCY_POINTS];
    double steps_per_share[TIER_LATENCY_POINTS - 1];
    double table[TIER_LATENCY_POINTS - 1][TIER_LATENCY_STEPS + 1];
};

/* Fills the tables from points, ppm and ns. */
static inline void tier_latency_prepare(struct tier_latency *l)
{
    for (uint32_t k = 0; k < l->points; k++) l->share[k] = (double)l->ppm[k] / 1e6;
    for (uint32_t k = 0; k + 1 < l->points; k++) {
        const double from = (double)l->ns[k], to = (double)l->ns[k + 1];
        double *table = l->table[k];
        l->steps_per_share[k] = TIER_LATENCY_STEPS / (l->share[k + 1] - l->share[k]);
        double step = from > 0 ? to / from : 0;
        for (int root = 1; root < TIER_LATENCY_STEPS; root *= 2) step = sqrt(step);
        table[0] = from;
        for (int j = 1; j < TIER_LATENCY_STEPS; j++)
            table[j] = from > 0 ? table[j - 1] * step : to * j / TIER_LATENCY_STEPS;
        table[TIER_LATENCY_STEPS] = to;
    }
}

/* The latency at a share, given in units of 2^-32. */
static inline uint64_t tier_latency_at(const struct tier_latency *l, uint32_t word)
{
    if (l->points == 0) return 0;
    const double share = (double)word / 4294967296.0;
    if (share <= l->share[0]) return l->ns[0];
    uint32_t k = 0;
    while (k + 1 < l->points && share >= l->share[k + 1]) k++;
    if (k + 1 == l->points) return l->ns[k];
    const double f = (share - l->share[k]) * l->steps_per_share[k];
    uint32_t j = (uint32_t)f;
    if (j > TIER_LATENCY_STEPS - 1) j = TIER_LATENCY_STEPS - 1;
    const double *table = l->table[k];
    return (uint64_t)(table[j] + (f - (double)j) * (table[j + 1] - table[j]));
}

/* A word whose latency is at most `ns`, as large as 16 halvings find it; UINT32_MAX when every latency is. */
static inline uint32_t tier_latency_word(const struct tier_latency *l, uint64_t ns)
{
    if (l->ns[l->points - 1] <= ns) return UINT32_MAX;
    uint32_t word = 0;
    for (uint32_t step = 1U << 31; step >= 1U << 16; step /= 2)
        if (tier_latency_at(l, word + step) <= ns) word += step;
    return word;
}

/* ------------------------------------------------------------------ stalls */

/*
 * In a stall the tier stands still. The model computes in tier time, which does not pass in stalls; each period
 * of `every` has one, at its end or at a place drawn from the seed. `every` 0: none.
 */
struct tier_stall {
    uint64_t every;
    uint64_t lasts;
    bool random;
};

static inline uint64_t tier_stall_offset(const struct tier_stall *s, uint32_t seed, uint64_t period)
{
    const uint64_t active = s->every - s->lasts;
    return s->random ? tier_key(seed, 0xFFFFFFFFU, (uint32_t)period) % (active + 1) : active;
}

static inline uint64_t tier_time_of(const struct tier_stall *s, uint32_t seed, uint64_t real)
{
    if (s->every == 0) return real;
    const uint64_t period = real / s->every, within = real % s->every;
    const uint64_t before = period * (s->every - s->lasts), offset = tier_stall_offset(s, seed, period);
    if (within < offset) return before + within;
    return within < offset + s->lasts ? before + offset : before + within - s->lasts;
}

static inline uint64_t real_time_of(const struct tier_stall *s, uint32_t seed, uint64_t tier_time)
{
    if (s->every == 0) return tier_time;
    const uint64_t active = s->every - s->lasts, period = tier_time / active, within = tier_time % active;
    const uint64_t stalled = within >= tier_stall_offset(s, seed, period) ? s->lasts : 0;
    return period * s->every + within + stalled;
}

/* ------------------------------------------------------------------ units */

enum tier_state { TIER_OPEN, TIER_ABSENT, TIER_BOOKED, TIER_RESIDENT, TIER_GONE };

struct tier_unit {
    uint64_t arrival;  /* real time at which a booked unit has arrived */
    uint32_t used;     /* bytes that the program uses */
    uint32_t charge;   /* bytes that a fetch moves over the link */
    uint32_t fetches;  /* so far */
    uint8_t state;     /* enum tier_state */
};

struct tier_region {
    struct tier_unit *unit;
    uint32_t units;
};

struct tier_ref {
    uint32_t region;
    uint32_t unit;
};

struct tier_evicted {
    struct tier_ref ref;
    bool was_open;
};

/* Units that stay in the buffer besides those read ahead; the orchestrator asks for buffers of 8 more at least. */
#define TIER_KEEP_OPEN 6U
/*
 * Units evicted at a time, at the most. Closing neighbours together saves time where large units are read in the
 * order of addresses. Small ones are asked for where single latencies count, often in random order: they leave one
 * at a time, so that no touch pays for many.
 */
#define TIER_EVICT_GROUP 64U
#define TIER_EVICT_GROUP_FROM (1U << 20)

struct tier {
    /* asked */
    double ns_per_byte;   /* 0: no limit */
    uint64_t access;      /* bytes of one access; 0: a unit is one access */
    struct tier_latency latency;
    struct tier_stall stall;
    uint32_t unit_bytes;
    uint32_t prefetch;    /* units read ahead of demand */
    uint32_t buffer;      /* units in the staging buffer */
    uint32_t residency_ppm;
    bool first_layers;    /* residents are the first bytes of each region, not spread evenly */
    uint32_t seed;
    /* the weights */
    struct tier_region *regions;
    /* state */
    uint64_t link_free;         /* tier time from which the link is free */
    struct tier_ref *ring;      /* units in the buffer, oldest first; of `buffer` entries */
    uint32_t first, count;
    struct tier_evicted *evicted; /* by the last touch; of tier_evicted_capacity entries */
    uint32_t evicted_count;
    /* sums */
    uint64_t bytes, fetches, link_busy_ns;
};

/* In one touch at the most everything in the buffer and everything that it stages is evicted. */
static inline uint32_t tier_evicted_capacity(const struct tier *t)
{
    return t->buffer + t->prefetch + 1;
}

/* ------------------------------------------------------------------ residency */

/*
 * Decides which units stay in fast memory and what a fetch of the others moves. The share is met to the byte:
 * where no whole unit is left to keep, one unit is charged less.
 */
static inline void tier_place(const struct tier *t, struct tier_region *r)
{
    const uint64_t million = 1000000;
    uint64_t total = 0, carry = 0;
    struct tier_unit *last = 0;
    for (uint32_t u = 0; u < r->units; u++)
        if (r->unit[u].state != TIER_GONE) total += r->unit[u].used;
    uint64_t budget = total * t->residency_ppm / million;
    for (uint32_t u = 0; u < r->units; u++) {
        struct tier_unit *unit = &r->unit[u];
        if (unit->state == TIER_GONE) continue;
        bool stays = t->residency_ppm == million;
        /* A unit that nobody was seen to use is fetched whole when it is touched nevertheless. */
        unit->charge = unit->used != 0 ? unit->used : t->unit_bytes;
        if (t->first_layers) {
            if (unit->used != 0 && unit->used <= budget) {
                stays = true;
                budget -= unit->used;
            } else if (unit->used != 0) {
                unit->charge -= (uint32_t)budget;
                budget = 0;
            }
        } else if (unit->used != 0) {
            carry += (uint64_t)unit->used * t->residency_ppm;
            if (carry >= (uint64_t)unit->used * million) {
                stays = true;
                carry -= (uint64_t)unit->used * million;
            } else {
                last = unit;
            }
        }
        unit->state = stays ? TIER_RESIDENT : TIER_ABSENT;
        if (stays) unit->charge = 0;
    }
    if (last != 0) {
        const uint64_t less = carry / million;
        last->charge -= less < last->charge - 1 ? (uint32_t)less : last->charge - 1;
    }
}

/* ------------------------------------------------------------------ the link */

static inline uint64_t tier_transfer_ns(const struct tier *t, uint64_t bytes)
{
    return (uint64_t)(t->ns_per_byte * (double)bytes);
}

/*
 * Books a fetch on the link and returns the real time at which the last of its accesses arrives. Accesses move
 * over the link one after another, in the order of addresses; each arrives its own latency after that. So the
 * search for the last goes backwards, and ends where even the largest latency cannot be later.
 */
static inline uint64_t tier_book(struct tier *t, struct tier_ref ref, uint64_t request)
{
    struct tier_unit *unit = &t->regions[ref.region].unit[ref.unit];
    const uint64_t asked = tier_time_of(&t->stall, t->seed, request);
    const uint64_t start = asked > t->link_free ? asked : t->link_free;
    const uint64_t bytes = unit->charge, access = t->access == 0 || t->access > bytes ? bytes : t->access;
    const uint32_t accesses = (uint32_t)((bytes + access - 1) / access);
    const uint64_t end = start + tier_transfer_ns(t, bytes);
    const struct tier_latency *l = &t->latency;
    uint64_t last = end;
    if (l->points == 1) {
        last = end + l->ns[0];
    } else if (l->points > 1) {
        const uint32_t key = tier_key(t->seed, (ref.region << 22) + ref.unit, unit->fetches);
        const uint64_t largest = l->ns[l->points - 1];
        uint32_t skip = 0; /* words up to it have latencies too small to be the last, here and further back */
        last = 0;
        for (uint32_t i = accesses; i-- > 0;) {
            const uint32_t word = tier_mix(key + i * 0x9E3779B9U);
            if (word <= skip && i + 1 != accesses) continue;
            const uint64_t end_of_access = i + 1 == accesses ? end : start + tier_transfer_ns(t, (i + 1) * access);
            if (end_of_access + largest <= last) break;
            const uint64_t arrival = end_of_access + tier_latency_at(l, word);
            if (arrival <= last) continue;
            last = arrival;
            skip = last > end_of_access ? tier_latency_word(l, last - end_of_access) : 0;
        }
    }
    t->bytes += bytes;
    t->fetches += 1;
    t->link_busy_ns += end - start;
    t->link_free = end;
    unit->fetches += 1;
    unit->arrival = real_time_of(&t->stall, t->seed, last);
    unit->state = TIER_BOOKED;
    return unit->arrival;
}

/* ------------------------------------------------------------------ the staging buffer */

/* Evicts the oldest units: all but a quarter, or but what was read ahead and a few more. */
static inline void tier_evict(struct tier *t)
{
    const uint32_t recent = t->prefetch + TIER_KEEP_OPEN;
    const uint32_t keep = t->buffer / 4 > recent ? t->buffer / 4 : recent;
    const uint32_t group = t->unit_bytes < TIER_EVICT_GROUP_FROM ? 1 : TIER_EVICT_GROUP;
    for (uint32_t i = 0; i < group && t->count > keep; i++) {
        const struct tier_ref ref = t->ring[t->first];
        t->first = (t->first + 1) % t->buffer;
        t->count -= 1;
        struct tier_unit *unit = &t->regions[ref.region].unit[ref.unit];
        t->evicted[t->evicted_count++] = (struct tier_evicted){ref, unit->state == TIER_OPEN};
        if (unit->state != TIER_GONE) unit->state = TIER_ABSENT;
    }
}

static inline void tier_stage(struct tier *t, struct tier_ref ref, uint64_t request)
{
    if (t->count >= t->buffer) tier_evict(t);
    tier_book(t, ref, request);
    t->ring[(t->first + t->count) % t->buffer] = ref;
    t->count += 1;
}

/* A unit that was pushed out while a thread waited for it goes back in as the newest: its fetch has been paid for. */
static inline void tier_stage_again(struct tier *t, struct tier_ref ref)
{
    t->evicted_count = 0;
    if (t->count >= t->buffer) tier_evict(t);
    t->ring[(t->first + t->count) % t->buffer] = ref;
    t->count += 1;
    t->regions[ref.region].unit[ref.unit].state = TIER_BOOKED;
}

/*
 * A touch of an absent or booked unit: books it and what is read ahead of it, and returns when it arrives.
 * t->evicted then holds what left the buffer.
 */
static inline uint64_t tier_touch(struct tier *t, struct tier_ref ref, uint64_t request)
{
    const struct tier_region *r = &t->regions[ref.region];
    t->evicted_count = 0;
    if (r->unit[ref.unit].state == TIER_ABSENT) tier_stage(t, ref, request);
    uint32_t ahead = 0;
    for (uint32_t u = ref.unit + 1; ahead < t->prefetch && u < r->units; u++) {
        const struct tier_unit *unit = &r->unit[u];
        if (unit->used == 0 || unit->state == TIER_RESIDENT || unit->state == TIER_GONE) continue;
        ahead += 1;
        if (unit->state == TIER_ABSENT) tier_stage(t, (struct tier_ref){ref.region, u}, request);
    }
    return r->unit[ref.unit].arrival;
}

/*
 * Opens a unit, and the neighbours read ahead that have arrived as well: up to half of the read-ahead, so that the
 * other half is still on its way when the program reaches the next absent unit. Returns how many: none when the
 * unit is not booked any more, because another thread has opened it, or a small buffer has pushed it out.
 */
static inline uint32_t tier_open(struct tier *t, struct tier_ref ref, uint64_t now)
{
    const struct tier_region *r = &t->regions[ref.region];
    if (r->unit[ref.unit].state != TIER_BOOKED) return 0;
    uint32_t n = 1;
    while (n <= t->prefetch / 2 && ref.unit + n < r->units && r->unit[ref.unit + n].state == TIER_BOOKED &&
           r->unit[ref.unit + n].arrival <= now)
        n++;
    for (uint32_t i = 0; i < n; i++) r->unit[ref.unit + i].state = TIER_OPEN;
    return n;
}

/* Takes a region's units out of the buffer: its memory is given back. */
static inline void tier_forget(struct tier *t, uint32_t region)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct tier_ref ref = t->ring[(t->first + i) % t->buffer];
        if (ref.region != region) t->ring[(t->first + kept++) % t->buffer] = ref;
    }
    t->count = kept;
}

#endif
