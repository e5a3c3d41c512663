/**
 * Finds the rows of a catalog file in its syntax tree: `row(id, from, to, traffic, purpose)`, with the position of each
 * cell.
 */
import { parseSync } from "@swc/core";

const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)+-(tcp|udp|icmp|icmpv6|all|\d+)$/;

/**
 * The number of rows in the text: ids that are the first argument of a call. Compared with the rows of the syntax tree.
 */
export function rowCount(source) {
  return source.match(/\(\s*"[a-z][a-z0-9]*(-[a-z0-9]+)+-(tcp|udp|icmp|icmpv6|all|\d+)"/g)?.length ?? 0;
}

/** Every row with its id, parties, protocol and ports. Spans are byte offsets in the source. */
export function catalogRows(source) {
  // swc counts spans from an offset that is not 0. An added first statement shows that offset.
  const program = parseSync(`;${source}`, { syntax: "typescript" });
  const origin = program.body[0].span.start + 1;
  const spanOf = ({ span }) => [span.start - origin, span.end - origin];
  const textAt = ([start, end]) => Buffer.from(source).subarray(start, end).toString();

  const rows = [];
  visit(program, (node) => {
    if (node.type !== "CallExpression" || node.arguments.length < 5) return;
    const [id, from, to, traffic] = node.arguments.map(({ expression }) => expression);
    if (id.type !== "StringLiteral" || !idPattern.test(id.value)) return;
    const protocol = traffic.type === "CallExpression" ? traffic.callee : traffic;
    const ports = traffic.type === "CallExpression" ? traffic.arguments.map(({ expression }) => expression) : [];
    rows.push({
      id: id.value,
      from: spanOf(from),
      to: spanOf(to),
      traffic: { text: textAt(spanOf(traffic)), span: spanOf(traffic) },
      protocol: protocol.value,
      ports: ports.map((port) => ({ value: port.value, span: spanOf(port) })),
    });
  });
  return rows;
}

function visit(node, see) {
  if (Array.isArray(node)) for (const child of node) visit(child, see);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  if (node.type) see(node);
  for (const child of Object.values(node)) visit(child, see);
}
