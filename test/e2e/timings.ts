/** How long the phases of the suite took. */
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
