import { useQueries, useQuery } from "@tanstack/react-query";
import { client, type View } from "@/api/client";
import { gathered } from "@/api/gather";
import { Problem, problemOf } from "@/api/problem";
import { Face } from "@/ui/face";
import { Way } from "@/ui/way";
import { initialsOf, nameOf } from "./model";
import css from "./person.module.css";

const PATH = "/api/v1/profiles/{profile_id}";
const MOST = 100;

const read = gathered(async (ids) => {
  const { data } = await client.POST("/api/v1/profiles/several", { body: { ids } });
  return new Map((data?.items ?? []).map((found) => [found.id, found.profile]));
}, MOST);

/** Somebody whom a list knows by id only: lists ask for those in view alone, and for all of them together. */
export const useProfile = (id: string) => useQuery(askedFor(id));

/** Several of them, such as those that a list begins with. */
export const useProfiles = (ids: readonly string[]) => useQueries({ queries: ids.map(askedFor) });

const askedFor = (id: string) => ({
  queryKey: ["get", PATH, { params: { path: { profile_id: id } } }],
  staleTime: 60_000,
  queryFn: async () => {
    const found = await read(id);
    if (!found) throw new Problem(404, { detail: "no profile has this id" });
    return found;
  },
});

/** Whether nobody is there: who was erased leaves an id in what was read before, and in what is kept without names. */
export const isErased = ({ error }: { error: unknown }): boolean =>
  Boolean(error) && problemOf(error).status === 404;

/** What stands where somebody was. */
export const ERASED = "Erased person";

/** What somebody is called; the end of their id until that is known, or if it isn't. */
export function PersonName({ id }: { id: string }) {
  const profile = useProfile(id);
  if (isErased(profile)) return <span className="quiet">{ERASED}</span>;
  if (profile.data) return nameOf(profile.data);
  return profile.isPending ? "…" : `…${id.slice(-6)}`;
}

/** Leads to somebody whom a list knows by id only. */
export function PersonLink({ id, away = false }: { id: string; away?: boolean }) {
  if (isErased(useProfile(id))) return <PersonName id={id} />;
  return (
    <Way href={`/profiles/${id}`} target={away ? "_blank" : undefined} className={`${css.named} clip`}>
      <PersonName id={id} />
    </Way>
  );
}

/** The first column of a list of people: initials and name, which lead to the person's page. */
export function Person({ id, profile }: { id: string; profile?: View<"ProfileView"> }) {
  return (
    <Way href={`/profiles/${id}`} className={css.person}>
      <Face letters={profile ? initialsOf(nameOf(profile)) : ""} />
      <span className="clip">{profile ? nameOf(profile) : "…"}</span>
    </Way>
  );
}

/** The same, of somebody whom the list knows by id only. */
export function PersonById({ id }: { id: string }) {
  const profile = useProfile(id);
  if (!isErased(profile)) return <Person id={id} profile={profile.data} />;
  return (
    <span className={css.person}>
      <Face letters="" />
      <span className="clip quiet">{ERASED}</span>
    </span>
  );
}
