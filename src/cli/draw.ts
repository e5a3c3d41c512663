import { type Issue, problems, SecurityGroupsError } from "../errors";
import { parties as everyParty, type Party } from "../model/party";
import type { SecurityGroupPlan } from "../model/plan";
import { diagramMermaid } from "../report/draw/diagram-mermaid";
import { diagramSvg } from "../report/draw/diagram-svg";
import { type DrawOptions, type Theme, themes } from "../report/draw/draw-options";
import { chooseFlows, type FlowChoice } from "../report/draw/flow-choice";
import { flowGraph } from "../report/draw/flow-graph";
import { fromToMatrix } from "../report/draw/from-to-matrix";
import { matrixSvg } from "../report/draw/matrix-svg";
import { type Language, languages, textsIn } from "../report/texts";
import { partyFlows } from "../verify/party-flows";
import { deploymentOptions, parseOptions } from "./options";
import { commonHelp, entryOf, type Verb } from "./verb";
import { deliver, outputHelp } from "./write-output";

const directions = ["ingress", "egress"] as const;

export const drawVerb: Verb = {
  summary: "the matrix, or a diagram of parties and flows, as a picture",
  help: `Usage: rancher-sg draw

${commonHelp}  --format FORMAT    matrix-svg (default), diagram-svg or mermaid
  --direction WAY    ingress or egress: only flows with a rule of that direction (default: all flows)
  --party PARTY      only flows around this party (default: all)
  --depth N          how many steps from the party (default: 1, its own flows)
  --theme THEME      auto (default: as the reader's system is set), light or dark
  --lang LANGUAGE    en (default) or zh-CN
${outputHelp}`,
  run(args) {
    const options = parseOptions(args, {
      formats: ["matrix-svg", "diagram-svg", "mermaid"],
      own: ["direction", "party", "depth", "theme", "lang", "output", ...deploymentOptions],
    });
    const { name, deployment, plan } = entryOf(options);
    const { choice, ...look } = readOptions(options.own, plan);
    const drawing: DrawOptions = { deployment: name, ...look };
    const flows = chooseFlows(partyFlows(deployment, plan), choice);
    deliver(drawn(options.format), options.own.output);
    return 0;

    function drawn(format: string): string {
      if (format === "matrix-svg") return matrixSvg(fromToMatrix(flows), drawing);
      const graph = flowGraph(plan, flows);
      return format === "mermaid" ? diagramMermaid(graph, drawing) : diagramSvg(graph, drawing);
    }
  },
};

interface Chosen extends Required<Pick<DrawOptions, "texts" | "theme">> {
  readonly choice: FlowChoice;
}

/** @throws SecurityGroupsError with every mistake in the options. */
function readOptions(own: Readonly<Record<string, string | undefined>>, plan: SecurityGroupPlan): Chosen {
  const issues: Issue[] = [];
  const oneOf = <T extends string>(option: string, allowed: readonly T[]): T | undefined => {
    const value = own[option];
    const found = allowed.find((one) => one === value);
    if (value !== undefined && found === undefined) {
      // They are few and short: "zh" is as near to "en" as to "zh-CN".
      const fix = `use one of ${allowed.join(", ")}`;
      issues.push({ ...problems.notOneOf(value, allowed), fix, path: [`--${option}`], received: value });
    }
    return found;
  };
  const direction = oneOf("direction", directions);
  const theme: Theme = oneOf("theme", themes) ?? "auto";
  const language: Language = oneOf("lang", languages) ?? "en";
  const { party, depth } = own;
  const known: readonly Party[] = plan.parties.map((one) => one.party);
  const center = everyParty.find((one) => one === party && known.includes(one));
  if (party !== undefined && !center) {
    issues.push({ ...problems.notAPartyOf(party, plan.deployment, known), path: ["--party"], received: party });
  }
  const steps = Number(depth ?? 1);
  if (!/^[1-9]\d?$/.test(depth ?? "1")) {
    issues.push({ ...problems.outOfRange("a whole number from 1 to 99"), path: ["--depth"], received: depth });
  }
  if (depth !== undefined && party === undefined) {
    issues.push({ ...problems.depthOfNothing(), path: ["--depth"], received: depth });
  }
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return {
    texts: textsIn(language),
    theme,
    choice: { depth: steps, ...(direction ? { direction } : {}), ...(center ? { party: center } : {}) },
  };
}
