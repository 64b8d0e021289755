// What people in the borough write. Plain, kind, and about what was done to a child, never about what they are: the house
// checks every line here against the words it does not use.
import type { SelfDescriptionFact } from '../core/people/index.ts'

export type Worry = Readonly<{
  kind: 'carrying' | 'sexual' | 'online' | 'missing' | 'home_taken' | 'work' | 'violence' | 'slight'
  seen: string
  own: string
}>
type List<T> = readonly [T, ...T[]]

// biome-ignore format: one line for each worry
export const worries: List<Worry> = [
  { kind: 'carrying', seen: 'Came in with a second phone that rang all through the lesson, and left when it did. Two older boys were waiting at the gate in a grey car.', own: '"It’s not my phone. I just have to answer it."' },
  { kind: 'carrying', seen: 'Found at the coach station at 06:40 with a bag that was not theirs and a ticket somebody else had paid for.', own: '"They said I’d be back for tea."' },
  { kind: 'carrying', seen: 'Told a teaching assistant about a debt after a package was taken. Somebody has been to the house and asked the mother for the money.', own: '"If I don’t go they’ll come to my nan’s."' },
  { kind: 'carrying', seen: 'Stopped in another town with nine wraps that he says were put into his coat. He was hungry and had not slept.', own: '"I didn’t know what it was till I was on the train."' },
  { kind: 'sexual', seen: 'Collected from school by a man in his thirties for the third time this month. New trainers, and she would not say where from.', own: '"He’s the only one who asks how my day was."' },
  { kind: 'sexual', seen: 'Came to clinic with an injury and gave two different accounts. An adult waited outside and answered questions for them.', own: '"Can you not write down that he was here?"' },
  { kind: 'online', seen: 'A picture was sent to somebody met in a game, who now asks for more and for money.', own: '"I thought he was fourteen. I feel sick all the time."' },
  { kind: 'online', seen: 'Their bank card was used for six payments to people the family does not know.', own: '"They said it was like lending it."' },
  { kind: 'missing', seen: 'Not home since yesterday evening, the second time in three weeks. Left without a coat or medicine.', own: '"I can’t say where. I’m all right. Don’t ask me."' },
  { kind: 'missing', seen: 'Found by a taxi driver at the retail park at two in the morning, frightened and cold.', own: '"I wanted to go home but I didn’t have any money."' },
  { kind: 'home_taken', seen: 'Strangers have been coming and going from the flat for a week. The tenant has stopped answering the door to us.', own: '"They’re only stopping till Friday. That’s what they said last Friday."' },
  { kind: 'home_taken', seen: 'The tenant was sitting in the stairwell in slippers. Three young men were in the flat and told us to come back later.', own: '"I don’t sleep in my bed any more."' },
  { kind: 'work', seen: 'Works at a car wash from eight until dark. Somebody else holds the passport and drives them there.', own: '"He keeps the money safe for me."' },
  { kind: 'violence', seen: 'Cut to the arm, said it was a fence. The same week a friend was beaten at the bus stop.', own: '"I can’t go past the shops. I can’t say why."' },
  { kind: 'slight', seen: 'Tired in the mornings and has fallen out with old friends. Spends the lunch hour by the gate, looking out.', own: '"Nothing’s wrong. I just don’t like it in there."' },
  { kind: 'slight', seen: 'Attendance fell from nine days in ten to six in ten since September. Nobody at home picks up the phone.', own: '"My mum’s not well and I do the little ones."' },
  { kind: 'slight', seen: 'A neighbour heard shouting and saw a young person leave without shoes. All was quiet when we called.', own: '' },
  { kind: 'slight', seen: 'Was with a group that had fireworks behind the shops. Polite, gave their name, went home when asked.', own: '"We were only watching."' },
]

export const alreadyDone: List<string> = [
  'Spoke with them alone, listened, and said that I would have to tell somebody. Their form tutor knows.',
  'Rang home; no answer. Rang the social worker on call.',
  'Made sure that somebody they trust goes home with them today.',
  'Nothing yet: I want to ask first what is safe.',
]

