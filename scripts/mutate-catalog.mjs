/**
 * Proves that the tests check every cell of the catalog: changes random cells (a port, a protocol, a party), one at a
 * time and in a copy of the checkout, and runs the tests of catalog and projection on each. Exits with 1 if the tests
 * miss a change.
 *
 *     npm run mutate -- --count 10 --seed 1
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { catalogRows, rowCount } from "./catalog-rows.mjs";

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
const catalogFolder = "src/catalog";
/** The quick one first: if it fails, the other one is not run. */
const suites = ["test/catalog", "test/projection"];
const leftOut = new Set(["node_modules", "lib", ".git", "coverage"]);

const { values } = parseArgs({ options: { count: { type: "string", default: "10" }, seed: { type: "string" } } });
const count = wholeNumber("count", values.count);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : wholeNumber("seed", values.seed);
const random = randomFrom(seed);

/** Only the program knows which parties the lists in a row mean. */
const { addonCatalogs, catalogs, cniCatalogs } = await import("../lib/src/catalog/index.js");
const rules = new Map(
  [...catalogs.values(), ...cniCatalogs, ...addonCatalogs].flatMap((catalog) =>
    catalog.rules.map((rule) => [rule.id, rule]),
  ),
);

const files = readdirSync(join(checkout, catalogFolder), { recursive: true }).filter((name) => name.endsWith(".ts"));
const rows = files.flatMap((name) => {
  const file = join(catalogFolder, name);
  const source = readFileSync(join(checkout, file), "utf8");
  const found = catalogRows(source);
  // A row that this script cannot read would never be mutated, so it stops.
  if (found.length !== rowCount(source)) throw new Error(`${file}: read ${found.length} of ${rowCount(source)} rows`);
  return found.map((row) => ({ ...row, file }));
});
const parties = [...new Set([...rules.values()].flatMap(({ from, to }) => [...from, ...to]))].sort();

process.exitCode = main();

function main() {
  const mutations = pickMutations();
  const copy = mkdtempSync(join(tmpdir(), "mutate-catalog-"));
  try {
    cpSync(checkout, copy, {
      recursive: true,
      filter: (path) => !leftOut.has(basename(path)) && !relative(checkout, path).startsWith("cdktf.out"),
    });
    symlinkSync(join(checkout, "node_modules"), join(copy, "node_modules"));
    if (failingSuite(copy)) throw new Error("the tests fail before anything is mutated");
    const survived = mutations.filter((mutation) => !isKilled(copy, mutation)).length;
    console.log(`${count - survived} of ${count} mutations killed, ${survived} survived (seed ${seed})`);
    return survived === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function pickMutations() {
  const picked = new Map();
  while (picked.size < count) {
    const row = oneOf(rows);
    const { span, text, what } = oneOf([mutatePort, mutateProtocol, mutateParty])(row) ?? {};
    if (span) picked.set(`${row.id} ${what}`, { ...row, span, text, what });
  }
  return [...picked.values()];
}

function mutatePort({ ports }) {
  if (ports.length === 0) return undefined;
  const { value, span } = oneOf(ports);
  const others = [value - 1, value + 1, ...rows.flatMap((row) => row.ports.map((port) => port.value))];
  const other = oneOf(others.filter((port) => port !== value && port > 0 && port < 65536));
  return { span, text: `${other}`, what: `port ${value} -> ${other}` };
}

function mutateProtocol({ traffic, protocol }) {
  const before = protocol === "allTraffic" ? "all" : protocol;
  const other = oneOf(["tcp", "udp", "icmp", "all"].filter((name) => name !== before));
  const text = `{ ...${traffic.text}, protocol: "${other}" as const }`;
  return { span: traffic.span, text, what: `protocol ${before} -> ${other}` };
}

function mutateParty(row) {
  const side = oneOf(["from", "to"]);
  const value = rules.get(row.id)[side];
  const dropped = value.length > 1 && random() < 0.3 ? oneOf(value) : undefined;
  const added = dropped ? undefined : oneOf(parties.filter((party) => !value.includes(party)));
  const replaced = added && random() < 0.5 ? oneOf(value) : undefined;
  const after = [...value.filter((party) => party !== dropped && party !== replaced), ...(added ? [added] : [])];
  return { span: row[side], text: JSON.stringify(after), what: `${side} ${value.join("+")} -> ${after.join("+")}` };
}

function isKilled(copy, { file, id, span, text, what }) {
  const path = join(copy, file);
  const original = readFileSync(path);
  writeFileSync(path, Buffer.concat([original.subarray(0, span[0]), Buffer.from(text), original.subarray(span[1])]));
  const suite = failingSuite(copy);
  writeFileSync(path, original);
  console.log(`${suite ? `killed by ${suite}` : "SURVIVED"}: ${file} ${id} ${what}`);
  return suite !== undefined;
}

/** The first suite with a failing test. A run in which no test ran proves nothing, and throws. */
function failingSuite(copy) {
  return suites.find((suite) => {
    const report = join(copy, "jest-report.json");
    rmSync(report, { force: true });
    const jest = [join(copy, "node_modules/jest/bin/jest.js"), suite, "--json", `--outputFile=${report}`];
    const { stderr } = spawnSync(process.execPath, jest, { cwd: copy, encoding: "utf8", maxBuffer: 2 ** 28 });
    const { numPassedTests, numFailedTests } = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : {};
    if (!numPassedTests && !numFailedTests) throw new Error(`no test of ${suite} ran:\n${stderr.slice(-2000)}`);
    return numFailedTests > 0;
  });
}

function oneOf(list) {
  return list[Math.floor(random() * list.length)];
}

function wholeNumber(option, text) {
  if (/^[0-9]+$/.test(text)) return Number(text);
  console.error(`--${option}: must be a whole number, got "${text}"`);
  process.exit(2);
}

/** Mulberry32: the same numbers for the same seed, on every machine. */
function randomFrom(start) {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
