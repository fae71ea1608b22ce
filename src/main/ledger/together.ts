/** Runs `work` as one commit: all of it is on disk when this returns, or none of it happened and this throws. May be nested. */
export type Together = <Value>(work: () => Value) => Value;
