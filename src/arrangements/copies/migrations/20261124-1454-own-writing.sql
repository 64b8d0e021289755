-- What somebody wrote lately, without reading everything that anybody wrote.
create index case_note_writer on case_note (written_by, written_at);
create index visit_recorder on visit (recorded_by, recorded_at);
create index risk_assessment_decider on risk_assessment (decided_by, decided_at) where decided_by is not null;
create index concern_submission_sender on concern_submission (submitted_by, submitted_at) where submitted_by is not null;
create index triage_decision_decider on triage_decision (decided_by, decided_at);
