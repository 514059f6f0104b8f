import type { CasePoint } from '../model/curve/case-point.ts';
import { countText } from '../model/count-text.ts';
import { findSpread, pointOf, type HostCurves } from '../model/merge/host-curves.ts';
import { listHosts, type MergedHost } from '../model/merge/hosts.ts';
import { findUnlikeness } from '../model/merge/unlike-hosts.ts';
import { describeQuantity } from '../model/units.ts';
import { describeInterval, describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';

const shardNumbers = ({ shards }: MergedHost): string =>
  shards.map(({ index }) => String(index)).join(', ');

const renderHostTable = (hosts: readonly MergedHost[]): string =>
  [
    caption('Table', 'The machines that measured, each with its shards.'),
    renderTable(
      [
        words('host'),
        words('shards'),
        words('processor'),
        numbers('processors'),
        numbers('memory'),
        words('kernel'),
        words('transparent huge pages'),
      ],
      hosts.map((host) => [
        host.name,
        shardNumbers(host),
        host.facts.cpuModel ?? 'unknown',
        String(host.facts.cpus),
        describeQuantity('bytes', Number(host.facts.memoryBytes.toPrecision(3))),
        host.facts.kernel,
        host.facts.transparentHugePages ?? 'unknown',
      ]),
    ),
  ].join('\n\n');

/** In what the machines are not alike, by the words for it. */
const listUnlikeness = (hosts: readonly MergedHost[]): readonly string[] => {
  const first = hosts[0]?.shards[0];
  if (first === undefined) return [];
  const unlike = hosts.flatMap(({ shards }) =>
    shards.flatMap((shard) => findUnlikeness(first, shard).map(({ what }) => what)),
  );
  return [...new Set(unlike)];
};

const describeLikeness = (hosts: readonly MergedHost[]): string => {
  const unlike = listUnlikeness(hosts);
  return unlike.length === 0
    ? 'The machines are alike: same processor, memory, kernel and settings. Their rounds are pooled as those of one machine.'
    : `**The machines are not alike: they differ in ${unlike.join(', ')}.** Ratios are taken within one machine, but a limit does not cost every machine the same: the pooled curves are those of this mixture of machines, and their intervals say nothing of another machine. Read each machine's own ratios, and how far they are apart.`;
};

const percent = (share: number): string => describeQuantity('share', Number(share.toPrecision(2)));

const ratioCell = (point: CasePoint | undefined): string =>
  point?.ratio === undefined
    ? ''
    : `${describeRatio(point.ratio.value)} (${describeInterval(point.ratio, describeRatio)})`;

const rowOf =
  (hosts: readonly HostCurves[]) =>
  (name: string, point: CasePoint): readonly string[] => {
    const spread = findSpread(hosts, point);
    return [
      name,
      ...hosts.map((each) => ratioCell(pointOf(each, point))),
      ratioCell(point),
      spread?.deviation === undefined
        ? ''
        : `${describeRatio(spread.low)} to ${describeRatio(spread.high)}`,
      spread?.deviation === undefined ? '' : percent(spread.deviation),
    ];
  };

const renderRatios = ({ curves, hosts }: Findings): readonly string[] => {
  const row = rowOf(hosts);
  const columns = [
    ...hosts.map(({ host }) => numbers(host.name)),
    numbers('pooled'),
    numbers('lowest to highest host'),
    numbers('between hosts'),
  ];
  const tables = curves.sweeps.flatMap((sweep) =>
    sweep.curves.flatMap(({ test, points }) => [
      caption(
        'Table',
        `Ratios of ${test} to ${curves.reference} over \`${sweep.parameter}\`, by host, each with its 95 % interval.`,
      ),
      renderTable(
        [words('level'), ...columns],
        points.map((point) => row(point.level.text, point)),
      ),
    ]),
  );
  const rest = [...curves.nominal, ...curves.design, ...curves.null];
  const others =
    rest.length === 0
      ? []
      : [
          caption(
            'Table',
            `Ratios of the other cases, by host, each with its 95 % interval; those of null are to the baseline.`,
          ),
          renderTable(
            [words('case'), ...columns],
            rest.map((point) => row(`${point.caseId}, ${point.test}`, point)),
          ),
        ];
  return [
    "*Pooled* is the median over the rounds of all hosts, *between hosts* the standard deviation of the logarithms of the hosts' own medians, given as a share. A host with fewer than 6 rounds has no interval of its own.",
    ...tables,
    ...others,
  ];
};

/** On which machines a merged sweep was measured, and what each of them says; empty for a sweep of one machine. */
export const renderHosts = (findings: Findings): string => {
  const { manifest } = findings;
  const hosts = listHosts(manifest);
  const { shards = [] } = manifest;
  const [first] = shards;
  if (first === undefined) return '';
  const there = shards.length === first.of ? '' : `, of which ${shards.length} are here`;
  return [
    '## Hosts',
    `Merged from the shards of one plan that was divided into ${first.of}${there}, made on ${countText(hosts.length, 'host')}. Every ratio is taken within one shard, and so within one machine.`,
    renderHostTable(hosts),
    ...(hosts.length < 2 ? [] : [describeLikeness(hosts), ...renderRatios(findings)]),
  ].join('\n\n');
};
