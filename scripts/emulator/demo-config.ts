/** Prepares any config for a deploy to the emulator. First creates the groups and lists that the config refers to. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  paginateDescribeSecurityGroups,
} from "@aws-sdk/client-ec2";
import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from "yaml";
import { loadConfig } from "../../src/config/load-config";
import { createVpc, emulatedEc2 } from "./emulated-ec2";
import type { ConfigFiles } from "./workspace";

/** A VPC of the emulator, and the ids of the groups that were in it before the deploy. */
export interface DemoPlace {
  readonly client: EC2Client;
  readonly vpcId: string;
  readonly groupsBefore: readonly string[];
}

export interface DemoConfig {
  readonly files: ConfigFiles;
  readonly places: readonly DemoPlace[];
}

/**
 * The files of `config` with ids of the emulator. State is local, and accounts, roles, import maps and `preventDestroy`
 * are left out, because the emulator has one account and everything is destroyed at the end.
 * @throws SecurityGroupsError with every mistake in the config
 */
export async function demoConfig(config: string, endpoint: string): Promise<DemoConfig> {
  const deployments = loadConfig(config).map(({ plan }) => plan.deployment);
  const created = new Map<string, string>();
  const places: { readonly client: EC2Client; readonly vpcId: string }[] = [];
  for (const deployment of deployments) {
    const client = emulatedEc2(endpoint, deployment.region);
    let vpcId = created.get(deployment.vpcId);
    if (vpcId === undefined) {
      vpcId = await createVpc(client, "10.0.0.0/16");
      created.set(deployment.vpcId, vpcId);
      places.push({ client, vpcId });
    }
    for (const [id = ""] of JSON.stringify(deployment).matchAll(/\b(sg|pl)-([0-9a-f]{17}|[0-9a-f]{8})\b/g)) {
      if (created.has(id)) continue;
      created.set(id, await (id.startsWith("sg-") ? createGroup(client, vpcId, id) : createPrefixList(client, id)));
    }
  }
  const files = Object.fromEntries(
    Object.entries(readFiles(config)).map(([name, text]) => [name, emulatedText(text, created, endpoint)]),
  );
  const before = places.map(async (place) => ({ ...place, groupsBefore: await groupIds(place.client, place.vpcId) }));
  return { files, places: await Promise.all(before) };
}

function readFiles(config: string): ConfigFiles {
  if (!statSync(config).isDirectory()) return { "rancher-sg.yaml": readFileSync(config, "utf8") };
  const names = readdirSync(config).filter((name) => /\.ya?ml$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(config, name), "utf8")]));
}

function emulatedText(text: string, created: ReadonlyMap<string, string>, endpoint: string): string {
  const ofEmulator = [...created].reduce((changed, [id, real]) => changed.replaceAll(id, real), text);
  const document = parseDocument(ofEmulator, { merge: true });
  const deployments = document.get("deployments");
  const defaults = document.get("defaults");
  if (isMap(defaults)) forEmulator(document, defaults);
  for (const deployment of isSeq(deployments) ? deployments.items : []) {
    if (!isMap(deployment)) continue;
    forEmulator(document, deployment);
    deployment.set("endpoint", endpoint);
  }
  return document.toString();
}

function forEmulator(document: Document, settings: YAMLMap): void {
  for (const key of ["profile", "assumeRole", "state", "awsProviderVersion", "adopt"]) settings.delete(key);
  const lifecycle = settings.get("lifecycle");
  if (!isMap(lifecycle)) return;
  lifecycle.delete("preventDestroy");
  if (lifecycle.items.length === 0) settings.set("lifecycle", document.createNode({}));
}

async function createGroup(client: EC2Client, vpcId: string, id: string): Promise<string> {
  const group = { VpcId: vpcId, GroupName: `existing ${id.slice(3)}`, Description: "Existing group of the config" };
  const { GroupId } = await client.send(new CreateSecurityGroupCommand(group));
  if (!GroupId) throw new Error(`the emulator created no group for ${id}`);
  return GroupId;
}

async function createPrefixList(client: EC2Client, id: string): Promise<string> {
  const list = {
    PrefixListName: id,
    AddressFamily: "IPv4",
    MaxEntries: 1,
    Entries: [{ Cidr: "192.0.2.0/24" }],
  };
  const { PrefixList } = await client.send(new CreateManagedPrefixListCommand(list));
  if (!PrefixList?.PrefixListId) throw new Error(`the emulator created no prefix list for ${id}`);
  return PrefixList.PrefixListId;
}

async function groupIds(client: EC2Client, vpcId: string): Promise<readonly string[]> {
  const ids: string[] = [];
  const ofVpc = { Filters: [{ Name: "vpc-id", Values: [vpcId] }] };
  for await (const page of paginateDescribeSecurityGroups({ client }, ofVpc))
    ids.push(...(page.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []));
  return ids;
}
