/** The results of killed deploys, as text for a terminal. */
import { textTable } from "../../../src/report/text-table";
import type { KillRecord } from "./killed-apply";

/** The result of one deploy, to be printed after the number of its pair. */
export function killText(record: KillRecord): string {
  const { begun, ended, forgotten, refusals, cure, removed } = record;
  if (begun === undefined) return ", ended before it was killed";
  const notes = [
    `killed with ${ended} of ${begun} changes done, ${forgotten} forgotten by the ${record.state} state`,
    ...(record.isStateCutShort ? ["state cut short"] : []),
    ...(record.wasLocked ? ["lock broken"] : []),
    ...(refusals.length > 0 ? [`then refused with ${refusals.join(", ")}`] : []),
    ...(cure ? [`cured by ${cure === "again" ? "running it again" : "rancher-sg audit --imports"}`] : []),
    ...(removed > 0 ? [`${removed} rules removed by hand`] : []),
  ];
  return `: ${notes.join(", ")}`;
}

/** One line for each place of the state. */
export function killSummary(records: readonly KillRecord[]): string {
  const columns = [
    "state",
    "runs killed",
    "cured by again",
    "by imports",
    "forgot",
    "cut short",
    "locked",
    "rules removed",
  ];
  const rows = (["local", "s3"] as const).map((state) => {
    const killed = records.filter((record) => record.state === state && record.begun !== undefined);
    const of = (what: (record: KillRecord) => boolean) => `${killed.filter(what).length}`;
    return [
      state,
      `${killed.length}`,
      of(({ cure }) => cure === "again"),
      of(({ cure }) => cure === "imports"),
      of(({ forgotten }) => forgotten > 0),
      of(({ isStateCutShort }) => isStateCutShort),
      of(({ wasLocked }) => wasLocked),
      of(({ removed }) => removed > 0),
    ];
  });
  return textTable(columns, rows);
}
