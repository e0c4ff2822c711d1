import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { nameOf } from "./model";

/** What somebody is called; the end of their id until that is known, or if it isn't. */
export function PersonName({ id }: { id: string }) {
  const profile = api.useQuery(
    "get",
    "/api/v1/profiles/{profile_id}",
    { params: { path: { profile_id: id } } },
    { staleTime: 60_000 },
  );
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
