import { Button, Select } from "@mantine/core";
import { IconPlus, IconTemplate } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { arrived } from "@/api/taken";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { channelName } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Naming } from "@/ui/naming";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { blankTemplate, CHANNELS } from "./model/channels";
import { firstNameOf, type TemplateBody } from "./model/template";
import { WritingHead } from "./parts/messages-head";

type Template = View<"DocumentView">;

const route = getRouteApi("/shell/templates");

const COLUMNS: Column<Template>[] = [
  {
    id: "name",
    label: "Name",
    cell: (template) => (
      <Link to="/templates/$id" params={{ id: template.id }} tabIndex={-1}>
        {template.name}
      </Link>
    ),
  },
  {
    id: "channel",
    label: "Channel",
    width: "120px",
    wide: "below",
    cell: (template) => channelName((template as unknown as TemplateBody).channel),
  },
  {
    id: "state",
    label: "Status",
    width: "110px",
    cell: (template) => <DocumentStatus {...template} />,
  },
  {
    id: "at",
    label: "Changed",
    width: "130px",
    align: "right",
    wide: true,
    cell: (template) => <Moment at={template.at} />,
  },
];

/** All templates. */
export function TemplatesPage() {
  const templates = useAll("templates");
  useWork("documents", templates.refetch);
  const go = useNavigate();
  const { create: naming } = route.useSearch();
  const may = useMay("documents:write");
  const [channel, setChannel] = useState("email");
  const ask = (create: boolean) =>
    void go({ to: "/templates", search: create ? { create } : {}, replace: true });

  async function make(id: string, name: string) {
    // People are greeted by a name that somebody has; who may not see which there are greets by none.
    const known = await client.GET("/api/v1/expressions/palette").catch(() => undefined);
    const first = firstNameOf((known?.data?.attributes ?? []).map((attribute) => attribute.name));
    const { data } = await client.POST("/api/v1/templates", {
      body: {
        ...blankTemplate(name, channel, first),
        id,
        name,
        status: "draft",
        labels: [],
        description: "",
      } as never,
    });
    await arrived("templates", data);
    await refreshed("templates");
    await go({ to: "/templates/$id", params: { id } });
  }

  const create = may && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => ask(true)}>
      New template
    </Button>
  );
  return (
    <>
      <WritingHead title="Templates">{templates.data?.length !== 0 && create}</WritingHead>
      <Answer of={templates}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconTemplate}
              title="What your messages say"
              words="A template is written once, in every language you need, and made for each person from what is known of them."
              action={create}
            />
          ) : (
            <Filtered
              items={items}
              noun="template"
              placeholder="Filter by name or channel"
              says={(template) => channelName((template as unknown as TemplateBody).channel)}
            >
              {(rows) => (
                <DataTable
                  label="Templates"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(template) => template.id}
                  onOpen={(template) => void go({ to: "/templates/$id", params: { id: template.id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
      {naming && may && (
        <Naming title="New template" action="Create the draft" create={make} close={() => ask(false)}>
          <Select
            label="Channel"
            description="Can be changed later: what fits is kept."
            allowDeselect={false}
            data={CHANNELS.map((value) => ({ value, label: channelName(value) }))}
            value={channel}
            onChange={(next) => next && setChannel(next)}
          />
        </Naming>
      )}
    </>
  );
}
