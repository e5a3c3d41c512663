import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of package.json. This file runs both as source and compiled to `lib`. */
export const packageRoot = rootAbove(__dirname);

function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}
