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
    id: ruleId.describe("The id of the new port rule."),
    from: nonEmptyList(party)
      .meta({ examples: ["[controlplane]"] })
      .describe("The source parties."),
    to: nonEmptyList(party)
      .meta({ examples: ["[worker]"] })
      .describe("The destination parties."),
    protocol: protocolSchema.describe("The number of a protocol without ports is 0 to 255."),
    ports: portsSchema
      .optional()
      .describe(
        "Required for `tcp` and `udp`. For ICMP: a type with all its codes, such as `8`, or a type and a code, such as `8/0`. Default: all, for ICMP only.",
      ),
    purpose: purpose.describe("The purpose of the traffic, which is the description of the rules in EC2."),
    peer: peerSchema
      .optional()
      .describe("The other end if it is not a party. Required if `from` or `to` names `peer`, otherwise not allowed."),
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
  .meta({
    id: "addedRule",
    examples: [
      "{ id: node-agent-tcp, from: [controlplane], to: [worker], protocol: tcp, ports: 8080, purpose: Node agent }",
    ],
  });
export type AddedRule = z.output<typeof addedRuleSchema>;

function portsProblem(protocol: Protocol, ports: WrittenPorts | undefined): Problem | undefined {
  if (ports !== undefined) return hasToken(ports) ? undefined : portsProblemOf(protocol, ports);
  return protocol === "tcp" || protocol === "udp" ? problems.missing("9796") : undefined;
}

/** The meaning of the ports depends on the protocol of the port rule, which the catalog has. */
const overrideSchema = z.strictObject({
  ports: portsSchema.optional().describe("The new ports. Default: unchanged."),
  purpose: purpose.optional().describe("The new purpose. Default: unchanged."),
});

/** A port rule to leave out, or what it opens between some of its parties. */
const omissionSchema = <Id extends string>(id: z.ZodType<string, Id>) =>
  z
    .union([
      id,
      z.strictObject({
        id: id.describe("The port rule to leave out."),
        from: nonEmptyList(party)
          .meta({ examples: ["[worker]"] })
          .optional()
          .describe("Its sources to leave out. Default: all of them."),
        to: nonEmptyList(party)
          .meta({ examples: ["[worker]"] })
          .optional()
          .describe("Its destinations to leave out. Default: all of them."),
      }),
    ])
    .meta({ examples: [`${id.meta()?.examples ?? "{ id: rke2-kubelet-tcp, from: [worker], to: [worker] }"}`] });

/** `id` is the id of a documented port rule: any text here, the known ids if the catalogs are known. */
export const layerSchemaWith = <Id extends string>(id: z.ZodType<string, Id>) =>
  z.strictObject({
    omit: nonEmptyList(omissionSchema(id))
      .optional()
      .describe(
        "Port rules to leave out: an id, or `{ id, from, to }` to leave it out between some parties. Default: none.",
      ),
    add: nonEmptyList(addedRuleSchema).optional().describe("Port rules to add. Default: none."),
    override: recordOf(id, overrideSchema)
      .optional()
      .describe("New ports or purposes of port rules, by id. Default: none."),
  });

/** Accepts any text as an id; `Id` are those that the catalogs have. */
export const layerSchemaFor = <Id extends string>() => layerSchemaWith(z.string() as unknown as z.ZodType<string, Id>);
export type Layer = z.output<ReturnType<typeof layerSchemaFor>>;
/** An entry of `omit`. */
export type Omission = NonNullable<Layer["omit"]>[number];
