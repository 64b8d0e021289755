import { catalogue } from '../../platform/texts/catalogue.ts'

export const t = catalogue({
  'index.title': 'How this works',
  'index.intro':
    'Lapwing is where people from different organisations keep the promise that a young person who is being exploited is noticed, believed, and seen every week. Here is what it is for you.',
  'index.yours': 'Your page: {role}',
  'index.others': 'What it is for others',
  'index.othersHint': 'So that you know what a colleague sees and does.',
  'index.more': 'More',
  'index.glossary': 'Words that are used here',
  'index.handbook': 'The rules behind the dates',
  'guide.back': 'How this works',
  'guide.for': 'What this is for',
  'guide.first': 'What you do first',
  'guide.when': 'What to do when …',
  'guide.ring': 'Whom to ring',
  'guide.sees': 'What you see, and what you do not',
  danger: 'If somebody is in danger now, ring 999. Then write it down here.',
  'glossary.title': 'Words that are used here',
  'glossary.intro': 'In plain words. Where a word is long, we say it the short way first.',
})

/**
 * One guide for each sort of work; several roles may share one. Parts: what it is for; first steps, one a line; what to do
 * when, one a line as "when | then"; what one sees; whom to ring, one a line.
 */
export const guideTexts = catalogue({
  'referrer.for':
    'To tell somebody when you are worried, in under five minutes, and to know what became of it. You do not need proof: a worry is enough.',
  'referrer.first':
    'Choose "Send a concern" and answer what you know. What you do not know, leave empty.\nIf you have one minute, send the three fields of the short form. We ask you for the rest.\nWrite what the young person said in their own words.\nKeep the reference that you are given: say it when you ring.',
  'referrer.when':
    'your own system needs it too | Open “Copies”: what you sent stands there as text to copy, until you tick it.\nsomebody is in danger now | Ring 999 first. Then send the worry, so that nobody has to ask you twice.\nyou hear more later | Open "My referrals", choose what you sent, and add to it.\nwe ask you for more | Answer what you can. The time we have to decide keeps running; it does not wait for you.\nyou sit at the exploitation panel | It stands under "My work". You read what your role needs of its papers until they expire; what the panel asks you to do stands there too.\nyou hear nothing | The page says whom to ring. Ring them and say the reference.\nyou are worried about a member of staff | Choose "A member of staff or a volunteer". It goes to a named officer and not to the triage desk.\nyou are invited into a circle | Somebody works with a young person you know, and you may need to know whom to ring. You see that and no more.\nanother agency asks yours | It stands under "Asked of us" and takes two minutes. Do not ask the young person or the family about it, and do not say that you were asked.',
  'referrer.sees':
    'You see what you sent, whether it has been decided, and whom to ring. You do not see whether the person was known to us: that would tell you something about them that they did not choose to tell.',
  'referrer.ring': 'The triage desk, whose number stands beside each thing you sent.\nYour own safeguarding lead.',
  'worker.for':
    'To see each young person on time, to write down what they say, and to know what you owe by when without keeping it in your head.',
  'worker.first':
    'Open "My work". What is overdue stands first, then today, then the next seven days.\nOpen each case and read the warnings at the top before you ring or visit.\nRecord a visit as soon as you can: their words first, then what you saw.\nSet the next step, so that whoever stands in for you knows it.',
  'worker.when':
    'you have to type it again elsewhere | You do not: open “Copies”, copy what you wrote in the shape of that system, and tick it.\na meeting wants the whole case on paper | Under “Copies” of the case: it asks why and for whom, and that stands on every sheet.\nyou visit alone | Say under "Working alone" by when you are back, and check in with one tap. If you do not, your manager is told.\nthere is no connection where you are | Open the form of the visit before you go. What you write is kept on the phone, where nobody else can read it, and sent when there is one again.\nthey did not open the door | Record the attempt. It stays visible, and the day they must be seen does not move.\nyou are on leave | Enter it under "Leave and cover", ask a colleague, and write five lines for each case. The day they must be seen does not move for leave or for holidays.\na colleague asks you to cover | Answer under "Leave and cover". From the first day on their cases stand in your work, and after the last day they are gone from it.\nthe risk changes | Say first what you think, then look at what the questions suggest. Where the rule says so, your manager signs.\nthey go missing | Record it at once. The visit clock shows it, and does not stop.\nthere is a court date, a review or a move | Record it under "Dates", so that nobody goes there alone. Your own calendar can show the days, without a name or a place.\nyou cannot do it alone | Ask the exploitation panel, on the case’s page "Panel". If it is on the agenda you owe a paper three working days before; it leaves only without words that blame and without another child’s name.\nyou work with an adult | Record what they want and agree to under "Risk", decide with them how often you see them, and ask at each review whether it is enough. What is not enough gets a day.\nyou are with them | Open "Their page" on your phone and read it together: what they said, what they asked for, who knows, who comes. Press "Hide this" when somebody comes in.\nthey ask for something | Write it down there, with who promised an answer and by when. It stands in that person’s work until it is answered.\nthey do not agree with what was written | Keep their words beside it. They stay.\nit is Friday | Say that "If found tonight" is still true, for whoever finds them at night.\na name means nothing to you | It is the name they like. The full name stands under "Who they are".\nyou know the family | Declare it on the circle page. You lose sight of the case at once, and your manager gives it to somebody else.\nyou open a case that is not yours | In an emergency you can open a record for four hours. You say why, and a manager looks at it.\nyou do not know what others know | Ask partners, on the case’s page "Asked of partners": choose the agencies, the questions and what you tell. "Nothing known" and "not checked yet" are different answers, and a late one is chased.',
  'worker.sees':
    'You see the cases that were given to you, and those you were invited to until the day the invitation ends. Of an investigation you see its stage, the officer to ring, and conditions that matter for safety.',
  'worker.ring':
    'Your team manager, for anything that cannot wait until your next supervision.\nOut of hours, the emergency duty team.\n999 when somebody is in danger.',
  'manager.for':
    'To see on one page who was not seen, which dates run out, who waits for a worker, and who carries too much, in time to do something about it.',
  'manager.first':
    'Open "This morning" for the daily meeting: each line gets an owner and a time while you are together.\nOpen "Team". Those who were not seen in time stand there by name, longest first.\nGive each case that waits to somebody with room. Their load stands beside their name.\nSign or send back the levels that wait for you. Send back with a question, not with a correction.\nLook at "What others changed" on your own page.',
  'manager.when':
    'you need more people | "Load" says what more young people would mean, and makes a page of released numbers to take to the board.\nyou wonder whether help is given fairly | Open “Fair and seen” and count the quarter that is over. Ask why; a difference of a few may be chance.\nsomebody is over a full week | A new case needs your reason, in a sentence. Over 120%, only the service manager decides.\na worker is away | "Away with no cover" on "Team" and in "This morning" says for whom. Ask a colleague under "Leave and cover".\nsomebody leaves | Open "Leave and cover", then "Who has left or is leaving". What they held is with you until you give it.\nsomebody opened a record in an emergency | Look at it within two working days, and say whether it was right.\na colleague must not see a case | Keep them out on the circle page. They are not told.\nyou are asked to agree that a case closes | Read what the young person thinks of it, and what would open it again. You cannot agree to your own request.\nthe figure looks bad | Read the range beside it. Of few visits it is wide, and it is no judgement on anybody.',
  'manager.sees':
    'You see the cases of your team in full, but not intelligence and not what is sealed. The page about loads counts work, never worth, and puts nobody in an order.',
  'manager.ring': 'Your service manager, when nobody has room.\nThe data protection officer, when somebody saw what they should not have.',
  'triage.for':
    'To decide in one working day what happens with each worry, oldest risk first, and to find out whether the person is known, without ever guessing.',
  'triage.first':
    'Open "Triage". Take the one on top: it is yours until you hand it over.\nRead what was sent, then look at who may be the same person. What agrees and what differs stands side by side. You decide, not the machine.\nDecide: open a case, join one, ask for more, pass it on, or no further action. Each with a reason.\nSay what the referrer is told.',
  'triage.when':
    'you are not sure it is the same person | Leave them apart. Two records can be joined later; one that was wrongly joined can hurt somebody.\nthe date runs out | Decide with what you have. Asking for more does not stop the clock.\nyou pass it on to another organisation | It stays ours until they accept. The desk shows it until then.\ntwo reports tell of one event | Merge them. Both referrers keep their own answer.\nnew information comes to something decided | Open it again: the reason is kept.\nother agencies may know something | Ask them on the concern’s page before you decide, and say who may read the answers if a case opens. The clock does not wait for them.\nit came by a one-time link | The address was checked, not the person. Ring them back on a number that you have from their organisation.',
  'triage.sees': 'You see everything that came in, and of a case only who works with them, the level and the next step.',
  'triage.ring': 'Your manager, before anything becomes overdue.\nThe police control room for what cannot wait, and 999 in danger.',
  'police.for': 'To know whom to ring about a young person, and to keep the investigation apart from what they tell their worker.',
  'police.first':
    'Open the case you were invited to: it says whom to ring.\nKeep the stage of the investigation and its next date up to date: the worker sees those.\nWrite conditions that matter for safety where the worker sees them.\nSend in a worry as anybody else does.',
  'police.when':
    'you arrest somebody who may be exploited | Ring the worker, and refer: a young person who was made to do it is a victim first.\nyou want to know what they said | Ask the worker. What a young person tells their worker is not for the investigation.\nsomething is done against those who harm | Record it under "Disruption": the kind, the day, your own reference, what came of it. Never a name. Say whom it protects.\nthe investigation ends | Close it with a reason. Support does not end with it.\nanother agency asks yours | It stands under "Asked of us". Say known, nothing known, or not checked yet and by when; mark what only the asking team may read. If they are family or close to you, step back there.',
  'police.sees':
    'You see that there is a known concern, whom to ring, and your own investigation. You never see notes, the plan, or how high the level is, unless your role says so.',
  'police.ring': 'The worker named on the case.\nThe triage desk, when there is none.',
  'service.for':
    'To know how the teams stand, to be told when a child has not been seen for three days, and to decide when a worker would carry too much.',
  'service.first':
    'Open "Team" and choose each team in turn.\nRead your notifications: each says that a step was reached.\nDecide about cases that nobody has room for.',
  'service.when':
    'a worker would be over 120% | Only you can say yes. Say what stops instead.\nyou are told of somebody who was not seen | Ask the team manager who goes today, and when.\nno post holds a step | The case shows the gap. Name somebody.',
  'service.sees': 'You see names, risk and plan of your own service’s cases, and no notes.',
  'service.ring': 'Your team managers.\nThe chair of the panel.',
  'duty.for': 'To answer at night and at weekends with what is known, and to leave what happened for the morning.',
  'duty.first':
    'Open "If found tonight" and look for the name: whom to ring, where is safe, what helps, what frightens, and when that was last true.\nWhere that is not enough, have the reference ready that the caller says, or the full name and the date of birth.\nIf life or safety is at stake, open the record in an emergency and say why. It stays open for four hours.\nWrite what happened as a note, their words first.',
  'duty.when':
    'the four hours end | Open it again with a new reason, if you still need it.\nthere is no record | Send in a worry, so that triage finds it in the morning.',
  'duty.sees':
    'You see who works with somebody in your own service, the next step and their page for tonight; more only in an emergency, and a manager looks at each.',
  'duty.ring': '999 when somebody is in danger.\nThe manager on call.',
  'named.for': 'To receive worries about people who work with children or adults, apart from everything else.',
  'named.first': 'Open "Triage": only what was sent to you stands there.\nDecide within a working day, and say what the referrer is told.',
  'named.when':
    'it is about somebody you know | Declare it. Another named officer takes it.\na child is in danger | Act first, then write.',
  'named.sees': 'You see what was sent to you as a named officer. Nobody else sees it, the triage desk included.',
  'named.ring': 'The police, when a crime may have happened.\nThe employer’s safeguarding lead, when it tips nobody off.',
  'panel.for': 'To chair and prepare the meeting that looks at children, places and those who harm, with what each may know.',
  'panel.first':
    'Open "Panel", plan the next one, and name who sits at it.\nChoose who is spoken about: the rules bring up names with their reasons, workers ask for others, and you decide.\nSend agenda and papers to the members. Papers that come later follow by themselves.\nAt the panel, record for each young person what was decided, why, who was in the room, and who does what by when.\nRead your notifications: a child who has not been seen for 14 days is told to you.',
  'panel.when':
    'you are told of a child who was not seen | Ask the service manager what stands in the way.\na paper has not come | The agenda says whose. Ring the worker named beside it.\nsomebody joins late | Add them to the members: they read what their role needs from then on.\nthe panel moves or is cancelled | Say so on its page, with the reason. Members are told, and dates and papers follow.\na case closed meanwhile | Its paper is out of reach. The line stays on the agenda.',
  'panel.sees':
    'You see who they are and the risk, of the cases on your agenda, until their papers expire. Not the notes. Members read only the parts of a paper that their role needs.',
  'panel.ring': 'The service manager.\nThe team manager named on the case.',
  'oversight.for': 'To look at what was decided for a child you have a duty to, and to say what you think of it.',
  'oversight.first':
    'Open the cases you were invited to.\nRead the plan beside what the child says.\nWrite your view as a note: it is marked as yours.',
  'oversight.when': 'the plan does not do what it says | Write it, and ring the manager. Both are kept.',
  'oversight.sees': 'You see the whole record of the child you were invited for, and only theirs.',
  'oversight.ring': 'The worker and the team manager named on the case.',
  'responder.for': 'To refer somebody who may have been trafficked or exploited to the national scheme that decides about support.',
  'responder.first':
    'Open the case you were invited to.\nRead what is known before you ask: nobody should have to tell it twice.\nA child is referred without their consent; an adult decides themselves.',
  'responder.when':
    'an adult does not want it | Respect it. The duty to tell the Home Office without their name may still be yours.\nthe first answer is no | It can be looked at again. Say so to the worker at once.',
  'responder.sees': 'You see who they are, the risk, and what the referral needs.',
  'responder.ring': 'The worker named on the case.\nYour organisation’s lead for modern slavery.',
  'support.for': 'To know who works with whom, so that a call reaches the right person.',
  'support.first':
    'Open "Cases": it says who works with them, and the next step.\nPut callers through. Never say to a caller that somebody is known.',
  'support.when':
    'a caller says they are a relative | Take the number and have the worker ring back on a number that is on record.\nsomebody says they are in danger | Ring 999 with them, then tell the manager.',
  'support.sees': 'You see the name, the worker and the next step of your team’s cases. Nothing else.',
  'support.ring': 'Your team manager.',
  'administrator.for':
    'To look after who works here: organisations, teams, accounts and posts. You administer without reading: no record is open to you.',
  'administrator.first':
    'Open "Administration".\nInvite people with a post: the post decides what they may do.\nWhen somebody leaves, end their post the same day. Their sessions and everything they could see end with it.',
  'administrator.when':
    'somebody lost their phone | Send them a new invitation. Their old codes stop working.\nyou are told that the list of holidays runs out | Load the next one; until then later dates show as not known.\nyou are told that the nightly check put something right | Ask the people who run Lapwing to look at why.\na school or a surgery has no account | Under "One-time links" enter the domain of its e-mail. Its staff then get a link for a referral. When somebody has left, close their address there.',
  'administrator.sees': 'You see accounts and settings. You never see a case, a concern or a person.',
  'administrator.ring':
    'The people who run Lapwing, when it does not start or says that something failed.\nThe data protection officer, when an account was used by somebody else.',
  'officer.for': 'To be able to show who looked at what, and why, for anybody who has a right to know.',
  'officer.first':
    'Open the audit: who did what to which record, and whether the chain is whole.\nLook at emergency openings that were judged not right.',
  'officer.when':
    'the audit says that an entry was altered | Keep the database as it is and compare it with an older backup. Tell the people who run Lapwing.\nsomebody asks who saw their record | The list stands under the record’s reference.',
  'officer.sees': 'You see the audit: ids and acts, not what a record says.',
  'officer.ring': 'The people who run Lapwing.\nThe Information Commissioner, when people were harmed.',
  'other.for': 'To do your part with as little about people as it needs.',
  'other.first': 'Open "My work": what is owed by you stands there.\nOpen what you are told about under "Notifications".',
  'other.when': 'you see something that you should not | Close it, and tell the data protection officer the same day.',
  'other.sees': 'You see what your role needs, and no records of people unless somebody invited you.',
  'other.ring': 'Your manager.\nThe administrator, when something that you need is not there.',
})