export const told: List<string> = [
  'I said that I would ask people who can help. They nodded.',
  'They know that I am writing this and asked that their brother is not told.',
  'Not told yet: the adult was with them the whole time.',
]

export const ownWordsAtVisit: List<string> = [
  '"I don’t mind you coming. Just not when he’s here."',
  '"School’s all right if I sit with Bex."',
  '"I slept at my aunt’s. It was quiet."',
  '"They still message but I don’t open it."',
  '"I want to play football again."',
  '"Can we go for chips next time, not sit in the office?"',
  '"I’m scared on the number 9."',
  '"Nobody’s asked me that before."',
  '"I told my mum. She cried but it was good."',
  '"I don’t want to talk today. You can stay though."',
  '"I’ve got a new number. Only you and my sister have it."',
  '"If I stop, they’ll say I owe them."',
]

export const seenAtVisit: List<string> = [
  'Seen alone in the park café for forty minutes. Ate well, laughed twice, kept an eye on the door.',
  'Seen at home in the kitchen. Mother gave us the room. Looked tired, wore the same coat indoors.',
  'Walked to school together. Stopped at the corner and asked to take the other road.',
  'Seen at the youth project. Other young people around; we found a quiet table.',
  'Met at school in the learning room. A bruise on the left wrist: says the door caught it.',
  'Seen at the boxing gym, which is going well. The coach has offered a second evening.',
]

export const nextAtVisit = [
  'Ask the school about a later start. See again next week.',
  'Ring the aunt. Bring the form for the bus pass.',
  'Take the photograph of the number plate to the police unit with agreement.',
  'Plan how to leave the phone at home on Saturdays.',
  'See with the interpreter next time.',
  'Ask the doctor about sleep.',
] as const satisfies List<string>

/** Each attempt with what was found: the outcome and the words belong together. */
export const notSeen: List<Readonly<{ outcome: 'not_home' | 'refused_at_door' | 'carer_only'; seen: string }>> = [
  { outcome: 'not_home', seen: 'No answer at the door and no light. Left a card that says only that I called.' },
  { outcome: 'carer_only', seen: 'Mother said that they had just gone out. Did not want to say with whom.' },
  { outcome: 'refused_at_door', seen: 'Waited at the café for half an hour. A message came: "not today".' },
  { outcome: 'not_home', seen: 'Nobody opened. School says absent since this morning.' },
]

export const notes: List<Readonly<{ own: string; seen: string; analysis: string; next: string }>> = [
  {
    own: '"I owe them forty. It was twenty."',
    seen: 'Rang me from the sister’s phone at 16:10, whispering.',
    analysis: 'A debt that grows is how they are held. This is not something they can walk away from by themselves.',
    next: 'Safety plan for the weekend; the police unit is told with agreement.',
  },
  {
    own: '',
    seen: 'Meeting at school with the safeguarding lead, the nurse and the mother.',
    analysis: 'Everybody sees the same change since the move of class. The mother wants help and is afraid of being judged.',
    next: 'The nurse sees them on Thursday. The school changes the table at lunch.',
  },
  {
    own: '"She listens. She doesn’t write all the time."',
    seen: 'The youth project tells of three evenings in a row.',
    analysis: 'An adult they trust is the strongest thing they have at present.',
    next: 'Ask the project to keep the Wednesday place.',
  },
  {
    own: '',
    seen: 'Call from the police unit: the car seen at the gate is known to them.',
    analysis: 'Somebody else drives what happens. The child should not be asked to prove it.',
    next: 'No questions about the car by anybody else until the unit has advised.',
  },
]

export const riskReasons = [
  'Somebody older decides where they go and when. They are frightened of a debt and have said so twice.',
  'Late nights with people nobody can name, and a phone that calls them away; school and aunt hold them.',
  'Two worries that may have an ordinary reason. Trusted adults are near and nothing points to somebody using them.',
  'Has been made to carry and was hurt; wants it to stop and has told two adults.',
] as const satisfies List<string>

