import type { VNode } from 'preact'
import { newToken } from '../../platform/crypto/tokens.ts'
import { ErrorSummary, Form } from '../../platform/design/index.ts'
import { t } from './texts.ts'

type PostFormProps = Omit<Parameters<typeof Form>[0], 'once'>

/** A form of ours. It carries a token of its own, so that sending it twice (a double click, a reload) does its work once. */
export function PostForm(props: PostFormProps): VNode {
  return <Form {...props} once={newToken()} />
}

/** What is wrong, by the name of the field; the messages stand beside the fields too. */
export type Problems = Readonly<Record<string, string>>

/** The list of problems on top of a form; nothing when there are none. Each line leads to its field (id = name). */
export function ProblemSummary({ problems }: { problems: Problems }): VNode | null {
  const list = Object.entries(problems)
  if (list.length === 0) return null
  return <ErrorSummary titleText={t('problems.title')} errorList={list.map(([field, text]) => ({ text, href: `#${field}` }))} />
}

/**
 * Everything that was typed, as hidden fields, its once-token too: the same form may be sent again, and still does its
 * work once even if the first sending had been saved before its answer was lost. Put it into a plain `Form` (once: false).
 */
export function HiddenFields({ body }: { body: Readonly<Record<string, string | readonly string[]>> }): VNode {
  return (
    <>
      {Object.entries(body).flatMap(([name, value]) =>
        (typeof value === 'string' ? [value] : value).map((one) => <input type="hidden" name={name} value={one} />),
      )}
    </>
  )
}
