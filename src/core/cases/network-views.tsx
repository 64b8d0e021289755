// The people and places around a child, as a picture and always as a table beside it. On a phone and without colour the
// table says all of it. Nobody is drawn larger, nearer or darker than anybody else, and nothing is counted.
import type { VNode } from 'preact'
import { Button, DateInput, Details, EmptyState, Input, Radios, Select, Table } from '../../platform/design/index.ts'
import { showShortDate } from '../../platform/texts/dates.ts'
import { PostForm, ProblemSummary, type Problems } from '../pages/index.ts'
import { confirmBy, type Picture, type PictureNode } from './rules.ts'
import { type LinkRelation, linkRelations } from './schema.ts'
import type { CaseLink } from './store.ts'
import { t } from './texts.ts'

export type NetworkProps = Readonly<{
  caseId: string
  knownAs: string
  links: readonly CaseLink[]
  picture: Picture
  /** The people on this case that this reader may know. */
  people: readonly Readonly<{ personId: string; label: string }>[]
  mayWrite: boolean
  typed: Readonly<Record<string, string>>
  problems: Problems
}>

export function NetworkPart({ caseId, knownAs, links, picture, people, mayWrite, typed, problems }: NetworkProps): VNode {
  return (
    <>
      <p class="govuk-body lw-print-only">{t('network.notPrinted')}</p>
      <div class="lw-no-print">
        <ProblemSummary problems={problems} />
        <h1 class="govuk-heading-l">{t('network.heading', { name: knownAs })}</h1>
        <p class="govuk-body">{t('network.what')}</p>
        {links.length === 0 ? (
          <EmptyState title={t('network.none')}>
            <p class="govuk-body">{t('network.none.what')}</p>
          </EmptyState>
        ) : (
          <>
            <NetworkPicture picture={picture} knownAs={knownAs} links={links} />
            <Table
              classes="lw-dense lw-stack"
              caption={t('network.caption')}
              captionClasses="govuk-table__caption--s"
              head={[
                t('network.who'),
                t('network.link'),
                t('network.whom'),
                t('network.said'),
                t('network.confirmed'),
                ...(mayWrite ? [t('network.act')] : []),
              ]}
              rows={links.map((link) => [
                { text: link.fromLabel, attributes: { 'data-label': t('network.who') } },
                { text: t(`link.${link.relation}`), attributes: { 'data-label': t('network.link') } },
                { text: link.toLabel, attributes: { 'data-label': t('network.whom') } },
                {
                  text: t('network.saidOn', { who: link.saidBy, when: showShortDate(link.saidOn) }),
                  attributes: { 'data-label': t('network.said') },
                },
                {
                  text: t('network.confirmedBy', {
                    when: showShortDate(link.confirmedOn),
                    who: link.confirmedSaidBy,
                    by: showShortDate(confirmBy(link.confirmedOn)),
                  }),
                  attributes: { 'data-label': t('network.confirmed') },
                },
                ...(mayWrite ? [{ text: <ChangeLink caseId={caseId} link={link} /> }] : []),
              ])}
            />
          </>
        )}
        {mayWrite && <AddLink caseId={caseId} people={people} typed={typed} problems={problems} />}
      </div>
    </>
  )
}

function sentence(link: CaseLink): string {
  return `${link.fromLabel} ${t(`link.${link.relation}`)} ${link.toLabel}`
}

function NetworkPicture({ picture, knownAs, links }: { picture: Picture; knownAs: string; links: readonly CaseLink[] }): VNode {
  return (
    <svg
      class="lw-network"
      viewBox={`0 0 ${picture.width} ${picture.height}`}
      role="img"
      aria-labelledby="network-title network-desc"
      xmlns="http://www.w3.org/2000/svg"
    >
      <title id="network-title">{t('network.pictureTitle', { name: knownAs })}</title>
      <desc id="network-desc">{t('network.pictureText', { links: links.map(sentence).join('; ') })}</desc>
      {picture.edges.map(({ from, to, id }) => (
        <line class="lw-network__edge" x1={from.x} y1={from.y} x2={to.x} y2={to.y} key={id} />
      ))}
      {picture.edges.map(({ from, to, relation, id }) => (
        <text class="lw-network__relation" x={between(from.x, to.x)} y={between(from.y, to.y)} text-anchor="middle" key={id}>
          {isRelation(relation) ? t(`link.${relation}`) : relation}
        </text>
      ))}
      {picture.nodes.map((node) => (
        <NetworkNode node={node} />
      ))}
    </svg>
  )
}

