import { describe, expect, it } from 'vitest';
import { renderSlurmScript, type SlurmRequest } from '../../../../src/cli/slurm/script.ts';

const request: SlurmRequest = {
  name: 'emulate-hbf-50gbps',
  shards: 3,
  minutes: 95,
  estimate: 'about 30 min',
  program: ['/usr/bin/node', '/opt/emulate/main.js'],
  options: ['--profile=hbf-50gbps', '--set=tier.buffer=32MiB'],
  extra: [],
  folder: '/shared/sweep',
};

describe('the script for Slurm', () => {
  it('submits an array of shards and their merge', async () => {
    await expect(renderSlurmScript(request)).toMatchFileSnapshot('../../../golden/slurm/submit.sh');
  });

  it('names the nodes that are wanted', () => {
    const script = renderSlurmScript({ ...request, constraint: 'a&b', partition: 'bench' });
    expect(script).toContain("--constraint='a&b'");
    expect(script.match(/--partition='bench'/g)).toHaveLength(2);
  });

  it('keeps every foreign text one word of the shell', async () => {
    const hostile = `it's $(touch /tmp/x) "%a" \`id\``;
    await expect(
      renderSlurmScript({
        ...request,
        name: hostile,
        options: [`--profile=${hostile}`],
        extra: [hostile],
        folder: `/shared/${hostile}`,
        constraint: hostile,
      }),
    ).toMatchFileSnapshot('../../../golden/slurm/submit-hostile.sh');
  });

  it.each([
    [5, '0-00:05'],
    [60, '0-01:00'],
    [1441, '1-00:01'],
  ])('limits %d minutes as Slurm writes it', (minutes, limit) => {
    expect(renderSlurmScript({ ...request, minutes })).toContain(`--time=${limit}`);
  });
});
