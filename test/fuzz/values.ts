/** Values that mutations write in place of others: odd ones of each type, and valid ones of this domain. */
import type { Random } from "./random";
import { Raw, type Tree, TreeMap } from "./tree";

const numbers: readonly Tree[] = [
  ...[0, -1, 1, 22, 80, 65_535, 65_536, 1e21, -1e21, 2 ** 31, 2 ** 53, 0.5, 22.5, Number.MIN_VALUE, Number.MAX_VALUE],
  ...["1e999", "-1e999", "0x50", "0o17", "010", "1_000", "-0", "12345678901234567890123", "+5", ".5", "0b11"].map(raw),
];

const scalars: readonly Tree[] = [
  ...[
    "~",
    ".nan",
    ".inf",
    "-.inf",
    "2026-01-01",
    "2026-01-01T00:00:00Z",
    "!!binary aGk=",
    "!!set {a, b}",
    "=",
    "'",
    "|",
  ].map(raw),
  ...["NO", "y", "off", "12:30:45", "1e3", "!!int x", "!!js/function x", "<<", "*none", "? a", "@a", "`a", "%a"].map(
    raw,
  ),
];

function raw(text: string): Raw {
  return new Raw(text);
}

export const hostileTexts: readonly string[] = [
  "\u001b[2J\u001b]0;title\u0007",
  "\u009b1m",
  "a\u0000b",
  "\u202egnp.exe\u2066\u2069",
  "\u2028\u2029\u0085",
  "a\nb\r\nc\rd\te",
  "\n::error file=a::b",
  "::set-output name=a::b",
  "::add-mask::b",
  "  ::warning::b",
  "##[error]b",
  "##vso[task.setvariable]b",
  "\r##[group]b",
  "${aws_vpc.main.id}",
  "%{ if true }a%{ endif }",
  "$${a}",
  "$${",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "]]>&lt;&#0;&amp;",
  "[a](javascript:alert(1)) ![b](http://c) | ` ``` <!-- --> # @octocat fixes #1",
  "'; rm -rf ~; '$(id)`id`\"\\",
  "\u{1f600}\u{1f468}\u200d\u{1f469}",
  "\ud800",
  "\udc00a",
  "e\u0301 \u00e9 \u212b \ufb01",
  "\u0661\u0662",
  "\uff11\uff10.0.0.0/8",
  "\u200b",
  "\ufeff",
  "\ue000\uffff",
  " ",
  " a ",
  "\u00a0a\u3000",
  ".",
  "..",
  "../../outside",
  "/dev/null/outside",
  "C:\\outside",
  "a/b",
  "con",
  "-",
  "--help",
  "=1+1",
  "true",
  "null",
  "0",
  "[]",
  "{}",
  "<<",
];

export const prototypeKeys: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "toJSON",
  "then",
  "length",
];

/** Words of this domain, valid somewhere. */
const words: readonly Tree[] = [
  ...[
    "0.0.0.0/0",
    "::/0",
    "10.0.0.0/8",
    "10.0.0.5/24",
    "010.0.0.0/8",
    "10.0.0/24",
    "10.0.0.0/33",
    "10.0.0.0/0",
    "10.0.0.1",
  ],
  ...[
    "::ffff:10.0.0.0/104",
    "::ffff:a00:0/104",
    "fe80::/10",
    "2001:db8::1/128",
    "2001:DB8::/32",
    "255.255.255.255/32",
    "0.0.0.0/32",
  ],
  ...["0.0.0.0/1", "128.0.0.0/1", "::1", "1::/129", "fe80::1%eth0/64", "224.0.0.0/4", "169.254.169.254/32"],
  ...["0-65535", "443-80", "80-", "-80", "22,80", "0", "1-1", "65535-65536", "8/0", "3/-1", "-1/-1", "255/255"],
  ...[
    "tcp",
    "TCP",
    "udp",
    "icmp",
    "icmpv6",
    "all",
    "-1",
    "1",
    "6",
    "17",
    "58",
    "4",
    "50",
    "0",
    "255",
    "256",
    "sctp",
    "Tcp ",
  ],
  ...[
    "sg-0123456789abcdef0",
    "sg-0123456789abcdef1",
    "sg-",
    "SG-0123456789ABCDEF0",
    "sg-12345678",
    "123456789012/sg-0123456789abcdef0",
  ],
  ...[
    "pl-0123456789abcdef0",
    "vpc-0a1b2c3d4e5f60718",
    "vpc-1",
    "subnet-0123456789abcdef0",
    "sgr-0123456789abcdef0",
    "eni-1",
  ],
  ...["anywhere", "none", "required", "all", "open", "local", "dual", "ipv4", "ipv6", "default"],
  ...[
    "etcd",
    "controlplane",
    "worker",
    "rancher",
    "nodes",
    "loadBalancer",
    "apiLoadBalancer",
    "internet",
    "peer",
    "apiClients",
  ],
  ...["hostedCluster", "administrators", "workloadClients", "pool:worker", "pool:"],
  ...[
    "cluster",
    "rancher-server",
    "rancher-nodes",
    "node-pools",
    "custom",
    "imported",
    "hosted",
    "rke",
    "rke2",
    "k3s",
    "docker",
  ],
  ...["canal", "calico", "cilium", "flannel", "weave", "vxlan", "geneve", "ipip", "wireguard", "bgp", "host-gw"],
  ...[
    "2.x",
    "2.9",
    "2.11",
    "2.15",
    "2.99",
    "2022-11",
    "2025-09",
    "monitoring",
    "hubble",
    "registries",
    "us-east-1",
    "cn-north-1",
  ],
  ...[
    "managed",
    "data",
    "aws_security_group",
    "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
    "create",
    "delete",
    "no-op",
  ],
  ...[{ create: true }, { none: true }, { anywhere: true }].map((map) => new TreeMap(Object.entries(map))),
];

const empties: readonly (() => Tree)[] = [() => "", () => [], () => new TreeMap([]), () => null];

const longTexts: readonly number[] = [100, 256, 300, 5_000];

/** Kinds of values that may replace a value. */
export const replacements: Readonly<Record<string, (random: Random) => Tree>> = {
  number: (random) => random.pick(numbers),
  "odd scalar": (random) => random.pick(scalars),
  "hostile text": (random) => random.pick(hostileTexts),
  "word of the domain": (random) => random.pick(words),
  "empty value": (random) => random.pick(empties)(),
  "long text": (random) => random.pick(["a", "A1-", "\u{1f600}", "é", "../"]).repeat(random.pick(longTexts)),
  boolean: (random) => random.chance(0.5),
};

/** A list or map that has itself at its only place, `depth` times. */
export function nested(depth: number, isMap: boolean): Raw {
  return new Raw(isMap ? `${'{"a": '.repeat(depth)}1${"}".repeat(depth)}` : `${"[".repeat(depth)}${"]".repeat(depth)}`);
}
