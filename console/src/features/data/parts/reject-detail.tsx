import { Button, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { useSourceNames } from "@/api/sources";
import { count } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
import { tell, tellFault } from "@/ui/tell";
import { laidOut, wrongWords } from "../model";
import { Alike, canAmend } from "./alike";
import css from "./parts.module.css";
import { again } from "./settle";

/** Where the mapping is mended that failed; without an id it is that of the source, once it has one. */
export const mendOf = (source: string, mapping: string) =>
  ({
    to: "/data/sources/$id/mapping",
    params: { id: source },
    search: { mapping: mapping.split("@")[0] || undefined },
  }) as const;

interface Props {
  reject: View<"RejectView">;
  may: boolean;
  /** How many of its source wait for the same reason. */
  alike: number;
  onDone: () => void;
}

/** One of them in full: what is wrong, what was received, and the ways to mend it. */
export function RejectDetail({ reject, may, alike, onDone }: Props) {
  const [amending, setAmending] = useState(false);
  const sourceName = useSourceNames();
  const [content, setContent] = useState(() => laidOut(reject.content));
  const [fault, setFault] = useState("");
  const aside = reject.state === "discarded";
  const mend = api.useMutation("post", "/api/v1/quarantine/{reject_id}/mend");
  const changed = content !== laidOut(reject.content);

  async function submit() {
    setFault("");
    try {
      const done = await mend.mutateAsync({ params: { path: { reject_id: reject.id } }, body: { content } });
      if (!done.replayed) {
        setFault(done.pointer ? `${wrongWords(done)} (${done.pointer})` : wrongWords(done));
        return;
      }
      tell(
        done.message
          ? "What passes of it is in the log. The other rows wait one by one, each with its reason."
          : "Mended: the event is in the log.",
      );
      onDone();
      await again();
    } catch (error) {
      tellFault(error);
    }
  }

  async function move(route: "discard" | "take-back", told: string, back?: () => unknown) {
    try {
      await client.POST(`/api/v1/quarantine/${route}`, { body: { ids: [reject.id] } });
      tell(told, back);
      onDone();
      await again();
    } catch (error) {
      tellFault(error);
    }
  }
  const takeBack = () => move("take-back", "It is held again.");

  return (
    <>
      <div>
        <p>{wrongWords(reject)}</p>
        <p className="quiet">
          {reject.pointer && <code>{reject.pointer}</code>}{" "}
          {reject.mapping && (
            <Link {...mendOf(reject.source, reject.mapping)} className="link">
              {reject.mapping.startsWith("@") ? "Say what it becomes" : `By the mapping ${reject.mapping}`}
            </Link>
          )}
        </p>
      </div>
      <Textarea
        label="What was received"
        className={css.mono}
        autosize
        minRows={6}
        maxRows={28}
        readOnly={!may || aside}
        spellCheck={false}
        value={content}
        onChange={(event) => setContent(event.currentTarget.value)}
      />
      {fault && <ErrorNote words={fault} />}
      {may && aside && (
        <div className={css.row}>
          <Button variant="default" onClick={() => void takeBack()}>
            Take back
          </Button>
        </div>
      )}
      {may && !aside && (
        <div className={css.row}>
          <Button
            variant={changed ? "filled" : "default"}
            loading={mend.isPending}
            onClick={() => void submit()}
          >
            {changed ? "Try with this" : "Try again"}
          </Button>
          {changed && (
            <Button variant="subtle" color="gray" onClick={() => setContent(laidOut(reject.content))}>
              As it came
            </Button>
          )}
          <span className={css.grow} />
          <Button variant="subtle" color="gray" onClick={() => void move("discard", "Set aside.", takeBack)}>
            Set aside
          </Button>
        </div>
      )}
      {may && !aside && alike > 1 && canAmend(reject) && (
        <div className={css.row}>
          <Button variant="default" onClick={() => setAmending(true)}>
            Mend all {count(alike)} alike
          </Button>
        </div>
      )}
      {amending && (
        <Alike
          reject={reject}
          alike={alike}
          source={sourceName(reject.source)}
          begun={onDone}
          close={() => setAmending(false)}
        />
      )}
    </>
  );
}
