/** Pixels of the plot itself, without axes, labels and legend. */
export const plotSize = { width: 600, height: 360 } as const;