/** Nearer to the outer end, so that words on lines from one middle do not meet. */
function between(from: number, to: number): number {
  return Math.round(from + (to - from) * 0.55)
}

function isRelation(relation: string): relation is LinkRelation {
  return linkRelations.some((one) => one === relation)
}

const boxWidth = 150
const boxHeight = 44

/** A person is a rounded box, a place a square one: shape says it, not colour. */
function NetworkNode({ node }: { node: PictureNode }): VNode {
  const lines = inLines(node.label)
  return (
    <g class={`lw-network__node lw-network__node--${node.kind}`}>
      <rect
        x={node.x - boxWidth / 2}
        y={node.y - boxHeight / 2}
        width={boxWidth}
        height={boxHeight}
        rx={node.kind === 'place' ? 0 : boxHeight / 2}
      />
      {lines.map((line, i) => (
        <text x={node.x} y={node.y + 5 + (i - (lines.length - 1) / 2) * 17} text-anchor="middle">
          {line}
        </text>
      ))}
    </g>
  )
}

const perLine = 18

/** At most two lines; a longer label ends with an ellipsis, and the table has it whole. */
function inLines(label: string): string[] {
  const words = label.split(/\s+/)
  let first = ''
  while (words[0] !== undefined && `${first} ${words[0]}`.trim().length <= perLine) first = `${first} ${words.shift()}`.trim()
  if (first === '') first = shortened(words.shift() ?? '')
  const rest = words.join(' ')
  return rest === '' ? [first] : [first, shortened(rest)]
}

function shortened(text: string): string {
  return text.length <= perLine ? text : `${text.slice(0, perLine - 1)}…`
}

function ChangeLink({ caseId, link }: { caseId: string; link: CaseLink }): VNode {
  const base = `/cases/${caseId}/network/${link.id}`
  const which = <span class="govuk-visually-hidden"> ({sentence(link)})</span>
  return (
    <Details
      summaryText={
        <>
          {t('network.change')}
          {which}
        </>
      }
    >
      <PostForm action={`${base}/confirm`}>
        <Input name="saidBy" id={`confirm-${link.id}`} label={t('network.confirmWho')} />
        <Button classes="govuk-button--secondary">
          {t('network.confirm')}
          {which}
        </Button>
      </PostForm>
      <PostForm action={`${base}/end`}>
        <Input name="because" id={`end-${link.id}`} label={t('network.endWhy')} />
        <Button classes="govuk-button--secondary">
          {t('network.end')}
          {which}
        </Button>
      </PostForm>
    </Details>
  )
}

type AddLinkProps = Pick<NetworkProps, 'caseId' | 'people' | 'typed' | 'problems'>
function AddLink({ caseId, people, typed, problems }: AddLinkProps): VNode {
  const choices = people.map(({ personId, label }) => ({ value: personId, text: label }))
  return (
    <Details summaryText={t('network.add')} open={Object.keys(problems).length > 0}>
      <PostForm action={`/cases/${caseId}/network`}>
        <Select name="from" label={t('network.from')} items={choices} value={typed['from']} errorMessage={problems['from']} />
        <Select
          name="relation"
          label={t('network.relation')}
          items={linkRelations.map((relation) => ({ value: relation, text: t(`link.${relation}`) }))}
          value={typed['relation']}
        />
        <Select
          name="toPerson"
          label={t('network.toPerson')}
          items={[{ value: '', text: t('network.toPersonNone') }, ...choices]}
          value={typed['toPerson']}
        />
        <Input
          name="toLabel"
          label={t('network.toLabel')}
          hint={t('network.toLabelHint')}
          value={typed['toLabel']}
          errorMessage={problems['toLabel']}
        />
        <Radios
          name="toKind"
          fieldset={{ legend: { text: t('network.toKind'), classes: 'govuk-fieldset__legend--s' } }}
          classes="govuk-radios--inline"
          value={typed['toKind'] ?? 'person'}
          items={[
            { value: 'person', text: t('network.toKind.person') },
            { value: 'place', text: t('network.toKind.place') },
          ]}
        />
        <Input name="saidBy" label={t('network.saidBy')} value={typed['saidBy']} errorMessage={problems['saidBy']} />
        <DateInput
          id="saidOn"
          namePrefix="saidOn"
          fieldset={{ legend: { text: t('network.saidOnDate'), classes: 'govuk-fieldset__legend--s' } }}
          values={typed}
          errorMessage={problems['saidOn']}
        />
        <Button>{t('network.add')}</Button>
      </PostForm>
    </Details>
  )
}
