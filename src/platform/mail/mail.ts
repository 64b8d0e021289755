import { createTransport } from 'nodemailer'

export type Message = Readonly<{ to: string; subject: string; text: string }>

/** Sends one message. Throws when the mail server did not take it: whoever asked tries again later. */
export type Mailer = Readonly<{ send: (message: Message) => Promise<void>; close: () => void }>

/** Through the server that `smtpUrl` names; connections are kept for a while. Nothing is queued here: a message is taken or it throws. */
export function openMailer(smtpUrl: string, from: string): Mailer {
  const url = new URL(smtpUrl)
  const transport = createTransport({
    pool: true,
    host: url.hostname,
    port: url.port === '' ? (url.protocol === 'smtps:' ? 465 : 587) : Number(url.port),
    secure: url.protocol === 'smtps:',
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }, requireTLS: url.protocol === 'smtp:' }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  })
  return {
    send: async ({ to, subject, text }) => {
      // auto-generated: out-of-office replies must not answer it
      await transport.sendMail({ from, to, subject, text, headers: { 'auto-submitted': 'auto-generated' } })
    },
    close: () => transport.close(),
  }
}
