/** The status of a difference as a sign and a word, in addition to its colour. */
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
