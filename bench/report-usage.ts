/** Preloaded into a program that is measured: writes what the whole process took to the file that it is told. */
import { writeFileSync } from "node:fs";

const { BENCH_USAGE: file } = process.env;
process.once("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  if (file)
    writeFileSync(file, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 }));
});
