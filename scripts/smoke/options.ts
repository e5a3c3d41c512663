/** The command line of the smoke test. */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import type { SmokePlace } from "./sample";

export const usage = "usage: npm run smoke:aws -- --region REGION --vpc VPC [--yes | --remove RUN]\n";

export interface SmokeOptions {
  readonly place: SmokePlace;
  /** Whether the deploy starts without a question. */
  readonly isConfirmed: boolean;
  /** Whether the groups of an earlier run are removed and nothing is deployed. */
  readonly isRemoval: boolean;
}

/** @throws Error with the first mistake. */
export function optionsOf(args: readonly string[]): SmokeOptions {
  const text = { type: "string" } as const;
  const options = { region: text, vpc: text, remove: text, yes: { type: "boolean" } } as const;
  const { region, vpc, remove, yes = false } = parseArgs({ args: [...args], options }).values;
  const value = (name: string, chosen: string | undefined, pattern: RegExp, example: string) => {
    if (chosen !== undefined && pattern.test(chosen)) return chosen;
    throw new Error(`--${name}: ${chosen === undefined ? "is required" : `got "${chosen}"`}; for example ${example}`);
  };
  const place = {
    region: value("region", region, /^[a-z]+(-[a-z]+)+-\d+$/, "us-east-1"),
    vpcId: value("vpc", vpc, /^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, "vpc-0a1b2c3d4e5f60718"),
    run: remove === undefined ? randomBytes(3).toString("hex") : value("remove", remove, /^[0-9a-f]{6}$/, "3f9a2c"),
  };
  if (remove === undefined && !yes && !process.stdin.isTTY)
    throw new Error("--yes: is required if the standard input is not a terminal");
  return { place, isConfirmed: yes, isRemoval: remove !== undefined };
}
