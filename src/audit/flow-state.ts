/**
 * `open-wider`: open, and a rule that admits it admits also what no required flow needs. `undecided`: open only if the
 * nodes, or the members of a prefix list, have addresses that are not known here.
 */
export const flowStates = ["closed", "undecided", "open-wider", "open"] as const;
export type FlowState = (typeof flowStates)[number];
