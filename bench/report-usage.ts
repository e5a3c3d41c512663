/** Preloaded into a measured program: writes the costs of the whole process into a file. */
import { writeFileSync } from "node:fs";

const { BENCH_USAGE: file } = process.env;
process.once("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  if (file)
    writeFileSync(file, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 }));
});