/** The words of the field, each as "word | what it means". @source docs/handbook/law.md section 19, in plain words */
export const glossaryTexts = catalogue({
  exploitation:
    'exploitation | Somebody uses power over another person to make them do things, such as carrying drugs, stealing or sex, and gains by it. That the person seemed to agree changes nothing.',
  countyLines:
    'county lines | Drugs are sold from one area into another over a phone line with a name. Children are made to carry and sell.',
  cuckooing: 'home takeover (cuckooing) | Somebody’s home is taken over for crime. The one who lives there is the victim.',
  debtBondage: 'debt bondage | A debt, real or made up, is used to control somebody.',
  modernSlavery: 'modern slavery | Slavery, forced work and trafficking of people, in the words of the law.',
  concern: 'concern | What somebody tells us because they are worried. It may become a case.',
  triage: 'triage | Reading each concern, finding out whether the person is known, and deciding what happens.',
  mash: 'front door (MASH) | The team of several organisations that receives concerns.',
  case: 'case | The support that a person gets: who works with them, what is known, the plan, and how it ends.',
  track: 'track | Safeguarding, support and the investigation run beside each other, and open and close apart.',
  circle: 'circle | The people who may see a record, each with a reason and an end.',
  needToKnow: 'need to know | Somebody sees only what their part in helping needs.',
  breakGlass:
    'opening in an emergency (break glass) | Seeing a record without being in its circle, for four hours, with a reason, under a manager’s eye.',
  sealed: 'sealed | Locked away under its own key. Opening it needs a reason and is told to its keeper.',
  level: 'level | How high the risk is, judged by a named person. The questions only suggest.',
  countersign: 'countersign | A second person, the manager, reads and signs.',
  seenInTime: 'seen in time | Somebody from the team saw the child themselves before the day ran out. A phone call is not seeing.',
  attempt: 'attempt | A visit where they were not seen. It is kept and does not move the date.',
  missingEpisode: 'missing episode | From when somebody is not where they should be until they are back.',
  preventionCheck: 'prevention check | The police see that a person who came back is safe.',
  returnHomeInterview: 'return home interview | Somebody independent asks a child who was missing what happened, and listens.',
  nrm: 'National Referral Mechanism (NRM) | The Home Office scheme that decides whether somebody was exploited or trafficked, and opens support.',
  firstResponder: 'first responder | Somebody trained, in an organisation that may refer to that scheme.',
  reasonableGrounds: 'reasonable grounds | The first answer of that scheme: it looks as if it may be so.',
  conclusiveGrounds: 'conclusive grounds | Its last answer: it is more likely than not.',
  section45:
    'section 45 | The law can protect somebody who was made to do a crime by those who exploited them. A solicitor advises; a court decides.',
  contextual: 'contextual safeguarding | Looking at harm outside the home: friends, places, schools, online.',
  panel: 'exploitation panel (MACE) | The meeting of several organisations that looks at children, places and those who harm.',
  strategy: 'strategy discussion | Children’s services, police and health decide together whether to look into harm to a child.',
  section47: 'section 47 enquiry | Children’s services look into whether a child is being harmed.',
  childInNeed: 'child in need, looked-after child, care leaver | Three different standings in law. One does not say the others.',
  section42: 'section 42 enquiry | The same for an adult with care needs: what do they want to happen?',
  appropriateAdult: 'appropriate adult | Looks after a child, or an adult who needs it, in police custody. Not a lawyer.',
  rui: 'released under investigation, bail | How somebody waits outside while the police look into it, without or with conditions.',
  dsl: 'safeguarding lead (DSL) | The person in a school who answers for keeping children safe.',
  disruption: 'disruption | Acting against those who exploit and the places they use, never against the child.',
  safetyPlan: 'safety plan | What everybody does so that the person is safer, made with them.',
  assurance: 'assurance | Being able to show that each step happened, not only believing it.',
})

