import { lint } from "../../src/lint/lint";
import { loadText, nodes } from "../config/config-lines";

test("suggests changing a custom rule of the node driver's group, and not its sources", () => {
  const add = "{ id: own-tcp, from: [internet], to: [nodes], protocol: tcp, ports: 8443, purpose: Own }";
  const [entry] = loadText(nodes(`    rules: { add: [${add}] }\n`)).entries;
  const { plan } = entry as NonNullable<typeof entry>;
  const messages = lint(plan, "2026-01-01")
    .filter(({ portRules }) => portRules.some((id) => id === "own-tcp" || id === "rancher-nodes-ssh-tcp"))
    .map(({ message }) => message);
  expect(messages.filter((message) => message.includes("narrow or omit own-tcp"))).toHaveLength(1);
  expect(messages.filter((message) => message.includes("under sources, for rancher-nodes-ssh-tcp"))).toHaveLength(1);
});
