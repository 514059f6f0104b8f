import { describe, expect, it } from 'vitest';
import { renderProfileTable, type ListedProfile } from '../../../src/report/profile-table.ts';

const listed = (overrides: Partial<ListedProfile> = {}): ListedProfile => ({
  name: 'hbf-50gbps',
  title: 'HBF-class tier, 50 GB/s sustained reads',
  sweeps: ['tier.readBandwidth (6)', 'tier.readLatency (4)'],
  estimate: { seconds: 420, low: 340, high: 620, basis: 'sweep' },
  lacks: [],
  ...overrides,
});

const noisy = listed({
  name: 'noisy-neighbour',
  title: 'Another program reads from the device that the weights come from',
  sweeps: ['background.rate (4)'],
  estimate: { seconds: 42, low: 30, high: 60, basis: 'scaled' },
  lacks: ['scope', 'background'],
});

describe('the table of profiles', () => {
  it('says what each is about, how long it takes, and whether this host can enforce it', () => {
    expect(renderProfileTable([listed(), noisy, listed({ name: 'null', sweeps: [] })])).toBe(
      [
        'profile          title                                            time  here',
        'hbf-50gbps       HBF-class tier, 50 GB/s sustained reads         7 min  yes',
        '                 sweeps tier.readBandwidth (6), tier.readLatency (4)',
        'noisy-neighbour  Another program reads from the device that the   40 s  no: scope, background',
        '                 weights come from',
        '                 sweeps background.rate (4)',
        'null             HBF-class tier, 50 GB/s sustained reads         7 min  yes',
        '',
        'Times with the built-in model, by earlier sweeps on this host; some scaled from other settings.',
        "'emulate doctor' says what this host lacks, and how to get it.",
        '',
      ].join('\n'),
    );
  });

  it('says where times are guesses, and nothing of doctors where nothing is lacking', () => {
    const rough = { seconds: 420, low: 170, high: 1050, basis: 'rough' } as const;
    expect(renderProfileTable([listed({ estimate: rough })])).toMatch(
      /\n\nTimes with the built-in model; rough, for no sweep was made on this host\.\n$/,
    );
    expect(renderProfileTable([listed()])).toMatch(/by earlier sweeps on this host\.\n$/);
  });

  it('fits into 100 columns', () => {
    const sweeps = Array.from({ length: 9 }, (_, at) => `tier.parameterWithALongName (${at})`);
    const title = 'A title that goes on and on, far beyond what anyone would call a title';
    const long = listed({ name: 'a-profile-with-a-very-long-name', title, sweeps });
    const lines = renderProfileTable([long, noisy]).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('parameterWithALongName (8)');
  });
});
