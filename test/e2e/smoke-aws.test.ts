/**
 * `npm run smoke:aws` against the emulator. Runs the program itself, because npm's shell hides the exit code after a
 * Ctrl-C. Two of the four tests run on demand: `FULL=1 npm run e2e -- smoke-aws`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  AuthorizeSecurityGroupIngressCommand,
  type EC2Client,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { type ReportedGroup, readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { Workspace } from "../../scripts/emulator/workspace";

const program = join(__dirname, "../../lib/scripts/smoke-aws.js");
const patience = 5 * 60_000;
const onDemand = process.env.FULL === "1" ? test : test.skip;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);

/** A run of the program in a new VPC. */
class SmokeRun {
  stdout = "";
  stderr = "";
  readonly exitCode: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(
    private readonly client: EC2Client,
    readonly vpcId: string,
    env: NodeJS.ProcessEnv,
    option: string,
  ) {
    const args = [program, "--region", "us-east-1", "--vpc", vpcId, ...option.split(" ")];
    this.child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of ["stdout", "stderr"] as const) {
      this.child[stream]?.setEncoding("utf8").on("data", (text: string) => {
        this[stream] += text;
      });
    }
    this.exitCode = new Promise((resolve) => this.child.on("close", resolve));
  }

  /** The steps without the seconds before them, and with RUN for the name of the run. */
  get steps(): readonly string[] {
    const lines = this.stdout.replaceAll(this.name, "RUN").trimEnd().split("\n");
    return lines.map((line) => line.replace(/^\[ *\d+ s\] /, ""));
  }

  get name(): string {
    return /run ([0-9a-f]{6}) will create/.exec(this.stdout)?.[1] ?? "unknown";
  }

  signal(name: "SIGINT" | "SIGTERM"): void {
    this.child.kill(name);
  }

  async groups(): Promise<readonly ReportedGroup[]> {
    return (await readGroups(this.client, this.vpcId)).filter(({ name }) => name !== "default");
  }

  /** Reads the groups until `isMet`. @throws Error if the program ends before. */
  async waitFor(isMet: (groups: readonly ReportedGroup[]) => boolean): Promise<readonly ReportedGroup[]> {
    while (this.child.exitCode === null) {
      const groups = await this.groups();
      if (isMet(groups)) return groups;
      await delay(500);
    }
    throw new Error(`ended too early:\n${this.stdout}${this.stderr}`);
  }
}

function ingressRules(groups: readonly ReportedGroup[]) {
  return groups.flatMap(({ id: GroupId, rules }) =>
    rules.flatMap(({ direction, id }) => (direction === "ingress" ? [{ GroupId, id }] : [])),
  );
}

(tools ? describe : describe.skip)("the smoke test", () => {
  let emulator: Emulator;
  let client: EC2Client;
  let workspace: Workspace;

  beforeAll(async () => {
    emulator = await Emulator.start((tools as Toolchain).motoServer);
    client = emulatedEc2(emulator.url);
    workspace = Workspace.empty(mkdtempSync(join(tmpdir(), "rancher-security-groups-")), tools as Toolchain, {
      AWS_ACCESS_KEY_ID: "emulator",
      AWS_SECRET_ACCESS_KEY: "emulator",
      AWS_ENDPOINT_URL: emulator.url,
    });
  }, patience);

  afterAll(async () => {
    await emulator?.stop();
    workspace?.remove();
  }, patience);

  const newVpc = () => createVpc(client, "10.0.0.0/16");
  const start = (vpcId: string, option = "--yes") => new SmokeRun(client, vpcId, workspace.env, option);

  test(
    "lists what it will create, finds it in EC2, destroys it, and exits with 0",
    async () => {
      const run = start(await newVpc());
      expect([await run.exitCode, run.stderr]).toEqual([0, ""]);
      expect(run.steps).toEqual([
        "wrote the sample as Terraform JSON; Terraform plans it",
        `run RUN will create 6 groups and 169 rules in ${run.vpcId}, us-east-1, account 123456789012, as arn:aws:sts::123456789012:user/moto`,
        "the groups: smoke-RUN-rancher-load-balancer, smoke-RUN-rancher-rancher, smoke-RUN-cluster-controlplane, smoke-RUN-cluster-etcd, smoke-RUN-cluster-worker, smoke-RUN-nodes",
        "each has the tag rancher-sg-smoke=RUN; all are destroyed again; security groups cost nothing",
        "applying",
        "EC2 has exactly these 6 groups and 169 rules",
        "destroying",
        "no group with the tag rancher-sg-smoke=RUN is left",
        "passed",
      ]);
      expect(await run.groups()).toEqual([]);
    },
    patience,
  );

  onDemand(
    "reports a rule that is revoked and a rule that is added after Terraform created their group, and exits with 1",
    async () => {
      const run = start(await newVpc());
      const [early] = ingressRules(await run.waitFor((groups) => ingressRules(groups).length > 0));
      const { GroupId = "", id = "" } = early ?? {};
      // Terraform has read the rule for the last time before it creates so many others.
      await run.waitFor((groups) => ingressRules(groups).length > 40);
      await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [id] }));
      const added = { IpProtocol: "tcp", FromPort: 7, ToPort: 7, IpRanges: [{ CidrIp: "192.0.2.0/24" }] };
      await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [added] }));
      expect(await run.exitCode).toBe(1);
      expect(run.stdout).toMatch(
        /2 differences from the plan:\n {8}missing rule: .*\n {8}extra rule: tcp 7 from 192\.0\.2\.0\/24 of /,
      );
      expect([run.steps.at(-1), run.stderr, await run.groups()]).toEqual(["failed", "", []]);
    },
    patience,
  );

  test(
    "destroys what it created after an interruption that npm repeats, and exits with 1",
    async () => {
      const run = start(await newVpc());
      await run.waitFor((groups) => ingressRules(groups).length > 0);
      run.signal("SIGINT");
      run.signal("SIGTERM");
      expect(await run.exitCode).toBe(1);
      expect([run.stderr, await run.groups()]).toEqual(["interrupted\n", []]);
      expect(run.steps.slice(4)).toEqual(
        expect.arrayContaining(["applying", expect.stringMatching(/^interrupted: /), "destroying", "failed"]),
      );
    },
    patience,
  );

  onDemand(
    "stops at a second interruption, and prints the command that removes the rest",
    async () => {
      const run = start(await newVpc());
      await run.waitFor((groups) => ingressRules(groups).length > 40);
      run.signal("SIGTERM");
      await run.waitFor(() => run.stdout.includes("interrupted: "));
      await delay(1100);
      run.signal("SIGINT");
      expect(await run.exitCode).toBe(1);
      const left = await run.groups();
      expect(left.length).toBeGreaterThan(0);
      const ids = /^groups left: (.*)$/m.exec(run.stderr)?.[1]?.split(" ").sort();
      expect(ids).toEqual(left.map(({ id }) => id).sort());
      expect(run.stderr).toContain(
        `to remove them: npm run smoke:aws -- --region us-east-1 --vpc ${run.vpcId} --remove ${run.name}\n`,
      );
      const removal = start(run.vpcId, `--remove ${run.name}`);
      expect([await removal.exitCode, removal.stderr, await run.groups()]).toEqual([0, "", []]);
    },
    patience,
  );
});
