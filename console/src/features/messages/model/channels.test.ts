import { describe, expect, it } from "vitest";
import { blankTemplate, CHANNELS, linesOf, reshaped, saysReshaped, withShapeOf } from "./channels";
import { startPage, type TemplateBody } from "./template";

const MAIL: TemplateBody = {
  channel: "email",
  parts: { subject: "Hi {{ profile.name }}", preheader: "Look", mjml: "<mjml>en</mjml>" },
  locales: { de: { subject: "Hallo", mjml: "<mjml>de</mjml>" }, fr: { subject: "Salut" }, it: {} },
  defaults: { "profile.name": "you" },
};
const MADE = [
  { language: "en", html: "", text: "Read on" },
  { language: "de", html: "", text: "Weiter" },
  { language: "fr", html: "", text: "Read on" },
  { language: "it", html: "", text: "Read on" },
];

describe("another channel", () => {
  it("keeps what fits in every language, and says what is left out", () => {
    const sms = reshaped(MAIL, "sms", "Welcome", MADE);
    expect(sms.body).toEqual({
      ...MAIL,
      channel: "sms",
      parts: { text: "Read on" },
      locales: { de: { text: "Weiter" }, fr: {}, it: {} },
    });
    expect(saysReshaped("sms", sms.lost)).toBe(
      "It is written for SMS now. Left out: the subject, the preheader and the look of the page, whose text stays.",
    );
    const push = reshaped(MAIL, "push", "Welcome", MADE);
    expect(push.body.parts).toEqual({ title: "Hi {{ profile.name }}", text: "Read on" });
    expect(push.body.locales).toEqual({
      de: { title: "Hallo", text: "Weiter" },
      fr: { title: "Salut" },
      it: {},
    });
    expect(push.lost).toEqual(["the preheader", "the look of the page, whose text stays"]);
  });

  it("says what is said in the body of a call, and takes it from there again", () => {
    const { body, lost } = reshaped(MAIL, "webhook", "Welcome", MADE);
    expect(body.parts).toEqual({
      url: "https://",
      body: { title: "Hi {{ profile.name }}", text: "Read on" },
    });
    expect(body.locales?.fr).toEqual({ body: { title: "Salut", text: "Read on" } });
    expect(body.locales?.it).toEqual({});
    expect(lost).toEqual(["the preheader", "the look of the page, whose text stays"]);
    const back = reshaped(body, "push", "Welcome");
    expect(back.body.parts).toEqual({ title: "Hi {{ profile.name }}", text: "Read on" });
    expect(back.lost).toEqual(["the address"]);
    const own = reshaped(
      { channel: "webhook", parts: { url: "https://a", headers: { "X-A": "1" }, body: { order: 1 } } },
      "email",
      "Welcome",
    );
    expect(own.body.parts).toEqual({ subject: "Welcome", mjml: startPage() });
    expect(own.lost).toEqual(["the address", "the headers", "the body"]);
  });

  it("leaves nothing out where both are letters, or nobody knows its parts", () => {
    expect(reshaped(MAIL, "local", "Welcome")).toEqual({ body: { ...MAIL, channel: "local" }, lost: [] });
    expect(reshaped(MAIL, "fax", "Welcome")).toEqual({ body: { ...MAIL, channel: "fax" }, lost: [] });
    expect(saysReshaped("local", [])).toBe("It is written for the local outbox now.");
  });

  it("has an address that is called, or that people open: never one for the other", () => {
    const push: TemplateBody = { channel: "push", parts: { title: "Hi", text: "You", url: "https://shop" } };
    expect(reshaped(push, "webhook", "Welcome").body.parts.url).toBe("https://");
    expect(reshaped(push, "webhook", "Welcome").lost).toEqual(["the address"]);
    expect(reshaped(push, "email", "Welcome")).toEqual({
      body: { channel: "email", parts: { text: "You", subject: "Hi" } },
      lost: ["the address"],
    });
  });

  it("is undone with what was done to other things meanwhile", () => {
    const sms = { ...reshaped(MAIL, "sms", "Welcome", MADE).body, brand: "house" };
    expect(withShapeOf({ ...sms, locales: { ...sms.locales, es: { text: "Hola" } } }, MAIL)).toEqual({
      ...MAIL,
      brand: "house",
      locales: { ...MAIL.locales, es: {} },
    });
  });
});

it("offers the lines of a channel, and what else a template has", () => {
  expect(linesOf({ channel: "push", parts: { text: "Hi" } })).toEqual(["title", "url"]);
  expect(linesOf({ channel: "sms", parts: { text: "Hi", subject: "Hi" } })).toEqual(["subject"]);
});

it("begins a message of every channel with what it needs", () => {
  expect(CHANNELS.map((channel) => Object.keys(blankTemplate("Hello", channel).parts))).toEqual([
    ["subject", "mjml"],
    ["text"],
    ["title", "text"],
    ["url", "body"],
    ["subject", "mjml"],
  ]);
});
