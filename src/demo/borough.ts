// Quillmere, a borough that does not exist: its wards, agencies, teams and the sixty people who work there. Every name
// is invented; the phone numbers are from the ranges kept free for drama, the addresses end in .example.

// biome-ignore format: a list to read
export const wards = [
  'Alder Fen', 'Bellcast', 'Cobblegate', 'Dunlin Moor', 'Eastholm', 'Fenwater', 'Greywharf', 'Harrowdene', 'Inkwell Green', 'Jackdaw Hill', 'Kestrel Row',
  'Larkfield', 'Millrace', 'Northwick', 'Osier Bank', 'Plover Street', 'Quill Common', 'Redshank', 'Sallow Lane', 'Tidewell', 'Withy End',
] as const

/** The code of a ward; null for a place that is none. */
export function wardCode(place: string): string | null {
  return wards.some((name) => name === place) ? place.toLowerCase().replaceAll(' ', '-') : null
}

export type AgencyKind = 'council' | 'police' | 'health' | 'housing' | 'school' | 'youth_justice' | 'voluntary'
export type Agency = Readonly<{ code: string; name: string; kind: AgencyKind; firstResponder: 'yes' | 'no'; phone: string }>

// biome-ignore format: one line for each agency
export const agencies: readonly Agency[] = [
  { code: 'children', name: "Quillmere Council Children's Services", kind: 'council', firstResponder: 'yes', phone: '01632 960100' },
  { code: 'adults', name: 'Quillmere Council Adults and Communities', kind: 'council', firstResponder: 'yes', phone: '01632 960110' },
  { code: 'police', name: 'Saltern and Quillmere Police', kind: 'police', firstResponder: 'yes', phone: '01632 960120' },
  { code: 'health', name: 'Quillmere Community Health Trust', kind: 'health', firstResponder: 'no', phone: '01632 960130' },
  { code: 'fenwater-homes', name: 'Fenwater Homes', kind: 'housing', firstResponder: 'no', phone: '01632 960140' },
  { code: 'cobblegate-housing', name: 'Cobblegate Housing Trust', kind: 'housing', firstResponder: 'no', phone: '01632 960145' },
  { code: 'sallow-lane', name: 'Sallow Lane School', kind: 'school', firstResponder: 'no', phone: '01632 960150' },
  { code: 'northwick', name: 'Northwick Hill High School', kind: 'school', firstResponder: 'no', phone: '01632 960155' },
  { code: 'tidewell', name: 'Tidewell Sixth Form', kind: 'school', firstResponder: 'no', phone: '01632 960160' },
  { code: 'osier', name: 'Osier Bank Learning Centre', kind: 'school', firstResponder: 'no', phone: '01632 960165' },
  { code: 'youth-justice', name: 'Quillmere Youth Justice Service', kind: 'youth_justice', firstResponder: 'no', phone: '01632 960170' },
  { code: 'lantern', name: 'Lantern Yard Youth Project', kind: 'voluntary', firstResponder: 'yes', phone: '01632 960180' },
]

export type Team = Readonly<{
  code: string
  name: string
  agency: string
  kind: 'triage' | 'casework' | 'emergency' | 'other'
  phone: string
}>

// biome-ignore format: one line for each team
export const teams: readonly Team[] = [
  { code: 'front-door', name: 'Front door (MASH)', agency: 'children', kind: 'triage', phone: '01632 960101' },
  { code: 'exploitation-north', name: 'Exploitation team, north', agency: 'children', kind: 'casework', phone: '01632 960102' },
  { code: 'exploitation-south', name: 'Exploitation team, south', agency: 'children', kind: 'casework', phone: '01632 960103' },
  { code: 'social-work', name: "Children's social work", agency: 'children', kind: 'casework', phone: '01632 960104' },
  { code: 'emergency-duty', name: 'Emergency duty team', agency: 'children', kind: 'emergency', phone: '01632 960105' },
  { code: 'adult-exploitation', name: 'Adults at risk of exploitation', agency: 'adults', kind: 'casework', phone: '01632 960111' },
  { code: 'community-safety', name: 'Community safety', agency: 'adults', kind: 'other', phone: '01632 960112' },
  { code: 'police-exploitation', name: 'Child exploitation unit', agency: 'police', kind: 'other', phone: '01632 960121' },
]

