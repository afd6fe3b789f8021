// Signed requests without the SDK: for the simulator, and for what the SDK itself never sends.
import { createHash, createHmac, randomUUID } from "node:crypto";
import { faultsOfResponse } from "./contract.mjs";

export const apiVersion = "2026-03-12";

export class Rest {
  constructor(connectionString) {
    const [, endpoint, key] = /^endpoint=([^;]+?)\/?;accesskey=(.+)$/i.exec(connectionString);
    this.endpoint = endpoint;
    this.key = key;
  }

  /** Sends one request and gives {status, headers, body, json}. `key` signs with another key than the right one. */
  async send(method, path, { body, headers = {}, key = this.key, date = new Date() } = {}) {
    const url = new URL(this.endpoint + path);
    const payload = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    const contentHash = createHash("sha256").update(payload, "utf8").digest("base64");
    const sent = date.toUTCString();
    const toSign = `${method}\n${url.pathname}${url.search}\n${sent};${url.host};${contentHash}`;
    const signature = createHmac("sha256", Buffer.from(key, "base64")).update(toSign, "utf8").digest("base64");
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: {
        "x-ms-date": sent,
        "x-ms-content-sha256": contentHash,
        authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: payload }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text, json: text ? JSON.parse(text) : undefined };
  }

  /** An operation of the API; the answer is checked against the schemas. */
  async calling(method, path, { headers = {}, ...options } = {}) {
    const clientRequestId = randomUUID();
    const target = `/calling${path}?api-version=${apiVersion}`;
    const answer = await this.send(method, target, {
      ...options,
      headers: { "x-ms-client-request-id": clientRequestId, ...headers },
    });
    const faults = faultsOfResponse({ method, url: this.endpoint + target, clientRequestId, ...answer });
    if (faults.length > 0) throw new Error(faults.join("\n"));
    return answer;
  }
}

/** The headers that make a request repeatable. */
export function repeatable(id = randomUUID(), firstSent = new Date()) {
  return { "Repeatability-Request-ID": id, "Repeatability-First-Sent": firstSent.toUTCString() };
}
