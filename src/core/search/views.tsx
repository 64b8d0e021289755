import type { VNode } from 'preact'
import { Button, Details, EmptyState, FilterPanel, Input, InsetText, Select, Tag } from '../../platform/design/index.ts'
import { showInstant } from '../../platform/texts/dates.ts'
import type { Found, Line, Why } from './finding.ts'
import { isOtherOrder, longestSearch, type Sought } from './rules.ts'
import { type Agreement, foundKinds, type SearchFilter } from './schema.ts'
import { t } from './texts.ts'

function SearchBox({ words }: { words: string }): VNode {
  return (
    <search aria-label={t('box.label')}>
      <form method="post" action="/search" class="lw-search" novalidate>
        <Input
          id="search-q"
          name="q"
          type="search"
          label={{ text: t('box.label'), classes: 'govuk-label--m' }}
          hint={t('box.hint')}
          value={words}
          autocomplete="off"
          spellcheck={false}
          attributes={{ maxlength: String(longestSearch) }}
        />
        <Button>{t('box.go')}</Button>
      </form>
    </search>
  )
}

type HomeProps = Readonly<{ pins: readonly Line[]; recent: readonly Line[]; note: 'gone' | 'empty' | undefined }>

export function SearchHome({ pins, recent, note }: HomeProps): VNode {
  return (
    <>
      <h1 class="govuk-heading-l">{t('title')}</h1>
      {note === 'gone' && (
        <InsetText>
          <strong>{t('note.gone')}.</strong> {t('note.goneText')}
        </InsetText>
      )}
      <SearchBox words="" />
      <p class="govuk-body-s lw-keys-hint">{t('home.keys')}</p>
      {pins.length === 0 && recent.length === 0 ? (
        <EmptyState title={t('home.empty')}>
          <p class="govuk-body">{t('home.emptyText')}</p>
        </EmptyState>
      ) : (
        <>
          {pins.length > 0 && (
            <Lines title={t('pins')} lines={pins} sought={undefined} pinned={new Set(pins.map(({ kept }) => kept.id))} back="/search" />
          )}
          {recent.length > 0 && <Lines title={t('recent')} lines={recent} sought={undefined} pinned={new Set()} back="/search" />}
        </>
      )}
    </>
  )
}

type ResultsProps = Readonly<{
  words: string
  sought: Sought
  found: Found
  filter: SearchFilter
  /** The address without and with its filters. */
  here: string
  url: string
  pinned: ReadonlySet<string>
}>

export function ResultsPage({ words, sought, found, filter, here, url, pinned }: ResultsProps): VNode {
  const count = foundKinds.reduce((sum, kind) => sum + found.lines[kind].length, 0)
  const isFiltered = filter.kind !== undefined || filter.state !== undefined || filter.team !== undefined
  return (
    <>
      <h1 class="govuk-heading-l">{t('results.title')}</h1>
      <SearchBox words={words} />
      {sought.cutOff && <InsetText>{t('cutOff')}</InsetText>}
      {sought.tooShort ? (
        <EmptyState title={t('tooShort')}>
          <p class="govuk-body">{t('tooShortText')}</p>
        </EmptyState>
      ) : (
        <>
          <Filters found={found} filter={filter} here={here} open={isFiltered} />
          {count === 0 ? (
            <NothingFound isFiltered={isFiltered} here={here} />
          ) : (
            <>
              <p class="govuk-body" role="status">
                {t('found', { count })}
                {found.isCut && <>. {t('more')}</>}
              </p>
              {foundKinds.map(
                (kind) =>
                  found.lines[kind].length > 0 && (
                    <Lines title={t(`kind.${kind}`)} lines={found.lines[kind]} sought={sought} pinned={pinned} back={url} />
                  ),
              )}
              <Details summaryText={t('how')}>
                <p class="govuk-body">{t('howText')}</p>
              </Details>
            </>
          )}
        </>
      )}
    </>
  )
}

function Filters({ found, filter, here, open }: { found: Found; filter: SearchFilter; here: string; open: boolean }): VNode {
  return (
    <FilterPanel action={here} title={t('filter')} clearUrl={here} open={open}>
      <Select
        name="kind"
        label={t('filter.kind')}
        value={filter.kind ?? ''}
        items={[{ value: '', text: t('filter.any') }, ...foundKinds.map((kind) => ({ value: kind, text: t(`kind.${kind}`) }))]}
      />
      <Select
        name="state"
        label={t('filter.state')}
        value={filter.state ?? ''}
        items={[
          { value: '', text: t('filter.anyState') },
          { value: 'open', text: t('filter.open') },
          { value: 'closed', text: t('filter.closed') },
        ]}
      />
      {found.teams.length > 0 && (
        <Select
          name="team"
          label={t('filter.team')}
          value={filter.team ?? ''}
          items={[{ value: '', text: t('filter.anyTeam') }, ...found.teams.map(({ id, name }) => ({ value: id, text: name }))]}
        />
      )}
    </FilterPanel>
  )
}

function NothingFound({ isFiltered, here }: { isFiltered: boolean; here: string }): VNode {
  return (
    <EmptyState title={t('none.title')}>
      <p class="govuk-body">{t('none.text')}</p>
      <ul class="govuk-list govuk-list--bullet">
        {isFiltered && (
          <li>
            <a class="govuk-link" href={here}>
              {t('none.filter')}
            </a>
          </li>
        )}
        <li>{t('none.fewer')}</li>
        <li>{t('none.year')}</li>
        <li>{t('none.number')}</li>
      </ul>
      <p class="govuk-body">
        {t.nodes('none.worried', {
          link: (
            <a class="govuk-link" href="/concerns/new">
              {t('none.refer')}
            </a>
          ),
        })}
      </p>
    </EmptyState>
  )
}

