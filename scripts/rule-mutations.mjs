// All small changes that turn a synthesised rule into another one: deleted, a little wider, or a little narrower.

/** `changed` is absent if the rule is deleted. */
export function mutationsOf(rule) {
  return [
    { kind: "delete", what: "deleted" },
    ...portMutations(rule),
    ...protocolMutations(rule),
    ...cidrMutations(rule),
  ];
}

function portMutations(rule) {
  const { ip_protocol: protocol, from_port: from, to_port: to } = rule;
  if (protocol !== "tcp" && protocol !== "udp") return [];
  const ports = (kind, from_port, to_port) => ({
    kind,
    what: `ports ${from_port}-${to_port}`,
    changed: { ...rule, from_port, to_port },
  });
  return [
    ...(from > 0 ? [ports("widen", from - 1, to)] : []),
    ...(to < 65_535 ? [ports("widen", from, to + 1)] : []),
    ...(from < to ? [ports("narrow", from + 1, to), ports("narrow", from, to - 1)] : []),
  ];
}

function protocolMutations(rule) {
  const { from_port, to_port, ...rest } = rule;
  if (rule.ip_protocol !== "-1") {
    return [{ kind: "widen", what: "every protocol", changed: { ...rest, ip_protocol: "-1" } }];
  }
  const tcp = { ...rest, ip_protocol: "tcp", from_port: 0, to_port: 65_535 };
  return [{ kind: "narrow", what: "tcp only", changed: tcp }];
}

function cidrMutations(rule) {
  return ["cidr_ipv4", "cidr_ipv6"].flatMap((attribute) => {
    if (rule[attribute] === undefined) return [];
    const cidrs = attribute === "cidr_ipv4" ? neighbours(rule[attribute], ipv4) : neighbours(rule[attribute], ipv6);
    return cidrs.map(({ kind, cidr }) => ({ kind, what: cidr, changed: { ...rule, [attribute]: cidr } }));
  });
}

/** The CIDR with a prefix that is one bit shorter, and both halves of the CIDR. */
function neighbours(cidr, { bits, parse, format }) {
  const [address, prefix] = [cidr.split("/")[0], Number(cidr.split("/")[1])];
  const network = parse(address);
  const sizeAt = (length) => 1n << BigInt(bits - length);
  const block = (kind, at, length) => ({ kind, cidr: `${format(at)}/${length}` });
  return [
    ...(prefix > 0 ? [block("widen", network - (network % sizeAt(prefix - 1)), prefix - 1)] : []),
    ...(prefix < bits ? [0n, 1n].map((half) => block("narrow", network + half * sizeAt(prefix + 1), prefix + 1)) : []),
  ];
}

const ipv4 = {
  bits: 32,
  parse: (text) => text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n),
  format: (address) => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) % 256n).join("."),
};

const ipv6 = {
  bits: 128,
  parse(text) {
    const [head, tail = ""] = text.split("::").map((part) => (part ? part.split(":") : []));
    const zeros = text.includes("::") ? Array(8 - head.length - tail.length).fill("0") : [];
    return [...head, ...zeros, ...tail].reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
  },
  format: (address) => address.toString(16).padStart(32, "0").match(/.{4}/g).join(":"),
};
