import { catalogue } from '../platform/texts/catalogue.ts'

/** What is said and written in the stories that show what Lapwing is for. */
export const t = catalogue({
  'start.personas': 'Choose whom to be: {url}',
  'start.first':
    'A good beginning: {worker} (exploitation worker), {manager} (team manager), {desk} (the inbox). Nobody here has a password.',

  'carrying.title': 'A boy of 15 is made to carry, and nobody has seen him for too long',
  'carrying.seen':
    'Came in at eleven in clothes that were not his, with a train ticket to the coast and forty pounds. Two men waited at the gate at the end of the day. His hands shook when the second phone rang.',
  'carrying.own': '"They gave me a bag and a time. I’m not allowed to say no because I lost the last one."',
  'carrying.done':
    'Sat with him, gave him lunch, and told him that he is not in trouble with me. Rang his grandmother, who is at home this evening.',
  'carrying.because': 'He is made to carry for older men and says that he owes them. He asked for help in his own words.',
  'carrying.ask.police': 'Has he been stopped outside the borough, and with whom?',
  'carrying.ask.school': 'How is he on the days after a weekend?',
  'carrying.ask.housing': 'Who holds the tenancy of his grandmother’s flat?',
  'carrying.ask.why': 'He says that he owes money to older men.',
  'carrying.ask.because': 'His mother may be threatened if she is asked now.',
  'carrying.answer.police': 'Met at the coach station twice in the autumn, each time with two men in their twenties. Not arrested.',
  'carrying.answer.later': 'The other force has been written to.',
  'carrying.note.own': '"If I’m at my nan’s they don’t come. They don’t know her door."',
  'carrying.note.seen': 'An hour at his grandmother’s kitchen table. Ate twice. The phone stayed in a drawer because she asked.',
  'carrying.note.analysis':
    'The debt is how they hold him: it was made, not owed. His grandmother’s flat is the safe place. What was done to him is a crime against him.',
  'carrying.note.next': 'School lets him leave by the side door. The police unit hears of the men and the car, with his agreement.',
  'carrying.judged':
    'He is made to carry, is frightened of a debt that others made, and was taken out of the area twice. Grandmother and school hold him.',
  'carrying.plan.worries': 'Men with a grey car make him carry. He believes that he owes them and that they will go to his mother.',
  'carrying.plan.worksWell': 'His grandmother’s flat, maths, and Mr Lindon’s door that is always open.',
  'carrying.plan.needs': 'That the men lose their hold: the debt, the phone, the way to school.',
  'carrying.plan.danger': 'If nothing changes he will be sent away again, and may be hurt for what is lost.',
  'carrying.plan.goal': 'He sleeps at his grandmother’s, goes to school by the other road, and rings when the phone rings.',
  'carrying.plan.safety': '"I text nan a dot. She rings Wim. If nobody picks up, nan rings 999."',
  'carrying.tonight.ring': 'His grandmother, Mrs Okri, on 01632 960155, at any hour. Not his mother’s old number: the men have it.',
  'carrying.tonight.safe': 'At his grandmother’s in Heron Walk. Not at the coach station, not even to wait.',
  'carrying.tonight.helps': 'Say that Wim sent you. Something to eat. Let her talk to him first.',
  'carrying.tonight.frightens': 'A grey car that stands with its lights on. Being asked what he owes.',
  'carrying.cover.matters': 'He has been followed home twice by the grey car. If he is not at school by nine, ring his grandmother.',
  'carrying.cover.visit': 'Tuesday after school, at the library. He talks while he eats.',
  'carrying.cover.ring': 'His grandmother, Mrs Okri, at any hour. Mr Lindon at school until four.',
  'carrying.cover.not': 'Do not text him: they read his phone. Do not meet at the coach station.',
  'carrying.cover.promised': 'That somebody goes to the police station with him, and that his bike is mended.',
  'carrying.bail': 'He answers bail. His grandmother and the solicitor go with him.',
  'carrying.morning': 'Go round to his grandmother’s after school, and ring when he has been seen',
  'carrying.action.school': 'Side door and a later start, so that nobody waits for him at the gate',
  'carrying.action.phone': 'A phone of his own with a new number',
  'carrying.action.his': 'Get back into the Saturday cooking class',
  'carrying.service': 'Lantern Yard mentor',
  'carrying.invite.police': 'Needs to know whom to ring, and where the investigation stands',
  'carrying.invite.school': 'Sees him every day',
  'carrying.ticket': 'train ticket.pdf',
  'carrying.photograph': 'what he carried.png',
  'ticket.first': 'Coach, single, one young person',
  'ticket.second': 'Quillmere to Saltreach, 05:40',
  'ticket.third': 'Paid in cash by another passenger',
  'carrying.investigation': 'Number plate goes to the regional unit. Nobody asks him about the car before they have advised.',
  'carrying.missed.first': 'His grandmother opened. She thinks that he has been with his cousin since Saturday.',
  'carrying.missed.second': 'School says absent. Went to the flat after four: no answer, no light, and his own phone is off.',

  'spelling.title': 'A worry about him comes in under another spelling, due at the end of the day',
  'spelling.seen': 'Came to the drop-in with a burnt hand. Would not say how. Kept asking what time it was.',
  'spelling.own': '"Can you do it quick, they’re outside."',

  'countersign.title': 'A level below the suggestion waits for a manager',
  'countersign.because':
    'The answers point higher because of the debt. It was paid back in September with her aunt there, nobody has come since, and she is in college every day.',
  'countersign.changed': 'The debt is gone, and she says so herself.',

  'waiting.title': 'A girl has waited three days for a worker',
  'waiting.seen': 'Asked to stay behind and said that a man from a game wants to meet on Saturday. He knows which bus she takes.',
  'waiting.own': '"I don’t want to get him in trouble. I just don’t want to go."',
  'waiting.because': 'An adult has made her afraid and knows her way home. She needs somebody before Saturday.',

  'passed.title': 'Passed on to another agency, and ours until they accept',
  'passed.seen': 'Carries the little ones to nursery each morning and comes in at ten. Mother has been in hospital twice since summer.',
  'passed.own': '"It’s only till she’s better."',

  'holiday.title': 'Came in before a bank holiday: the date, and why it is that date',
  'holiday.seen': 'Left the building with somebody whom nobody knew, ten minutes before the long weekend.',

  'emergency.title': 'Opened in an emergency at night, and looked at afterwards by a manager',
  'emergency.reason':
    'Police have her at the coach station at 01:30 and ask whether it is safe to take her home. Nobody of the team can be reached.',
  'emergency.review': 'Rang at the right time and read only what was needed: the safe place to take her.',

  'kept.title': 'A colleague is kept out, and does not know',
  'kept.because': 'The colleague’s brother is named by the child. Known to the service manager.',
  'conflict.title': 'A colleague says: this is my own family',
  'conflict.because': 'His mother is my cousin. I should not read this.',
  'cover.because': 'Covers while the worker is on leave',

  'address.title': 'An address that few may know',
  'address.because': 'Moved at night; the father does not know where',

  'staff.title': 'A worry about somebody who works with children',
  'staff.seen':
    'A volunteer drives two of the girls home by himself and writes to them at night. Another volunteer showed me the messages.',

  'twins.title': 'Twins in one worry',
  'twins.seen': 'Both have new coats that their father did not buy. Each says that the other one got them.',
  'twins.own': '"Ask her." "Ask him."',
  'twins.because': 'Somebody gives to both and has begun to ask something of one.',

  'ages.title': 'Somebody of 19 who was written down with three ages',
  'ages.seen':
    'Found working in a kitchen at night, no pay for two months. The papers that the employer showed say 24; they say 19; the border assessment said 17.',
  'ages.own': '"I know my birthday. Nobody asked my mother."',
  'ages.because': 'Made to work without pay by somebody who holds the papers.',
  'ages.papers': 'Papers that the employer holds; the one they belong to says that they are false',
  'ages.border': 'Assessed at the border by looking',

  'ages.wants': '"I want my pay and my papers. I want to sleep where he does not come."',
  'ages.decision': 'Where to live while the police ask questions',
  'ages.basis': 'Understood the two places, kept in mind what each means, weighed it aloud with the interpreter, and chose.',

  'missing.title': 'Missing since last night',
  'back.title': 'Back from being missing: the talk is owed within 72 hours',
  'back.own': '"I went to the sea because nobody was there."',
  'back.learned': 'Was driven there by somebody whose name is not safe to say yet.',

  'ages.rhythm': 'Every fortnight, he says: he works in between.',
  'mine.said': 'I want to go back to football.',
  'mine.well': 'You rang me from the station. That was brave.',
  'mine.notNamed': 'He would be asked who the police are to him',
  'mine.asked': 'Can somebody tell school why I am late on Fridays?',
  'mine.answer': 'Yes. Your head of year knows, and nobody will ask you in front of others.',
  'mine.asked.waiting': 'Can I see my brother at half term?',
  'mine.disagrees': 'I was not angry. I was scared.',
  'disruption.place': 'Coach station, bay 4',
  'panel.place': 'Town hall, room 2',
  'panel.paper.headline':
    'He is still being made to carry, and the man with the grey car waits at the coach station. We ask who can be there on Fridays.',
  'panel.paper.voice': 'I want to go back to football. Coach never shouted at me.',
  'panel.paper.risk':
    'He is at risk from an older group who say that he owes them money. He has been threatened, and so has his grandmother.',
  'panel.paper.plan': 'His worker sees him each week. Football is asked for and has not begun.',
  'panel.decided': 'Somebody he trusts walks with him to the coach on Fridays. The police look at the station then.',
  'panel.because': 'He says that he would go home if he did not have to walk there alone.',
  'panel.action': 'Ask Mr Lindon whether he can walk with him on Fridays',

  'minute.title': 'Three lines in one minute, with more to come',
  'minute.seen': 'Ran out of the library when a man came in. Dropped a phone. I have it.',

  'reports.title': 'Two reports of one event',
  'reports.seen':
    'A grey car stopped, two young people got in, neither looked glad of it. Half past three, at the corner by the chip shop.',

  'reopened.title': 'A case that opened again when what was written down for that happened',
  'reopened.seen': 'The grey car was at the gate again, and he had a second phone. He looked at the floor all morning.',
  'reopened.own': '"I said I’d ring her if they came back. Can you ring her?"',

  'moved.title': 'A case that moved to the other team, with its papers and what it owes',
  'moved.because': 'The family moved across the river last week. South knows the school and the estate.',
  'moved.allocated': 'Speaks with her English teacher already, and lives on that side.',

  'own.travels': 'How do they get to the places where they are harmed?',
  'own.travels.hint': 'As far as you know. A guess is not needed.',
  'own.travels.bus': 'By bus or tram',
  'own.travels.taxi': 'By taxi that somebody else pays',
  'own.travels.car': 'In a car of somebody you do not know',
  'own.travels.foot': 'On foot',
  'own.travels.purpose': 'The disruption meeting asks the licensing team and the bus company for what they can do on that road.',
  'own.trusts': 'Whom would they ring first if they were frightened?',
  'own.trusts.purpose': 'Goes into the page for tonight, so that the night team rings somebody they trust.',
  'own.trusts.answer': 'Her nan, and then the youth worker',
  'own.because': 'Agreed by the partnership’s operational group.',
  'level.title': 'Nothing was identified, and a manager says how often to visit',
  'level.because': 'Tired because she looks after the little ones. Nobody asks anything of her that we or she can name.',
  'level.rhythm': 'She asked whether somebody still comes. Once a month until young carers have met her.',

  'several.title': 'One worry about three young people and the places between which they are taken',
  'several.seen':
    'The same silver van has picked up three of them on two afternoons, at the shop and once at the flats, and brings them back after dark. All three came in without having slept.',
  'several.own': '"We just go where he says. It’s only till Friday."',
  'several.shop': 'The corner shop by the bus stop',
  'several.shopWhat': 'Picked up there at half past three',
  'several.flat': 'The flats behind the old ropery, second door',
  'several.flatWhat': 'Taken up there, and the van waits',

  'fresh.photograph': 'at the gate.png',

  'system.name': 'Safeguarding records of Sallow Lane School',
  'system.purpose': 'Concerns that the school writes in its own records reach the front door without being typed twice.',

  'closing.title': 'A closing that waits for a manager',
})
