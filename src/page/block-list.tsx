/** The network ACLs that drop required flows, or the replies to them. */
import type { BlockedPorts } from "../report/page/page-data";
import { CodeLines } from "./code-lines";
import { ScrollBox } from "./scroll-box";
import { partyNames, useTexts } from "./words";

export function BlockList({ blocked }: { readonly blocked: readonly BlockedPorts[] }) {
  const texts = useTexts();
  const { audit: words, details, directions, pictures } = texts.page;
  return (
    <section class="card" aria-labelledby="blocked-heading">
      <h2 id="blocked-heading">{words.blocked}</h2>
      <ScrollBox label={words.blocked}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.acl}</th>
              <th scope="col">{words.subnets}</th>
              <th scope="col">{details.direction}</th>
              <th scope="col">{words.drops}</th>
              <th scope="col">{words.portRule}</th>
            </tr>
          </thead>
          <tbody>
            {blocked.map((block) => (
              <tr key={block}>
                <th scope="row" class="name">
                  {block.acl}
                </th>
                <td class="name">
                  <CodeLines lines={block.subnets} />
                </td>
                <td>
                  {directions[block.direction]} {block.isAnswer && <span class="badge">{words.answers}</span>}
                </td>
                <td class="flows">
                  <CodeLines lines={block.flows} />
                </td>
                <td class="flows">
                  <code>{block.portRule}</code>
                  {block.pairs.map(([from, to]) => (
                    <p key={`${from} ${to}`} class="hint">
                      {pictures.ends(partyNames(texts, [from]), partyNames(texts, [to]))}
                    </p>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}
