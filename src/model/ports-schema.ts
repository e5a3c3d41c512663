/** Ports as a user writes them in a file. Apart from the ports themselves, so that a web page needs no zod. */
import { z } from "zod";
import { problems } from "../errors";
import { hasToken, type PortRange, tcpPortsProblem, toRange } from "./ports";
import { type Protocol, protocolProblem } from "./protocol";
import { type Judge, judged } from "./schema-parts";

/** Ports in the form in which a user writes them. Their meaning, and whether they are right, depend on the protocol. */
export const portsSchema = z
  .union([z.int(), z.string(), z.strictObject({ from: z.int(), to: z.int() })])
  .meta({ examples: ["9796"] });

/** 9796, "30000-32767" or { from, to }, judged once they are understood. */
function portsOf(judge: Judge<PortRange>) {
  return portsSchema
    .superRefine(
      judged((written) => {
        const range = toRange(written);
        if (hasToken(written)) return undefined;
        return range ? judge(range) : problems.notPorts();
      }),
    )
    .transform((written): PortRange => toRange(written) ?? { from: 0, to: 0 });
}

/** A name, or a number from 0 to 255 that has none: 50 and "50" are the same. */
export const protocolSchema = z
  .union([z.number(), z.string()])
  .meta({
    examples: ["tcp"],
    anyOf: [
      { enum: ["tcp", "udp", "icmp", "icmpv6", "all"] },
      { type: "integer", minimum: 0, maximum: 255 },
      { type: "string", pattern: "^[0-9]{1,3}$" },
    ],
  })
  .superRefine((written, context) => {
    const problem = protocolProblem(`${written}`);
    if (problem) context.addIssue({ code: "custom", params: { problem } });
  })
  .transform((written) => `${written}`) as unknown as z.ZodType<Protocol, Protocol | number>;

export const tcpPortsSchema = portsOf(tcpPortsProblem).meta({ id: "ports", examples: ["9796"] });
