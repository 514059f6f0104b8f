/** What a number measures; decides which unit texts are read for it. */
export type Dimension = 'bytes' | 'bytes-per-second' | 'time' | 'share' | 'count';
