/** The pictures of the sample deployment in the docs, by file. */
import { loadConfig } from "../src/config/load-config";
import { partyFlows } from "../src/reach/party-flows";
import { diagramSvg } from "../src/report/draw/diagram-svg";
import { flowGraph } from "../src/report/draw/flow-graph";
import { fromToMatrix } from "../src/report/draw/from-to-matrix";
import { matrixSvg } from "../src/report/draw/matrix-svg";
import { textsIn } from "../src/texts";

export function samplePictures(config: string): Readonly<Record<string, string>> {
  const entry = loadConfig(config).find(({ name }) => name === "production");
  if (!entry) throw new Error(`${config}: holds no deployment called production, which the documents show`);
  const flows = partyFlows(entry.plan);
  const pictures: Record<string, string> = {};
  for (const theme of ["light", "dark"] as const) {
    const options = { deployment: entry.name, texts: textsIn("en"), theme };
    const chinese = { ...options, texts: textsIn("zh-CN") };
    pictures[`docs/images/diagram.${theme}.svg`] = diagramSvg(flowGraph(entry.plan, flows), options);
    pictures[`docs/images/diagram.zh-CN.${theme}.svg`] = diagramSvg(flowGraph(entry.plan, flows), chinese);
    pictures[`docs/images/matrix.${theme}.svg`] = matrixSvg(fromToMatrix(flows), options);
  }
  return pictures;
}
