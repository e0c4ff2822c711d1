import { Link } from "@tanstack/react-router";
import { api, type View } from "@/api/client";
import { initialsOf, nameOf } from "./model";
import css from "./person.module.css";

/** Somebody whom a list knows by id only: lists ask for those in view alone. */
export function useProfile(id: string) {
  return api.useQuery(
    "get",
    "/api/v1/profiles/{profile_id}",
    { params: { path: { profile_id: id } } },
    { staleTime: 60_000 },
  );
}

/** What somebody is called; the end of their id until that is known, or if it isn't. */
export function PersonName({ id }: { id: string }) {
  const profile = useProfile(id);
  if (profile.data) return nameOf(profile.data);
  return profile.isPending ? "…" : `…${id.slice(-6)}`;
}

/** Leads to somebody whom a list knows by id only. */
export function PersonLink({ id, away = false }: { id: string; away?: boolean }) {
  return (
    <Link to="/profiles/$id" params={{ id }} target={away ? "_blank" : undefined} className="link clip">
      <PersonName id={id} />
    </Link>
  );
}

/** The first column of a list of people: initials and name, which lead to the person's page. */
export function Person({ id, profile }: { id: string; profile?: View<"ProfileView"> }) {
  return (
    <Link to="/profiles/$id" params={{ id }} className={css.person}>
      <span className={css.face} aria-hidden>
        {profile ? initialsOf(nameOf(profile)) : ""}
      </span>
      <span className="clip">{profile ? nameOf(profile) : "…"}</span>
    </Link>
  );
}

/** The same, of somebody whom the list knows by id only. */
export function PersonById({ id }: { id: string }) {
  return <Person id={id} profile={useProfile(id).data} />;
}
