/** Ends a script, a comment and an attribute, begins elements that run, and steers a terminal. */
export const poison =
  '</script><script>document.title="run"</script><!--"\'><img src="http://127.0.0.1:9/x" onerror="document.title=\'run\'">' +
  '[x](javascript:alert(1)) ![y](http://127.0.0.1:9/y) | `a\u2028\u2029\u001b[2J\u202e & ]]>';

/** What a record holds in the words of others: of a profile, a host, a model, a program. */
const foreign: ReadonlySet<string> = new Set([
  ...['title', 'note', 'profileText', 'command', 'argv', 'toolVersion', 'nodeVersion'],
  ...['hostname', 'kernel', 'distribution', 'virtualization', 'cpuModel', 'governor'],
  ...['name', 'path', 'version', 'why', 'problem', 'stderr', 'warnings', 'text', 'workload', 'env'],
]);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const poisoned = (value: unknown, isForeign: boolean): unknown => {
  if (typeof value === 'string') return isForeign ? `${value}${poison}` : value;
  if (Array.isArray(value)) return value.map((each) => poisoned(each, isForeign));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => [
      key,
      // What is below a plan's workload is the tool's own.
      poisoned(below, foreign.has(key) && (typeof below !== 'object' || key !== 'workload')),
    ]),
  );
};

/** A record in which everything that came from elsewhere is made to harm whoever shows it. */
export const poisonRecord = <Record>(record: Record): Record => poisoned(record, false) as Record;
