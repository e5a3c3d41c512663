/** The texts in the page's language, for all components. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Party } from "../model/party";
import { type Texts, textsIn } from "../texts";

export const TextsContext = createContext<Texts>(textsIn("en"));

export const useTexts = (): Texts => useContext(TextsContext);

/** Parties by their display names. */
export function partyNames(texts: Texts, parties: Iterable<Party>): string {
  return [...new Set(parties)].map((party) => texts.parties[party]).join(texts.draw.listSeparator);
}
