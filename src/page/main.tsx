/** How does a browser show the answers? The program of the page shows the data of the page, and makes no requests. */
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
