// The API, as any client uses it. A refusal becomes a Problem; a lost session leads back to the door.

/** A problem+json answer, or no answer at all. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? "The server gave no answer.");
    this.status = status;
    this.code = body.code ?? "page.unreachable";
    this.hint = body.hint ?? "";
  }

  /** What is wrong and what to do, as one sentence after the other. */
  get words() {
    const sentence = (text) => (text ? text[0].toUpperCase() + text.slice(1).replace(/\.?$/, ".") : "");
    return [sentence(this.message), sentence(this.hint)].filter(Boolean).join(" ");
  }
}

let csrfToken = "";

export function leave() {
  location.assign("/sign-in");
}

async function call(method, path, { body, signal, door = true } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-Clew-CSRF"] = csrfToken;
  let response;
  try {
    const text = body === undefined ? undefined : JSON.stringify(body);
    response = await fetch(`/api/v1${path}`, { method, headers, body: text, signal, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { hint: "check that clew serve is running" });
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  if (response.status === 401 && door) leave();
  throw new Problem(response.status, answer);
}

export const get = (path, options) => call("GET", path, options);
export const post = (path, body, options) => call("POST", path, { ...options, body });

/** Who is signed in; keeps the token that unsafe requests need. */
export async function openSession() {
  const session = await get("/session");
  csrfToken = session.csrf_token;
  return session;
}

/** Spends a sign-in link. */
export const signIn = (token) => post("/session", { token }, { door: false });

export async function signOut() {
  await call("DELETE", "/session");
  leave();
}
