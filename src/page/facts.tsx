/** Facts about a deployment on one line, which breaks only between facts. */
import { Fragment } from "preact";

export function Facts({ facts }: { readonly facts: readonly string[] }) {
  return (
    <p>
      {facts.map((fact, index) => (
        <Fragment key={fact}>
          {index > 0 && " · "}
          <span>{fact}</span>
        </Fragment>
      ))}
    </p>
  );
}
