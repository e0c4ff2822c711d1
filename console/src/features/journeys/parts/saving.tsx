import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { Confirm } from "@/ui/confirm";
import { plural } from "@/ui/format";
import { MoreMenu } from "@/ui/more-menu";
import { Publish, toMend, UNCHANGED } from "@/ui/publish";
import { tell, tellFault } from "@/ui/tell";
import { type Fault, saysDoubts } from "../model/faults";
import { Words } from "./fault-list";
import css from "./inspector.module.css";

type Journey = View<"JourneyView">;

interface SavingProps {
  journey: Journey;
  /** Writes the next version; nothing comes of it if its author would rather look first. */
  write: (status: "draft" | "published") => Promise<unknown>;
  changed: boolean;
  /** Whether it differs from what is live: edited, or a draft. */
  ahead: boolean;
  faults: number;
  /** What may be a mistake: it is told before anybody comes in. */
  doubts: readonly Fault[];
  fresh: boolean;
  /** Leads to all that is wrong. */
  showFaults: () => void;
}

/** Saving a draft, publishing, pausing. */
export function Saving({ journey, write, changed, ahead, faults, doubts, fresh, showFaults }: SavingProps) {
  const [busy, setBusy] = useState(false);
  const [ending, setEnding] = useState(false);
  const [doubting, setDoubting] = useState(false);
  const navigate = useNavigate();
  /** Does it, and says so; nothing is said where `call` answers that it was left alone. */
  async function run(done: string, call: () => Promise<unknown>) {
    setBusy(true);
    try {
      if ((await call()) === undefined) return;
      await refreshed("journeys");
      tell(done);
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }
  const path = { document_id: journey.id };
  const save = (status: "draft" | "published", done: string) => run(done, () => write(status));
  const publish = () => void save("published", "Published: it takes entries from now on.");
  async function archive() {
    setEnding(false);
    setBusy(true);
    try {
      await client.DELETE("/api/v1/journeys/{document_id}", { params: { path } });
      tell(`${journey.name} is archived.`);
      // What is no longer there is not asked for again.
      await navigate({ to: "/journeys" });
      await refreshed("journeys");
    } catch (error) {
      setBusy(false);
      tellFault(error);
    }
  }
  const live = journey.state === "live";
  const paused = journey.state === "paused";
  const why =
    faults > 0
      ? toMend(faults)
      : !ahead && (live || paused)
        ? UNCHANGED
        : fresh
          ? undefined
          : "It is still being checked.";
  return (
    <>
      {(live || paused) && !changed && (
        <Button
          variant="default"
          data-brief
          loading={busy}
          leftSection={
            live ? <IconPlayerPause size={15} stroke={1.7} /> : <IconPlayerPlay size={15} stroke={1.7} />
          }
          onClick={() =>
            run(live ? "Paused: nobody comes in or goes on." : "It goes on.", () =>
              client.POST(`/api/v1/journeys/{document_id}/${live ? "pause" : "resume"}`, {
                params: { path },
              }),
            )
          }
        >
          {live ? "Pause" : "Resume"}
        </Button>
      )}
      {changed && (
        <Button variant="default" loading={busy} onClick={() => save("draft", "Draft saved.")}>
          Save draft
        </Button>
      )}
      <Publish
        busy={busy}
        why={why}
        act={doubts.length > 0 ? () => setDoubting(true) : publish}
        show={faults > 0 ? showFaults : undefined}
      />
      {!changed && journey.state !== "archived" && (
        <MoreMenu
          button={
            <ActionIcon aria-label="More for this journey">
              <IconChevronDown size={16} stroke={1.7} />
            </ActionIcon>
          }
        >
          <Menu.Item color="red" onClick={() => setEnding(true)}>
            Archive…
          </Menu.Item>
        </MoreMenu>
      )}
      <Confirm
        opened={doubting}
        title={saysDoubts(doubts.length)}
        words="It can be published as it stands, and does what it says."
        action="Publish anyway"
        stay="Look first"
        calm
        act={() => {
          setDoubting(false);
          publish();
        }}
        close={() => {
          setDoubting(false);
          showFaults();
        }}
      >
        <ul className={css.faults} data-tone="warn" aria-label="What may be a mistake">
          {doubts.map((doubt) => (
            <li key={`${doubt.pointer} ${doubt.message}`}>
              <Words fault={doubt} placed />
            </li>
          ))}
        </ul>
      </Confirm>
      <Confirm
        opened={ending}
        title={`Archive ${journey.name}?`}
        words={
          journey.under_way > 0
            ? `${plural(journey.under_way, "person is", "people are")} under way; their journey ends at once.`
            : "Nobody is under way. Its versions stay readable."
        }
        action="Archive"
        stay="Keep it"
        act={() => void archive()}
        close={() => setEnding(false)}
      />
    </>
  );
}
