// How long an SMS is, as networks count: by 160 signs of their own alphabet, or by 70 of any other.

const OWN =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Signs that take the room of two. */
const WIDE = "^{}\\[~]|€";

/** What a text comes to as SMS. */
interface SmsLength {
  signs: number;
  /** Of how many messages it is put together. */
  messages: number;
  /** The first sign for which the larger alphabet is needed: fewer fit then. */
  foreign?: string;
}

/** How many signs a text has, and of how many messages it is put together. */
export function smsLength(text: string): SmsLength {
  const foreign = [...text].find((sign) => !OWN.includes(sign) && !WIDE.includes(sign));
  if (foreign !== undefined) {
    return { signs: text.length, messages: messages(text.length, 70, 67), foreign };
  }
  const signs = [...text].reduce((sum, sign) => sum + (WIDE.includes(sign) ? 2 : 1), 0);
  return { signs, messages: messages(signs, 160, 153) };
}

const messages = (signs: number, alone: number, joined: number): number =>
  signs === 0 ? 0 : signs <= alone ? 1 : Math.ceil(signs / joined);
