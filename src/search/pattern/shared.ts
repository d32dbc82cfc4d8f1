/** The same result for the same argument: long texts are made of few different characters. */
export function shared<Argument, Result>(
  make: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new Map<Argument, { readonly result: Result }>();
  return (argument) => {
    let entry = known.get(argument);
    if (entry === undefined) {
      entry = { result: make(argument) };
      known.set(argument, entry);
    }
    return entry.result;
  };
}
