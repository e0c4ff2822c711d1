import { ActionIcon, Button, Menu, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { client } from "@/api/client";
import { usePages } from "@/api/pages";
import { queries } from "@/api/queries";
import { useMay, useSession } from "@/api/session";
import { useCreating } from "@/shell/creating";
import { type Column, DataTable } from "@/ui/data-table";
import { Moment } from "@/ui/moment";
import { MoreMenu } from "@/ui/more-menu";
import { Answer } from "@/ui/states";
import { Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { type Account, standing } from "./model";
import { SettingsHead } from "./parts/frame";
import { Invite } from "./parts/invite";
import { type Link, LinkShown } from "./parts/link-shown";
import { RolesTable } from "./parts/roles-table";

const KEY = ["get", "/api/v1/accounts"];
const PAGE = 200;
const ROLES = ["admin", "editor", "viewer", "agent"].map((role) => ({
  value: role,
  label: role.charAt(0).toUpperCase() + role.slice(1),
}));

/** Who may enter, and as what. */
export function PeoplePage() {
  const accounts = usePages([...KEY, "pages"], (cursor, signal) =>
    client.GET("/api/v1/accounts", { params: { query: { cursor, limit: PAGE } }, signal }),
  );
  const may = useMay("accounts:write");
  const [inviting, invite] = useCreating();
  const [explaining, explain] = useDisclosure();
  const [link, setLink] = useState<Link | null>(null);

  const again = () => queries.invalidateQueries({ queryKey: KEY });
  async function change(account: Account, body: { role?: Account["role"]; disabled?: boolean }) {
    await client.PATCH("/api/v1/accounts/{account_id}", {
      params: { path: { account_id: account.id } },
      body,
    });
    await again();
  }
  const setRole = (account: Account, role: Account["role"]) =>
    change(account, { role }).then(
      () => tell(`${account.name} is ${role} now.`, () => change(account, { role: account.role })),
      tellFault,
    );
  const setDisabled = (account: Account, disabled: boolean) =>
    change(account, { disabled }).then(
      () =>
        disabled
          ? tell(`${account.name} is disabled.`, () => change(account, { disabled: false }))
          : tell(`${account.name} is enabled again.`),
      tellFault,
    );
  const makeLink = (account: Account) =>
    client
      .POST("/api/v1/accounts/{account_id}/link", { params: { path: { account_id: account.id } } })
      .then(({ data }) => data && setLink(data), tellFault);
  const signOut = (account: Account) =>
    client
      .DELETE("/api/v1/accounts/{account_id}/sessions", { params: { path: { account_id: account.id } } })
      .then(() => tell(`${account.name} is signed out everywhere.`), tellFault);

  const columns: Column<Account>[] = [
    { id: "name", label: "Name", cell: (account) => account.name },
    {
      id: "role",
      label: "Role",
      width: "120px",
      cell: (account) =>
        may && !account.disabled_at ? (
          <Select
            variant="unstyled"
            aria-label={`Role of ${account.name}`}
            data={ROLES}
            value={account.role}
            onChange={(role) => role && void setRole(account, role as Account["role"])}
          />
        ) : (
          account.role
        ),
    },
    {
      id: "state",
      label: "Status",
      width: "100px",
      wide: "below",
      cell: (account) => <Status tone={standing(account).tone}>{standing(account).words}</Status>,
    },
    {
      id: "since",
      label: "Invited",
      width: "130px",
      wide: true,
      cell: (account) => <Moment at={account.created_at} />,
    },
    {
      id: "more",
      label: "",
      width: "30px",
      cell: (account) => may && <More account={account} {...{ makeLink, signOut, setDisabled }} />,
    },
  ];

  return (
    <>
      <SettingsHead title="People">
        <Button variant="default" onClick={explain.open}>
          Roles
        </Button>
        {may && (
          <Button leftSection={<IconPlus size={14} />} onClick={invite.open}>
            Invite
          </Button>
        )}
      </SettingsHead>
      <Answer of={accounts}>
        {(rows) => (
          <DataTable
            label="People"
            columns={columns}
            rows={rows}
            rowKey={(account) => account.id}
            onEnd={accounts.more}
          />
        )}
      </Answer>
      <Invite
        opened={inviting && may}
        onClose={invite.close}
        onInvited={(made) => {
          invite.close();
          setLink(made);
          void again();
        }}
      />
      <RolesTable opened={explaining} onClose={explain.close} />
      <LinkShown link={link} onClose={() => setLink(null)} />
    </>
  );
}

interface MoreProps {
  account: Account;
  makeLink: (account: Account) => void;
  signOut: (account: Account) => void;
  setDisabled: (account: Account, disabled: boolean) => void;
}

function More({ account, makeLink, signOut, setDisabled }: MoreProps) {
  const own = useSession().account === account.id;
  return (
    <MoreMenu
      width={220}
      button={
        <ActionIcon aria-label={`More about ${account.name}`}>
          <IconDots size={16} stroke={1.6} />
        </ActionIcon>
      }
    >
      {account.disabled_at ? (
        <Menu.Item onClick={() => setDisabled(account, false)}>Enable</Menu.Item>
      ) : (
        <>
          <Menu.Item onClick={() => makeLink(account)}>Create a sign-in link</Menu.Item>
          {!own && <Menu.Item onClick={() => signOut(account)}>Sign out everywhere</Menu.Item>}
          {!own && (
            <Menu.Item color="red" onClick={() => setDisabled(account, true)}>
              Disable
            </Menu.Item>
          )}
        </>
      )}
    </MoreMenu>
  );
}
