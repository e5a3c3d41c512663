import { mistake, problems, SecurityGroupsError } from "../errors";
import { given } from "../model/given";
import type { Party } from "../model/party";
import type { Plan } from "../model/plan";
import { diagramMermaid } from "../report/draw/diagram-mermaid";
import { diagramSvg } from "../report/draw/diagram-svg";
import { type DrawOptions, type Theme, themes } from "../report/draw/draw-options";
import { chooseFlows } from "../report/draw/flow-choice";
import { flowGraph } from "../report/draw/flow-graph";
import { fromToMatrix } from "../report/draw/from-to-matrix";
import { matrixSvg } from "../report/draw/matrix-svg";
import { type Language, languages, textsIn } from "../report/texts";
import { partyFlows } from "../verify/party-flows";
import type { Direction } from "../verify/reachability";
import { anyText, deploymentOptions, isInDoubt, type Options } from "./options";
import { together } from "./together";
import { choice, commonHelp, entryOf, type Verb } from "./verb";
import { deliver, destinationOf, type TerminalFile } from "./write-output";

const formats = ["matrix-svg", "diagram-svg", "mermaid"] as const;
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
const directions = ["ingress", "egress"] as const;

export const drawVerb: Verb = {
  summary: "the matrix, or a diagram of parties and flows, as a picture",
  help: `Usage: rancher-sg draw

${commonHelp}  --format FORMAT    ${choice(formats)}
  --direction WAY    ${choice(directions, {})}: only flows with a rule of that direction (default: all flows)
  --party PARTY      only flows around this party (default: all)
  --depth N          how many steps from the party (default: 1, its own flows)
  --theme THEME      ${choice(themes, { auto: "default: as the reader's system is set" })}
  --lang LANGUAGE    ${choice(languages)}
  --output FILE      write it there, or to standard output if FILE is - (default: standard output; if it is a terminal,
                     an SVG goes to ${[...onTerminal.values()].map(({ name }) => name).join(" or ")})
`,
  options: {
    direction: directions,
    party: anyText,
    depth: anyText,
    theme: themes,
    lang: languages,
    output: anyText,
    ...deploymentOptions,
    format: formats,
  },
  prepare(options) {
    const [{ entry, party }, depth, destination] = together(
      () => {
        const entry = entryOf(options);
        return { entry, party: partyOf(options, entry.plan) };
      },
      () => depthOf(options),
      () => destinationOf(options, onTerminal.get(options.format)),
    );
    const { name, plan } = entry;
    const { lang = "en", theme, direction } = options.values as Choices;
    const drawing: DrawOptions = { deployment: name, texts: textsIn(lang), ...given({ theme }) };
    return () => {
      const flows = chooseFlows(partyFlows(plan), { depth, ...given({ direction, party }) });
      deliver(drawn(options.format), destination);
      return 0;

      function drawn(format: string): string {
        if (format === "matrix-svg") return matrixSvg(fromToMatrix(flows), drawing);
        const graph = flowGraph(plan, flows);
        return format === "mermaid" ? diagramMermaid(graph, drawing) : diagramSvg(graph, drawing);
      }
    };
  },
};

type Choices = { readonly lang?: Language; readonly theme?: Theme; readonly direction?: Direction };

function partyOf({ values: { party } }: Options, plan: Plan): Party | undefined {
  const known = plan.parties.map((one) => one.party);
  const found = known.find((one) => one === party);
  if (party === undefined || found) return found;
  throw mistake(problems.notAPartyOf(party, plan.deployment.name, known), ["--party"], party);
}

function depthOf(options: Options): number {
  const { party, depth } = options.values;
  if (depth === undefined) return 1;
  const found = [
    ...(/^[1-9]\d?$/.test(depth) ? [] : [problems.outOfRange("a whole number from 1 to 99")]),
    ...(party === undefined && !isInDoubt("--party", options) ? [problems.depthOfNothing()] : []),
  ];
  if (found.length === 0) return Number(depth);
  throw new SecurityGroupsError(found.map((problem) => ({ ...problem, path: ["--depth"], received: depth })));
}
