export const bundleChartRuntime: (root: string, outfile: string) => void;
