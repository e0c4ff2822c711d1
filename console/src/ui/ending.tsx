import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { client } from "@/api/client";
import type { Documents } from "@/api/document";
import { refreshed } from "@/api/drafts";
import { arrived } from "@/api/taken";
import { MoreMenu } from "@/ui/more-menu";
import { tell, tellFault } from "./tell";

interface Props {
  documents: Documents;
  head: { id: string; name: string; status: string };
  /** What is live, or the draft of what never was, as its author would send it: brings it back. */
  content: Readonly<Record<string, unknown>>;
  /** The list that it stands in. */
  to: string;
  /** Whether something on the screen would be lost. */
  changed: boolean;
}

/** What is done seldom. Archiving can be taken back: the same content is published again. */
export function Ending({ documents, head, content, to, changed }: Props) {
  const navigate = useNavigate();

  async function archive() {
    const path = `/api/v1/${documents}/{document_id}` as "/api/v1/segments/{document_id}";
    await client.DELETE(path, { params: { path: { document_id: head.id } } });
    tell(`${head.name} is archived.`, async () => {
      const status = head.status === "draft" ? "draft" : "published";
      const all = `/api/v1/${documents}` as "/api/v1/segments";
      const { data } = await client.POST(all, { body: { ...content, id: head.id, status } as never });
      await arrived(documents, data);
      await refreshed(documents);
    });
    await navigate({ to });
    await refreshed(documents);
  }

  return (
    <MoreMenu
      width={190}
      button={
        <ActionIcon variant="default" aria-label="More">
          <IconDots size={16} />
        </ActionIcon>
      }
    >
      <Menu.Item
        color="red"
        leftSection={<IconTrash size={14} />}
        disabled={changed}
        onClick={() => void archive().catch(tellFault)}
      >
        Archive
      </Menu.Item>
    </MoreMenu>
  );
}