/** The week of practice in a demo. */
export const practiceTexts = catalogue({
  link: 'Practise a week in twenty minutes',
  title: 'A week in twenty minutes',
  lead: 'You are a worker in a borough that does not exist. Nothing you do here reaches anybody; do it as you would on Monday. Each step ticks itself when you come back to this page.',
  count: '{count} of {of} done',
  done: 'Done',
  open: 'To do',
  again: 'Come back here after each step.',
  allDone: 'That was a week. In the real Lapwing each of these is about a child, so take the time it needs.',
  'work.do': 'Monday, 9:00. See what you owe',
  'work.how': 'Open “My work”. The top line is the most pressing one; read why it is there.',
  'case.do': 'Open the case on top',
  'case.how': 'Read the warnings before anything else, then who they are and what is next.',
  'night.do': 'Look at their page for tonight',
  'night.how': 'On the case, choose the page for tonight. Would a stranger know whom to ring?',
  'visit.do': 'Tuesday. Record a visit',
  'visit.how': 'On the case, under visits. Their words first. See how the next day moves only when they were seen.',
  'note.do': 'Write a note',
  'note.how': 'Keep apart what they said, what you saw and what you think. Where a word blames them, the page offers others as you type.',
  'risk.do': 'Wednesday. Judge the risk before the tool does',
  'risk.how': 'On the case, under risk. Give your own judgement; then answer, and see the suggestion beside it.',
  'plan.do': 'Agree an action',
  'plan.how': 'On the plan: one thing, one person, one day.',
  'ask.do': 'Thursday. See what partners know',
  'ask.how': 'On the case, under what was asked. “Not checked” is not “nothing known”.',
  'worry.do': 'Send a worry in one minute',
  'worry.how': 'As a school would. Invent the child; never use a real one, here least of all.',
  'rule.do': 'Friday. Ask why a date is what it is',
  'rule.how': 'Open a rule of the handbook and try it with your own values.',
})