export const changed: List<string> = [
  'Fewer nights away; has told the aunt where they are.',
  'A new car and a new number since the last time.',
  'Back in lessons four days of five.',
  'Hurt since last time, and more afraid.',
]

export const strengths: List<
  readonly ['trusted_adult' | 'school_or_work' | 'safe_activity' | 'wants_help' | 'family' | 'safe_friends', string]
> = [
  ['trusted_adult', 'Talks with the form tutor, who has known them since year 7.'],
  ['family', 'The aunt in Larkfield keeps a bed for them.'],
  ['safe_activity', 'Boxing on Tuesdays and Thursdays.'],
  ['wants_help', 'Asked for it in their own words.'],
  ['school_or_work', 'Loves the catering course and is never late for it.'],
  ['safe_friends', 'Two friends from primary school who come round.'],
]

export const openReasons: List<string> = [
  'Somebody is making use of this child and they are afraid. They need a worker who sees them alone.',
  'Three worries from different people about the same weeks. Enough to look properly.',
  'Missing overnight twice with no safe explanation, and an adult who answers for them.',
]
export const noActionReasons: List<string> = [
  'The school and the family already have a plan that fits, and the child says that it helps. Nothing here points to somebody using them.',
  'An ordinary event with adults near. The school keeps an eye on it and knows how to come back to us.',
  'Spoke with the referrer: what was seen has an explanation that two people confirm.',
]
export const joinReasons: List<string> = [
  'The same child, already worked with: their worker must know of this today.',
  'About somebody who has a worker. Joined, and the worker rung.',
]
export const passOnReasons: List<string> = [
  'Help for the whole family is what is missing; the agency that knows them best is better placed.',
  'This is about the tenancy first. They can act today, and we cannot.',
]
export const questions: List<string> = [
  'Who else was there, and did you see which way they left?',
  'When did you last see them yourself, and how did they seem?',
  'Is there a time and place where we can speak with them alone?',
]
export const answersToQuestions: List<string> = [
  'I saw them on Monday at lunch. Quiet, and with the same two older boys at the fence afterwards.',
  'Alone after registration on any day but Friday. I can keep the medical room free.',
]
export const overBecauses: List<string> = [
  'Seen in time for three months, at home at night, and nobody has come to the gate since spring.',
  'The plan is done, and the project and the school go on with what helps.',
]
export const wouldReopen: List<string> = [
  'A night away that nobody can explain, a second phone, or a debt.',
  'Anybody seeing the grey car again, or a fall in attendance.',
]
export const closingViews: List<string> = ['"I’m all right now. I’ve got your number."', '"I don’t need every week. Can I still ring?"', '']

export const whyNotAsked = 'Asking in front of the adult who was there could have put them in danger.'
export const samePerson = 'Same birth date and address, and the school confirms it.'
export const agreedToClose = 'Read with the worker. The plan is done and the child knows how to reach us.'
export const agreedLevel = 'Talked through with the worker; what has changed since is known to the school too.'
export const allocatedBecause = 'Room in the week, and knows the school well.'
export const actionHandedOver = 'The case changed hands, and this goes with it.'
export const handedOverBecause = 'The worker before has other work now; they meet the child together first.'

export const warnings: List<readonly ['safe_contact' | 'not_alone' | 'do_not_write' | 'home_unsafe', string, string]> = [
  ['safe_contact', 'Text only, after 16:00, and say that it is about the bus pass.', 'the child'],
  ['not_alone', 'Two workers at the door: an adult who is a danger to staff may be there.', 'the police unit'],
  ['do_not_write', 'No letters: the post is opened by somebody else.', 'the mother'],
  ['home_unsafe', 'Do not visit at home on Fridays. Meet at school.', 'the child'],
]

export const sameEvent = 'Two people tell of the same morning at the same gate.'
export const whyMore = 'What was seen is clear; who else was there is not, and it decides how quickly we must act.'
export const passedOnAbout =
  'A young person or tenant whom you know; the worry is about help at home, and the words that we were given are below.'
