import { describe, expect, it } from 'vitest';
import type { DecodeStream } from '../../../src/model/projection/dimensionless.ts';
import {
  projectRequirement,
  type Projection,
  type RequiredLevel,
} from '../../../src/model/projection/project.ts';
import { findPart } from '../../../src/model/projection/reference-parts.ts';
import { renderProjections } from '../../../src/report/projection-text.ts';

const host: DecodeStream = { bytesPerToken: 2.8e9, tokensPerSecond: 10, layers: 28 };

const project = (required: RequiredLevel, name = 'h100', stream = host): Projection => {
  const part = findPart(name);
  const projection = part.ok ? projectRequirement(required, stream, part.value) : undefined;
  if (projection === undefined) throw new Error('Internal error: not projected.');
  return projection;
};

const bandwidth: RequiredLevel = {
  parameter: 'tier.readBandwidth',
  metric: 'tg',
  value: 21e9,
  low: 20.1e9,
  high: 22.4e9,
};
const latency: RequiredLevel = { parameter: 'tier.readLatency.p99', metric: 'tg', value: 100e3 };

describe('projections in words', () => {
  it('say that they are modelled, how they come about, and what they leave out', () => {
    expect(renderProjections([project(bandwidth), project(latency)])).toMatchInlineSnapshot(`
      "Modelled, not measured: beside an NVIDIA H100 SXM with HBM3, tier.readBandwidth must be at least 2.512 TB/s (interval of the requirement alone: 2.405 TB/s to 2.68 TB/s).
        rho = B / (W x tokens/s) = 21 GB/s / (2.8 GB x 10 tokens/s = 28 GB/s) = 0.75; on the part, which streams the weights at B_f = 3.35 TB/s, B = rho x B_f = 0.75 x 3.35 TB/s = 2.512 TB/s.
        The scale is the weight stream that decode used here, 28 GB/s, not what this host's memory could deliver: where that is more, part of a layer's 3.571 ms here is computation, which hides transfers and latency and is missing from the 29.85 us on a part that is bound by bandwidth, so what it needs may be stricter.

      Modelled, not measured: beside an NVIDIA H100 SXM with HBM3, tier.readLatency.p99 must be at most 835.8 ns.
        Lambda = L x tokens/s x layers = 100 us x 10 tokens/s x 28 = 0.028 layer times; on the part, which streams the weights at B_f = 3.35 TB/s, a layer takes t = W / layers / B_f = 2.8 GB / 28 / 3.35 TB/s = 29.85 us, so L = Lambda x t = 0.028 x 29.85 us = 835.8 ns.
        The scale is the weight stream that decode used here, 28 GB/s, not what this host's memory could deliver: where that is more, part of a layer's 3.571 ms here is computation, which hides transfers and latency and is missing from the 29.85 us on a part that is bound by bandwidth, so what it needs may be stricter.

      The model, and its batch of one, are the same on both sides. Not preserved by the scaling:
        - Computation beside memory traffic: an accelerator computes more in the time in which it reads a byte, so less is hidden there; what pp loses on a processor without one is a lower bound.
        - The cost of page faults and of the operating system, which does not shrink with the scale.
        - The sizes of caches, the prefetchers of the hardware, and nodes of memory (NUMA).
        - Concurrency: an accelerator has thousands of accesses waiting at once, the host a few threads.
        - Queues: bandwidth times latency stays what it was, so the part needs as many bytes in flight as the emulated tier had; with fewer it is slower.
        - Granularity: the size of an access beside that of a layer is that of this model and this tier; another model or access size fetches another surplus.
        - Heat, and the throttling that comes with it.

      h100, an NVIDIA H100 SXM with HBM3:
        - read bandwidth 3.35 TB/s (spec): NVIDIA, H100 Tensor Core GPU datasheet, September 2024, H100 SXM, https://www.nvidia.com/h100
        - access latency 273 ns (secondary): measured on an H800, which has the same architecture; arXiv 2402.13499 as quoted by others, https://arxiv.org/abs/2402.13499. 344 ns is quoted for the HBM of a GH200 (arXiv 2408.11556).
        - capacity 80 GB (spec): NVIDIA, H100 Tensor Core GPU datasheet, September 2024, H100 SXM, https://www.nvidia.com/h100"
    `);
  });

  it('name the sources of every part once', () => {
    const text = renderProjections([
      project(bandwidth),
      project(latency),
      project(bandwidth, 'hbm4-stack'),
    ]);
    expect(text.match(/^Modelled, not measured: /gm)).toHaveLength(3);
    expect(text.match(/^Modelled, not measured: beside one stack of HBM4, /gm)).toHaveLength(1);
    expect(text.match(/^h100, /gm)).toHaveLength(1);
    expect(text.match(/^hbm4-stack, /gm)).toHaveLength(1);
    expect(text.match(/Not preserved/g)).toHaveLength(1);
  });

  it('say of prompts on which side the truth lies', () => {
    const [low, high] = [bandwidth, latency].map((each) =>
      renderProjections([project({ ...each, metric: 'pp' })]),
    );
    expect(low).toContain('It comes from pp and is a lower bound:');
    expect(high).toContain('It comes from pp and is an upper bound:');
    expect(renderProjections([project(bandwidth)])).not.toContain('It comes from pp');
  });

  it('say where the part has no such memory', () => {
    expect(renderProjections([project({ ...bandwidth, value: 56e9 })])).toContain(
      'That is more than its own memory delivers, 3.35 TB/s:',
    );
    expect(renderProjections([project({ ...latency, value: 10e3 })])).toContain(
      'That is less than an access to its own memory takes, 273 ns (secondary):',
    );
    const large = { ...host, bytesPerToken: 202.5e9 };
    expect(renderProjections([project(bandwidth, 'h100', large)])).toContain(
      'The 202.5 GB of weights that a token needs exceed its 80 GB:',
    );
  });

  it('leave residency as it is', () => {
    const residency = { parameter: 'tier.residency', metric: 'pp', value: 0.3 } as const;
    const text = renderProjections([project(residency)]);
    expect(text).toContain(
      'Modelled, not measured: beside an NVIDIA H100 SXM with HBM3, tier.residency must be at least 30 %.\n' +
        '  f = 30 % on both: a share of the weights has no scale.\n\n',
    );
    expect(text).not.toContain('weight stream');
  });

  it('are empty for none', () => {
    expect(renderProjections([])).toBe('');
  });
});
