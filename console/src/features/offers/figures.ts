import { useMemo } from "react";
import { api, type View } from "@/api/client";

export type Figures = View<"OfferFiguresView">;

/** By its offer, how often it was proposed; one that never was is not in it. */
export function useFigures() {
  const { data, ...asked } = api.useQuery("get", "/api/v1/offer-figures", {}, { staleTime: 30_000 });
  const figures = useMemo(() => data && new Map(data.items.map((each) => [each.offer, each])), [data]);
  return { ...asked, data: figures as ReadonlyMap<string, Figures> | undefined };
}

/** How often in the days that are told. */
export const lately = (of: Figures | undefined): number =>
  (of?.days ?? []).reduce((sum, day) => sum + day, 0);
