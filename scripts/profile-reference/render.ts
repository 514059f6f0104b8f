import { findParameter, describeRange, parameters } from '../../src/model/profile/parameters.ts';
import type { Dimension } from '../../src/model/dimension.ts';
import { quantityPattern } from '../../src/model/units.ts';
import { renderTable, words } from '../../src/report/markdown-table.ts';
import { holdsValue, listFields, mappingsIn, type Field, type Schema } from './fields.ts';
import { fieldNotes } from './notes.ts';

const units: Readonly<Record<Dimension, string>> = {
  bytes: 'size',
  'bytes-per-second': 'bandwidth',
  time: 'time',
  share: 'share, %',
  count: 'count',
};

const inConstraints = (path: string): string => path.replace(/^constraints\./, '');

const parameterOf = ({ path }: Field) =>
  path.startsWith('constraints.') ? findParameter(inConstraints(path)) : undefined;

/** The dimension of a text with a unit that is no parameter, by its pattern. */
const dimensionOf = ({ pattern }: Schema): Dimension | undefined =>
  (Object.keys(units) as Dimension[]).find(
    (dimension) => dimension !== 'count' && quantityPattern(dimension) === pattern,
  );

const describeUnit = (field: Field): string => {
  const { schema } = field;
  const dimension = parameterOf(field)?.dimension ?? dimensionOf(schema);
  if (dimension !== undefined) return units[dimension];
  if (schema.enum !== undefined || schema.const !== undefined) return 'word';
  if (schema.type === 'array') return 'list of counts';
  if (schema.type === 'integer') return 'count';
  return mappingsIn(schema).length === 0 ? 'text' : 'word or mapping';
};

const describeAllowed = (field: Field): string => {
  const { schema, path } = field;
  const parameter = parameterOf(field);
  if (parameter !== undefined) {
    const range = describeRange(parameter.dimension, parameter.range);
    // The column of units says what it is.
    const own = range.replace(/^a (?!power)(whole number|[a-z]+) (from )?/, '');
    return parameter.ofModel === true ? `${own}; or above 0 % to 1000 % of model` : own;
  }
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(', ');
  const own = fieldNotes[path]?.range;
  if (own !== undefined) return own;
  return schema.minimum === undefined ? '' : `${schema.minimum} to ${schema.maximum ?? ''}`;
};

const whenAbsent = /[;.] ([^;.]+) when absent\.$/u;

const describeDefault = ({ path, schema, required }: Field): string => {
  if (required) return 'required';
  const { absent } = fieldNotes[path] ?? {};
  if (absent !== undefined) return absent;
  if (schema.default !== undefined) {
    const text =
      typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default);
    return text === '{}' ? 'the limits below' : text.replaceAll(',', ', ');
  }
  return whenAbsent.exec(schema.description ?? '')?.[1] ?? 'no limit';
};

const describeMeaning = ({ path, schema }: Field): string =>
  fieldNotes[path]?.meaning ?? (schema.description ?? '').replace(whenAbsent, '.');

const exampleOf = ({ path }: Field): string => {
  const example = fieldNotes[path]?.example;
  return example === undefined ? '' : `\`${example}\``;
};

const rowOf = (field: Field, prefix: string): readonly string[] => [
  `\`${prefix === '' ? field.path : field.path.slice(prefix.length)}\``,
  describeMeaning(field),
  describeUnit(field),
  describeAllowed(field),
  describeDefault(field),
  parameterOf(field) === undefined ? 'no' : 'yes',
  exampleOf(field),
];

const renderSection = (heading: string, fields: readonly Field[], prefix: string): string => {
  const [head] = fields.filter(({ path }) => `${path}.` === prefix || `${path}[].` === prefix);
  return [
    `## ${heading}`,
    ...(head?.schema.description === undefined ? [] : [head.schema.description]),
    renderTable(
      ['field', 'meaning', 'unit', 'range', 'default', 'swept', 'example'].map(words),
      fields.filter(holdsValue).map((field) => rowOf(field, prefix)),
    ),
  ].join('\n\n');
};

/** The blocks of a profile that have sections of their own, in the order of the schema. */
const blocksOf = (fields: readonly Field[]): readonly string[] => {
  const constraints = fields.filter(({ path }) => /^constraints\.[^.]+$/.test(path));
  return [...constraints.map(({ path }) => path), 'workload', 'requirements', 'sources'];
};

const isWithin = (path: string, block: string): boolean =>
  path === block || path.startsWith(`${block}.`) || path.startsWith(`${block}[].`);

/** `docs/profile-reference.md`: every field of a profile, from its JSON Schema. */
export const renderProfileReference = (schema: Schema): string => {
  const fields = listFields(schema);
  const blocks = blocksOf(fields);
  const top = fields.filter(({ path }) => /^[a-z]+$/.test(path) && !blocks.includes(path));
  return `${[
    '# Profile reference',
    'Every field of a profile. This page is made from the schema by `npm run docs:reference`; change the schema, not the page. How to write a profile, with its units and its messages, is in [profiles.md](profiles.md); what each constraint does and cannot do is in [tier.md](tier.md) and [constraints.md](constraints.md). Editors read [profile.schema.json](profile.schema.json).',
    'A field that is named with `[]` stands in each item of a list. Units: a size is `64 MiB` or `4 kB`, a bandwidth `50 GB/s`, a time `5 us`, a share `25 %`; a count is a whole number without unit. _Swept_: the field can be a parameter of `sweeps`, and can be set by `--sweep` and `--set` under its name without `constraints.`.',
    renderSection('The profile', top, ''),
    `\`sweeps\` (default: none) is a list; each item is one parameter with its levels, at least one: \`- ${parameters[0]?.path ?? ''}: [100 GB/s, 50 GB/s]\`. A parameter can be swept if \`constraints\` gives it a nominal value. ${fields.find(({ path }) => path === 'sweeps')?.schema.description ?? ''}`,
    ...blocks.map((block) => {
      const within = fields.filter(({ path }) => isWithin(path, block));
      const isList = within.some(({ path }) => path.startsWith(`${block}[].`));
      return renderSection(`\`${block}\``, within, `${block}${isList ? '[]' : ''}.`);
    }),
  ].join('\n\n')}\n`;
};
