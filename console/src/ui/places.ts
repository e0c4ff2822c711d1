/** Kinds of documents that have a screen of their own. */
const SCREENS: Readonly<Record<string, (id: string) => string>> = {
  segment: (id) => `/segments/${id}`,
  trait: (id) => `/traits/${id}`,
  journey: (id) => `/journeys/${id}`,
  template: (id) => `/templates/${id}`,
  fragment: (id) => `/fragments/${id}`,
  offer: (id) => `/offers/${id}`,
  dashboard: (id) => `/dashboards/${id}`,
  model: (id) => `/models/${id}`,
  source: (id) => `/data/sources/${id}`,
  schema: (id) => `/data/schemas?id=${id}`,
  policy: () => "/consent",
  workspace: () => "/settings",
};

/** The screen of a document, where its kind has one. */
export const screenOf = (kind: string, id: string): string | undefined =>
  SCREENS[kind]?.(encodeURIComponent(id));

/** The document as text, with its versions; every kind has that. */
export const textOf = (kind: string, id: string): string => `/documents/${kind}/${encodeURIComponent(id)}`;

/** Where a document is looked at: its screen, else its text. */
export const placeOf = (kind: string, id: string): string => screenOf(kind, id) ?? textOf(kind, id);