export const passedOnNeeded: List<string> = [
  'See them this week and tell us what you found.',
  'Take the tenancy side and ring us at any sign of danger.',
]
export const accepted = 'We have this. Somebody rings the referrer today.'
export const refused = 'We closed with this family in spring and have nobody free this month. Please keep it.'

export const nightPages: List<Readonly<Record<'whomToRing' | 'whereSafe' | 'whatHelps' | 'whatFrightens', string>>> = [
  {
    whomToRing: 'The aunt first, on 01632 960177, at any hour. Then their worker’s manager. Not the number saved as "home".',
    whereSafe: 'At the aunt’s, she keeps a bed made. Not at the flat with the blue door.',
    whatHelps: 'Say that Bex’s mum knows. Something warm to eat. Ask about the dog.',
    whatFrightens: 'Two people at the door at once, and being asked about the phone.',
  },
  {
    whomToRing: 'Mother on 01632 960143, and she comes with a taxi. She knows what to say.',
    whereSafe: 'At home, with the back door locked. The drop-in on Canal Row until ten.',
    whatHelps: 'A woman to talk to. Charging the phone before anything else. Time.',
    whatFrightens: 'The car with the tinted windows, and raised voices.',
  },
]

export const plans: List<
  Readonly<Record<'worries' | 'worksWell' | 'needsToHappen' | 'dangerStatement' | 'safetyGoal' | 'safetyPlan', string>>
> = [
  {
    worries: 'Somebody older calls them away at night, and a debt that was made for them grows.',
    worksWell: 'The aunt’s flat, boxing, and a form tutor who asks how they are.',
    needsToHappen: 'That the calls stop and the debt is looked at by people who can end it.',
    dangerStatement: 'If nothing changes they will be sent away again and may be hurt.',
    safetyGoal: 'Four nights a week at the aunt’s, and somebody at the gate at half past three.',
    safetyPlan: '"I put the phone in the drawer. If they come I go out the back and ring Bex’s mum."',
  },
  {
    worries: 'An adult met online knows where they go to school and asks for pictures.',
    worksWell: 'Mother believes them. Two friends walk home with them.',
    needsToHappen: 'That the pictures are taken down and nobody asks them again and again what happened.',
    dangerStatement: 'If nothing changes the adult will come to the school.',
    safetyGoal: 'They use the phone they want, and no message is read alone at night.',
    safetyPlan: '"I show my sister first. She decides with me."',
  },
  {
    worries: 'Away overnight twice, and frightened of one bus and one corner.',
    worksWell: 'Cooking, the little brother, and the nurse who listens.',
    needsToHappen: 'A way to school that they choose, and a bed when home is loud.',
    dangerStatement: 'If nothing changes the nights away will be longer and further.',
    safetyGoal: 'They ring before midnight, wherever they are, and are fetched without questions.',
    safetyPlan: '"A full stop in a text means come. Nobody shouts in the car."',
  },
]
export const actions: List<string> = [
  'Ask the school for a side door and a later start',
  'Meet the police unit with them about the number of the car, if they wish',
  'Apply for the bus pass by the other road',
  'Bring the mother and the aunt to one table',
  'Ask the doctor about sleep, and go along',
  'Write down with them whom to ring on which day',
]
export const actionsTheyAsked: List<string> = [
  'Get back into football on Saturdays',
  'A lock for the bedroom door',
  'See my brother on Sundays',
  'Not to be taken out of maths for meetings',
]
export const owners: List<string> = ['The mother', 'The form tutor', 'The youth project', 'The aunt']
export const actionEnds: List<string> = [
  'Done, and they say that it helps.',
  'In place since Monday.',
  'Agreed with the school in writing.',
]
export const services: List<string> = [
  'Lantern Yard mentor',
  'Counselling for young people',
  'School attendance support',
  'Family support at home',
  'Speech and language therapy',
]
export const serviceDone = 'They have what they came for, and know the way back.'
export const neverBegan = 'Never began: the place came too late.'
export const supervised: List<string> = [
  'Keep the weekly visits. Nobody asks about the car but the police unit.',
  'See the aunt this week. The level is looked at again after the next visit.',
  'Ask for the service in writing; the manager rings them on Friday if there is no day.',
  'A second worker knows them by the end of the month, so that leave does not leave them alone.',
]
export const asksAfterAway = 'Joel Abernathy, Lantern Yard'
export const afterAway: List<Readonly<{ own: string; learned: string; next: string }>> = [
  {
    own: '"I went because he said he’d be at my school otherwise."',
    learned: 'Was taken by car to a flat in the next town and told to wait.',
    next: 'The police unit hears of the flat. School by the side door until Friday.',
  },
  {
    own: '"It was loud at home. I sat on the bus till it stopped."',
    learned: 'Nobody was with them. Home is not a place to sleep when the cousin stays.',
    next: 'The aunt keeps a bed. A number to ring that is picked up at night.',
  },
  {
    own: '"I don’t want to say who. I was cold."',
    learned: 'Too frightened to tell. Came back hungry, with a ticket somebody else paid for.',
    next: 'Seen tomorrow by somebody they choose. No questions until they have eaten and slept.',
  },
]
export const reopened = 'A second phone and a night away since the case closed: what would reopen it has happened.'
export const adviserName = 'Sgt Naledi Okonjo'
export const adviserRole = 'Police exploitation unit'
export const capacityBy = 'Senior practitioner, adult safeguarding'

