/** The head of the page: its title, and a choice if there are several deployments. */
import type { ComponentChildren } from "preact";
import { useTexts } from "./words";

interface MastheadProps {
  readonly heading: string;
  readonly names: readonly string[];
  readonly position: number;
  readonly choose: (position: number) => void;
  /** Below the heading. */
  readonly children: ComponentChildren;
}

export function Masthead({ heading, names, position, choose, children }: MastheadProps) {
  const { page } = useTexts();
  return (
    <header class="masthead">
      <div>
        <p class="brand">{page.reportTitle}</p>
        <h1>{heading}</h1>
        <div class="facts">{children}</div>
      </div>
      {names.length > 1 && (
        <label class="field chooser">
          <span>
            {page.overview.deployment} <small>{`${position + 1} / ${names.length}`}</small>
          </span>
          <select value={position} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
            {names.map((name, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </header>
  );
}
