/** A file derived from a recorded sweep. */
export interface OutputFile {
  /** Relative to the folder of the sweep, with `/`, e.g. `figures/tier.readBandwidth.svg`. */
  readonly path: string;
  readonly text: string;
  /** The same text from its beginning, where it may be too long to be in memory as one. */
  readonly pieces?: () => Iterable<string>;
}
