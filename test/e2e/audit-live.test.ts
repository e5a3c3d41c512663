/**
 * `rancher-sg audit` asks an emulator of EC2 about three VPCs with 60 nodes. Each test makes one fault, expects the
 * audit to report that fault and nothing else, and undoes it. `FULL=1` makes 50 faults, 10 of each kind; otherwise one
 * of each kind.
 */
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { auditVerb } from "../../src/cli/audit";
import { parseVerbArgs } from "../../src/cli/parse-args";
import { type Fault, Faults, faultKinds, randomFrom } from "./audit-faults";
import { AuditedSite, type VpcState } from "./audited-site";
import { Expectation } from "./expected-findings";
import { reportedLines } from "./reported-findings";
import { patience } from "./timings";

const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

const ofEachKind = process.env.FULL === "1" ? 10 : 1;
const seed = Number(process.env.SEED ?? 20);

(tools ? describe : describe.skip)("auditing an emulated EC2", () => {
  let site: AuditedSite;
  const states = new Map<string, VpcState>();
  beforeAll(async () => {
    site = await AuditedSite.open((tools as Toolchain).motoServer);
    for (const vpcId of site.vpcIds) states.set(vpcId, await site.state(vpcId));
  }, patience);
  afterAll(() => site?.close(), patience);

  const run = async (format: string) => {
    const printed: string[] = [];
    const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(`${text}`) > 0);
    try {
      const args = parseVerbArgs(["--live", "--config", site.configFile, "--format", format], auditVerb);
      return { exitCode: await auditVerb.run(args), printed: printed.join("") };
    } finally {
      write.mockRestore();
    }
  };
  const found = async () => reportedLines(JSON.parse((await run("json")).printed), await allStates());
  const allStates = () => Promise.all(site.vpcIds.map((vpcId) => site.state(vpcId)));
  const expected = async (vpcId: string) => new Expectation(site, vpcId, await site.state(vpcId)).lines();

  test(
    "reports nothing if everything is as planned",
    async () => {
      const { exitCode, printed } = await run("text");
      expect([exitCode, printed.split("\n\n").at(-1)]).toEqual([0, "no findings\n"]);
      expect(printed).not.toMatch(/closed|undecided|wider/);
      for (const vpcId of site.vpcIds) expect(await expected(vpcId)).toEqual([]);
      const nodes = [...states.values()].flatMap(({ interfaces }) => interfaces.filter(({ instanceId }) => instanceId));
      expect(nodes).toHaveLength(60);
    },
    patience,
  );

  const faults: Fault[] = [];
  /** Makes a fault with a consequence. For example, removing a rule that another rule contains has none. */
  const seeded = async (drawing: Faults, kind: (typeof faultKinds)[number]) => {
    for (;;) {
      const fault = drawing.draw(kind);
      if (!fault || faults.some(({ target }) => target === fault.target)) continue;
      await fault.apply();
      const lines = await expected(fault.vpcId);
      if (lines.length > 0) return { fault, lines };
      await fault.undo();
    }
  };

  test.each(faultKinds)(
    "finds each %s, and nothing else",
    async (kind) => {
      const drawing = new Faults(site, states, randomFrom(seed + faultKinds.indexOf(kind)));
      for (let count = 0; count < ofEachKind; count++) {
        const { fault, lines } = await seeded(drawing, kind);
        faults.push(fault);
        const reported = await found();
        await fault.undo();
        expect([fault.text, reported]).toEqual([fault.text, lines]);
      }
      expect(await found()).toEqual([]);
    },
    patience,
  );

  test(
    "finds all of them at once",
    async () => {
      for (const fault of faults) await fault.apply();
      const lines: string[] = [];
      for (const vpcId of site.vpcIds) lines.push(...(await expected(vpcId)));
      expect(await found()).toEqual(lines.sort());
      for (const fault of faults) await fault.undo();
      expect(await found()).toEqual([]);
    },
    patience,
  );
});
