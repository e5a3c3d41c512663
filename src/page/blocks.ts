/**
 * The data in the page. Each block is parsed when it is first shown, because most users open few of many deployments.
 */
import { useEffect, useState } from "preact/hooks";
import type { PageIndex } from "../report/page/page-data";

export function readIndex(): PageIndex {
  return JSON.parse(document.getElementById("index")?.textContent ?? "") as PageIndex;
}

/** The block of a deployment; undefined until the browser has parsed the page up to it. */
export function useBlock<T>(position: number): T | undefined {
  const [block, setBlock] = useState<{ position: number; value: T | undefined }>(() => read(position));
  useEffect(() => {
    if (block.position === position && block.value) return;
    const next = read<T>(position);
    setBlock(next);
    if (next.value) return;
    const later = () => setBlock(read(position));
    document.addEventListener("DOMContentLoaded", later, { once: true });
    return () => document.removeEventListener("DOMContentLoaded", later);
  }, [position]);
  return block.position === position ? block.value : undefined;
}

function read<T>(position: number): { position: number; value: T | undefined } {
  const text = document.getElementById(`deployment-${position}`)?.textContent;
  return { position, value: text ? (JSON.parse(text) as T) : undefined };
}
