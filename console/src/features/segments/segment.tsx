import { ActionIcon, Button, Menu, Tabs } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { api, client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useLive, useWork } from "@/api/live";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { arrived } from "@/api/taken";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { DocumentText } from "@/ui/document-text";
import { Drafted } from "@/ui/drafted";
import { useInView } from "@/ui/in-view";
import { MoreMenu } from "@/ui/more-menu";
import { Answer } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { Versions } from "@/ui/versions";
import type { SegmentTab } from "./feature";
import { Members } from "./parts/members";
import { Past } from "./parts/past";
import { Summary } from "./parts/summary";
import css from "./segments.module.css";

const LIST = { label: "Segments", to: "/segments" };

type Segment = View<"SegmentView">;

/** One segment: who is in it, how it grew, what it would have been, what mentions it. */
export function SegmentPage() {
  const { id } = useParams({ from: "/shell/segments/$id" });
  const { tab = "overview" } = useSearch({ from: "/shell/segments/$id" });
  const tabs = useInView(tab);
  const navigate = useNavigate();
  const segment = api.useQuery("get", "/api/v1/segments/{document_id}", {
    params: { path: { document_id: id } },
  });
  // Once it is archived, it is not asked for again.
  const ended = useRef(false);
  useWork("documents", () => ended.current || refreshed("segments"));
  const moved = () => {
    void queries.invalidateQueries({ queryKey: ["get", "/api/v1/segments/{document_id}"] });
    void queries.invalidateQueries({ queryKey: ["get", "/api/v1/segments/{document_id}/trend"] });
  };
  useLive((items) => {
    if (items.some((item) => item.item === "change" && item.segment === id)) moved();
  });
  useWork("people", moved);
  const may = useMay("documents:write");
  if (isGone(segment)) return <Gone what="segment" list={LIST} />;
  return (
    <>
      <PageHead
        title={segment.data?.name ?? id}
        crumb={LIST}
        status={segment.data && <DocumentStatus {...segment.data} draft={null} />}
      >
        {may && <More segment={segment.data} ended={ended} />}
        {may && (
          <Button
            component={Link}
            to="/segments/$id/edit"
            params={{ id } as never}
            leftSection={<IconPencil size={14} />}
          >
            Edit
          </Button>
        )}
      </PageHead>
      {segment.data && may && (
        <Drafted
          documents="segments"
          head={segment.data}
          version={segment.data.version}
          to={`/segments/${id}/edit`}
        />
      )}
      <Answer of={segment} lines={10}>
        {(found) => (
          <Tabs
            className={css.tabs}
            value={tab}
            onChange={(next) =>
              void navigate({
                to: "/segments/$id",
                params: { id },
                search: next === "overview" ? {} : { tab: next as SegmentTab },
                replace: true,
              })
            }
          >
            <Tabs.List ref={tabs} aria-label="Parts of the segment">
              <Tabs.Tab value="overview">Overview</Tabs.Tab>
              <Tabs.Tab value="members">Members</Tabs.Tab>
              <Tabs.Tab value="past">Back-test</Tabs.Tab>
              <Tabs.Tab value="versions">Versions</Tabs.Tab>
              <Tabs.Tab value="text">Text</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="overview" className={css.panel} tabIndex={0}>
              <Summary segment={found} />
            </Tabs.Panel>
            <Tabs.Panel value="members" className={css.list}>
              <Members segment={found} />
            </Tabs.Panel>
            <Tabs.Panel value="past" className={css.panel} tabIndex={0}>
              <Past segment={found} />
            </Tabs.Panel>
            <Tabs.Panel value="versions" className={css.panel} tabIndex={0}>
              <Versions kind="segment" id={id} head={found} />
            </Tabs.Panel>
            <Tabs.Panel value="text" className={css.panel} tabIndex={0}>
              <DocumentText kind="segment" id={id} />
            </Tabs.Panel>
          </Tabs>
        )}
      </Answer>
    </>
  );
}

/** What is done seldom. Archiving can be taken back: the same content is published again. */
function More({ segment, ended }: { segment: Segment | undefined; ended: { current: boolean } }) {
  const navigate = useNavigate();

  async function publish({ id, name }: Segment) {
    const path = { path: { document_id: id } };
    await client.POST("/api/v1/segments/{document_id}/publish", { params: path });
    await queries.invalidateQueries();
    tell(`${name} is being published.`);
  }

  async function archive({ id, name, description, expression, labels, ...held }: Segment) {
    const path = { path: { document_id: id } };
    ended.current = true;
    await client.DELETE("/api/v1/segments/{document_id}", { params: path }).catch((error: unknown) => {
      ended.current = false;
      throw error;
    });
    tell(`${name} is archived.`, async () => {
      const status = held.status === "draft" ? "draft" : "published";
      const body = { id, name, description, expression, labels, status } as const;
      await arrived("segments", (await client.POST("/api/v1/segments", { body })).data);
      await queries.invalidateQueries();
    });
    await navigate({ to: "/segments" });
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/segments"] });
  }

  return (
    <MoreMenu
      width={190}
      button={
        <ActionIcon variant="default" aria-label="More" disabled={!segment}>
          <IconDots size={16} />
        </ActionIcon>
      }
    >
      {segment?.state === "draft" && (
        <Menu.Item
          leftSection={<IconPencil size={14} />}
          onClick={() => void publish(segment).catch(tellFault)}
        >
          Publish the draft
        </Menu.Item>
      )}
      {segment && (
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={14} />}
          onClick={() => void archive(segment).catch(tellFault)}
        >
          Archive
        </Menu.Item>
      )}
    </MoreMenu>
  );
}
