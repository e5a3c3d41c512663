/**
 * The groups of the deployment: whether they exist, whether nodes attach them, and the tags that the deploy changes.
 */
import type { ComparedWithEc2 } from "../report/page/page-data";
import { CodeLines } from "./code-lines";
import { ScrollBox } from "./scroll-box";
import { useTexts } from "./words";

export function ExistingGroupList({ groups }: { readonly groups: readonly ComparedWithEc2[] }) {
  const { audit: words, details, groups: groupWords } = useTexts().page;
  const attachmentOf = ({ id, isAttached }: ComparedWithEc2) => {
    if (id === undefined || isAttached === undefined) return words.unknown;
    return isAttached ? words.attached : words.unattached;
  };
  return (
    <section class="card" aria-labelledby="groups-heading">
      <h2 id="groups-heading">{groupWords.heading}</h2>
      <ScrollBox label={groupWords.heading}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{details.group}</th>
              <th scope="col">{words.existence}</th>
              <th scope="col">{words.attachment}</th>
              <th scope="col">{words.tags}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group}>
                <th scope="row" class="name">
                  {group.name}
                </th>
                <td>
                  <Existence group={group} />
                </td>
                <td>{attachmentOf(group)}</td>
                <td class="flows">
                  <TagChanges tags={group.tags} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

function Existence({ group: { id, isExisting, elsewhere } }: { readonly group: ComparedWithEc2 }) {
  const words = useTexts().page.audit;
  if (id !== undefined) return <code class="word">{id}</code>;
  return (
    <>
      <span class="badge error">{isExisting ? words.unread : words.missing}</span>
      {elsewhere.length > 0 && <p>{words.elsewhere(elsewhere.join(", "))}</p>}
    </>
  );
}

function TagChanges({ tags: { removed, changed } }: Pick<ComparedWithEc2, "tags">) {
  const words = useTexts().page.audit;
  const lines = [
    ...Object.entries(changed).map(([key, { from, to }]) => words.tagChanged(key, from, to)),
    ...removed.map(words.tagRemoved),
  ];
  return <CodeLines lines={lines} />;
}
