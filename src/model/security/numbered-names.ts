/** Runs of names, separated by blanks, each from a first number up. */
export type NumberedNames = readonly (readonly [first: number, names: string])[];
