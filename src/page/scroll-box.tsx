/** A box that scrolls content wider than the screen, with the keyboard too. */
import type { ComponentChildren } from "preact";

export function ScrollBox({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of forms, and does not shrink below its content
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus the keyboard cannot scroll it
    <div class="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
