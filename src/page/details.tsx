/**
 * The rules behind the activated element: the port rules that require them, and the rules that open the flow on each
 * side.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Party, parties } from "../model/party";
import type { PortRule } from "../model/port-rule";
import type { PartyFlow, PlacedRule } from "../reach/party-flows";
import { trafficKey, trafficLabel } from "../report/draw/wording";
import { purposeText, type Texts } from "../texts";
import type { EntryView } from "./entry-view";
import { RuleTable } from "./rule-table";
import { partyNames, useTexts } from "./words";

interface DetailsProps {
  readonly view: EntryView;
  /** At least one. */
  readonly flows: readonly PartyFlow[];
  /** The element that the user activated. */
  readonly origin: Element | null;
  readonly close: () => void;
}

export function Details({ view, flows, origin, close }: DetailsProps) {
  const texts = useTexts();
  const { details } = texts.page;
  const box = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    box.current?.scrollTo({ top: 0 });
    // The details cover the lower part of the window, so the element that they are about is scrolled above them.
    const [bottom = 0, top = 0] = [origin?.getBoundingClientRect().bottom, box.current?.getBoundingClientRect().top];
    if (bottom > top - 16) scrollBy({ top: bottom - top + 16 });
  }, [flows]);
  const ends = (end: "from" | "to") => parties.filter((party) => flows.some((flow) => flow[end] === party));
  return (
    <section
      ref={box}
      class="card details"
      aria-labelledby="details-heading"
      onKeyDown={({ key }) => key === "Escape" && close()}
    >
      <header>
        <h2 id="details-heading" ref={heading} tabIndex={-1}>
          {headingOf(texts, flows)}
        </h2>
        <button type="button" class="quiet" onClick={close}>
          {details.close}
        </button>
      </header>
      <dl class="ends">
        {(["from", "to"] as const).map((end) => (
          <div key={end}>
            <dt>{details[end]}</dt>
            {ends(end).map((party) => (
              <dd key={party}>
                <PartyLine view={view} party={party} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
      {byTraffic(flows).map((same) => (
        <TrafficDetails key={keyOf(same[0] as PartyFlow)} view={view} flows={same} />
      ))}
    </section>
  );
}

function headingOf(texts: Texts, flows: readonly PartyFlow[]): string {
  const labels = [...new Set(flows.map((flow) => trafficLabel(texts, flow)))];
  const [from, to] = [
    partyNames(
      texts,
      flows.map(({ from }) => from),
    ),
    partyNames(
      texts,
      flows.map(({ to }) => to),
    ),
  ];
  return texts.draw.flow(labels.join(texts.draw.listSeparator), from, to);
}

/** The groups and addresses of a party in AWS. */
function PartyLine({ view, party }: { readonly view: EntryView; readonly party: Party }) {
  const texts = useTexts();
  const planned = view.plan.parties.find((one) => one.party === party);
  const groups = view.plan.groups.filter(({ key }) => planned?.groups.includes(key));
  return (
    <>
      {texts.parties[party]}:{" "}
      {groups.map((group, index) => {
        const address = view.groupAddress(group);
        return (
          <span key={group.key}>
            {index > 0 && texts.draw.listSeparator}
            {texts.page.details.group} <code>{group.name}</code>{" "}
            {address ? <code class="address">{address}</code> : `(${texts.page.details.existing})`}
          </span>
        );
      })}
      {groups.length === 0 && (
        <code>{planned?.peers.map(({ label }) => label).join(", ") || texts.page.details.nothing}</code>
      )}
    </>
  );
}

function TrafficDetails({ view, flows }: { readonly view: EntryView; readonly flows: readonly PartyFlow[] }) {
  const texts = useTexts();
  const { details } = texts.page;
  const [flow] = flows as [PartyFlow];
  const portRules = [...new Map(flows.flatMap((one) => one.portRules).map((rule) => [rule.id, rule])).values()];
  const placed = [...new Map(flows.flatMap(placedIn).map((one) => [one.rule, one])).values()];
  return (
    <article class="traffic">
      <h3>{trafficLabel(texts, flow)}</h3>
      {portRules.map((rule) => (
        <Requirement key={rule.id} rule={rule} />
      ))}
      {flow.skipReason && (
        <p>
          {details.noRule} {texts.skipReason[flow.skipReason]}
        </p>
      )}
      {placed.length > 0 && <RuleTable view={view} placed={placed} label={details.written} />}
    </article>
  );
}

/** A port rule: its purpose, the tables that require it, and its conditions. */
function Requirement({ rule: { id, purpose, references, when, correction } }: { readonly rule: PortRule }) {
  const texts = useTexts();
  const { details } = texts.page;
  const documents = [...new Set(references.map(({ document, edition }) => `${document} ${edition}`))];
  return (
    <dl class="requirement">
      <div>
        <dt>{details.purpose}</dt>
        <dd>
          {purposeText(texts, purpose)} <code>{id}</code>
        </dd>
      </div>
      <div>
        <dt>{details.table}</dt>
        {documents.map((document) => (
          <dd key={document}>
            {document}:{" "}
            {references
              .filter((one) => `${one.document} ${one.edition}` === document)
              .map(({ table }) => table)
              .join("; ")}
          </dd>
        ))}
      </div>
      <div>
        <dt>{details.condition}</dt>
        {when.length === 0 && <dd>{details.always}</dd>}
        {when.map((condition) => (
          <dd key={condition}>{texts.conditions[condition]}</dd>
        ))}
      </div>
      {correction && (
        <div>
          <dt>{details.correction}</dt>
          <dd lang="en">{correction}</dd>
        </div>
      )}
    </dl>
  );
}

const placedIn = ({ ingress, egress }: PartyFlow): readonly PlacedRule[] => [...ingress, ...egress];

/** Groups flows by traffic, in their order. */
function byTraffic(flows: readonly PartyFlow[]): readonly (readonly PartyFlow[])[] {
  const same = new Map<string, PartyFlow[]>();
  for (const flow of flows) {
    const key = keyOf(flow);
    same.set(key, [...(same.get(key) ?? []), flow]);
  }
  return [...same.values()];
}

const keyOf = (flow: PartyFlow) => `${trafficKey(flow)} ${flow.scope} ${flow.skipReason ?? ""}`;
