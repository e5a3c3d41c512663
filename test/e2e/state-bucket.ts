/** The emulator's S3 over plain HTTP: a bucket for the state of `remembered`. */

/** The emulator accepts any signature, but hides objects from requests without one. */
const authorization =
  "AWS4-HMAC-SHA256 Credential=emulator/20250101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none";
export const stateBucket = "terraform-state";
export const stateKey = "rancher-sg/remembered.tfstate";
export const lockKey = `${stateKey}.tflock`;

export async function createStateBucket(endpoint: string): Promise<void> {
  await request(endpoint, "PUT");
}

export async function listObjects(endpoint: string): Promise<readonly string[]> {
  const listing = await (await request(endpoint, "GET", "?list-type=2")).text();
  return [...listing.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = ""]) => key);
}

export async function readObject(endpoint: string, key: string): Promise<string> {
  return (await request(endpoint, "GET", `/${key}`)).text();
}

export async function writeObject(endpoint: string, key: string, body: string): Promise<void> {
  await request(endpoint, "PUT", `/${key}`, body);
}

export async function deleteObject(endpoint: string, key: string): Promise<void> {
  await request(endpoint, "DELETE", `/${key}`);
}

async function request(endpoint: string, method: string, path = "", body: string | null = null): Promise<Response> {
  const response = await fetch(`${endpoint}/${stateBucket}${path}`, { method, body, headers: { authorization } });
  if (!response.ok) throw new Error(`${method} ${stateBucket}${path}: ${response.status} ${await response.text()}`);
  return response;
}
