/** Ports as a user writes them in a file. Apart from the ports themselves, so that a web page needs no zod. */
import { z } from "zod";
import { problems } from "../errors";
import { type PortRange, tcpPortsProblem, toRange } from "./ports";
import { type Judge, judged } from "./schema-parts";

/** 9796, "30000-32767" or { from, to }, judged once they are understood. */
function portsOf(judge: Judge<PortRange>) {
  return z
    .union([z.int(), z.string(), z.strictObject({ from: z.int(), to: z.int() })])
    .meta({ examples: ["9796"] })
    .superRefine(
      judged((written) => {
        const range = toRange(written);
        return range ? judge(range) : problems.notPorts();
      }),
    )
    .transform((written): PortRange => toRange(written) ?? { from: 0, to: 0 });
}

/** Any two numbers that EC2 takes: for ICMP they are a type and a code, and -1 is all. */
export const portsSchema = portsOf(({ from, to }) =>
  Math.min(from, to) < -1 || Math.max(from, to) > 65535 ? problems.portRange() : undefined,
);

export const tcpPortsSchema = portsOf(tcpPortsProblem).meta({ id: "ports" });
