/** A file derived from a recorded sweep. */
export interface OutputFile {
  /** Relative to the folder of the sweep, with `/`, e.g. `figures/tier.readBandwidth.svg`. */
  readonly path: string;
  readonly text: string;
}
