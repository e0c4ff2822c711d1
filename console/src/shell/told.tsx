import "@mantine/notifications/styles.layer.css";

import { Notifications } from "@mantine/notifications";

/** Where `tell` says what was done; what was said before it is there, it says then. */
export default function Told() {
  return <Notifications position="bottom-right" limit={3} containerWidth={360} />;
}
