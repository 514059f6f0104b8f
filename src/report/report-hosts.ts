import type { CasePoint } from '../model/curve/case-point.ts';
import { countText } from '../model/count-text.ts';
import { findSpread, pointOf, type HostCurves } from '../model/merge/host-curves.ts';
import { listHosts, type MergedHost } from '../model/merge/hosts.ts';
import { describeQuantity } from '../model/units.ts';
import { describeInterval, describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { describeMissing, listUnlikeness } from './merged-text.ts';
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

const describeLikeness = (hosts: readonly MergedHost[]): string => {
  const unlike = listUnlikeness(hosts);
  return unlike.length === 0
    ? 'The machines are alike: same processor, memory, kernel and settings. Their rounds are pooled as those of one machine.'
    : `**The machines are not alike: they differ in ${unlike.join(', ')}.** Ratios are taken within one machine, but a limit does not cost every machine the same: the pooled curves are those of this mixture of machines, and their intervals say nothing of another machine. Read each machine's own ratios, and how far they are apart.`;
};

const percent = (share: number): string => describeQuantity('share', Number(share.toPrecision(2)));

const ratioCell = (point: CasePoint | undefined): string => {
  if (point?.ratio === undefined) return '';
  const text = describeRatio(point.ratio.value);
  return point.ratio.low === undefined
    ? text
    : `${text} (${describeInterval(point.ratio, describeRatio)})`;
};

/** As many machines as a table has room for. */
const mostColumns = 6;

const ownColumns = (hosts: readonly HostCurves[]): readonly HostCurves[] =>
  hosts.length <= mostColumns ? hosts : [];

/** Host names without what all have in common after their first dot. */
const shortNames = (hosts: readonly HostCurves[]): readonly string[] => {
  const names = hosts.map(({ host }) => host.name);
  const short = names.map((name) => name.replace(/\.\S+/, ''));
  return new Set(short).size === names.length ? short : names;
};

const rowOf =
  (hosts: readonly HostCurves[]) =>
  (name: string, point: CasePoint): readonly string[] => {
    const spread = findSpread(hosts, point);
    return [
      name,
      ratioCell(point),
      spread?.deviation === undefined
        ? ''
        : `${describeRatio(spread.low)} to ${describeRatio(spread.high)}`,
      spread?.deviation === undefined ? '' : percent(spread.deviation),
      ...ownColumns(hosts).map((each) => ratioCell(pointOf(each, point))),
    ];
  };

const renderRatios = ({ curves, hosts }: Findings): readonly string[] => {
  const row = rowOf(hosts);
  const columns = [
    numbers('pooled'),
    numbers('lowest to highest host'),
    numbers('between hosts'),
    ...shortNames(ownColumns(hosts)).map(numbers),
  ];
  const tables = curves.sweeps.flatMap((sweep) =>
    sweep.curves.flatMap(({ test, points }) => [
      caption(
        'Table',
        `Ratios of ${test} to ${curves.reference} over \`${sweep.parameter}\`, pooled and by host, with 95 % intervals.`,
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
            `Ratios of the other cases, pooled and by host, with 95 % intervals; those of null are to the baseline.`,
          ),
          renderTable(
            [words('case'), ...columns],
            rest.map((point) => row(`${point.caseId}, ${point.test}`, point)),
          ),
        ];
  return [
    "*Pooled* is the median over the rounds of all hosts, *between hosts* the standard deviation of the logarithms of the hosts' own medians, given as a share. A ratio without an interval rests on fewer than 6 rounds.",
    ...(ownColumns(hosts).length === 0
      ? ["Each host's own ratios are in `curves-by-host.csv`."]
      : []),
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
  const missing = describeMissing(findings);
  return [
    '## Hosts',
    `Merged from the shards of one plan that was divided into ${first.of}, made on ${countText(hosts.length, 'host')}${missing === '' ? '' : `; missing: ${missing}`}. Every ratio is taken within one shard, and so within one machine.`,
    renderHostTable(hosts),
    ...(hosts.length < 2 ? [] : [describeLikeness(hosts), ...renderRatios(findings)]),
  ].join('\n\n');
};
