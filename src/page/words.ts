/** The texts of the page's language, for every part of it. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Party } from "../model/party";
import { type Texts, textsIn } from "../texts";

export const TextsContext = createContext<Texts>(textsIn("en"));

export const useTexts = (): Texts => useContext(TextsContext);

/** Parties by the names that people have for them. */
export function partyNames(texts: Texts, parties: Iterable<Party>): string {
  return [...new Set(parties)].map((party) => texts.parties[party]).join(texts.draw.listSeparator);
}
