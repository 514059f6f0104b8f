const layer = (name, allowed) => ({
  name: `${name}-imports-downwards`,
  severity: 'error',
  comment: `src/${name} may import only itself and: ${allowed.join(', ') || 'nothing'}.`,
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [`^src/${name}/`, ...allowed.map((a) => `^src/${a}/`)] },
});

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
    layer('model', []),
    layer('ports', ['model']),
    layer('report', ['model']),
    layer('engine', ['model', 'ports']),
    layer('drivers', ['model', 'ports']),
    layer('workloads', ['model', 'ports']),
    layer('system', ['model', 'ports']),
    layer('store', ['model', 'ports']),
    {
      name: 'no-driver-to-driver',
      severity: 'error',
      comment: 'A driver stands alone.',
      from: { path: '^src/drivers/([^/]+)/' },
      to: { path: '^src/drivers/[^/]+/', pathNot: '^src/drivers/$1/' },
    },
    {
      name: 'no-effects-in-the-core',
      severity: 'error',
      comment: 'Take a port instead; effects live in system, store and cli.',
      from: { path: '^src/(model|ports|engine|report|drivers|workloads)/' },
      to: {
        path: [
          '^(node:)?(fs|child_process|os|net|http|https|worker_threads|timers|process)(/promises)?$',
          'node_modules/(execa|systeminformation|pino|yargs|log-update|env-paths)/',
        ],
      },
    },
    {
      name: 'only-cli-logs',
      severity: 'error',
      comment: 'Below cli nothing prints or logs: it emits an event.',
      from: { path: '^src/(?!cli/)' },
      to: { path: 'node_modules/(pino|yargs|log-update)/' },
    },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
