/** The program of the page: shows the data that the page holds. Asks nobody for anything. */
import { render } from "preact";
import { textsIn } from "../texts";
import { readIndex } from "./blocks";
import { ComparisonPage } from "./comparison-page";
import { ReportPage } from "./report-page";
import { TextsContext } from "./words";

const index = readIndex();
const root = document.getElementById("page") as HTMLElement;
root.textContent = "";
render(
  <TextsContext.Provider value={textsIn(index.language)}>
    {index.kind === "report" ? <ReportPage index={index} /> : <ComparisonPage index={index} />}
  </TextsContext.Provider>,
  root,
);
