import { Button } from "@mantine/core";
import type { View } from "@/api/client";
import { Copied } from "@/ui/copied";
import { Dialog } from "@/ui/dialog";
import { moment } from "@/ui/format";
import { linkOf } from "../model";
import css from "./shown.module.css";

export type Link = View<"InvitationView">;

/** A sign-in link, this once. */
export function LinkShown({ link, onClose }: { link: Link | null; onClose: () => void }) {
  return (
    <Dialog
      opened={link !== null}
      onClose={onClose}
      title={`A sign-in link for ${link?.account.name ?? ""}`}
      size={520}
    >
      {link && (
        <div className={css.shown}>
          <p>
            Send it to them by a way that you trust: whoever opens it first is in. It works once, until{" "}
            {moment(link.expires_at)}, and is not shown again.
          </p>
          <Copied label="sign-in link" wrap text={linkOf(location.origin, link.path)} />
          <Button onClick={onClose}>Done</Button>
        </div>
      )}
    </Dialog>
  );
}
