/**
 * One process of the AWS provider for many runs of Terraform, which otherwise starts it up to three times in each run.
 * Terraform attaches to it like to a provider in a debugger. The provider takes most of its time for two answers that
 * depend on the request alone: its schema, and whether a configuration is valid, for which it checks all its 1,500
 * resources again. Each of these requests is sent once and then answered from memory. All other calls go to the
 * provider.
 *
 * Every run configures the process again. A second configuration while one is in use is refused: otherwise both runs
 * would continue with the second one. An interrupted Terraform stops the process, so runs that are interrupted need a
 * separate one.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
  createServer,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { connect } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { type LeashedOptions, LeashedProcess } from "./leashed-process";

const calls = {
  schema: "/tfplugin5.Provider/GetSchema",
  validate: "/tfplugin5.Provider/PrepareProviderConfig",
  configure: "/tfplugin5.Provider/Configure",
};
/** Otherwise the provider logs each step of each call, about 200 KB for each resource in an apply. */
const noLog = { TF_LOG_SDK: "OFF", TF_LOG_PROVIDER_AWS: "OFF" };
/** The schema has tens of megabytes. */
const capacity = { maxSessionMemory: 1000, settings: { initialWindowSize: 2 ** 24 } };

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders;
}

interface Configuration {
  readonly written: Buffer;
  readonly users: Set<Http2Session>;
}

/** A running provider that Terraform attaches to. */
export class KeptProvider {
  readonly #answers = new Map<string, Answer>();
  #configuration: Configuration | undefined;

  private constructor(
    private readonly process: LeashedProcess,
    private readonly provider: ClientHttp2Session,
    private readonly server: Http2Server,
    /** The value of TF_REATTACH_PROVIDERS for each run of Terraform. */
    readonly attachment: string,
  ) {
    // Each call fails in this case, and Terraform reports it.
    provider.on("error", () => {});
    server.on("stream", (stream, headers) => {
      // Terraform has ended, or sends what this proxy cannot read.
      stream.on("error", () => {});
      this.serve(stream, headers).catch(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    });
  }

  /**
   * Starts the program. Its sockets are in the folder `cwd`.
   * @throws Error with the output of the program if it ends at once.
   */
  static async start(program: string, leash: LeashedOptions): Promise<KeptProvider> {
    const env = { ...leash.env, ...noLog, TMPDIR: leash.cwd };
    const process = new LeashedProcess(program, ["-debug"], { ...leash, env });
    const printed = () => /TF_REATTACH_PROVIDERS='(.*)'/.exec(process.said)?.[1];
    while (process.running && printed() === undefined) await delay(50);
    const attachment = printed();
    if (attachment === undefined) throw new Error(`${program} did not start:\n${process.said}`);
    const [[name, debugged]] = Object.entries(JSON.parse(attachment)) as [[string, { Addr: { String: string } }]];
    const createConnection = () => connect(debugged.Addr.String);
    const provider = connectHttp2("http://localhost", { ...capacity, createConnection });
    const server = createServer(capacity);
    const socket = join(leash.cwd, "provider");
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const attached = { [name]: { ...debugged, Addr: { ...debugged.Addr, String: socket } } };
    return new KeptProvider(process, provider, server, JSON.stringify(attached));
  }

  async stop(): Promise<void> {
    this.provider.destroy();
    this.server.close();
    await this.process.stop();
  }

  private async serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const call = headers[":path"] ?? "";
    if (!Object.values(calls).includes(call)) {
      stream.pipe(this.forward(stream, headers));
      return;
    }
    const request = await buffer(stream);
    if (call === calls.configure) {
      if (this.isConfigurable(request, stream.session)) this.forward(stream, headers).end(request);
      else refuse(stream, "the provider is in use with another configuration");
      return;
    }
    const key = `${call} ${request.toString("base64")}`;
    const answer = this.#answers.get(key);
    if (answer) {
      respond(stream, answer.headers, () => answer.trailers);
      stream.end(answer.body);
      return;
    }
    const forwarded = this.forward(stream, headers, (found) => this.#answers.set(key, found));
    forwarded.end(request);
  }

  /** Whether no connection uses another configuration. From now on the connection uses this one. */
  private isConfigurable(request: Buffer, session: Http2Session | undefined): boolean {
    if (!session) return false;
    const written = configurationIn(request);
    const current = this.#configuration;
    const users = [...(current?.users ?? [])].filter((user) => !user.closed && !user.destroyed);
    if (users.some((user) => user !== session) && !current?.written.equals(written)) return false;
    this.#configuration = { written, users: new Set([...users, session]) };
    return true;
  }

  /**
   * Forwards a call to the provider and returns its answer. A complete answer without an error is also passed to
   * `keep`.
   */
  private forward(
    stream: ServerHttp2Stream,
    { ...headers }: IncomingHttpHeaders,
    keep?: (answer: Answer) => void,
  ): ClientHttp2Stream {
    const call = this.provider.request(headers);
    let trailers: IncomingHttpHeaders = {};
    call.on("error", () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    stream.on("close", () => call.close(constants.NGHTTP2_CANCEL));
    call.on("trailers", (found) => {
      trailers = found;
    });
    call.on("response", (found, flags) => {
      // An error without a message has its status in these headers.
      if (flags & constants.NGHTTP2_FLAG_END_STREAM) {
        stream.respond(found, { endStream: true });
        return;
      }
      respond(stream, found, () => trailers);
      call.pipe(stream);
      if (!keep) return;
      const parts: Buffer[] = [];
      call.on("data", (part) => parts.push(part));
      call.on("end", () => {
        if (trailers["grpc-status"] === "0") keep({ headers: found, body: Buffer.concat(parts), trailers });
      });
    });
    return call;
  }
}

/**
 * The configuration in a request to configure. Before it are the five bytes of gRPC and the version of Terraform, after
 * it the capabilities of Terraform, which differ between plan and apply.
 */
function configurationIn(request: Buffer): Buffer {
  const start = 7 + request.readUInt8(6);
  if (request[5] !== 0x0a || request[start] !== 0x12) throw new Error("a request to configure has other fields");
  let end = start + 1;
  let length = 0;
  for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
    byte = request.readUInt8(end++);
    length |= (byte & 0x7f) << shift;
  }
  return request.subarray(start, end + length);
}

function respond(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, trailers: () => IncomingHttpHeaders): void {
  stream.respond(headers, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers()));
}

/** Refuses a call with the gRPC status FAILED_PRECONDITION. */
function refuse(stream: ServerHttp2Stream, message: string): void {
  const headers = { ":status": 200, "content-type": "application/grpc", "grpc-status": "9", "grpc-message": message };
  stream.respond(headers, { endStream: true });
}
