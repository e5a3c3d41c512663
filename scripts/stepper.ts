/** Returns a function that prints a line with the seconds since the start. */
export function stepper(): (text: string) => void {
  const start = Date.now();
  return (text) => {
    const seconds = Math.round((Date.now() - start) / 1000);
    process.stdout.write(`[${`${seconds}`.padStart(3)} s] ${text}\n`);
  };
}
