import { api } from "@/api/client";
import { Share } from "@/charts/bars";
import { channelName, count, humane } from "@/ui/format";
import type { Estimate } from "../use-estimate";
import css from "./audience.module.css";

/** What a purpose is if the workspace has not described any. */
const USUAL = "marketing";

/** What members would be contacted for: the first purpose that needs their consent; undefined until that is known. */
export function usePurpose(): { id: string; name: string } | undefined {
  const purposes = api.useQuery("get", "/api/v1/purposes", {}, { staleTime: 60_000 });
  if (purposes.isPending) return undefined;
  const found = purposes.data?.items.find((one) => !one.transactional);
  return { id: found?.id ?? USUAL, name: found?.name || humane(found?.id ?? USUAL) };
}

/** Channel by channel how many may be contacted; where nobody has an address there is nothing to measure. */
export function Reached({ estimate, purpose }: { estimate: Estimate; purpose: string }) {
  return (
    <ul>
      <li className="quiet">for {purpose}</li>
      {estimate.reach.map(({ channel, addressed, reachable }) => (
        <li key={channel} className={css.reach} title={`${count(addressed)} have an address there`}>
          <span>{channelName(channel)}</span>
          {addressed > 0 ? (
            <>
              <Share part={estimate.members ? reachable / estimate.members : 0} />
              <span className="figure">{count(reachable)}</span>
            </>
          ) : (
            <span className={`${css.nobody} quiet`}>no addresses</span>
          )}
        </li>
      ))}
      {estimate.reach.length === 0 && <li className="quiet">No channel is set up.</li>}
    </ul>
  );
}
