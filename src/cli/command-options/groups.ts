/** Headings under which --help lists options. */
export const groups = {
  measured: 'What is measured',
  rounds: 'Rounds and order',
  withWhat: 'With what',
  cluster: 'What the cluster is asked for',
  output: 'Output',
  every: 'Every command',
} as const;
