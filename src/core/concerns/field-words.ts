// What each field of the front door asks, and what was chosen in it, in words: for two versions of one page side by side.
import { boxShown, labelOf } from '../questions/index.ts'
import { agreements, dangers, noColleague } from './answers.ts'
import type { JourneyContext } from './context.ts'
import { t } from './texts.ts'

type Label = (name: string, context: JourneyContext) => string | undefined

const whoLabel: Label = (name) => {
  const field = (['kind', 'name', 'job', 'agency', 'reach'] as const).find((one) => one === name)
  return field && t(`who.${field}`)
}

const personFields = ['name', 'relation', 'age', 'called', 'more', 'school', 'addressLine', 'postcode', 'phone', 'language'] as const
const birthParts = { birthDay: 'about.day', birthMonth: 'about.month', birthYear: 'about.year' } as const

const aboutLabel: Label = (name) => {
  const [, at = '', part = ''] = /^p(\d+)-(\w+)$/.exec(name) ?? []
  const field = personFields.find((one) => one === part)
  const birth = (['birthDay', 'birthMonth', 'birthYear'] as const).find((one) => one === part)
  const words = field !== undefined ? t(`about.${field}`) : birth && `${t('about.born')}, ${t(birthParts[birth]).toLowerCase()}`
  return words && t('twoVersions.of', { what: t('about.personAt', { at: Number(at) }), field: words })
}

const receiversLabel: Label = (name) => {
  if (name === 'staffName') return t('receivers.name')
  if (name === 'staff') return t('receivers.staff')
  return name === 'leaveOut' ? t('receivers.leaveOut') : undefined
}

const seenFields = {
  whatSeen: 'seen.what',
  ownWords: 'seen.words',
  'seen-time': 'seen.time',
  'seen-pass': 'seen.pass',
  whenWords: 'seen.whenWords',
} as const
const seenParts = { 'seen-day': 'about.day', 'seen-month': 'about.month', 'seen-year': 'about.year' } as const
const placeFields = { description: 'seen.place', postcode: 'seen.postcode', ward: 'seen.ward', whatHappens: 'seen.happens' } as const

function ownKey<Table extends object>(table: Table, name: string): keyof Table | undefined {
  return (Object.keys(table) as (keyof Table)[]).find((key) => key === name)
}

const seenLabel: Label = (name) => {
  const field = ownKey(seenFields, name)
  if (field !== undefined) return t(seenFields[field])
  const part = ownKey(seenParts, name)
  if (part !== undefined) return `${t('seen.when')} ${t(seenParts[part])}`
  const [, at = '', rest = ''] = /^l(\d+)-(\w+)$/.exec(name) ?? []
  const place = ownKey(placeFields, rest)
  return place && t('twoVersions.of', { what: t('seen.placeAt', { at: Number(at) }), field: t(placeFields[place]) })
}

const dangerLabel: Label = (name) => (name === 'danger' ? t('dangerPage.ask') : name === 'done' ? t('dangerPage.done') : undefined)

const agreementLabel: Label = (name) => {
  if (name === 'agreement') return t('agreement.ask')
  if (name === 'told') return t('agreement.told')
  const because = (['not_asked', 'did_not_agree'] as const).find((one) => name === `because-${one}`)
  return because && t(`agreement.because.${because}`)
}

const questionLabel: Label = (name, { questions }) => labelOf(questions, name)

/** By the page of the journey. A field without words (how many people there are) says nothing by itself. */
export const fieldLabels = {
  who: whoLabel,
  about: aboutLabel,
  receivers: receiversLabel,
  seen: seenLabel,
  danger: dangerLabel,
  agreement: agreementLabel,
  questions: questionLabel,
} as const

/** What was chosen in a field, as its page words it; what was typed stays as it is. */
export function valueShown(name: string, value: string, context?: JourneyContext): string {
  const danger = name === 'danger' ? dangers.find((one) => one === value) : undefined
  if (danger !== undefined) return t(`dangerPage.${danger}`)
  const agreement = name === 'agreement' ? agreements.find((one) => one === value) : undefined
  if (agreement !== undefined) return t(`agreement.${agreement}`)
  if (/^p\d+-relation$/.test(name) && (value === 'at_risk' || value === 'may_harm' || value === 'other'))
    return t(`about.relation.${value}`)
  if (name === 'seen-pass' && (value === 'first' || value === 'second')) return t(`seen.pass.${value}`)
  if (name === 'staff' && value === noColleague) return t('receivers.none')
  const { kinds = [], wards = [], officers = [], colleagues = [] } = context ?? {}
  if (name === 'kind') return kinds.find(({ code }) => code === value)?.label ?? value
  if (name.startsWith('q-')) return boxShown(value)
  if (/^l\d+-ward$/.test(name)) return wards.find(({ code }) => code === value)?.name ?? value
  const isColleague = name === 'staff' || name === 'leaveOut'
  return isColleague ? ([...colleagues, ...officers].find(({ userId }) => userId === value)?.fullName ?? value) : value
}
