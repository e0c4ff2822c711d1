import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { isAtHand, tellSignedOut } from "./at-hand";
import { unanswered } from "./away";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

/** A value as the API shows it: `View<"SegmentView">`. */
export type View<Name extends keyof components["schemas"]> = components["schemas"][Name];

const STARTING = "web.starting";

let token = "";

/** Kept in memory alone: a script of another page can send our cookie, but not this. */
export function keepCsrfToken(told: string): void {
  token = told;
}

/** For what `client` can't send, such as a file with its progress. */
export function csrfToken(): string {
  return token;
}

const around: Middleware = {
  onRequest({ request }) {
    if (!["GET", "HEAD"].includes(request.method)) request.headers.set("X-Clew-CSRF", token);
    return request;
  },
  async onResponse({ response, request }) {
    if (response.ok) return;
    const said = await response.json().catch(() => ({}));
    if (response.status === 401 && !request.url.endsWith("/api/v1/session")) {
      ended();
      said.hint = "sign in, then do it again";
    }
    // What stands before a server that is starting answers for it: whoever asks waits as if nobody had.
    throw said.code === STARTING ? unanswered() : new Problem(response.status, said);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    return unanswered();
  },
};

/** Nobody is signed in here any more: to the door, unless somebody would lose what they are writing. */
function ended(): void {
  if (isAtHand()) tellSignedOut(true);
  else leave();
}

/** To the door, and back here afterwards. */
export function leave(): void {
  const here = location.pathname + location.search;
  location.assign(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`);
}

/** The answer that `first.js` asked for before this was here, or a new one; nothing is answered by it twice. */
function early(request: Request): Promise<Response> {
  const { clewEarly } = globalThis as { clewEarly?: Map<string, Promise<Response>> };
  const answer = request.method === "GET" ? clewEarly?.get(request.url) : undefined;
  if (!answer) return fetch(request);
  clewEarly?.delete(request.url);
  return answer.catch(() => fetch(request));
}

/** Calls the API once; what it refuses is thrown as a `Problem`. */
export const client = createFetchClient<paths>({
  baseUrl: location.origin,
  credentials: "same-origin",
  fetch: early,
});
client.use(around);

/** The same as queries and mutations: `api.useQuery("get", "/api/v1/segments", …)`. */
export const api = createQueryClient(client);
