import { Menu } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { signOut } from "@/api/session";

/** What whoever is signed in can do with that; opens at once, as it is fetched when it is asked for. */
export default function OwnMenu({ children }: { children: ReactElement }) {
  return (
    <Menu position="top-start" width={200} defaultOpened>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
