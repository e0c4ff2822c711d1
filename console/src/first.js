// Before anything else: light or dark, as chosen here or else as the system has it.
const chosen = localStorage.getItem("clew-theme");
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";

// What each screen needs besides the shell, and with a tab of it (`/models/$id people`); the build knows.
const files = {};
// What each screen asks first, word for word as it asks it: see `early` in api/client.ts, which takes the answers. What
// not every role may see has its scope behind it, and a line for one role alone has its name. Where an address says more than its path, it has a line of its own, or
// else the first of its path's is asked: the object itself, which all tabs show.
const person = [
  "/profiles/$id",
  "/profiles/$id/provenance",
  "/profiles/$id/journeys",
  "/segments?limit=200",
  "/traits?limit=200",
  "/models",
  "/purposes",
  "/sources?limit=200",
];
const journey = ["/journeys/$id", "/journeys/$id/graph", "/segments?limit=200", "/templates?limit=200"];
const call = [
  ...person,
  "/profiles/$id/timeline?about=events&limit=20",
  "/profiles/$id/timeline?about=messages&limit=1",
  "/profiles/$id/timeline?about=surveys&limit=1",
  "/profiles/$id/offers",
  "/profiles/$id/timeline?limit=60",
];
const asked = {
  "/": ["/overview", "/live/recent?limit=14 live:read"],
  "/profiles/$id": [...person, "/profiles/$id/timeline?limit=60"],
  "/profiles/$id?view=call": call,
  // Who answers calls begins elsewhere: see `FirstPage` and `PersonPage`.
  "/ agent": [],
  "/overview": ["/overview", "/live/recent?limit=14 live:read"],
  "/profiles/$id agent": call,
  "/profiles/$id?view=identity": [...person, "/profiles/$id/identities"],
  "/segments": ["/segments?limit=200"],
  "/segments/$id": [
    "/segments/$id",
    "/documents/segment/$id/dependents",
    "/segments/$id/trend?days=7",
    "/purposes",
  ],
  "/segments/$id?tab=members": ["/segments/$id", "/segments/$id/members?limit=200"],
  "/segments/$id?tab=past": ["/segments/$id", "/segments?limit=200"],
  "/segments/$id?tab=versions": ["/segments/$id", "/documents/segment/$id/versions?limit=20"],
  "/segments/$id?tab=text": [
    "/segments/$id",
    "/documents/segment/$id/text",
    "/documents/segment/$id/changes?limit=20",
  ],
  "/segments/$id/edit": ["/segments/$id", "/expressions/palette", "/purposes"],
  "/segments/new": ["/expressions/palette", "/purposes"],
  "/traits": ["/traits?limit=200"],
  "/traits/$id": ["/traits/$id", "/documents/trait/$id/dependents", "/expressions/palette"],
  "/journeys": ["/journeys?limit=200"],
  "/journeys/$id": journey,
  "/journeys/$id?tab=simulate": journey,
  "/journeys/$id?tab=people": [
    "/journeys/$id",
    "/journeys/$id/graph",
    "/templates?limit=200",
    "/journeys/$id/people?node=&limit=100",
  ],
  "/journeys/$id?tab=report": [
    "/journeys/$id",
    "/journeys/$id/versions",
    "/journeys/$id/report",
    "/journeys/$id/lift",
    "/journeys/$id/messages",
    "/templates?limit=200",
  ],
  "/journeys/$id?tab=text": [
    "/journeys/$id",
    "/documents/journey/$id/text",
    "/documents/journey/$id/changes?limit=20",
  ],
  "/journeys/new": ["/journey-starters"],
  "/templates": ["/templates?limit=200"],
  "/templates/$id": ["/templates/$id", "/expressions/palette", "/offers?limit=200", "/fragments?limit=200"],
  "/fragments": ["/fragments?limit=200"],
  "/fragments/$id": [
    "/fragments/$id",
    "/expressions/palette",
    "/offers?limit=200",
    "/documents/fragment/$id/dependents",
  ],
  "/offers": ["/offers?limit=200", "/offer-figures"],
  "/offers/$id": ["/offers/$id", "/offers?limit=200", "/offer-figures", "/documents/offer/$id/dependents"],
  "/outbox": [
    "/messages/counts messages:read",
    "/messages?limit=100 messages:read",
    "/journeys?limit=200",
    "/templates?limit=200",
  ],
  "/consent": [
    "/purposes",
    "/policies?limit=1",
    "/purposes/counts",
    "/channels?limit=200",
    "/messages/counts messages:read",
  ],
  "/dashboards/$id": ["/dashboards/$id"],
  "/dashboards/$id?edit=true": ["/dashboards/$id", "/metrics?limit=200", "/journeys?limit=200"],
  "/models": ["/models"],
  "/models/$id": ["/models", "/models/$id/jobs", "/models/$id/versions"],
  "/models/$id?tab=people": [
    "/models",
    "/models/$id/jobs",
    "/models/$id/scores",
    "/models/$id/people?limit=100&bucket=",
  ],
  "/attribution": ["/attribution", "/metrics?limit=200"],
  "/experiments": ["/experiments"],
  "/experiments/$id": ["/experiments/$id"],
  "/data/sources": ["/sources?limit=200"],
  "/data/sources/$id": ["/sources/$id", "/source-figures"],
  "/data/sources/$id/mapping": [
    "/sources/$id",
    "/mappings?limit=200",
    "/sources/$id/waiting-rows quarantine:read",
  ],
  "/data/schemas": ["/schema-registry", "/schema-registry/labels"],
  "/documents/$kind/$id": ["/documents/$kind/$id", "/documents/$kind/$id/dependents"],
  "/settings": ["/workspaces"],
};

