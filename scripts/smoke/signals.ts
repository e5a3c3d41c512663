/** Calls `first`, and `next` for each later signal. Those within one second count as one: npm repeats a Ctrl-C. */
export function onSignals(first: () => void, next: () => void): void {
  let last = Number.NEGATIVE_INFINITY;
  let action = first;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(name, () => {
      const isRepeated = performance.now() - last < 1000;
      last = performance.now();
      if (isRepeated) return;
      action();
      action = next;
    });
  }
}
