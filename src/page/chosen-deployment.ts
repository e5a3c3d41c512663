/** Which deployment is shown: the one that the address of the page names after its #, else the first. */
import { useEffect, useState } from "preact/hooks";

export function useChosenDeployment(names: readonly string[]): readonly [number, (position: number) => void] {
  const [position, setPosition] = useState(() => positionIn(names));
  useEffect(() => {
    const follow = () => setPosition(positionIn(names));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [names]);
  return [position, (next) => location.assign(hashOf(names[next] ?? ""))];
}

export function hashOf(name: string): string {
  return `#${encodeURIComponent(name)}`;
}

function positionIn(names: readonly string[]): number {
  return Math.max(
    0,
    names.findIndex((name) => hashOf(name) === location.hash),
  );
}
