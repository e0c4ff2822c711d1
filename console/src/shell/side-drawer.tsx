import { Drawer } from "@mantine/core";
import css from "./frame.module.css";
import { Sidebar } from "./sidebar";

/** The sidebar of narrow windows, over the screen. */
export default function SideDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size={264}
      withCloseButton={false}
      padding={0}
      attributes={{ content: { "aria-label": "Menu" } }}
      classNames={{ content: css.drawer, body: css.drawerBody }}
    >
      <Sidebar />
    </Drawer>
  );
}
