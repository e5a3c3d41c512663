/** Filters flows by party, protocol and port. */
import { type Party, parties } from "../model/party";
import type { Protocol } from "../model/protocol";
import { protocolName } from "../report/draw/wording";
import { type FilteredFlow, type FlowFilter, isPort } from "./flow-filter";
import { useTexts } from "./words";

interface FilterBarProps {
  readonly flows: readonly FilteredFlow[];
  readonly filter: FlowFilter;
  readonly change: (filter: FlowFilter) => void;
  /** The number of flows that pass the filter. */
  readonly shown: number;
}

export function FilterBar({ flows, filter, change, shown }: FilterBarProps) {
  const texts = useTexts();
  const words = texts.page.filters;
  const present = parties.filter((party) => flows.some(({ from, to }) => from === party || to === party));
  const protocols = [...new Set(flows.map(({ protocol }) => protocol))].filter((protocol) => protocol !== "all");
  const isWrong = !!filter.port && !isPort(filter.port);
  return (
    <search class="filters" aria-label={words.heading}>
      <label class="field">
        <span>{words.party}</span>
        <select
          value={filter.party ?? ""}
          onChange={({ currentTarget }) => change({ ...filter, party: (currentTarget.value || undefined) as Party })}
        >
          <option value="">{words.everyParty}</option>
          {present.map((party) => (
            <option key={party} value={party}>
              {texts.parties[party]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{words.protocol}</span>
        <select
          value={filter.protocol ?? ""}
          onChange={({ currentTarget }) =>
            change({ ...filter, protocol: (currentTarget.value || undefined) as Protocol })
          }
        >
          <option value="">{words.everyProtocol}</option>
          {protocols.map((protocol) => (
            <option key={protocol} value={protocol}>
              {protocolName(protocol) ?? texts.draw.protocolNumber(protocol)}
            </option>
          ))}
        </select>
      </label>
      <label class="field port">
        <span>{words.port}</span>
        <input
          value={filter.port ?? ""}
          inputMode="numeric"
          autocomplete="off"
          placeholder="2379"
          aria-invalid={isWrong}
          aria-describedby="filter-result"
          onInput={({ currentTarget }) => change({ ...filter, port: currentTarget.value.trim() || undefined })}
        />
      </label>
      <button type="button" class="quiet" onClick={() => change({})}>
        {words.reset}
      </button>
      <p id="filter-result" role="status">
        {isWrong ? words.notAPort : words.shown(shown, flows.length)}
      </p>
    </search>
  );
}
