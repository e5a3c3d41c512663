/** What became of something: a sign and a word beside the colour. */
import type { Status } from "../diff/compare-all-groups";

export const statuses = ["added", "removed", "changed", "same"] as const satisfies readonly Status[];

export const signs: Readonly<Record<Status, string>> = { added: "+", removed: "−", changed: "±", same: "=" };

export function StatusBadge({ status, text }: { readonly status: Status; readonly text: string }) {
  return (
    <span class={`badge status ${status}`}>
      <span aria-hidden="true">{signs[status]}</span> {text}
    </span>
  );
}
