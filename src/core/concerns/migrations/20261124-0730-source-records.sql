-- A subject points to the source record that the people room made of what the referrer wrote.
alter table concern_subject add foreign key (source_record_id) references source_record (id);
