/**
 * All components on a few pages, to look at and to test in a real browser, under the product's content policy.
 * A tool for developers: `node --import tsx src/platform/design/gallery.tsx [PORT]`. Its texts are samples.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ComponentChildren, VNode } from 'preact'
import { BarChart, IntervalChart, LevelChart, LoadChart } from '../../src/platform/charts/charts.tsx'
import { type Assets, buildAssets } from '../../src/platform/design/build.ts'
import * as ui from '../../src/platform/design/index.ts'
import { showDate, showDue, showInstant } from '../../src/platform/texts/dates.ts'

export const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const nav = (here: string): ui.NavigationItem[] =>
  [
    ['My work', '/'],
    ['Forms', '/forms'],
    ['Case', '/case'],
    ['Charts', '/charts'],
    ['Public', '/public'],
  ].map(([text, href]) => ({ text, href, current: href === here }))

function Page({ asset, here, title, children, ...props }: { asset: ui.Asset; here: string } & Omit<ui.DocumentProps, 'asset'>): VNode {
  return (
    <ui.Document
      asset={asset}
      title={title}
      nav={nav(here)}
      homeUrl="/"
      userMenu={
        <>
          <span>Priya Shah, social worker</span>
          <a href="/account">Change post</a>
          <a href="/sign-out">Sign out</a>
        </>
      }
      phase={{ tag: 'Demo', text: 'Every person here is invented.' }}
      footer={[
        { text: 'Privacy', href: '/privacy' },
        { text: 'Accessibility', href: '/accessibility' },
        { text: 'Guide', href: '/guide' },
      ]}
      footerText="Calder Bridge Community Safety Partnership"
      {...props}
    >
      {children}
    </ui.Document>
  )
}

function Work({ asset }: { asset: ui.Asset }): VNode {
  return (
    <Page asset={asset} here="/" title="My work today">
      <h1 class="govuk-heading-xl">My work today</h1>
      <ui.Alert tone="bad" title="Two young people have not been seen this week">
        <p class="govuk-body">The visits were due on Monday. Your manager has been told.</p>
      </ui.Alert>
      <ui.StatRow>
        <ui.Stat value="41 of 46" label="Seen in time" note="89%, likely 77% to 95%" tone="good" href="#seen" />
        <ui.Stat value="3" label="Overdue" note="oldest 4 days" tone="bad" />
        <ui.Stat value="7" label="Waiting for a worker" note="longest 9 days" tone="caution" />
        <ui.Stat value="92%" label="Of a full week" note="from 14 allocations" />
      </ui.StatRow>
      <ui.FilterPanel action="/" clearUrl="/" open>
        <ui.Input name="q" label="Name or reference" attributes={{ 'data-keys-search': true }} />
        <ui.Select
          name="kind"
          label="Kind"
          items={[
            { text: 'All kinds', value: '' },
            { text: 'Referral', value: 'r' },
          ]}
        />
        <ui.Checkboxes
          name="clock"
          fieldset={{ legend: 'Clock' }}
          classes="govuk-checkboxes--small"
          items={[
            { text: 'Overdue', value: 'late' },
            { text: 'Due today', value: 'today' },
          ]}
          values={['late']}
        />
      </ui.FilterPanel>
      <ui.Table
        caption="Triage inbox"
        captionClasses="govuk-table__caption--m"
        classes="lw-dense lw-stack"
        head={['Concern', 'From', 'Decide by', { text: 'People', format: 'numeric' }, 'Status']}
        rows={[
          ['LW-7K2M', 'Ashfield Academy', 'overdue by 2 hours 5 minutes', '1', 'Overdue', 'red'] as const,
          ['LW-3QX9', 'Housing, Calder Bridge', 'due in 3 hours', '2', 'Claimed', 'teal'] as const,
          ['LW-9B4T', 'Youth Justice Service', 'due in 1 day 2 hours', '1', 'New', ''] as const,
        ].map(([reference, from, due, people, status, colour]) => [
          {
            text: (
              <a class="govuk-link" href={`/concerns/${reference}`}>
                {reference}
              </a>
            ),
            attributes: { 'data-keys-item': true },
          },
          { text: from, attributes: { 'data-label': 'From' } },
          { text: due, attributes: { 'data-label': 'Decide by' } },
          { text: people, format: 'numeric', attributes: { 'data-label': 'People' } },
          { text: <ui.Tag classes={colour ? `govuk-tag--${colour}` : undefined}>{status}</ui.Tag> },
        ])}
      />
      <ui.Pagination
        previous={{ href: '?page=1' }}
        next={{ href: '?page=3' }}
        items={[
          { number: 1, href: '?page=1' },
          { number: 2, href: '?page=2', current: true },
          { ellipsis: true },
          { number: 9, href: '?page=9' },
        ]}
      />
      <ui.EmptyState title="Nothing is waiting for you">
        <p class="govuk-body">New concerns come here when you claim them in the inbox.</p>
        <p class="govuk-body">
          <a class="govuk-link" href="/inbox">
            Go to the inbox
          </a>
        </p>
      </ui.EmptyState>
      <h2 class="govuk-heading-m">Statuses</h2>
      <p class="govuk-body">
        {['', 'green', 'teal', 'purple', 'magenta', 'red', 'orange', 'yellow', 'grey'].map((colour) => (
          <>
            <ui.Tag classes={colour ? `govuk-tag--${colour}` : undefined}>{colour || 'blue'}</ui.Tag>{' '}
          </>
        ))}
        <ui.Badge count={4} label="waiting" />
      </p>
      <ui.Alert tone="good" title="Seen on Friday, alone, at school" />
      <ui.Alert tone="caution" title="Do not visit alone" />
      <ui.Alert tone="info" title="Priya changed this plan at 14:02" />
    </Page>
  )
}

function Forms({ asset }: { asset: ui.Asset }): VNode {
  return (
    <Page asset={asset} here="/forms" title="Who are you worried about?" hasErrors before={<ui.BackLink href="/" />} scripts={['words.js']}>
      <ui.ErrorSummary
        errorList={[
          { text: 'Enter the date you last saw them, like 27 11 2026', href: '#seen-day' },
          { text: 'Choose whether they are in danger now', href: '#danger' },
        ]}
      />
      <h1 class="govuk-heading-l">Who are you worried about?</h1>
      <ui.Form action="/forms" once="token" autosave="/autosave" multipart>
        <input type="hidden" name="_version" value="1" />
        <ui.Input
          name="name"
          label="What is their name?"
          hint="If you know only part of it, that part is enough"
          value="Žofia O’Neill"
          autocomplete="off"
        />
        <ui.DateInput
          id="seen"
          namePrefix="seen"
          fieldset={{ legend: { text: 'When did you last see them?', classes: 'govuk-fieldset__legend--m' } }}
          hint="For example, 27 11 2026"
          errorMessage="Enter the date you last saw them, like 27 11 2026"
          errorParts={['day']}
          values={{ 'seen-day': '31', 'seen-month': '2', 'seen-year': '2026' }}
        />
        <ui.Radios
          name="danger"
          fieldset={{ legend: { text: 'Are they in danger now?', classes: 'govuk-fieldset__legend--m' } }}
          errorMessage="Choose whether they are in danger now"
          items={[
            {
              text: 'Yes',
              value: 'yes',
              conditional: <ui.WarningText>Call 999 first. What you have written is kept.</ui.WarningText>,
            },
            { text: 'No', value: 'no', hint: 'Not that you know of' },
            { divider: 'or' },
            { text: 'I do not know', value: 'unknown' },
          ]}
        />
        <ui.Checkboxes
          name="told"
          fieldset={{ legend: 'Who knows that you are telling us?' }}
          values={['child']}
          items={[
            { text: 'The young person', value: 'child' },
            {
              text: 'A parent or carer',
              value: 'parent',
              conditional: <ui.Input name="parent" label="Who?" classes="govuk-input--width-20" />,
            },
            { divider: 'or' },
            { text: 'Nobody', value: 'nobody', behaviour: 'exclusive' },
          ]}
        />
        <ui.CharacterCount
          name="what"
          label="What have you seen?"
          hint="Their own words first, if you have them"
          maxlength={2000}
          rows={4}
        />
        <ui.Textarea name="done" label="What have you already done?" rows={3} attributes={{ 'data-words': '/words.json' }} />
        <ui.Select name="school" label="School" items={[{ text: 'Choose a school', value: '' }, { text: 'Ashfield Academy' }]} />
        <ui.Input name="wait" label="How long have you known them?" suffix="months" inputmode="numeric" classes="govuk-input--width-3" />
        <ui.PasswordInput name="password" label="Your password" hint="You are asked again because this opens a sealed record" />
        <ui.FileUpload name="photo" label="Add a picture or document" hint="Up to 20 MB. We take the place and the author out of photos." />
        <ui.InsetText>You can stop here and go on later, also on another computer.</ui.InsetText>
        <div class="govuk-button-group">
          <ui.Button preventDoubleClick>Save and continue</ui.Button>
          <ui.Button classes="govuk-button--secondary">Save and come back later</ui.Button>
          <ui.Button classes="govuk-button--warning">Withdraw</ui.Button>
          <ui.Button disabled>Not yet</ui.Button>
          <a class="govuk-link" href="/">
            Cancel
          </a>
        </div>
      </ui.Form>
    </Page>
  )
}

const seen = new Date('2026-11-20T15:30:00Z')
function Case({ asset }: { asset: ui.Asset }): VNode {
  return (
    <Page
      asset={asset}
      here="/case"
      title="Case LW-7K2M"
      before={<ui.Breadcrumbs items={[{ text: 'Cases', href: '/cases' }, { text: 'LW-7K2M', href: '/case' }, { text: 'Overview' }]} />}
    >
      <ui.NotificationBanner type="success">The visit is recorded.</ui.NotificationBanner>
      <span class="govuk-caption-l">
        Case LW-7K2M <ui.CopyButton value="LW-7K2M" label="Copy the reference" />
      </span>
      <h1 class="govuk-heading-l">Sam, 15</h1>
      <ui.WarningText>Contact through school only. Do not ring the home number.</ui.WarningText>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <ui.SummaryList
            card={{ title: { text: 'About Sam' }, actions: { items: [{ text: 'Change', href: '#' }] } }}
            rows={[
              {
                key: 'Likes to be called',
                value: 'Sam',
                actions: { items: [{ text: 'Change', href: '#', visuallyHiddenText: 'what he likes to be called' }] },
              },
              {
                key: 'Last seen',
                value: showInstant(seen),
                actions: { items: [{ text: 'Change', href: '#', visuallyHiddenText: 'last seen' }] },
              },
              { key: 'Next visit', value: `${showDate('2026-11-27')}, ${showDue(3 * 24 * 60)}` },
            ]}
          />
          <h2 class="govuk-heading-m">What happened</h2>
          <ui.Timeline
            items={[
              {
                title: 'Seen alone at school',
                datetime: seen.toISOString(),
                when: showInstant(seen),
                by: 'Robin Okafor',
                children: <p class="govuk-body">“I want the messages to stop.”</p>,
              },
              {
                title: 'Missing for 9 hours',
                datetime: '2026-11-14',
                when: showDate('2026-11-14'),
                by: 'Police',
                children: <p class="govuk-body">Found at a friend’s. Return interview offered.</p>,
              },
              { title: 'Case opened', datetime: '2026-11-02', when: showDate('2026-11-02'), by: 'Priya Shah' },
            ]}
          />
          <ui.Details summaryText="Why this date?">Weekly visits while the level is High. Rule R35, version 2.</ui.Details>
          <ui.Accordion
            id="more"
            items={[
              { heading: 'Plan', summary: '4 actions, 1 overdue', content: 'Actions of the plan.' },
              { heading: 'People around Sam', content: 'Who is in the circle.' },
            ]}
          />
          <ui.Tabs
            idPrefix="tab"
            items={[
              { label: 'This week', panel: { text: 'One visit.' } },
              { label: 'Last week', panel: { text: 'None.' } },
            ]}
          />
        </div>
        <div class="govuk-grid-column-one-third">
          <h2 class="govuk-heading-m">Tracks</h2>
          <ui.TaskList
            items={[
              { title: 'Safeguarding', href: '#', status: { tag: { text: 'Open', classes: 'govuk-tag--teal' } } },
              { title: 'Education', href: '#', hint: 'Meeting on Friday', status: { text: 'Done' } },
              { title: 'Housing', status: { tag: { text: 'Asked', classes: 'govuk-tag--yellow' } } },
            ]}
          />
        </div>
      </div>
    </Page>
  )
}

function Charts({ asset }: { asset: ui.Asset }): VNode {
  const day = (date: string) => new Date(`${date}T12:00:00Z`)
  return (
    <Page asset={asset} here="/charts" title="The team this week">
      <h1 class="govuk-heading-l">The team this week</h1>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-one-half">
          <LevelChart
            id="level"
            title="Level over time"
            description="Raised from June, High since September, lower again in November."
            levels={['Standard', 'Raised', 'High', 'Very high']}
            points={[
              { at: day('2026-06-08'), level: 'Raised' },
              { at: day('2026-07-20'), level: null },
              { at: day('2026-08-10'), level: 'Raised' },
              { at: day('2026-09-02'), level: 'High', note: 'missing twice' },
              { at: day('2026-11-12'), level: 'Standard' },
            ]}
            until={day('2026-11-24')}
          />
          <LoadChart
            id="load"
            title="Share of a full week"
            description="Robin carries a quarter more than a full week."
            fullLabel="A full week"
            loads={[
              { label: 'Robin Okafor', share: 1.25, shown: '125%' },
              { label: 'Priya Shah', share: 0.92, shown: '92%' },
              { label: 'Dana Kowalczyk', share: 0.4, shown: '40%' },
            ]}
          />
        </div>
        <div class="govuk-grid-column-one-half">
          <BarChart
            id="bars"
            title="Concerns by kind"
            description="Referrals are the most frequent kind."
            bars={[
              { label: 'Referral from a professional', value: 31, shown: '31' },
              { label: 'School worry', value: 12, shown: '12' },
              { label: 'Cuckooing report', value: null, shown: 'fewer than 5' },
            ]}
          />
          <IntervalChart
            id="dots"
            title="Seen in time, by team"
            description="All three teams are close to the average of 86%; the small team’s range is wide."
            domain={[0.4, 1]}
            format={(value) => `${Math.round(value * 100)}%`}
            reference={{ value: 0.86, label: 'all teams, 86%' }}
            dots={[
              { label: 'East', value: 0.89, low: 0.77, high: 0.95, shown: '89%' },
              { label: 'West', value: 0.84, low: 0.7, high: 0.92, shown: '84%' },
              { label: 'Edge of care (4 people)', value: 0.75, low: 0.45, high: 0.95, shown: '75%', tone: 'caution' },
            ]}
          />
        </div>
      </div>
    </Page>
  )
}

function Public({ asset }: { asset: ui.Asset }): VNode {
  return (
    <ui.Document
      asset={asset}
      title="Tell us you are worried"
      isPublic
      homeUrl="/public"
      shortcuts={false}
      footer={[{ text: 'Privacy', href: '/privacy' }]}
    >
      <ui.ExitThisPage redirectUrl="https://www.bbc.co.uk/weather" />
      <h1 class="govuk-heading-xl">Tell us you are worried about someone</h1>
      <p class="govuk-body-l">You do not have to say who you are. Nobody will be told that you wrote.</p>
      <ui.Button href="#" isStartButton>
        Start
      </ui.Button>
      <ui.Panel titleText="We have it">
        Your reference
        <br />
        <strong>LW-7K2M</strong>
      </ui.Panel>
    </ui.Document>
  )
}

const pages: Record<string, (props: { asset: ui.Asset }) => VNode> = {
  '/': Work,
  '/forms': Forms,
  '/case': Case,
  '/charts': Charts,
  '/public': Public,
}
export const galleryPaths = Object.keys(pages)

/** `saved` collects what forms sent while typing; `down` makes saving fail, as a server that is being restarted does. */
export type Gallery = { server: Server; url: string; saved: URLSearchParams[]; down: boolean }

