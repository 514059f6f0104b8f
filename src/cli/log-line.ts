/** A log record as pino writes it. */
export type LogRecord = Readonly<Record<string, unknown>>;

const warnLevel = 40;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

const runLine = (record: LogRecord): string => {
  const outcome = record['problem'] ?? record['detail'] ?? record['verdict'];
  const number = Number(record['round']);
  const round = number < 0 ? 'warm-up' : `round ${number + 1}`;
  const speeds = text(record['tokensPerSecond']);
  const measured = speeds === '' ? '' : `${speeds} tokens/s`;
  const again = record['attempt'] === undefined ? '' : ' again';
  return [`run ${text(record['run'])}${again}`, round, record['case'], outcome, measured]
    .map(text)
    .filter((part) => part !== '')
    .join('  ');
};

/** What people read of a log record; its fields are kept in `run.log`. */
export const renderLogLine = (record: LogRecord): string => {
  const message = text(record['msg']);
  const warning = Number(record['level']) >= warnLevel ? 'warning: ' : '';
  if (record['run'] !== undefined)
    return `${warning}${warning === '' ? '' : `${message}: `}${runLine(record)}`;
  const detail = text(record['detail']) || text(record['folder']);
  return `${warning}${message}${detail === '' ? '' : `: ${detail}`}`;
};
