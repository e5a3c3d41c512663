/** Facts about a deployment in one line. Each is kept in one piece. */
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
