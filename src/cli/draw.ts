import { mistake, problems } from "../errors";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import { withoutUndefined } from "../model/without-undefined";
import { partyFlows } from "../reach/party-flows";
import { diagramMermaid } from "../report/draw/diagram-mermaid";
import { diagramSvg } from "../report/draw/diagram-svg";
import { type DrawOptions, themes } from "../report/draw/draw-options";
import { chooseFlows } from "../report/draw/flow-choice";
import { flowGraph } from "../report/draw/flow-graph";
import { fromToMatrix } from "../report/draw/from-to-matrix";
import { matrixSvg } from "../report/draw/matrix-svg";
import { languages, textsIn } from "../texts";
import { deploymentsOf, oneDeployment, onlyOne } from "./deployments";
import { deliver, destinationOf, type TerminalFile } from "./output";
import { defineVerb, formatOption } from "./verb";

/** Mermaid is text to read and to copy, and goes to the terminal. */
const onTerminal: ReadonlyMap<string, TerminalFile> = new Map(
  [
    ["matrix-svg", "rancher-sg-matrix.svg"],
    ["diagram-svg", "rancher-sg-diagram.svg"],
  ].map(([format = "", name = ""]) => [
    format,
    {
      name,
      mark: '<svg xmlns="http://www.w3.org/2000/svg" class="rsg-picture"',
      kind: "a picture drawn by rancher-sg",
    },
  ]),
);

export const drawVerb = defineVerb({
  purpose: "write",
  summary: "the matrix, or a diagram of parties and flows, as a picture",
  options: {
    ...oneDeployment,
    format: formatOption(["matrix-svg", "diagram-svg", "mermaid"]),
    direction: {
      value: "WAY",
      allowed: ["ingress", "egress"],
      description: "only flows with a rule of that direction (default: all flows)",
    },
    party: { value: "PARTY", description: "only flows around this party (default: all)" },
    depth: { value: "N", description: "how many steps from the party (default: 1, its own flows)" },
    theme: {
      value: "THEME",
      allowed: themes,
      default: "auto",
      description: "auto follows the settings of the reader's system",
    },
    lang: { value: "LANGUAGE", allowed: languages, default: "en" },
    output: {
      value: "FILE",
      description: `write to this file, or to standard output if FILE is - (default: standard output; if it is a terminal, an SVG goes to ${[...onTerminal.values()].map(({ name }) => name).join(" or ")})`,
    },
  },
  run({ options }) {
    const { format, direction, theme, lang } = options;
    const depth = depthOf(options);
    const { name, plan } = onlyOne(deploymentsOf(options).chosen);
    const party = partyOf(options.party, plan);
    const destination = destinationOf(options.output, onTerminal.get(format));
    const flows = chooseFlows(partyFlows(plan), { depth, ...withoutUndefined({ direction, party }) });
    deliver(drawn(), destination);
    return 0;

    function drawn(): string {
      const drawing: DrawOptions = { deployment: name, texts: textsIn(lang), theme };
      if (format === "matrix-svg") return matrixSvg(fromToMatrix(flows), drawing);
      const graph = flowGraph(plan, flows);
      return format === "mermaid" ? diagramMermaid(graph, drawing) : diagramSvg(graph, drawing);
    }
  },
});

function partyOf(party: string | undefined, plan: Plan): Party | undefined {
  const known = plan.parties.map((one) => one.party);
  const found = known.find((one) => one === party);
  if (party === undefined || found) return found;
  throw mistake(problems.notAPartyOf(party, plan.deployment.name, known), ["--party"], party);
}

function depthOf({ party, depth }: { readonly party: string | undefined; readonly depth: string | undefined }): number {
  if (depth === undefined) return 1;
  if (party === undefined) throw mistake(problems.depthOfNothing(), ["--depth"], depth);
  if (!/^[1-9]\d?$/.test(depth)) throw mistake(problems.outOfRange("a whole number from 1 to 99"), ["--depth"], depth);
  return Number(depth);
}
