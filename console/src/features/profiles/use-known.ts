import { useAll } from "@/api/all";
import { api } from "@/api/client";
import { type Computed, computedOf, type Profile, type Standing, standingsOf } from "./model";

const SETTLED = { staleTime: 60_000 };

/** How a person stands to everything that they may be contacted for; undefined until it is known what that is. */
export function useStandings(profile: Profile): Standing[] | undefined {
  const purposes = api.useQuery("get", "/api/v1/purposes", {}, SETTLED);
  return purposes.isPending ? undefined : standingsOf(profile.consents ?? {}, purposes.data?.items ?? []);
}

/** Traits and scores of a person, as people read them; undefined until it is known what they are of. */
export function useComputed(profile: Profile): Computed[] | undefined {
  const traits = useAll("traits", SETTLED);
  const models = api.useQuery("get", "/api/v1/models", {}, SETTLED);
  if (traits.isPending || models.isPending) return undefined;
  return computedOf(profile, traits.data ?? [], models.data?.items ?? []);
}
