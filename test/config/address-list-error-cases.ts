/** Named address lists. By code and case: a config, and every line that a user reads about it. */
import { cluster } from "./config-lines";
import type { ErrorCase } from "./error-case";

const lists = (text: string, addresses = "[office]") =>
  `${cluster("", `apiClients: { addresses: ${addresses} }, workloadClients: none`)}addresses:\n${text}`;
const office = "  office: { cidrs: [203.0.113.0/24] }\n";

export const addressListErrorCases: readonly ErrorCase[] = [
  [
    "unknown-address-list",
    "a name with a typo, a CIDR and a prefix list in a binding",
    lists(office, "[ofice, 10.0.0.0/8, pl-0123456789abcdef0]"),
    [
      'c.yaml:7:42 deployments[0].parties.apiClients.addresses[0]: is not an address list, got "ofice"; did you mean "office"?',
      'c.yaml:7:49 deployments[0].parties.apiClients.addresses[1]: is not an address list, got "10.0.0.0/8"; write CIDRs under cidrs',
      'c.yaml:7:61 deployments[0].parties.apiClients.addresses[2]: is not an address list, got "pl-0123456789abcdef0"; write ids of prefix lists under prefixListIds',
    ],
  ],
  [
    "unknown-address-list",
    "no lists at all",
    cluster("", "apiClients: { addresses: [office] }, workloadClients: none"),
    [
      'c.yaml:7:42 deployments[0].parties.apiClients.addresses[0]: is not an address list, got "office"; define it under addresses at the top of the config; in a program, pass an AddressList',
    ],
  ],
  [
    "unknown-address-list",
    "a name within a list",
    lists(`${office}  all: { addresses: [office, vpn] }\n`, "[all]"),
    ['c.yaml:11:30 addresses.all.addresses[1]: is not an address list, got "vpn"; use one of office, all'],
  ],
  [
    "circular-address-list",
    "three lists, and a list in itself",
    lists("  office: { addresses: [vpn] }\n  vpn: { addresses: [ci] }\n  ci: { addresses: [office, ci] }\n"),
    [
      "c.yaml:12:21 addresses.ci.addresses[0]: is a list that contains itself: office -> vpn -> ci -> office; remove one of these names",
      "c.yaml:12:29 addresses.ci.addresses[1]: is a list that contains itself: ci -> ci; remove one of these names",
    ],
  ],
  [
    "empty-address-list",
    "a list with a description alone",
    lists("  office: { description: Berlin }\n"),
    ["c.yaml:10:11 addresses.office: has no addresses; use one of cidrs, ipv6Cidrs, prefixListIds, addresses"],
  ],
  [
    "not-a-name",
    "names with spaces, with capitals, and of a function of every object",
    lists(
      `${office}  head office: { cidrs: [10.0.0.0/8] }\n  Office: { cidrs: [10.0.0.0/8] }\n  constructor: { cidrs: [10.0.0.0/8] }\n`,
    ),
    [
      'c.yaml:11:3 addresses.head office: cannot be used as a name, got "head office"; use small letters, digits and -, starting with a letter, at most 64',
      'c.yaml:12:3 addresses.Office: cannot be used as a name, got "Office"; use small letters, digits and -, starting with a letter, at most 64',
      'c.yaml:13:3 addresses.constructor: cannot be used as a name, got "constructor"; choose another name',
    ],
  ],
  [
    "host-bits",
    "mistakes within lists, reported once however often the lists are named",
    lists("  office: { cidrs: [203.0.113.5/24], groups: [a] }\n", "[office, office]"),
    [
      'c.yaml:10:21 addresses.office.cidrs[0]: has host bits set, got "203.0.113.5/24"; the network is 203.0.113.0/24',
      "c.yaml:10:38 addresses.office.groups: is not a known key; use one of description, cidrs, ipv6Cidrs, prefixListIds, addresses",
    ],
  ],
  [
    "wrong-type",
    "a list of lists, a number as a name, and a map as a name",
    lists("  - office\n", "[1, { cidrs: [10.0.0.0/8] }]"),
    [
      "c.yaml:7:42 deployments[0].parties.apiClients.addresses[0]: must be the name of an address list, got 1",
      'c.yaml:7:45 deployments[0].parties.apiClients.addresses[1]: must be the name of an address list, got {"cidrs":["10.0.0.0/8"]}',
      'c.yaml:10:3 addresses: must be a map, got ["office"]',
    ],
  ],
];
