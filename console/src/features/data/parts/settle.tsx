import { Button, Modal, Progress } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { api, client, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { queries } from "@/api/queries";
import form from "@/ui/form.module.css";
import { count, plural } from "@/ui/format";
import { Answer, ErrorNote } from "@/ui/states";
import { tell, tellFault } from "@/ui/tell";
import { type Pile, reasonWords, wrongWords } from "../model";
import own from "./quarantine.module.css";

type Settlement = View<"SettlementView">;
export type Action = Settlement["action"];
type Fault = View<"RejectFaultView">;

/** Asks anew for all that is shown of quarantine. */
export const again = () =>
  queries.invalidateQueries({
    predicate: ({ queryKey }) =>
      queryKey[0] === "rejects" || String(queryKey[1]).startsWith("/api/v1/quarantine"),
  });

/** Those that this tab began, until it has told how they ended. */
const begun = new Set<string>();

/** Settles a pile, or everything, changed alike first: the server goes on with it page by page, whoever leaves. */
export async function settle(
  action: Action,
  pile?: Partial<Pick<Pile, "source" | "reason">>,
  amendment?: View<"AmendmentInput">,
): Promise<void> {
  const body = { action, source: pile?.source || undefined, reason: pile?.reason || undefined, amendment };
  const { data } = await client.POST("/api/v1/quarantine/settlements", { body });
  if (data) begun.add(data.id);
  await again();
}

const DOING: Readonly<Record<Action, string>> = {
  replay: "Trying again",
  discard: "Setting aside",
  take_back: "Taking back",
};

const doneWords = (done: Settlement): string =>
  done.action === "replay"
    ? `${plural(done.settled, "item")} ${done.at_place ? "mended alike" : "tried again"} ${done.settled === 1 ? "is" : "are"} in the log now, ${count(done.held)} still held.`
    : done.action === "discard"
      ? `${plural(done.settled, "item")} set aside.`
      : `${plural(done.settled, "item")} held again.`;

/** How far a settlement is, and how the last one that was followed here ended. */
export function Progressing() {
  const listed = api.useQuery("get", "/api/v1/quarantine/settlements");
  useWork("quarantine", listed.refetch);
  const newest = listed.data?.items[0];
  const [shut, setShut] = useState("");
  useEffect(() => {
    if (newest?.state === "running") begun.add(newest.id);
    else if (newest && begun.delete(newest.id)) {
      void again();
      const back =
        newest.action === "discard" && newest.settled > 0
          ? () => settle("take_back", { source: newest.source ?? "", reason: newest.reason ?? "" })
          : undefined;
      tell(doneWords(newest), back);
    }
  }, [newest]);
  if (!newest || newest.id === shut) return null;
  const { state, total, seen } = newest;
  if (state === "running") {
    return (
      <div className={own.progress} role="status">
        <span>
          {DOING[newest.action]}: {count(seen)} of {count(total)}
        </span>
        <Progress
          value={total ? (seen / total) * 100 : 0}
          aria-label={DOING[newest.action]}
          className={own.bar}
        />
        <Button
          variant="default"
          size="compact-sm"
          onClick={() =>
            void client
              .POST("/api/v1/quarantine/settlements/{settlement_id}/stop", {
                params: { path: { settlement_id: newest.id } },
              })
              .catch(tellFault)
          }
        >
          Stop
        </Button>
      </div>
    );
  }
  if (state === "done" && newest.faults.length === 0) return null;
  return (
    <div className={own.progress}>
      {state === "failed" ? (
        <ErrorNote
          words={`It stopped: ${newest.fault}. What was done stays done; begin it again to go on.`}
        />
      ) : (
        <span>
          {state === "stopped" ? "Stopped. " : ""}
          {doneWords(newest)} {newest.faults.length > 0 && <Whys faults={newest.faults} />}
        </span>
      )}
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setShut(newest.id)}>
        Dismiss
      </Button>
    </div>
  );
}

/** Why some fail again, one example of each reason. */
function Whys({ faults }: { faults: readonly Fault[] }) {
  return (
    <>
      {faults.map((fault) => (
        <span key={fault.reason} className={own.why}>
          <b>{reasonWords(fault.reason)}</b> ({count(fault.count)}), such as: {wrongWords(fault)}
        </span>
      ))}
    </>
  );
}

interface TrialProps {
  trial: { data: View<"TrialView"> | undefined; error: unknown; isPending: boolean; refetch?: () => unknown };
  /** How many there are, tried or not. */
  total: number;
  /** The way to where the mapping that failed is mended. */
  mend?: ReactNode;
}

/** What trying again would come to: how many would pass, and why others would not. */
export function TrialWords({ trial, total, mend }: TrialProps) {
  return (
    <Answer of={trial} lines={2}>
      {({ tried, passing, faults }) => {
        const none = passing === 0;
        return (
          <>
            <p role="status">
              {tried < total ? `Of the oldest ${count(tried)}, ` : "By today’s mappings and schemas, "}
              {none
                ? "none would pass:"
                : `${passing === tried ? (tried === 1 ? "it" : "all") : count(passing)} would be in the log, at the time at which ${passing === 1 ? "it" : "they"} happened.`}
              {!none && passing < tried && ` ${count(tried - passing)} would still be held:`}
              {passing === tried &&
                faults.length > 0 &&
                " Some of their rows would still be held, one by one:"}
            </p>
            {faults.length > 0 && <Whys faults={faults} />}
            {passing < tried && mend && <p>{mend}</p>}
          </>
        );
      }}
    </Answer>
  );
}

interface AskProps {
  action: "replay" | "discard";
  pile: Partial<Pick<Pile, "source" | "reason">>;
  /** Of them all, not only of those on the screen. */
  total: number;
  /** The way to where the mapping that failed is mended. */
  mend?: ReactNode;
  close: () => void;
}

/** Says what will be done with how many, and what it would come to, before it is begun. */
export function Ask({ action, pile, total, mend, close }: AskProps) {
  const trial = api.useQuery(
    "post",
    "/api/v1/quarantine/trial",
    { body: { source: pile.source, reason: pile.reason } },
    { enabled: action === "replay", gcTime: 0 },
  );
  const [busy, setBusy] = useState(false);
  const none = trial.data !== undefined && trial.data.passing === 0;
  async function go() {
    setBusy(true);
    try {
      await settle(action, pile);
      close();
    } catch (error) {
      tellFault(error);
      setBusy(false);
    }
  }
  return (
    <Modal
      opened
      onClose={close}
      title={
        action === "replay" ? `Try ${plural(total, "item")} again?` : `Set ${plural(total, "item")} aside?`
      }
    >
      <div className={form.form}>
        {action === "discard" ? (
          <p>
            They are not counted or tried again any more. They stay readable under “Set aside”, and can be
            taken back from there.
          </p>
        ) : (
          <TrialWords trial={trial} total={total} mend={mend} />
        )}
        <div className={form.foot}>
          <Button variant="default" onClick={close} data-autofocus={action === "discard" || undefined}>
            {action === "discard" ? "Keep them" : "Cancel"}
          </Button>
          <Button
            color={action === "discard" ? "red" : undefined}
            loading={busy}
            disabled={action === "replay" && (trial.isPending || none)}
            onClick={() => void go()}
          >
            {action === "discard" ? "Set aside" : "Try again"}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
