type Span = 'test' | 'file';

const waiting: Readonly<Record<Span, (() => void)[]>> = { test: [], file: [] };

/**
 * Has something undone when the test ends, or the last of the file. Test files share a process and what they import:
 * a hook of a module that several of them import would be one of the first of them alone.
 */
export function whenDone(span: Span, undo: () => void): void {
  waiting[span].push(undo);
}

/** For hooks.ts, which is run for each file. */
export function finish(span: Span): void {
  for (const undo of waiting[span].splice(0).reverse()) undo();
}