/** How people describe their ethnicity when they are asked, and the group they choose: some choose none, some would rather not say. */
export const selfDescriptions: readonly [SelfDescriptionFact, ...SelfDescriptionFact[]] = [
  { kind: 'ethnicity', value: 'White British', groupedAs: 'white-british' },
  { kind: 'ethnicity', value: 'English', groupedAs: 'white-british' },
  { kind: 'ethnicity', groupedAs: 'white-british' },
  { kind: 'ethnicity', value: 'Just from here', groupedAs: 'white-british' },
  { kind: 'ethnicity', value: 'Black British, my nan is from Jamaica', groupedAs: 'caribbean' },
  { kind: 'ethnicity', value: 'Nigerian and from here', groupedAs: 'african' },
  { kind: 'ethnicity', value: 'Mixed, Mum is white and Dad is Jamaican', groupedAs: 'white-and-black-caribbean' },
  { kind: 'ethnicity', groupedAs: 'white-and-black-caribbean' },
  { kind: 'ethnicity', value: 'Polish', groupedAs: 'other-white' },
  { kind: 'ethnicity', value: 'Roma', groupedAs: 'roma' },
  { kind: 'ethnicity', value: 'British Pakistani', groupedAs: 'pakistani' },
  { kind: 'ethnicity', value: 'Bengali', groupedAs: 'bangladeshi' },
  { kind: 'ethnicity', value: 'Vietnamese', groupedAs: 'other-asian' },
  { kind: 'ethnicity', value: 'Irish Traveller' },
  { kind: 'ethnicity', groupedAs: 'prefers-not-to-say' },
]

/** What comes with the post, or is made together. */
export const documents: List<
  Readonly<{ class: 'notes' | 'plan'; kind: string; title: string; from: string; lines: readonly [string, string, string] }>
> = [
  {
    class: 'notes',
    kind: 'school',
    title: 'Attendance of this term',
    from: 'The school office',
    lines: ['Attendance, autumn term', 'Present: 41 of 58 days', 'Mondays are missed most'],
  },
  {
    class: 'plan',
    kind: 'letter',
    title: 'Letter from the college about a place in January',
    from: 'The college',
    lines: ['A place is kept', 'Motor vehicle course, from January', 'Bring nothing, come as you are'],
  },
  {
    class: 'plan',
    kind: 'consent',
    title: 'What they agreed to share, and with whom',
    from: 'Signed together',
    lines: ['You may tell the school', 'You may not tell my dad', 'Ask me again after Christmas'],
  },
  {
    class: 'notes',
    kind: 'minutes',
    title: 'Minutes of the meeting about them',
    from: 'The chair',
    lines: ['Minutes', 'They were there for the first half', 'Next meeting in six weeks'],
  },
]
