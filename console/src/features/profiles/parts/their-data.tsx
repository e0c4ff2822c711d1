import { Button } from "@mantine/core";
import { IconDownload, IconEraser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { Copied } from "@/ui/copied";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/states";
import { nameOf, type Profile } from "../model";
import css from "./identity.module.css";

/** What a person may ask of their data: to have all of it, and to have it erased. */
export function TheirData({ profile }: { profile: Profile }) {
  const [opened, setOpened] = useState(false);
  const exports = useMay("profiles:export");
  const erases = useMay("profiles:erase");
  if (!exports && !erases) return null;
  return (
    <section className={css.rights} aria-labelledby="their-data">
      <h2 id="their-data">Their data</h2>
      <p className="quiet">
        Everything that is held about a person is theirs: they may have it as a file, and have it erased.
      </p>
      <div className={css.buttons}>
        {exports && (
          <Button
            component="a"
            variant="default"
            href={`/api/v1/profiles/${encodeURIComponent(profile.id)}/export`}
            download="everything-held.jsonl"
            leftSection={<IconDownload size={15} stroke={1.7} />}
          >
            Download all of it
          </Button>
        )}
        {erases && (
          <Button
            variant="default"
            color="red"
            leftSection={<IconEraser size={15} stroke={1.7} />}
            onClick={() => setOpened(true)}
          >
            Erase…
          </Button>
        )}
      </div>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={`Erase ${nameOf(profile)}?`} size="md">
        <Erasing profile={profile} onClose={() => setOpened(false)} />
      </Dialog>
    </section>
  );
}

/** Asks, since nothing brings a person back; then hands over the receipt, which is all that is left. */
function Erasing({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const navigate = useNavigate();
  const erase = api.useMutation("delete", "/api/v1/profiles/{profile_id}");
  const leave = async () => {
    onClose();
    await navigate({ to: "/profiles" });
    await queries.invalidateQueries();
  };
  if (erase.data) {
    return (
      <>
        <p>
          They are hidden from now on, and within a quarter of an hour no place holds anything of them. This
          is the receipt; it tells nobody who it was.
        </p>
        <Copied text={erase.data.id} label="receipt" />
        <div className={css.buttons}>
          <Button onClick={() => void leave()} data-autofocus>
            To all profiles
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <p>
        Events, facts, messages, scores and names go from every place, and whatever waits for them stops. A
        keyed hash stays, so that an old file can’t bring them back. This can’t be undone.
      </p>
      {erase.error && <ErrorNote words={problemOf(erase.error).words} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep them
        </Button>
        <Button
          color="red"
          loading={erase.isPending}
          onClick={() => erase.mutate({ params: { path: { profile_id: profile.id } } })}
        >
          Erase for good
        </Button>
      </div>
    </>
  );
}
