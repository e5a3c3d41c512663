/** The deployment to show: the one that the address of the page names after its #, or else the default. */
import { useEffect, useState } from "preact/hooks";

export function useChosenDeployment(
  names: readonly string[],
  usual = 0,
): readonly [position: number, choose: (position: number) => void] {
  const [position, setPosition] = useState(() => positionIn(names) ?? usual);
  useEffect(() => {
    const follow = () => setPosition(positionIn(names) ?? usual);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [names]);
  return [position, (next) => location.assign(hashOf(names[next] ?? ""))];
}

export function hashOf(name: string): string {
  return `#${encodeURIComponent(name)}`;
}

function positionIn(names: readonly string[]): number | undefined {
  const position = names.findIndex((name) => hashOf(name) === location.hash);
  return position < 0 ? undefined : position;
}
