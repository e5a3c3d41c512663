/** The existing nodes by the groups that they attach. Nodes whose groups are those of no pool come first. */
import type { AuditedNode } from "../audit/nodes";
import type { ComparedWithEc2 } from "../report/page/page-data";
import { CodeLines } from "./code-lines";
import { ScrollBox } from "./scroll-box";
import { useTexts } from "./words";

interface NodeListProps {
  readonly nodes: readonly AuditedNode[];
  readonly groups: readonly ComparedWithEc2[];
}

export function NodeList({ nodes, groups }: NodeListProps) {
  const words = useTexts().page.audit;
  const isMisplaced = ({ lacks, surplus }: AuditedNode) => lacks.length + surplus.length > 0;
  const [misplaced, placed] = [nodes.filter(isMisplaced), nodes.filter((node) => !isMisplaced(node))];
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const namesOf = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id);
  return (
    <section class="card" aria-labelledby="nodes-heading">
      <h2 id="nodes-heading">{words.nodes}</h2>
      {nodes.length === 0 && <p class="empty">{words.nothing}</p>}
      {misplaced.length > 0 && (
        <>
          <p>{words.misplaced}</p>
          <Nodes
            label={words.misplaced}
            nodes={misplaced}
            columns={[
              [words.attaches, ({ attached }) => namesOf(attached)],
              [words.lacks, ({ lacks }) => namesOf(lacks)],
              [words.surplus, ({ surplus }) => namesOf(surplus)],
            ]}
          />
        </>
      )}
      {placed.length > 0 && (
        <details>
          <summary>{words.placed(placed.length)}</summary>
          <Nodes
            label={words.placed(placed.length)}
            nodes={placed}
            columns={[
              [words.attaches, ({ attached }) => namesOf(attached)],
              [words.pools, ({ pools }) => pools],
            ]}
          />
        </details>
      )}
    </section>
  );
}

interface NodesProps {
  readonly label: string;
  readonly nodes: readonly AuditedNode[];
  readonly columns: readonly (readonly [heading: string, lines: (node: AuditedNode) => readonly string[]])[];
}

function Nodes({ label, nodes, columns }: NodesProps) {
  const words = useTexts().page.audit;
  return (
    <ScrollBox label={label}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.node}</th>
            {columns.map(([heading]) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.interfaceId ?? node.id}>
              <th scope="row" class="name">
                {node.id}
                {node.interfaceId !== undefined && <p class="hint">{node.interfaceId}</p>}
              </th>
              {columns.map(([heading, lines]) => (
                <td key={heading}>
                  <CodeLines lines={lines(node)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