/** @param port 0 takes a free one. */
export async function startGallery(port: number): Promise<Gallery> {
  const assets = await buildAssets({ entries: { words: fileURLToPath(new URL('./gallery-words.ts', import.meta.url)) } })
  const server = createServer((request, response) => {
    answer(gallery, assets, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`
  const gallery: Gallery = { server, url, saved: [], down: false }
  return gallery
}

const types: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }

async function answer(gallery: Gallery, assets: Assets, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://gallery')
  const view = pages[pathname]
  if (pathname === '/autosave') {
    if (gallery.down) return void response.writeHead(503).end()
    let body = ''
    for await (const chunk of request) body += String(chunk)
    gallery.saved.push(new URLSearchParams(body))
    return void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ savedAt: '14:02', version: gallery.saved.length + 1 }))
  }
  if (pathname === '/words.json') {
    const terms = [['absconded', 'Instead of “absconded”, say “went missing”.']]
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(terms))
  }
  if (pathname.startsWith('/assets/')) {
    const file = path.join(assets.folder, path.basename(pathname))
    return void response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'text/plain' }).end(await readFile(file))
  }
  if (view === undefined) return void response.writeHead(404).end()
  const html = ui.renderDocument(draw(view, assets.asset))
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentPolicy }).end(html)
}

function draw(View: (props: { asset: ui.Asset }) => ComponentChildren, asset: ui.Asset): VNode {
  return <View asset={asset} />
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startGallery(Number(process.argv[2] ?? 4101))
  process.stdout.write(`Gallery on ${url}\n`)
}
