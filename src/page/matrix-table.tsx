/** The From/To matrix as a table. Activating a cell opens the rules behind it. */
import { Fragment } from "preact";
import type { Party } from "../model/party";
import type { PartyFlow } from "../reach/party-flows";
import { fromToMatrix, type MatrixCell, type MatrixRow } from "../report/draw/from-to-matrix";
import { colourOf } from "../report/draw/legend";
import { cellText, stripText } from "../report/draw/matrix-cell";
import { noteText } from "../report/draw/matrix-svg";
import { flowsText } from "../report/draw/wording";
import type { EntryView } from "./entry-view";
import { partyNames, useTexts } from "./words";

export interface PictureProps {
  readonly view: EntryView;
  readonly flows: readonly PartyFlow[];
  readonly chosen: readonly PartyFlow[];
  readonly choose: (flows: readonly PartyFlow[], element: HTMLElement | SVGElement) => void;
}

export function MatrixTable({ view, flows, chosen, choose }: PictureProps) {
  const texts = useTexts();
  const { rows, columns, notes } = fromToMatrix(flows);
  if (rows.length === 0) return <p class="empty">{texts.page.pictures.empty}</p>;
  return (
    <>
      <div class="scroll">
        <table class="matrix">
          <thead>
            <tr>
              <td class="head corner">{texts.draw.fromTo}</td>
              {columns.map((party) => (
                <th key={party} scope="col" class="head column">
                  {texts.parties[party]}
                </th>
              ))}
            </tr>
          </thead>
          {rows.map((row) => (
            <tbody key={row.party}>
              {gridOf(row, columns).map((line, index) => (
                <tr key={index}>
                  {index === 0 && (
                    <th scope="rowgroup" rowSpan={row.lines} class="head row">
                      {texts.parties[row.party]}
                    </th>
                  )}
                  {line.map(({ column, cell }) =>
                    cell ? (
                      <Cell key={column} view={view} cell={cell} chosen={chosen} choose={choose} />
                    ) : (
                      <td key={column} class="slot" />
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {notes.length > 0 && (
        <ol class="notes">
          {notes
            .map((note) => noteText(note, texts))
            .map((note) => (
              <li key={note}>{note}</li>
            ))}
        </ol>
      )}
    </>
  );
}

interface Slot {
  readonly column: number;
  /** Absent for an empty slot. */
  readonly cell?: MatrixCell;
}

/** For each line of a row, the cells that start there and the slots that no cell covers. */
function gridOf({ cells, lines }: MatrixRow, columns: readonly Party[]): readonly (readonly Slot[])[] {
  return Array.from({ length: lines }, (_, line) =>
    columns.flatMap((_, column): readonly Slot[] => {
      const cell = cells.find((one) => covers(one, line, column));
      if (!cell) return [{ column }];
      return cell.line === line && cell.column === column ? [{ column, cell }] : [];
    }),
  );
}

function covers(cell: MatrixCell, line: number, column: number): boolean {
  const isWithin = (value: number, start: number, length: number) => value >= start && value < start + length;
  return isWithin(line, cell.line, cell.lines) && isWithin(column, cell.column, cell.columns);
}

interface CellProps extends Omit<PictureProps, "flows"> {
  readonly cell: MatrixCell;
}

function Cell({ view, cell, chosen, choose }: CellProps) {
  const texts = useTexts();
  const { flows, world, skipReason, notes } = cell;
  const found = view.openFindings(flows);
  const isChosen = flows.length === chosen.length && flows.every((flow) => chosen.includes(flow));
  const warning = found.length > 0 ? texts.page.pictures.findings(found.length) : "";
  const words = [flowsText(texts, flows), ...(warning ? [warning] : [])];
  const ends = (end: "from" | "to") =>
    partyNames(
      texts,
      flows.map((flow) => flow[end]),
    );
  const classes = ["cell", colourOf(cell), world, skipReason && "unwritten"].filter(Boolean);
  const strip = stripText(cell, texts);
  return (
    <td colSpan={cell.columns} rowSpan={cell.lines} class="slot">
      <button
        type="button"
        class={classes.join(" ")}
        aria-pressed={isChosen}
        title={words.join("\n")}
        onClick={({ currentTarget }) => choose(flows, currentTarget)}
      >
        <span>
          {cellText(cell, texts)
            .split(" ")
            .map((word, index) => (
              <Fragment key={word}>
                {index > 0 && " "}
                <span class="word">{word}</span>
              </Fragment>
            ))}
          {notes.length > 0 && <sup>{notes.map((note) => `(${note})`).join("")}</sup>}
        </span>{" "}
        <span class="hidden">{texts.page.pictures.ends(ends("from"), ends("to"))}</span>
        {strip && <span class="mark">{strip}</span>}
        {warning && <span class="mark finding">▲ {warning}</span>}
      </button>
    </td>
  );
}
