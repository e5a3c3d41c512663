/** What a deployment changes about the port rules of its catalog. */
import { z } from "zod";
import { type Problem, problems } from "../errors";
import { peerSchema } from "./binding";
import { parties } from "./party";
import { hasToken, portsProblemOf, shownPorts, toRange, type WrittenPorts } from "./ports";
import { portsSchema, protocolSchema } from "./ports-schema";
import type { Protocol } from "./protocol";
import { nonEmptyList, recordOf, text } from "./schema-parts";

const ruleId = text(
  (id) =>
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) ? undefined : problems.notName("use words in lower case, joined by -"),
  "node-exporter-tcp",
);
const purpose = text((value) => {
  if (!/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/.test(value)) return problems.awsCharacters();
  return value.length === 0 || value.length > 200 ? problems.outOfRange("1 to 200 characters long") : undefined;
}, "Node metrics");
const party = z.enum(parties);
const peerExample = "{ cidrs: [203.0.113.0/24] }";

/** A port rule of the user's own. */
export const addedRuleSchema = z
  .strictObject({
    id: ruleId,
    from: nonEmptyList(party),
    to: nonEmptyList(party),
    protocol: protocolSchema.describe(
      "tcp, udp, icmp, icmpv6, all, or the number of a protocol without ports: 0 to 255.",
    ),
    ports: portsSchema
      .optional()
      .describe(
        "Of tcp and udp; for icmp the type with every code, such as 8, or type/code. Default: all, for icmp only.",
      ),
    purpose,
    peer: peerSchema.optional().describe("What `peer` is, in from or in to: the other end where that is no party."),
  })
  .superRefine(({ protocol, ports }, context) => {
    const problem = portsProblem(protocol, ports);
    if (!problem) return;
    const input = ports === undefined ? undefined : shownPorts(ports);
    context.addIssue({ code: "custom", path: ["ports"], params: { problem }, input });
  })
  .superRefine(({ from, to, peer }, context) => {
    const named = [from, to].filter((end) => end.includes("peer")).length;
    if (named === (peer === undefined ? 0 : 1)) return;
    const problem =
      named === 2
        ? problems.peerTwice()
        : peer
          ? problems.unusedPeer()
          : { ...problems.missing(peerExample), hidesValue: true };
    context.addIssue({ code: "custom", path: ["peer"], params: { problem } });
  })
  .transform(({ ports: written, ...rule }) => {
    const ports = written === undefined ? undefined : toRange(written, rule.protocol);
    return { ...rule, ...(ports ? { ports } : {}) };
  })
  .meta({ id: "addedRule" });
export type AddedRule = z.output<typeof addedRuleSchema>;

function portsProblem(protocol: Protocol, ports: WrittenPorts | undefined): Problem | undefined {
  if (ports !== undefined) return hasToken(ports) ? undefined : portsProblemOf(protocol, ports);
  return protocol === "tcp" || protocol === "udp" ? problems.missing("9796") : undefined;
}

/** The meaning of the ports depends on the protocol of the port rule, which the catalog has. */
const overrideSchema = z.strictObject({ ports: portsSchema.optional(), purpose: purpose.optional() });

/** A port rule to leave out, or what it opens between some of its parties. */
const omissionSchema = <Id extends string>(id: z.ZodType<string, Id>) =>
  z
    .union([
      id,
      z.strictObject({
        id: id.describe("The port rule."),
        from: nonEmptyList(party).optional().describe("Some of its sources. Default: all of them."),
        to: nonEmptyList(party).optional().describe("Some of its destinations. Default: all of them."),
      }),
    ])
    .meta({ examples: ["{ id: rke2-kubelet-tcp, from: [worker], to: [worker] }"] });

/** `id` is the id of a documented port rule: any text here, the known ids if the catalogs are known. */
export const layerSchemaWith = <Id extends string>(id: z.ZodType<string, Id>) =>
  z.strictObject({
    omit: nonEmptyList(omissionSchema(id))
      .optional()
      .describe("Port rules to leave out: an id, or `{ id, from, to }` to leave it out between some parties."),
    add: nonEmptyList(addedRuleSchema).optional().describe("Port rules to add."),
    override: recordOf(id, overrideSchema).optional().describe("Ports or purpose of port rules to change, by id."),
  });

/** Accepts any text as an id; `Id` are those that the catalogs have. */
export const layerSchemaFor = <Id extends string>() => layerSchemaWith(z.string() as unknown as z.ZodType<string, Id>);
export type Layer = z.output<ReturnType<typeof layerSchemaFor>>;
/** An entry of `omit`. */
export type Omission = NonNullable<Layer["omit"]>[number];
