/** `rancher-security-groups/page`: pictures and HTML pages of deployments. */
export { diagramMermaid } from "../report/draw/diagram-mermaid";
export { diagramSvg } from "../report/draw/diagram-svg";
export type { DrawOptions, Theme } from "../report/draw/draw-options";
export { chooseFlows, type FlowChoice } from "../report/draw/flow-choice";
export { type FlowGraph, flowGraph } from "../report/draw/flow-graph";
export { type FromToMatrix, fromToMatrix } from "../report/draw/from-to-matrix";
export { matrixSvg } from "../report/draw/matrix-svg";
export type { ReportedDeployment, ReportSubject } from "../report/page/page-data";
export {
  type AuditHtmlOptions,
  auditHtml,
  type ComparisonHtmlOptions,
  comparisonHtml,
  type ReportHtmlOptions,
  reportHtml,
} from "../report/page/report-html";
export { type Language, languages, type Texts, textsIn } from "../texts";