type LinesProps = Readonly<{ title: string; lines: readonly Line[]; sought: Sought | undefined; pinned: ReadonlySet<string>; back: string }>

function Lines({ title, lines, sought, pinned, back }: LinesProps): VNode {
  return (
    <section class="lw-found">
      <h2 class="govuk-heading-m">{title}</h2>
      <ul class="lw-found__list">
        {lines.map((line) => (
          <li class="lw-found__item" data-keys-item>
            <div class="lw-found__what">
              <p class="govuk-body lw-found__name">
                <a class="govuk-link" href={line.href}>
                  {nameOf(line)}
                </a>
              </p>
              <p class="govuk-body-s lw-found__more">
                <More line={line} />
              </p>
              {line.why !== undefined && sought !== undefined && (
                <p class="govuk-body-s lw-found__why">
                  {t('why.label')}: {whyWords(line.why, sought).join('; ')}
                </p>
              )}
            </div>
            <form method="post" action="/search/pins" class="lw-found__pin">
              <input type="hidden" name="kind" value={line.kept.kind} />
              <input type="hidden" name="id" value={line.kept.id} />
              <input type="hidden" name="pin" value={pinned.has(line.kept.id) ? 'off' : 'on'} />
              <input type="hidden" name="back" value={back} />
              <button type="submit" class="lw-link-button govuk-body-s">
                {t(pinned.has(line.kept.id) ? 'unpin' : 'pin')}
                <span class="govuk-visually-hidden">{t('pinned', { what: nameOf(line) })}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

function nameOf(line: Line): string {
  switch (line.kind) {
    case 'people':
      return line.record.name ?? t('nameUnknown')
    case 'cases':
      return line.record.knownAs
    case 'concerns':
      return line.record.names ?? line.record.kindLabel
    case 'places':
      return line.record.places ?? line.record.kindLabel
  }
}

function More({ line }: { line: Line }): VNode {
  switch (line.kind) {
    case 'people':
      return (
        <>
          {line.record.born !== null && t('born', { when: line.record.born })}
          {line.about.length > 0 && (
            <>
              {line.record.born !== null && '. '}
              {line.about.map(({ href, reference }, i) => (
                <>
                  {i > 0 && ', '}
                  <a class="govuk-link lw-reference" href={href}>
                    {reference}
                  </a>
                </>
              ))}
            </>
          )}
        </>
      )
    case 'cases':
      return (
        <>
          <span class="lw-reference">{line.record.reference}</span> <Tag classes="govuk-tag--grey">{t(`state.${line.record.state}`)}</Tag>{' '}
          {line.record.workerName === null
            ? line.record.teamName
            : t('withWorker', { team: line.record.teamName, worker: line.record.workerName })}
        </>
      )
    case 'concerns':
    case 'places':
      return (
        <>
          <span class="lw-reference">{line.record.reference}</span> <Tag classes="govuk-tag--grey">{t(`state.${line.record.state}`)}</Tag>{' '}
          {line.record.kindLabel}, {t('received', { when: showInstant(line.record.receivedAt) })}
        </>
      )
  }
}

/** What agreed, in words, the exact first. Of a phone only its end: the page is read on a bus. */
export function whyWords(why: Why, sought: Sought): string[] {
  if (why.kind === 'reference') return [t('why.reference')]
  if (why.kind === 'about') return [t('why.about', { name: why.name ?? t('nameUnknown') })]
  const typed = (term: number) => sought.terms[term]?.typed ?? ''
  const missing = sought.terms.flatMap((term, i) =>
    why.agreements.some((one) => one.term === i) ? [] : [t('why.missing', { word: term.typed })],
  )
  const sorted = [...why.agreements].sort((a, b) => a.how - b.how || a.term - b.term)
  const order = isOtherOrder(why.agreements) ? [t('why.order')] : []
  return [...new Set([...sorted.map((one) => agreementWords(one, typed(one.term), sought)), ...order, ...missing])]
}

function agreementWords({ part, how, term, otherScript }: Agreement, typed: string, sought: Sought): string {
  switch (part) {
    case 'given':
    case 'middle':
    case 'family':
    case 'called':
    case 'known_as':
      if (how <= 3 && how !== 1 && (otherScript || sought.terms[term]?.otherScript === true)) return t('why.script')
      if (how === 0) return t('why.exact')
      return t(how === 1 ? 'why.form' : how === 2 ? 'why.begins' : how === 3 ? 'why.sounds' : 'why.slip', { word: typed })
    case 'address':
      return t(how === 0 ? 'why.address' : 'why.addressNear')
    case 'place':
      return t(how === 0 ? 'why.place' : 'why.placeNear')
    case 'postcode':
    case 'place_postcode':
      return t('why.postcode')
    case 'phone':
    case 'phone_end':
      return t('why.phone', { end: typed.replaceAll(/\D/g, '').slice(-3) })
    case 'number':
      return t('why.number')
    case 'born':
      return t(how === 0 ? 'why.born' : 'why.bornSwapped')
    case 'year':
      return t('why.year')
  }
}