export type Post = Readonly<{
  role: string
  /** A code of a team, or of an agency where there is no team. */
  at: string
  title: string
  reportsTo?: string
  /** Hundredths of a full-time week; a whole one unless said. */
  fte?: number
}>

export type Person = Readonly<{
  /** Short, for the stories. */
  key: string
  name: string
  posts: readonly [Post, ...Post[]]
  /** In their first year: began this many days ago. Everybody else has been here for years. */
  beganDaysAgo?: number
}>

const exploitationWorker = (at: string, reportsTo: string, fte = 100): Post => ({
  role: 'exploitationWorker',
  at,
  title: 'Exploitation worker',
  reportsTo,
  fte,
})

// biome-ignore format: one line for each person, so that the whole borough can be read at a glance
export const people: readonly Person[] = [
  { key: 'admin', name: 'Ines Carrow', posts: [{ role: 'systemAdministrator', at: 'children', title: 'Systems administrator' }] },
  { key: 'service', name: 'Sheila Okonjo-Pryce', posts: [{ role: 'serviceManager', at: 'children', title: 'Service manager, exploitation' }] },
  { key: 'service2', name: 'Desmond Vale', posts: [{ role: 'serviceManager', at: 'adults', title: 'Service manager, adults' }] },
  { key: 'desk', name: 'Tess Ballantine', posts: [{ role: 'exploitationManager', at: 'front-door', title: 'Front door manager', reportsTo: 'service' }] },
  { key: 'triage1', name: 'Farida Noor', posts: [{ role: 'triageWorker', at: 'front-door', title: 'Triage social worker', reportsTo: 'desk' }] },
  { key: 'triage2', name: 'Callum Reyes-Hart', posts: [{ role: 'triageWorker', at: 'front-door', title: 'Triage social worker', reportsTo: 'desk' }, { role: 'emergencyDuty', at: 'emergency-duty', title: 'Emergency duty worker, weekends' }] },
  { key: 'triage3', name: 'Oluchi Brennan', posts: [{ role: 'triageWorker', at: 'front-door', title: 'Triage officer', reportsTo: 'desk', fte: 60 }] },
  { key: 'triage4', name: 'Piotr Wieland', posts: [{ role: 'triageWorker', at: 'front-door', title: 'Triage officer', reportsTo: 'desk' }] },
  { key: 'support', name: 'Gwen Attah', posts: [{ role: 'businessSupport', at: 'front-door', title: 'Business support', reportsTo: 'desk', fte: 80 }] },
  { key: 'north', name: 'Mara Adeyemi', posts: [{ role: 'exploitationManager', at: 'exploitation-north', title: 'Team manager, north', reportsTo: 'service' }] },
  { key: 'north1', name: 'Wim Castellan', posts: [exploitationWorker('exploitation-north', 'north')] },
  { key: 'north2', name: 'Nadia Haddow', posts: [exploitationWorker('exploitation-north', 'north')] },
  { key: 'north3', name: 'Jerome Tully', posts: [exploitationWorker('exploitation-north', 'north', 60)] },
  { key: 'north4', name: 'Siân Merriweather', posts: [exploitationWorker('exploitation-north', 'north')] },
  { key: 'north5', name: 'Kofi Lindqvist', posts: [exploitationWorker('exploitation-north', 'north', 80)] },
  { key: 'north6', name: 'Amy Duarte', posts: [exploitationWorker('exploitation-north', 'north')], beganDaysAgo: 150 },
  { key: 'south', name: 'Rashid Pemberton', posts: [{ role: 'exploitationManager', at: 'exploitation-south', title: 'Team manager, south', reportsTo: 'service' }] },
  { key: 'south1', name: 'Bridie O’Malveny', posts: [exploitationWorker('exploitation-south', 'south')] },
  { key: 'south2', name: 'Tomasz Grail', posts: [exploitationWorker('exploitation-south', 'south')] },
  { key: 'south3', name: 'Yetunde Marlowe', posts: [exploitationWorker('exploitation-south', 'south')] },
  { key: 'south4', name: 'Euan Sandiford', posts: [exploitationWorker('exploitation-south', 'south', 50), { role: 'voluntaryWorker', at: 'lantern', title: 'Youth worker', fte: 50 }] },
  { key: 'south5', name: 'Parveen Stroud', posts: [exploitationWorker('exploitation-south', 'south')] },
  { key: 'south6', name: 'Luca Thornbury', posts: [exploitationWorker('exploitation-south', 'south')], beganDaysAgo: 95 },
  { key: 'social1', name: 'Hannah Quist', posts: [{ role: 'socialWorker', at: 'social-work', title: "Children's social worker" }] },
  { key: 'social2', name: 'Emeka Fairclough', posts: [{ role: 'socialWorker', at: 'social-work', title: "Children's social worker", fte: 70 }] },
  { key: 'social3', name: 'Rosalind Tembo', posts: [{ role: 'socialWorker', at: 'social-work', title: 'Senior social worker' }, exploitationWorker('exploitation-south', 'south', 20)] },
  { key: 'emergency', name: 'Bernard Achterberg', posts: [{ role: 'emergencyDuty', at: 'emergency-duty', title: 'Emergency duty worker' }] },
  { key: 'emergency2', name: 'Shabnam Keel', posts: [{ role: 'emergencyDuty', at: 'emergency-duty', title: 'Emergency duty worker', fte: 50 }] },
  { key: 'reviewing', name: 'Constance Ibe', posts: [{ role: 'independentReviewingOfficer', at: 'children', title: 'Independent reviewing officer' }] },
  { key: 'reviewing2', name: 'Alasdair Munt', posts: [{ role: 'independentReviewingOfficer', at: 'children', title: 'Independent reviewing officer' }, { role: 'sealKeeper', at: 'children', title: 'Keeper of the seal' }] },
  { key: 'panel', name: 'Peter Lundgarth', posts: [{ role: 'panelCoordinator', at: 'children', title: 'Chair of the exploitation panel' }] },
  { key: 'officer', name: 'Miriam Stannard', posts: [{ role: 'designatedOfficer', at: 'children', title: 'Designated officer' }] },
  { key: 'privacy', name: 'Ada Whitcombe', posts: [{ role: 'dataProtectionOfficer', at: 'children', title: 'Data protection officer' }] },
  { key: 'analyst', name: 'Hugo Szarka', posts: [{ role: 'analyst', at: 'children', title: 'Partnership analyst' }] },
  { key: 'words', name: 'Delphine Crouch', posts: [{ role: 'communicationsOfficer', at: 'adults', title: 'Communications officer' }, { role: 'publicEditor', at: 'adults', title: 'Editor of the public pages' }] },
  { key: 'board', name: 'Sir Anthony Glebe', posts: [{ role: 'boardChair', at: 'children', title: 'Independent chair of the board' }] },
  { key: 'committee', name: 'Marguerite Foss', posts: [{ role: 'democraticServices', at: 'adults', title: 'Democratic services officer' }] },
  { key: 'cameras', name: 'Ken Oyelaran', posts: [{ role: 'cameraOperator', at: 'community-safety', title: 'Camera room operator' }] },
  { key: 'adult', name: 'Isobel Namara', posts: [{ role: 'exploitationManager', at: 'adult-exploitation', title: 'Team manager, adults', reportsTo: 'service2' }] },
  { key: 'adult1', name: 'Gareth Sowande', posts: [{ role: 'adultSocialWorker', at: 'adult-exploitation', title: "Adults' social worker", reportsTo: 'adult' }] },
  { key: 'adult2', name: 'Lotte Farrant', posts: [{ role: 'adultSocialWorker', at: 'adult-exploitation', title: "Adults' social worker", reportsTo: 'adult', fte: 80 }] },
  { key: 'adult3', name: 'Vikram Ashdown', posts: [{ role: 'adultSocialWorker', at: 'adult-exploitation', title: "Adults' social worker", reportsTo: 'adult' }] },
  { key: 'asb', name: 'Carol-Ann Tiverton', posts: [{ role: 'asbOfficer', at: 'community-safety', title: 'Anti-social behaviour officer' }, { role: 'outreachOfficer', at: 'community-safety', title: 'Outreach officer, evenings' }] },
  { key: 'hate', name: 'Jamal Prewett', posts: [{ role: 'hateCrimeCoordinator', at: 'community-safety', title: 'Hate crime coordinator' }, { role: 'preventLead', at: 'community-safety', title: 'Prevent lead' }] },
  { key: 'responder', name: 'Nkechi Aldous', posts: [{ role: 'firstResponder', at: 'lantern', title: 'First responder' }] },
  { key: 'police1', name: 'Dc Ruth Calloway', posts: [{ role: 'policeExploitation', at: 'police-exploitation', title: 'Detective constable' }] },
  { key: 'police2', name: 'Ds Imran Tolland', posts: [{ role: 'policeExploitation', at: 'police-exploitation', title: 'Detective sergeant' }] },
  { key: 'investigator', name: 'Dc Fiona Harkaway', posts: [{ role: 'investigatingOfficer', at: 'police', title: 'Investigating officer' }] },
  { key: 'investigator2', name: 'Dc Leon Babb', posts: [{ role: 'investigatingOfficer', at: 'police', title: 'Investigating officer' }] },
  { key: 'custody', name: 'Sgt Moira Ketterick', posts: [{ role: 'custodyOfficer', at: 'police', title: 'Custody sergeant' }] },
  { key: 'nurse', name: 'Beatriz Coyle', posts: [{ role: 'healthPractitioner', at: 'health', title: 'School nurse' }] },
  { key: 'clinic', name: 'Dr Samir Elwood', posts: [{ role: 'healthPractitioner', at: 'health', title: 'Emergency department doctor' }] },
  { key: 'housing', name: 'Dawn Kilbride', posts: [{ role: 'housingOfficer', at: 'fenwater-homes', title: 'Housing officer' }] },
  { key: 'lettings', name: 'Owen Radclyffe', posts: [{ role: 'lettingsOfficer', at: 'cobblegate-housing', title: 'Lettings officer' }, { role: 'housingOfficer', at: 'cobblegate-housing', title: 'Housing officer' }] },
  { key: 'school1', name: 'Asha Lindon', posts: [{ role: 'designatedSafeguardingLead', at: 'sallow-lane', title: 'Safeguarding lead' }] },
  { key: 'school2', name: 'Gethin Marsh', posts: [{ role: 'designatedSafeguardingLead', at: 'northwick', title: 'Deputy head, safeguarding lead' }] },
  { key: 'school3', name: 'Simone Achebe-Ward', posts: [{ role: 'designatedSafeguardingLead', at: 'tidewell', title: 'Safeguarding lead' }] },
  { key: 'school4', name: 'Roddy Penhale', posts: [{ role: 'designatedSafeguardingLead', at: 'osier', title: 'Safeguarding lead' }] },
  { key: 'youth', name: 'Zainab Crewe', posts: [{ role: 'youthJusticeWorker', at: 'youth-justice', title: 'Youth justice worker' }] },
  { key: 'lantern', name: 'Joel Abernathy', posts: [{ role: 'voluntaryWorker', at: 'lantern', title: 'Youth worker' }] },
]
