/** Where a text is shown: how wide a line may be, and whether characters beyond ASCII are shown there. */
export interface TextPage {
  /** Cells of a terminal; 1 and up. */
  readonly columns: number;
  readonly unicode: boolean;
}
