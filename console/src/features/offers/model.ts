import { HEADER } from "@/api/document";

/** What an offer says, by name. */
export type Said = Readonly<Record<string, string | number>>;

/** An offer as it is authored. */
export interface OfferBody {
  title: string;
  content?: Said;
  placements?: readonly string[];
  /** A condition in CXL, or the id of a segment. */
  eligible?: string;
  period?: { from?: string; to?: string };
  priority?: number;
  cap?: { max: number; per: string };
  fallback?: boolean;
  locales?: Readonly<Record<string, Said>>;
}

/** Of an offer that says none. */
export const PRIORITY = 50;

/** The body of an offer as the API shows it. */
export function offerOf(document: Record<string, unknown>): OfferBody {
  return Object.fromEntries(
    Object.entries(document).filter(([name, value]) => !HEADER.includes(name) && value !== null),
  ) as unknown as OfferBody;
}

/** An offer that everybody may get, wherever a template goes through all offers. */
export const blankOffer = (name: string): OfferBody => ({ title: name });

/** What a template may ask an offer for, at each of its places: offers.cart.title. */
export function namesOf(offer: Pick<OfferBody, "content" | "placements">): string[] {
  const said = ["title", ...Object.keys(offer.content ?? {})];
  return (offer.placements ?? []).flatMap((place) => said.map((name) => `offers.${place}.${name}`));
}

const ID = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/;

/** A condition as the builder reads it: the id of a segment stands for being in it. */
export const conditionOf = (eligible: string | undefined): string =>
  eligible && ID.test(eligible) ? `in segment "${eligible}"` : (eligible ?? "");

/** The same offer with one field written anew; a field that says nothing is left out. */
export function withField<Name extends keyof OfferBody>(
  body: OfferBody,
  name: Name,
  value: OfferBody[Name] | undefined,
): OfferBody {
  const { [name]: _, ...others } = body;
  const empty =
    value === undefined ||
    value === "" ||
    value === false ||
    (typeof value === "object" && Object.keys(value).length === 0);
  return (empty && name !== "title" ? others : { ...others, [name]: value ?? "" }) as OfferBody;
}

/** What stands in for the others is for everybody, at any time. */
export function asFallback(body: OfferBody, fallback: boolean): OfferBody {
  if (!fallback) return withField(body, "fallback", undefined);
  const { eligible: _e, period: _p, cap: _c, ...others } = body;
  return { ...others, fallback };
}

/** What it says in a language; a name that the language leaves out says what it says itself. */
export function withSaid(body: OfferBody, locale: string, name: string, text: string): OfferBody {
  const { [name]: _, ...others } = body.locales?.[locale] ?? {};
  const said = text === "" ? others : { ...others, [name]: text };
  return { ...body, locales: { ...body.locales, [locale]: said } };
}

/** The same without languages' words for names that it no longer says itself. */
export function withContent(body: OfferBody, content: Said): OfferBody {
  const kept = Object.entries(body.locales ?? {}).map(
    ([locale, said]) =>
      [
        locale,
        Object.fromEntries(Object.entries(said).filter(([name]) => name === "title" || name in content)),
      ] as const,
  );
  const next = withField(body, "content", content);
  return kept.length ? { ...next, locales: Object.fromEntries(kept) } : next;
}

interface Ranked {
  id: string;
  name: string;
  body: OfferBody;
}

/** The order in which offers are asked: by priority, then by name; what stands in comes last. */
export function ranked<One extends Ranked>(offers: readonly One[]): One[] {
  return [...offers].sort(
    (one, other) =>
      Number(one.body.fallback ?? false) - Number(other.body.fallback ?? false) ||
      (other.body.priority ?? PRIORITY) - (one.body.priority ?? PRIORITY) ||
      (one.name < other.name ? -1 : one.name > other.name ? 1 : 0) ||
      (one.id < other.id ? -1 : 1),
  );
}