// The answers and the screen's own scripts come while the application itself is on its way. At the door nobody is known.
const here = location.pathname.split("/");
const answers = new Map();
globalThis.clewEarly = answers;
if (here[1] !== "sign-in") {
  ask("/session");
  const screens = [...Object.keys(files), ...Object.keys(asked)].map((key) => key.split(/[? ]/)[0]);
  const screen = [...new Set(screens)].filter(leadsHere).sort(byNames)[0];
  const [, part] = /[?&](?:tab|view)=(\w+)/.exec(location.search) ?? [];
  for (const file of files[`${screen} ${part}`] ?? files[screen] ?? []) fetchSoon(file);
  const parts = screen?.split("/") ?? [];
  const named = (name) => here[parts.indexOf(name)] ?? "";
  // As it was when somebody last came in here: see `sessionQuery`. Where nothing is known, all is asked for.
  const scopes = localStorage.getItem("clew-scopes")?.split(" ");
  const role = localStorage.getItem("clew-role");
  const lines =
    asked[`${screen}${location.search} ${role}`] ??
    asked[screen + location.search] ??
    asked[screen]?.slice(0, location.search ? 1 : undefined) ??
    [];
  for (const line of lines) {
    const [path, scope] = line.split(" ");
    if (!scope || !scopes || scopes.includes(scope)) ask(path.replace(/\$\w+/g, named));
  }
  // Whoever has not come for them by then has gone elsewhere.
  setTimeout(() => answers.clear(), 10_000);
}

function leadsHere(screen) {
  const parts = screen.split("/");
  return parts.length === here.length && parts.every((part, at) => part.startsWith("$") || part === here[at]);
}

/** `/segments/new` before `/segments/$id`. */
function byNames(one, other) {
  return one.split("$").length - other.split("$").length;
}

function ask(path) {
  const url = `${location.origin}/api/v1${path}`;
  const answer = fetch(url, { credentials: "same-origin" }).then(whole);
  answer.catch(() => answers.delete(url));
  answers.set(url, answer);
}

/** With all of its body, told without another wait: else the page would be painted once before it is known. */
async function whole(answer) {
  const { status, statusText, headers } = answer;
  const said = await answer.text();
  const told = new Response(status === 204 ? null : said, { status, statusText, headers });
  told.text = async () => said;
  told.json = async () => JSON.parse(said);
  return told;
}

function fetchSoon(file) {
  const link = document.createElement("link");
  link.rel = file.endsWith(".css") ? "preload" : "modulepreload";
  if (file.endsWith(".css")) link.as = "style";
  link.crossOrigin = "";
  link.href = `/${file}`;
  document.head.append(link);
}
