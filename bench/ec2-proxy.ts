/** A proxy before the emulator that records the requests to EC2. */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Ec2Request } from "./ec2-limits";

/** Requests of one deployment. Requests to other services, such as STS, pass without a record. */
export class Ec2Proxy {
  readonly url: string;
  /** By the id that the SDK gives a request and sends again with each further attempt. */
  #recorded = new Map<string, Ec2Request>();

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (incoming, answer) => {
      this.pass(incoming, answer).catch(() => answer.destroy());
    });
  }

  static async start(target: string): Promise<Ec2Proxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Ec2Proxy(server, target);
  }

  /** The requests since the last call, in the order of their first attempts. */
  takeRequests(): readonly Ec2Request[] {
    const requests = [...this.#recorded.values()];
    this.#recorded = new Map();
    return requests;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const request = ec2Request(incoming, body.toString());
    if (request) {
      const id = `${incoming.headers["amz-sdk-invocation-id"] ?? `without an id: ${this.#recorded.size}`}`;
      if (!this.#recorded.has(id)) this.#recorded.set(id, request);
    }
    const { method, headers, url } = incoming;
    await new Promise<void>((resolve, reject) => {
      const passed = httpRequest(new URL(url ?? "/", this.target), { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.on("error", reject).pipe(answer).on("close", resolve);
      });
      passed.on("error", reject).end(body);
    });
  }
}

/** The request, if it is signed for EC2. */
function ec2Request({ headers }: IncomingMessage, body: string): Ec2Request | undefined {
  if (!/Credential=[^,]*\/ec2\/aws4_request/.test(headers.authorization ?? "")) return undefined;
  const parameters = new URLSearchParams(body);
  const isNarrowed = [...parameters.keys()].some((name) => /^(Filter\.|MaxResults$)/.test(name));
  return { action: parameters.get("Action") ?? "", isNarrowed };
}
