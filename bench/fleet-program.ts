/** The constructs of this package for a fleet. Usage: node fleet-program.js <config file> <output folder> */
import { App } from "cdktf";
import { loadConfig } from "../src/config/load-config";
import { addStacks } from "../stacks/add-stacks";
import { report } from "./phases";

const [config = "stacks/rancher-sg.yaml", outdir = "cdktf.out"] = process.argv.slice(2);
const deployments = loadConfig(config);
report(outdir, () => {
  const app = new App({ outdir });
  addStacks(app, deployments);
  return () => app.synth();
});
