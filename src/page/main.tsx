/** How does a browser show the answers? The program of the page shows the data of the page, and makes no requests. */
import { render } from "preact";
import type { PageIndex } from "../report/page/page-data";
import { textsIn } from "../texts";
import { AuditPage } from "./audit-page";
import { readIndex } from "./blocks";
import { ComparisonPage } from "./comparison-page";
import { ReportPage } from "./report-page";
import { TextsContext } from "./words";

const index = readIndex();
const root = document.getElementById("page") as HTMLElement;
root.textContent = "";
render(<TextsContext.Provider value={textsIn(index.language)}>{pageOf(index)}</TextsContext.Provider>, root);

function pageOf(index: PageIndex) {
  switch (index.kind) {
    case "report":
      return <ReportPage index={index} />;
    case "comparison":
      return <ComparisonPage index={index} />;
    case "audit":
      return <AuditPage index={index} />;
  }
}
