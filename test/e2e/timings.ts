/** The durations of the suite's phases, and the limit for each on a busy machine. */
export const patience = 40 * 60_000;

const phases: { readonly name: string; readonly seconds: number }[] = [];

export async function timed<T>(name: string, phase: () => Promise<T>): Promise<T> {
  const start = Date.now();
  try {
    return await phase();
  } finally {
    phases.push({ name, seconds: Math.round((Date.now() - start) / 1000) });
  }
}

export function timings(): string {
  return phases.map(({ name, seconds }) => `${name}: ${seconds} s`).join(", ");
}
