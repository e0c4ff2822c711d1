import { useMemo } from "react";
import { useAll } from "@/api/all";
import { api } from "@/api/client";
import { namesOf } from "@/features/offers/model";

const ALWAYS = ["links.unsubscribe", "links.preferences", "brand.company"];

/** What may stand between braces: what is named here itself, what people have, what brings a message about; undefined until that is known. */
export function useNames(own: readonly string[]): string[] | undefined {
  const palette = api.useQuery("get", "/api/v1/expressions/palette", {}, { staleTime: 60_000 });
  const offers = useAll("offers", { staleTime: 60_000 });
  const coming = palette.isPending || offers.isPending;
  return useMemo(() => {
    if (coming) return undefined;
    const { attributes = [], traits = [], events = [] } = palette.data ?? {};
    const said = events
      .slice(0, 8)
      .flatMap((event) => event.properties.map((field) => `event.${field.name}`));
    return [
      ...new Set([
        ...own,
        ...attributes.map((field) => `profile.${field.name}`),
        ...traits.map((trait) => `traits.${trait.id}`),
        ...said,
        ...(offers.data ?? []).flatMap((offer) => namesOf(offer as never)),
        ...ALWAYS,
      ]),
    ];
  }, [coming, palette.data, offers.data, own]);
}
