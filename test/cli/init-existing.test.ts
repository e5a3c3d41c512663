/** `rancher-sg init` for existing security groups. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../stacks/program";
import { rancherSg, refusal, root } from "./command";

const found = (setup: string, file: string) => join(root, "test/fixtures/found", setup, file);
const answers = (setup: string) => [found(setup, "groups.json"), found(setup, "rules.json")];
const textOf = (folder: string, file = "rancher-sg.yaml") => readFileSync(join(folder, file), "utf8");

/** Writes EC2's answers about a setup as groups.json and rules.json into a folder, and calls `run` with it. */
function withAnswers(setup: string, run: (folder: string) => void): void {
  const files = Object.fromEntries(
    ["groups.json", "rules.json"].map((name) => [name, readFileSync(found(setup, name), "utf8")]),
  );
  inFolder({}, (folder) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    run(folder);
  });
}

test("writes a config that states its guesses, closed ports, and ports that other rules open", () => {
  withAnswers("f", (folder) => {
    const { exitCode, stdout, stderr } = rancherSg("init groups.json rules.json --region us-east-1", { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toBe(`wrote rancher-sg.yaml
wrote cdktf.json

1. Read rancher-sg.yaml. Its comments say how sure each guess is, and why.
2. Write the import maps. If other code manages the groups today, add --handover FOLDER, and give FOLDER to its owner.
     npx rancher-sg audit groups.json rules.json --deployment proj-control-plane --imports proj-control-plane.import.json
3. To each deployment in rancher-sg.yaml, add the line with adopt that audit prints.
4. Deploy. Confirm only if the plan has 0 to add and 0 to destroy.
     npx rancher-sg synth
     npx cdktf-cli@0.21.0 deploy proj-control-plane
`);
    expect(
      textOf(folder),
    ).toBe(`# yaml-language-server: $schema=node_modules/rancher-security-groups/schema/rancher-sg.schema.json
# Written by rancher-sg init from groups.json,rules.json. Opens the same traffic as the security groups there.
# Before the first deploy, write an import map with rancher-sg audit --imports, and name it under adopt.
# (high), (medium) and (low) mark guesses. If one is wrong, delete this file and run rancher-sg init again with --kind,
# --distribution, --cni or --role.

defaults: { region: us-east-1, vpcId: vpc-68522f3b3c6c260e6 }
deployments:
  - name: proj-control-plane
    type: cluster
    provisioning: custom
    distribution: rke2 # (medium) the closest k3s config lacks existing rules: udp 8472, tcp 9345, tcp 30000-32767
    rancherVersion: "2.15"
    # roles: (high) the closest config with other roles lacks existing rules: tcp 443, tcp 6443, tcp 9345
    groups:
      servers: { parties: [ etcd, controlplane ], securityGroupId: sg-0d7d3dc5d959fbef3, manageRules: true } # proj-control-plane-master-sg
      agents: { parties: [ worker ], securityGroupId: sg-0976ce73484b4bda2, manageRules: true } # proj-control-plane-worker-sg
    pools: { servers: [ etcd, controlplane ], agents: [ worker ] }
    # none: no existing rule was found for the party
    parties:
      rancher: none
      apiClients: none
      workloadClients: { cidrs: [ 203.0.113.0/24 ] }
      administrators: { cidrs: [ 192.0.2.0/28, 198.51.100.0/28 ] }
    rules:
      # Documented port rules that the groups do not have in full. Delete an entry to create its rules.
      omit:
        - cluster-ingress-http-tcp # Ingress controller over HTTP
        - canal-health-tcp # Health checks of Canal
        - rke2-etcd-client-tcp # etcd client requests; already open through sgr-e0b56abd960ad3564
        - rke2-etcd-peer-tcp # etcd peer communication; already open through sgr-e0b56abd960ad3564
        - rke2-etcd-metrics-tcp # etcd metrics
        - { id: rke2-kube-api-tcp, from: [ worker ] } # Kubernetes API server
      # Existing rules that differ from the documented ones. After the first deploy, delete an entry to remove its rules from EC2.
      add:
        - { id: kept-nodes-nodes-tcp-10251, from: [ etcd, controlplane, worker ], to: [ etcd, controlplane, worker ], protocol: tcp, ports: 10251, purpose: rule }
        - { id: kept-nodes-nodes-tcp-10252, from: [ etcd, controlplane, worker ], to: [ etcd, controlplane, worker ], protocol: tcp, ports: 10252, purpose: rule }
        - { id: kept-nodes-nodes-tcp-10256, from: [ etcd, controlplane, worker ], to: [ etcd, controlplane, worker ], protocol: tcp, ports: 10256, purpose: rule }
        - { id: kept-etcd-controlplane-etcd-controlplane-tcp-2379-2380, from: [ etcd, controlplane ], to: [ etcd, controlplane ], protocol: tcp, ports: 2379-2380, purpose: rule }
        - { id: kept-nodes-worker-tcp-9345, from: [ etcd, controlplane, worker ], to: [ worker ], protocol: tcp, ports: 9345, purpose: rule }
        - { id: kept-peer-worker-tcp-31488, from: [ peer ], to: [ worker ], protocol: tcp, ports: 31488, peer: { cidrs: [ 10.12.3.8/32 ] }, purpose: rule }
        - { id: kept-peer-worker-tcp-6443, from: [ peer ], to: [ worker ], protocol: tcp, ports: 6443, peer: { cidrs: [ 192.0.2.0/28, 198.51.100.0/28 ] }, purpose: rule }
`);
  });
});

test.each(["c", "d", "h"])(
  "writes a config of setup %s that imports everything and reports only closed ports",
  (setup) => {
    withAnswers(setup, (folder) => {
      const written = rancherSg("init groups.json rules.json --region us-east-1", { cwd: folder });
      expect(written).toMatchObject({ exitCode: 0, stderr: "" });
      for (const [, name] of textOf(folder).matchAll(/^ {2}- name: (.*)$/gm)) {
        const audited = rancherSg(`audit groups.json rules.json --deployment ${name} --imports map.json`, {
          cwd: folder,
        });
        expect(audited.stdout).not.toMatch(/closed today|open already|the deployment does not have/);
        expect(audited.stdout).not.toMatch(/^ {2}(error|warning)/m);
        expect(audited.exitCode).toBe(0);
      }
      expect(rancherSg("synth", { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
    });
  },
);

test("reads a Terraform plan, and creates groups with the same names", () => {
  inFolder({}, (folder) => {
    const args = ["init", found("a", "plan.json"), "--region", "us-east-1", "--kind", "rancher-server"];
    expect(rancherSg([...args, "--distribution", "k3s"], { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(textOf(folder)).toContain("rancher: { parties: [ rancher ], name: quick-all } # quick-all");
    expect(textOf(folder)).toContain("distribution: k3s # set by --distribution");
  });
});

test("ends the steps with terraform for --for terraform", () => {
  withAnswers("f", (folder) => {
    const { stdout } = rancherSg("init groups.json rules.json --region us-east-1 --for terraform", { cwd: folder });
    expect(stdout).toMatch(
      /\n {5}npx rancher-sg synth\n {5}terraform -chdir=cdktf\.out\/stacks\/proj-control-plane init\n {5}terraform -chdir=cdktf\.out\/stacks\/proj-control-plane apply\n$/,
    );
  });
});

test("names the command for modules if a plan creates the VPC, which no stack could refer to", () => {
  inFolder({}, (folder) => {
    const { exitCode, stdout } = rancherSg(["init", found("e", "plan.json"), "--region", "us-east-1"], { cwd: folder });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `wrote rancher-sg.yaml

1. Read rancher-sg.yaml. Its comments say how sure each guess is, and why.
2. Write modules, and call them from your Terraform program: docs/modules.md
     npx rancher-sg synth --format module
`,
    });
    expect(rancherSg("synth --format module", { cwd: folder })).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

test("lists each rule that no entry can express once, with its id if EC2 reported one", () => {
  withAnswers("f", (folder) => {
    const [servers, agents] = ["sg-0d7d3dc5d959fbef3", "sg-0976ce73484b4bda2"];
    const roles = `--role etcd=${servers} --role controlplane=${servers} --role worker=${servers} --role worker=${agents}`;
    const options = `--region us-east-1 ${roles}`;
    expect(rancherSg(`init groups.json ${options} --output a.yaml`, { cwd: folder }).exitCode).toBe(1);
    expect(textOf(folder, "a.yaml")).toMatch(
      / {2}# {3}proj-control-plane-worker-sg: the deploy does not import tcp 10256 from sg-0976ce73484b4bda2$/m,
    );
    expect(rancherSg(`init groups.json rules.json ${options}`, { cwd: folder }).exitCode).toBe(1);
    expect(textOf(folder)).toMatch(
      / {2}# {3}proj-control-plane-worker-sg: the deploy does not import sgr-\w+ tcp 10256 from sg-0976ce73484b4bda2$/m,
    );
  });
});

test("accepts groups for each role with --role", () => {
  withAnswers("a", (folder) => {
    const args = "init groups.json rules.json --region us-east-1 --role rancher=quick-all --output server.yaml";
    const { exitCode, stdout } = rancherSg(args, { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("npx rancher-sg audit groups.json rules.json --config server.yaml --deployment quick-all");
    expect(textOf(folder, "server.yaml")).toContain("type: rancher-server\n");
    expect(JSON.parse(textOf(folder, "cdktf.json")).app).toBe("npx rancher-sg synth --config server.yaml");
  });
  withAnswers("f", (folder) => {
    const [servers, agents] = ["sg-0976ce73484b4bda2", "sg-0d7d3dc5d959fbef3"];
    const roles = `--role etcd=${servers} --role controlplane=${servers} --role worker=${agents}`;
    expect(rancherSg(`init groups.json rules.json --region us-east-1 ${roles}`, { cwd: folder }).exitCode).toBe(0);
    expect(textOf(folder)).toContain(`servers: { parties: [ etcd, controlplane ], securityGroupId: ${servers}`);
    expect(textOf(folder)).toContain("# roles: set by --role\n");
  });
});

test.each([
  ["", "--region: is required; for example us-east-1"],
  [
    "--region us-east-1 --role node=sg-1",
    '--role: does not say which group nodes of a role attach, got "node=sg-1"; write ROLE=GROUP, such as etcd=sg-0123456789abcdef0; the roles are rancher, etcd, controlplane, worker',
  ],
  [
    "--region us-east-1 --role etcd=other",
    '--role: is not among the groups in groups.json,rules.json, got "other"; write the id of one that is, as sg-...',
  ],
  [
    "--region us-east-1 --role controlplane=edge-self --role worker=edge-ingress",
    '--role: are not all the roles of a deployment, got "controlplane, worker"; name a group for each of etcd, controlplane and worker, or for rancher; a group may have several roles',
  ],
  [
    "--region us-east-1 --role etcd=edge-self",
    '--role: are not all the roles of a deployment, got "etcd"; name a group for each of etcd, controlplane and worker, or for rancher; a group may have several roles',
  ],
  [
    "--region us-east-1 --role rancher=edge-self --role etcd=edge-self --role controlplane=edge-self --role worker=edge-self",
    '--role: is named for the nodes of Rancher and for those of a cluster, got "sg-7a9747690b5f0e43f"; name it for one of them: Rancher\'s own cluster has only the role rancher',
  ],
  [
    "--region us-east-1 --role rancher=edge-self --kind custom",
    "--role: cannot be combined with --kind custom; remove one or the other",
  ],
  [
    "--region us-east-1 --cni nope",
    '--cni: is not a CNI that is known here, got "nope"; did you mean "none"?; for another CNI, write none, which opens every protocol among the nodes',
  ],
  [
    "--region us-east-1 --distribution rke --rancher-version 2.14",
    '--rancher-version: is a version without RKE, which ended with Rancher 2.11, got "2.14"; write "2.11" or earlier, or set distribution to rke2 or k3s',
  ],
  ["--region us-east-1 --api-clients none", "--api-clients: cannot be combined with ORIGIN; remove one or the other"],
  ["--region us-east-1 --live", "--live: cannot be combined with ORIGIN; remove one or the other"],
  [
    "--region us-east-1 --vpc vpc-1",
    "groups.json,rules.json: has no group with a port of Kubernetes, nor one that lets its nodes reach each other; read the groups of another VPC or region",
  ],
])("rejects %j and writes nothing", (more, message) => {
  withAnswers("c", (folder) => {
    expect(refusal(`init groups.json rules.json ${more}`, { cwd: folder })).toEqual([message]);
    expect(rancherSg("synth", { cwd: folder }).exitCode).toBe(2);
  });
});

test("rejects a config as the origin, and options about existing groups without an origin", () => {
  inFolder({}, (folder) => {
    const config = join(root, "stacks/rancher-sg.yaml");
    expect(refusal(["init", config, "--region", "us-east-1"], { cwd: folder })).toEqual([
      `${config}: is not about groups that exist; name EC2's answers, or the JSON of terraform show -json of a plan or a state; compare configs and synthesised folders with rancher-sg diff`,
    ]);
    expect(refusal("init --kind custom --role etcd=sg-1", { cwd: folder })).toEqual([
      "--role: has a meaning only for groups that exist; name what was read, such as groups.json,rules.json, or add --live",
    ]);
  });
});

test("takes several groups as those of Rancher's nodes with --kind rancher-server", () => {
  withAnswers("f", (folder) => {
    rancherSg("init groups.json rules.json --region us-east-1 --kind rancher-server", { cwd: folder });
    expect(textOf(folder).match(/parties: \[ rancher \], securityGroupId: \S+/g)).toEqual([
      "parties: [ rancher ], securityGroupId: sg-0d7d3dc5d959fbef3,",
      "parties: [ rancher ], securityGroupId: sg-0976ce73484b4bda2,",
    ]);
  });
});

test("lists the VPCs if there are several", () => {
  inFolder({}, (folder) => {
    const files = [...answers("a"), ...answers("b")];
    expect(refusal(["init", ...files, "--region", "us-east-1"], { cwd: folder })).toEqual([
      "--vpc: the groups are in several VPCs: vpc-9e43b2e00c6e1222c, vpc-cf5bc85beecb74420; name one",
    ]);
    expect(
      rancherSg(["init", ...files, "--region", "us-east-1", "--vpc", "vpc-cf5bc85beecb74420"], { cwd: folder })
        .exitCode,
    ).toBe(0);
    expect(textOf(folder)).toContain("name: demo-allow-nodes");
  });
});

test("keeps names and descriptions of groups on their lines", () => {
  withAnswers("c", (folder) => {
    const hostile = textOf(folder, "groups.json").replaceAll(
      "edge-self",
      "edge-self\\n  - name: evil\\u001b[2J\\u202e",
    );
    writeFileSync(join(folder, "groups.json"), hostile);
    const { exitCode } = rancherSg("init groups.json rules.json --region us-east-1", { cwd: folder });
    expect(exitCode).toBe(0);
    expect(textOf(folder).match(/^ {2}- name: .*/gm)).toEqual(["  - name: edge"]);
    expect(textOf(folder)).not.toContain("\u001b");
  });
});

test("rejects groups of which a state has only some rules", () => {
  const [id, vpcId] = ["sg-0123456789abcdef0", "vpc-0a1b2c3d4e5f60718"];
  const rule = { security_group_id: id, ip_protocol: "tcp", from_port: 6443, to_port: 6443, cidr_ipv4: "10.0.0.0/8" };
  const [type, name] = ["aws_vpc_security_group_ingress_rule", "api"];
  const values = { id, name: "servers", vpc_id: vpcId };
  const resources = [
    { address: "data.aws_security_group.a", mode: "data", type: "aws_security_group", name: "a", values },
    { address: `${type}.${name}`, mode: "managed", type, name, values: rule },
  ];
  const state = { format_version: "1.0", values: { root_module: { resources } } };
  inFolder({}, (folder) => {
    writeFileSync(join(folder, "state.json"), JSON.stringify(state));
    expect(refusal("init state.json --region us-east-1", { cwd: folder })).toEqual([
      `${id}: has only some of its rules in state.json; read EC2's answers about it`,
    ]);
  });
});
