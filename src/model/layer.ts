/** What a deployment changes about the port rules of its catalog. */
import { z } from "zod";
import { problems } from "../errors";
import { parties } from "./party";
import { portsSchema, tcpPortsSchema } from "./ports";
import { list, text } from "./text";

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

const addedBase = { id: ruleId, from: list(party), to: list(party), purpose };

/** A port rule of the user's own. ICMP takes its type as `from` and its code as `to`. */
const addedRule = z.discriminatedUnion("protocol", [
  z.strictObject({ ...addedBase, protocol: z.enum(["tcp", "udp"]), ports: tcpPortsSchema }),
  z.strictObject({ ...addedBase, protocol: z.enum(["icmp", "icmpv6"]), ports: portsSchema.optional() }),
  z.strictObject({ ...addedBase, protocol: z.literal("all") }),
]);

export const layerSchema = z
  .strictObject({
    omit: list(z.string()).optional().describe("Ids of port rules to leave out."),
    add: list(addedRule).optional().describe("Port rules to add."),
    override: z
      .record(z.string(), z.strictObject({ ports: tcpPortsSchema.optional(), purpose: purpose.optional() }))
      .optional()
      .describe("Ports or purpose of port rules to change, by id."),
  })
  .meta({ id: "rules" });
export type Layer = z.output<typeof layerSchema>;
