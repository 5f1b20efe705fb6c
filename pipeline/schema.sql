-- The tables of a build: the names people write SQL against. A name here does not change its meaning.
-- NULL means "the plan does not state it", never zero. Offsets count characters of plans.text from 0, the end exclusive,
-- so that plans.text[start_char + 1:end_char] = quote (SQL counts from 1). Rows stand in document order.
-- The comments are the data dictionary: `doichieu schema` prints them, docs/data-dictionary.md is made of them.

CREATE TABLE about (
    program VARCHAR NOT NULL,
    schema_version INTEGER NOT NULL,
    folder VARCHAR
);
COMMENT ON TABLE about IS 'One row: what wrote this file';
COMMENT ON COLUMN about.program IS 'Always doichieu';
COMMENT ON COLUMN about.schema_version IS 'Grows when a table or a column changes; another one is not read';
COMMENT ON COLUMN about.folder IS 'The folder whose files were read, as it was called then; sources.source stands below it';

CREATE TABLE plans (
    plan_id VARCHAR NOT NULL,
    number VARCHAR,
    symbol VARCHAR,
    doc_type VARCHAR,
    title VARCHAR,
    issuer VARCHAR,
    level VARCHAR,
    locality VARCHAR,
    parent_locality VARCHAR,
    place VARCHAR,
    issued_on DATE,
    signer VARCHAR,
    signer_title VARCHAR,
    source VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    pages INTEGER,
    completeness VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);
COMMENT ON TABLE plans IS 'One plan read';
COMMENT ON COLUMN plans.plan_id IS 'Identity: issuer, number and year as readable ASCII words, or the file''s name; never depends on what else is in the folder';
COMMENT ON COLUMN plans.number IS 'Số, ký hiệu as printed, blanks dropped (01-KH/BCĐTW); NULL when the serial is blank';
COMMENT ON COLUMN plans.symbol IS 'The part of the number after the serial (KH/BCĐTW); known even where the serial is blank';
COMMENT ON COLUMN plans.doc_type IS 'What the document calls itself: Kế hoạch, Quyết định, Chương trình hành động …';
COMMENT ON COLUMN plans.title IS 'The title (trích yếu) on one line';
COMMENT ON COLUMN plans.issuer IS 'The issuing body, as the plan names it';
COMMENT ON COLUMN plans.level IS 'central (ministries too), province, district or commune';
COMMENT ON COLUMN plans.locality IS 'The place the plan is for: a province without "tỉnh" (Lai Châu), below it with the kind (phường Hà Tu); NULL for central plans';
COMMENT ON COLUMN plans.parent_locality IS 'The place one level up (the province of a ward)';
COMMENT ON COLUMN plans.place IS 'Where it was signed: the place of the date line';
COMMENT ON COLUMN plans.issued_on IS 'The date it was signed';
COMMENT ON COLUMN plans.signer IS 'Who signed';
COMMENT ON COLUMN plans.signer_title IS 'The signer''s office, as printed';
COMMENT ON COLUMN plans.source IS 'The file it was read from (sources.source), the first where several make the plan';
COMMENT ON COLUMN plans.sha256 IS 'The SHA-256 of that file';
COMMENT ON COLUMN plans.format IS 'What that file is by its content: text, markdown, html, mhtml, docx, doc, rtf, pdf, image';
COMMENT ON COLUMN plans.pages IS 'How many pages; NULL where the format has none';
COMMENT ON COLUMN plans.completeness IS 'complete, or partial where text is known to be missing (gaps)';
COMMENT ON COLUMN plans.text IS 'The whole normalised text (NFC, one paragraph a line); every start_char and end_char is an offset into it';

CREATE TABLE plan_facts (
    plan_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE plan_facts IS 'The words that one letterhead fact of plans was read from';
COMMENT ON COLUMN plan_facts.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN plan_facts.field IS 'The column of plans that it gave';
COMMENT ON COLUMN plan_facts.quote IS 'The words, exactly as they stand in plans.text';
COMMENT ON COLUMN plan_facts.start_char IS 'Where the fact starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN plan_facts.end_char IS 'Where the fact ends in plans.text, exclusive';
COMMENT ON COLUMN plan_facts.page IS 'The page the fact starts on; NULL where the format has no pages';
COMMENT ON COLUMN plan_facts.rule IS 'The name of the rule that read it';

CREATE TABLE plan_pages (
    plan_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    confidence DOUBLE,
    source VARCHAR
);
COMMENT ON TABLE plan_pages IS 'One page of a plan; empty for formats without pages';
COMMENT ON COLUMN plan_pages.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN plan_pages.number IS 'The page''s number, from 1: in the file, or through all files of the plan where there are several';
COMMENT ON COLUMN plan_pages.start_char IS 'Where its text starts in plans.text';
COMMENT ON COLUMN plan_pages.end_char IS 'Where its text ends, exclusive';
COMMENT ON COLUMN plan_pages.confidence IS '0 to 1, how sure the recognition is; NULL where the page has a text of its own';
COMMENT ON COLUMN plan_pages.source IS 'The file whose page it is (sources.source), where several make the plan; NULL where one does';

CREATE TABLE plan_lines (
    plan_id VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER NOT NULL,
    box DOUBLE[] NOT NULL
);
COMMENT ON TABLE plan_lines IS 'One printed line of a plan and where on its page it stands; empty for formats without pages';
COMMENT ON COLUMN plan_lines.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN plan_lines.start_char IS 'Where its text starts in plans.text';
COMMENT ON COLUMN plan_lines.end_char IS 'Where its text ends, exclusive';
COMMENT ON COLUMN plan_lines.page IS 'The page it stands on (plan_pages.number)';
COMMENT ON COLUMN plan_lines.box IS 'Left, top, right, bottom, as fractions of the page''s width and height from its top left corner';

CREATE TABLE plan_tables (
    plan_id VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    cells STRUCT(start_char INTEGER, end_char INTEGER, continues BOOLEAN)[][] NOT NULL
);
COMMENT ON TABLE plan_tables IS 'One table of a plan, header rows included';
COMMENT ON COLUMN plan_tables.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN plan_tables.start_char IS 'Where it starts in plans.text';
COMMENT ON COLUMN plan_tables.end_char IS 'Where it ends, exclusive';
COMMENT ON COLUMN plan_tables.cells IS 'Its rows, each a list of cells, each a stretch of plans.text, an empty one where the cell is blank; continues where a cell merged over several rows goes on in this one, with the stretch where it is printed';

CREATE TABLE plan_gaps (
    plan_id VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    page INTEGER,
    after_path VARCHAR,
    before_path VARCHAR
);
COMMENT ON TABLE plan_gaps IS 'A gap as the reader reported it, before the outline placed it between units: what gaps was made from';
COMMENT ON COLUMN plan_gaps.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN plan_gaps.start_char IS 'Where in plans.text something is missing';
COMMENT ON COLUMN plan_gaps.reason IS 'How that is known: a stable code (sentence_broken_off, numbering_jump)';
COMMENT ON COLUMN plan_gaps.page IS 'The page; NULL where the format has none';
COMMENT ON COLUMN plan_gaps.after_path IS 'Always NULL here';
COMMENT ON COLUMN plan_gaps.before_path IS 'Always NULL here';

CREATE TABLE abbreviations (
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    short VARCHAR NOT NULL,
    long VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE abbreviations IS 'A short form that the plan defines for itself: "(gọi tắt là Ban Chỉ đạo 57 TW)"';
COMMENT ON COLUMN abbreviations.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN abbreviations.path IS 'The unit that defines it';
COMMENT ON COLUMN abbreviations.short IS 'The short form';
COMMENT ON COLUMN abbreviations.long IS 'What it stands for';
COMMENT ON COLUMN abbreviations.quote IS 'The words, exactly as they stand in plans.text';
COMMENT ON COLUMN abbreviations.start_char IS 'Where the definition starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN abbreviations.end_char IS 'Where the definition ends in plans.text, exclusive';
COMMENT ON COLUMN abbreviations.page IS 'The page the definition starts on; NULL where the format has no pages';
COMMENT ON COLUMN abbreviations.rule IS 'The name of the rule that read it';

CREATE TABLE sources (
    source VARCHAR NOT NULL,
    plan_id VARCHAR,
    sha256 VARCHAR,
    status VARCHAR NOT NULL,
    reason VARCHAR,
    reason_en VARCHAR,
    pages INTEGER,
    seconds DOUBLE NOT NULL
);
COMMENT ON TABLE sources IS 'One input file, whatever became of it';
COMMENT ON COLUMN sources.source IS 'The file''s path below the input folder; a folder that was not entered ends in /';
COMMENT ON COLUMN sources.plan_id IS 'The plan it gave, alone or with other files; for a file skipped as a repeat or a covering letter, the plan it belongs to';
COMMENT ON COLUMN sources.sha256 IS 'The SHA-256 of its bytes; NULL where it was not opened';
COMMENT ON COLUMN sources.status IS 'ok; partial (text is missing); failed (it should be readable and is not); skipped (no plan, or one already read)';
COMMENT ON COLUMN sources.reason IS 'Why it is not ok, in plain Vietnamese; NULL for ok';
COMMENT ON COLUMN sources.reason_en IS 'The same in English';
COMMENT ON COLUMN sources.pages IS 'How many pages; NULL where the format has none';
COMMENT ON COLUMN sources.seconds IS 'How long reading it took; the only column that differs between two builds of the same files';

CREATE TABLE gaps (
    plan_id VARCHAR NOT NULL,
    after_path VARCHAR,
    before_path VARCHAR,
    page INTEGER,
    reason VARCHAR NOT NULL,
    start_char INTEGER NOT NULL
);
COMMENT ON TABLE gaps IS 'A place where text is missing or unreadable';
COMMENT ON COLUMN gaps.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN gaps.after_path IS 'The last unit before it; NULL at the start';
COMMENT ON COLUMN gaps.before_path IS 'The first unit after it; NULL at the end';
COMMENT ON COLUMN gaps.page IS 'The page; NULL where the format has none';
COMMENT ON COLUMN gaps.reason IS 'How that is known: a stable code (sentence_broken_off, numbering_jump)';
COMMENT ON COLUMN gaps.start_char IS 'Where in plans.text something is missing';

CREATE TABLE units (
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    parent_path VARCHAR,
    ordinal INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    heading VARCHAR,
    section VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    quote VARCHAR GENERATED ALWAYS AS (text) VIRTUAL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    end_page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE units IS 'One addressed unit of a plan: a part, an item, a dash, a paragraph, a table row';
COMMENT ON COLUMN units.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN units.path IS 'Its address by the plan''s own labels (IV.5.1.a); unique in the plan';
COMMENT ON COLUMN units.parent_path IS 'The unit it stands under; NULL at the top';
COMMENT ON COLUMN units.ordinal IS 'Its place in reading order, from the start of the plan';
COMMENT ON COLUMN units.kind IS 'preamble, part, article, item, letter, bullet, paragraph, appendix or row';
COMMENT ON COLUMN units.label IS 'Its label as printed (IV., 5.1., a), -); empty for a paragraph';
COMMENT ON COLUMN units.heading IS 'Its title, when it heads others';
COMMENT ON COLUMN units.section IS 'What the part it stands in is for: preamble, purpose, target, task, funding, responsibility or other';
COMMENT ON COLUMN units.text IS 'Its own text, without its label and without its children''s';
COMMENT ON COLUMN units.quote IS 'The same as text';
COMMENT ON COLUMN units.start_char IS 'Where its own text starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN units.end_char IS 'Where its own text ends in plans.text, exclusive';
COMMENT ON COLUMN units.page IS 'The page its own text starts on; NULL where the format has no pages';
COMMENT ON COLUMN units.end_page IS 'The page its own text ends on';
COMMENT ON COLUMN units.rule IS 'The name of the rule that read it';

CREATE TABLE tasks (
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    group_heading VARCHAR,
    deliverable VARCHAR,
    decided_by VARCHAR,
    restates VARCHAR,
    quote VARCHAR GENERATED ALWAYS AS (text) VIRTUAL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE tasks IS 'One thing the plan orders done';
COMMENT ON COLUMN tasks.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN tasks.path IS 'The unit that orders it';
COMMENT ON COLUMN tasks.text IS 'What is ordered: the unit''s own text';
COMMENT ON COLUMN tasks.group_heading IS 'The heading of the nearest unit above that has one';
COMMENT ON COLUMN tasks.deliverable IS 'The product asked for (sản phẩm), as written';
COMMENT ON COLUMN tasks.decided_by IS 'The body that what it yields is put before (trình UBND tỉnh phê duyệt), as written; NULL where none is named';
COMMENT ON COLUMN tasks.restates IS 'The path of the same task elsewhere in the plan';
COMMENT ON COLUMN tasks.quote IS 'The same as text';
COMMENT ON COLUMN tasks.start_char IS 'Where the task starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN tasks.end_char IS 'Where the task ends in plans.text, exclusive';
COMMENT ON COLUMN tasks.page IS 'The page the task starts on; NULL where the format has no pages';
COMMENT ON COLUMN tasks.rule IS 'The name of the rule that read it';

CREATE TABLE targets (
    target_id VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    in_task BOOLEAN NOT NULL,
    subject VARCHAR,
    indicator VARCHAR,
    op VARCHAR NOT NULL,
    hedged BOOLEAN NOT NULL,
    value DECIMAL(38, 6) NOT NULL,
    value_max DECIMAL(38, 6),
    unit VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    baseline VARCHAR,
    year INTEGER,
    due_on DATE,
    quote VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE targets IS 'One quantified commitment (chỉ tiêu); a table cell is one';
COMMENT ON COLUMN targets.target_id IS 'Plan, path, year and position in the unit; reviews hang on it';
COMMENT ON COLUMN targets.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN targets.path IS 'The unit that states it';
COMMENT ON COLUMN targets.in_task IS 'Whether it stands inside a task and not among the targets';
COMMENT ON COLUMN targets.subject IS 'Whom or what it counts (the population), as written';
COMMENT ON COLUMN targets.indicator IS 'What is measured, as written';
COMMENT ON COLUMN targets.op IS '>= (ít nhất), > (trên), =, < or <=';
COMMENT ON COLUMN targets.hedged IS 'Whether it is only striven for (phấn đấu)';
COMMENT ON COLUMN targets.value IS 'In single units: "40 triệu người" is 40000000';
COMMENT ON COLUMN targets.value_max IS 'The upper end of a range (60-70%)';
COMMENT ON COLUMN targets.unit IS 'The counted noun as written, or %';
COMMENT ON COLUMN targets.measure IS 'level, change (so với …), ratio or rank';
COMMENT ON COLUMN targets.baseline IS 'What a change is measured from, as written';
COMMENT ON COLUMN targets.year IS 'The year it is for, from the heading, the column or the sentence';
COMMENT ON COLUMN targets.due_on IS 'The day it is to be reached by';
COMMENT ON COLUMN targets.quote IS 'The words, exactly as they stand in plans.text';
COMMENT ON COLUMN targets.start_char IS 'Where the commitment starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN targets.end_char IS 'Where the commitment ends in plans.text, exclusive';
COMMENT ON COLUMN targets.page IS 'The page the commitment starts on; NULL where the format has no pages';
COMMENT ON COLUMN targets.rule IS 'The name of the rule that read it';

CREATE TABLE deadlines (
    deadline_id VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    task_path VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    start_on DATE,
    end_on DATE,
    every VARCHAR,
    month_day VARCHAR,
    rrule VARCHAR,
    anchor VARCHAR,
    offset_days INTEGER,
    quote VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE deadlines IS 'One time expression that binds something';
COMMENT ON COLUMN deadlines.deadline_id IS 'Plan, path and position in the unit';
COMMENT ON COLUMN deadlines.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN deadlines.path IS 'The unit it stands in';
COMMENT ON COLUMN deadlines.task_path IS 'The unit it binds: the item above for an inline time line, else the same as path';
COMMENT ON COLUMN deadlines.kind IS 'by (done no later than end_on), on, from (starts at start_on), during (within start_on to end_on), recurring or continuous (thường xuyên)';
COMMENT ON COLUMN deadlines.start_on IS 'The first day';
COMMENT ON COLUMN deadlines.end_on IS 'The last day';
COMMENT ON COLUMN deadlines.every IS 'week, month, quarter, half_year or year; NULL for "định kỳ" without a period';
COMMENT ON COLUMN deadlines.month_day IS 'The day of a yearly event, month-day (10-10)';
COMMENT ON COLUMN deadlines.rrule IS 'The recurrence as an iCalendar RRULE';
COMMENT ON COLUMN deadlines.anchor IS 'The event it is counted from (ngày bầu cử)';
COMMENT ON COLUMN deadlines.offset_days IS 'Days from that event, negative before it';
COMMENT ON COLUMN deadlines.quote IS 'The words, exactly as they stand in plans.text';
COMMENT ON COLUMN deadlines.start_char IS 'Where the expression starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN deadlines.end_char IS 'Where the expression ends in plans.text, exclusive';
COMMENT ON COLUMN deadlines.page IS 'The page the expression starts on; NULL where the format has no pages';
COMMENT ON COLUMN deadlines.rule IS 'The name of the rule that read it';

CREATE TABLE agencies (
    agency_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    level VARCHAR,
    locality VARCHAR,
    remit VARCHAR,
    is_class BOOLEAN NOT NULL
);
COMMENT ON TABLE agencies IS 'One body, whatever it is called';
COMMENT ON COLUMN agencies.agency_id IS 'Identity';
COMMENT ON COLUMN agencies.name IS 'Its full name';
COMMENT ON COLUMN agencies.level IS 'central, province, district or commune';
COMMENT ON COLUMN agencies.locality IS 'The place it is of; one row per locality';
COMMENT ON COLUMN agencies.remit IS 'Its field of work, equal for the same body at other levels';
COMMENT ON COLUMN agencies.is_class IS 'Whether it is a class of bodies (các sở, ban, ngành)';

CREATE TABLE agency_counterparts (
    agency_id VARCHAR NOT NULL,
    counterpart_id VARCHAR NOT NULL,
    valid_from DATE,
    valid_to DATE
);
COMMENT ON TABLE agency_counterparts IS 'The body of the same remit one level up (Sở Nội vụ: Bộ Nội vụ)';
COMMENT ON COLUMN agency_counterparts.agency_id IS 'The body (agencies.agency_id)';
COMMENT ON COLUMN agency_counterparts.counterpart_id IS 'Its counterpart one level up (agencies.agency_id)';
COMMENT ON COLUMN agency_counterparts.valid_from IS 'Since when; NULL: not limited';
COMMENT ON COLUMN agency_counterparts.valid_to IS 'Until when; NULL: not limited';

CREATE TABLE assignments (
    assignment_id VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    task_path VARCHAR NOT NULL,
    agency VARCHAR NOT NULL,
    agency_id VARCHAR,
    role VARCHAR NOT NULL,
    quote VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE assignments IS 'One body in one role in one unit';
COMMENT ON COLUMN assignments.assignment_id IS 'Plan, path and position in the unit';
COMMENT ON COLUMN assignments.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN assignments.path IS 'The unit that assigns';
COMMENT ON COLUMN assignments.task_path IS 'The task it binds: the item above for an inline line, else the same as path';
COMMENT ON COLUMN assignments.agency IS 'The body as written';
COMMENT ON COLUMN assignments.agency_id IS 'The body it is (agencies.agency_id); NULL where that is not known';
COMMENT ON COLUMN assignments.role IS 'lead, coordinate, direct, advise, implement, supervise, report or support';
COMMENT ON COLUMN assignments.quote IS 'The words, exactly as they stand in plans.text';
COMMENT ON COLUMN assignments.start_char IS 'Where the body''s name starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN assignments.end_char IS 'Where the body''s name ends in plans.text, exclusive';
COMMENT ON COLUMN assignments.page IS 'The page the body''s name starts on; NULL where the format has no pages';
COMMENT ON COLUMN assignments.rule IS 'The name of the rule that read it';

CREATE TABLE assignment_refs (
    assignment_id VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    ref_path VARCHAR NOT NULL,
    resolved BOOLEAN NOT NULL
);
COMMENT ON TABLE assignment_refs IS 'One task that an assignment cites by number';
COMMENT ON COLUMN assignment_refs.assignment_id IS 'The assignment (assignments.assignment_id)';
COMMENT ON COLUMN assignment_refs.raw IS 'The words that cite it';
COMMENT ON COLUMN assignment_refs.ref_path IS 'The unit it means, as deep as cited: IV.5.2 stands for all below it';
COMMENT ON COLUMN assignment_refs.resolved IS 'Whether there is such a unit in the plan';

CREATE TABLE citations (
    citation_id VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    number_key VARCHAR NOT NULL,
    doc_type VARCHAR,
    issued_on DATE,
    issuer VARCHAR,
    title VARCHAR,
    is_basis BOOLEAN NOT NULL,
    cited_plan_id VARCHAR,
    quote VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    page INTEGER,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE citations IS 'Another document cited';
COMMENT ON COLUMN citations.citation_id IS 'Plan, path and position in the unit';
COMMENT ON COLUMN citations.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN citations.path IS 'The unit that cites it; of a footnote whose sign is lost the last unit before the note';
COMMENT ON COLUMN citations.number IS 'As printed, blanks dropped';
COMMENT ON COLUMN citations.number_key IS 'Equal for the same document however it is printed';
COMMENT ON COLUMN citations.doc_type IS 'Nghị quyết, Kế hoạch … as cited';
COMMENT ON COLUMN citations.issued_on IS 'Its date as cited; an undated repeat has the date given earlier in the plan';
COMMENT ON COLUMN citations.issuer IS 'Who issued it, as cited';
COMMENT ON COLUMN citations.title IS 'Its title, as cited';
COMMENT ON COLUMN citations.is_basis IS 'Whether the plan rests on it (căn cứ, thực hiện, in the preamble)';
COMMENT ON COLUMN citations.cited_plan_id IS 'The plan it is (plans.plan_id); NULL where it is not in this file';
COMMENT ON COLUMN citations.quote IS 'The words, exactly as they stand in plans.text';
COMMENT ON COLUMN citations.start_char IS 'Where the citation starts in plans.text (characters, from 0): plans.text[start_char + 1:end_char] in SQL';
COMMENT ON COLUMN citations.end_char IS 'Where the citation ends in plans.text, exclusive';
COMMENT ON COLUMN citations.page IS 'The page the citation starts on; NULL where the format has no pages';
COMMENT ON COLUMN citations.rule IS 'The name of the rule that read it';

CREATE TABLE lineage (
    plan_id VARCHAR NOT NULL,
    parent_plan_id VARCHAR,
    parent_number VARCHAR,
    how VARCHAR NOT NULL,
    present BOOLEAN NOT NULL
);
COMMENT ON TABLE lineage IS 'One plan implements another';
COMMENT ON COLUMN lineage.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN lineage.parent_plan_id IS 'The plan it implements; NULL where that is not in this file';
COMMENT ON COLUMN lineage.parent_number IS 'The number of the plan it implements; NULL where that states none';
COMMENT ON COLUMN lineage.how IS 'cited (as basis), cited_through (by a document between), inferred (evidently carries it out) or stated (by the user)';
COMMENT ON COLUMN lineage.present IS 'Whether the parent is in this file';

CREATE TABLE task_links (
    plan_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    parent_plan_id VARCHAR NOT NULL,
    parent_path VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    reason_vi VARCHAR NOT NULL,
    reason_en VARCHAR NOT NULL
);
COMMENT ON TABLE task_links IS 'A local task and a parent task it carries out';
COMMENT ON COLUMN task_links.plan_id IS 'The plan (plans.plan_id)';
COMMENT ON COLUMN task_links.path IS 'The local task (tasks.path)';
COMMENT ON COLUMN task_links.parent_plan_id IS 'The parent plan (plans.plan_id)';
COMMENT ON COLUMN task_links.parent_path IS 'The parent''s task (tasks.path)';
COMMENT ON COLUMN task_links.relation IS 'same (nothing changed but the naming of the place), adapted (same duty, other scope, actor, verb or timing), merged (one local task for several) or split (several local tasks for one)';
COMMENT ON COLUMN task_links.score IS '0 to 1: how sure the link is';
COMMENT ON COLUMN task_links.status IS 'proposed, confirmed, rejected or suspect';
COMMENT ON COLUMN task_links.reason IS 'Why: a stable code';
COMMENT ON COLUMN task_links.reason_vi IS 'Why, in Vietnamese';
COMMENT ON COLUMN task_links.reason_en IS 'Why, in English';

CREATE TABLE target_links (
    target_id VARCHAR NOT NULL,
    parent_target_id VARCHAR NOT NULL,
    changes VARCHAR[] NOT NULL,
    score DOUBLE NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    reason_vi VARCHAR NOT NULL,
    reason_en VARCHAR NOT NULL
);
COMMENT ON TABLE target_links IS 'A local target and its parent target';
COMMENT ON COLUMN target_links.target_id IS 'The local target (targets.target_id)';
COMMENT ON COLUMN target_links.parent_target_id IS 'The parent''s target (targets.target_id)';
COMMENT ON COLUMN target_links.changes IS 'What differs in substance: op, value, unit, subject, year, hedged; empty: nothing';
COMMENT ON COLUMN target_links.score IS '0 to 1: how sure the link is';
COMMENT ON COLUMN target_links.status IS 'proposed, confirmed, rejected or suspect';
COMMENT ON COLUMN target_links.reason IS 'Why: a stable code';
COMMENT ON COLUMN target_links.reason_vi IS 'Why, in Vietnamese';
COMMENT ON COLUMN target_links.reason_en IS 'Why, in English';

CREATE TABLE coverage (
    parent_plan_id VARCHAR NOT NULL,
    parent_path VARCHAR NOT NULL,
    parent_target_id VARCHAR,
    kind VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    required BOOLEAN,
    required_by VARCHAR,
    verdict VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    reason_vi VARCHAR NOT NULL,
    reason_en VARCHAR NOT NULL
);
COMMENT ON TABLE coverage IS 'One parent task or target × one plan below it';
COMMENT ON COLUMN coverage.parent_plan_id IS 'The parent plan (plans.plan_id)';
COMMENT ON COLUMN coverage.parent_path IS 'The parent''s task or target (its path)';
COMMENT ON COLUMN coverage.parent_target_id IS 'The parent''s target (targets.target_id); NULL for a task';
COMMENT ON COLUMN coverage.kind IS 'task or target';
COMMENT ON COLUMN coverage.plan_id IS 'The plan below (plans.plan_id)';
COMMENT ON COLUMN coverage.required IS
'Whether the parent binds that plan to it, as its duties say or a user states; NULL: the parent does not say';
COMMENT ON COLUMN coverage.required_by IS 'The path of the parent''s unit that orders it, or the doichieu.toml in which a user states it';
COMMENT ON COLUMN coverage.verdict IS 'covered; partly (narrowed, weakened, delayed, lowered, or only a duty of a body); missing; not_applicable; cannot_tell (it may stand in a gap)';
COMMENT ON COLUMN coverage.reason IS 'Why: a stable code';
COMMENT ON COLUMN coverage.reason_vi IS 'Why, in Vietnamese';
COMMENT ON COLUMN coverage.reason_en IS 'Why, in English';

CREATE TABLE findings (
    finding_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    path VARCHAR,
    target_id VARCHAR,
    parent_plan_id VARCHAR,
    parent_path VARCHAR,
    parent_target_id VARCHAR,
    was VARCHAR,
    now VARCHAR,
    message_vi VARCHAR NOT NULL,
    message_en VARCHAR NOT NULL,
    quote VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    page INTEGER,
    parent_quote VARCHAR,
    parent_start_char INTEGER,
    parent_end_char INTEGER,
    parent_page INTEGER,
    status VARCHAR NOT NULL,
    rule VARCHAR NOT NULL
);
COMMENT ON TABLE findings IS 'One divergence or defect an auditor should see, on the local plan''s side';
COMMENT ON COLUMN findings.finding_id IS 'A hash of kind, both plans and both addresses; reviews hang on it';
COMMENT ON COLUMN findings.kind IS 'omitted_task, target_lowered, deadline_dropped …: the kinds of FindingKind in extractors/records.py';
COMMENT ON COLUMN findings.severity IS 'serious, minor or note';
COMMENT ON COLUMN findings.plan_id IS 'The local plan (plans.plan_id)';
COMMENT ON COLUMN findings.path IS 'The local unit; NULL where there is none (an omission)';
COMMENT ON COLUMN findings.target_id IS 'The local target (targets.target_id)';
COMMENT ON COLUMN findings.parent_plan_id IS 'The parent plan (plans.plan_id); NULL for a defect within one plan';
COMMENT ON COLUMN findings.parent_path IS 'The parent''s unit';
COMMENT ON COLUMN findings.parent_target_id IS 'The parent''s target (targets.target_id)';
COMMENT ON COLUMN findings.was IS 'The parent''s wording or value';
COMMENT ON COLUMN findings.now IS 'The local wording or value';
COMMENT ON COLUMN findings.message_vi IS 'The finding in Vietnamese';
COMMENT ON COLUMN findings.message_en IS 'The finding in English';
COMMENT ON COLUMN findings.quote IS 'The local plan''s words; NULL where there are none (an omission)';
COMMENT ON COLUMN findings.start_char IS 'Where quote starts in the local plan''s text';
COMMENT ON COLUMN findings.end_char IS 'Where quote ends, exclusive';
COMMENT ON COLUMN findings.page IS 'The page quote starts on';
COMMENT ON COLUMN findings.parent_quote IS 'The parent''s words';
COMMENT ON COLUMN findings.parent_start_char IS 'Where parent_quote starts in the parent''s text';
COMMENT ON COLUMN findings.parent_end_char IS 'Where parent_quote ends, exclusive';
COMMENT ON COLUMN findings.parent_page IS 'The page parent_quote starts on';
COMMENT ON COLUMN findings.status IS 'proposed, confirmed or rejected by a reviewer, or suspect: a text has changed since';
COMMENT ON COLUMN findings.rule IS 'The name of the rule that decided it';

CREATE TABLE reviews (
    said_at TIMESTAMP NOT NULL,
    said_by VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    path VARCHAR,
    parent_plan_id VARCHAR,
    parent_path VARCHAR,
    target_id VARCHAR,
    parent_target_id VARCHAR,
    finding_id VARCHAR,
    relation VARCHAR,
    note VARCHAR,
    fingerprint VARCHAR,
    parent_fingerprint VARCHAR,
    state VARCHAR NOT NULL
);
COMMENT ON TABLE reviews IS 'What reviewers said of links, findings and units, in the order in which they said it';
COMMENT ON COLUMN reviews.said_at IS 'When, in UTC';
COMMENT ON COLUMN reviews.said_by IS 'Who';
COMMENT ON COLUMN reviews.action IS 'accept, reject, link (one that the program had not made), note or withdraw (an earlier review)';
COMMENT ON COLUMN reviews.plan_id IS 'The local plan (plans.plan_id)';
COMMENT ON COLUMN reviews.path IS 'The local unit';
COMMENT ON COLUMN reviews.parent_plan_id IS 'The parent plan (plans.plan_id)';
COMMENT ON COLUMN reviews.parent_path IS 'The parent''s unit';
COMMENT ON COLUMN reviews.target_id IS 'The local target, where targets are linked';
COMMENT ON COLUMN reviews.parent_target_id IS 'The parent''s target, where targets are linked';
COMMENT ON COLUMN reviews.finding_id IS 'The finding it speaks of (findings.finding_id); NULL for links and units';
COMMENT ON COLUMN reviews.relation IS 'Of a link added: same, adapted, merged or split';
COMMENT ON COLUMN reviews.note IS 'The reviewer''s words';
COMMENT ON COLUMN reviews.fingerprint IS 'Of the local words that the reviewer saw';
COMMENT ON COLUMN reviews.parent_fingerprint IS 'Of the parent''s words that the reviewer saw';
COMMENT ON COLUMN reviews.state IS 'applied; suspect: a text has changed since; unused: what it speaks of is not there any more; superseded by a later review';

CREATE TABLE revisions (
    plan_id VARCHAR NOT NULL,
    former_plan_id VARCHAR NOT NULL
);
COMMENT ON TABLE revisions IS 'A plan and the version of it that it takes the place of';
COMMENT ON COLUMN revisions.plan_id IS 'The plan as it is now (plans.plan_id)';
COMMENT ON COLUMN revisions.former_plan_id IS 'The version before (plans.plan_id), which is held against no other plan';

CREATE TABLE plan_changes (
    plan_id VARCHAR NOT NULL,
    former_plan_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    path VARCHAR,
    target_id VARCHAR,
    former_path VARCHAR,
    former_target_id VARCHAR,
    was VARCHAR,
    now VARCHAR
);
COMMENT ON TABLE plan_changes IS 'One task or target in which a version of a plan differs from the one before';
COMMENT ON COLUMN plan_changes.plan_id IS 'The plan as it is now (plans.plan_id)';
COMMENT ON COLUMN plan_changes.former_plan_id IS 'The version before (plans.plan_id)';
COMMENT ON COLUMN plan_changes.kind IS 'added, dropped or changed';
COMMENT ON COLUMN plan_changes.what IS 'task or target';
COMMENT ON COLUMN plan_changes.path IS 'The unit as it is now; NULL: dropped';
COMMENT ON COLUMN plan_changes.target_id IS 'The target as it is now (targets.target_id)';
COMMENT ON COLUMN plan_changes.former_path IS 'The unit before; NULL: added';
COMMENT ON COLUMN plan_changes.former_target_id IS 'The target before (targets.target_id)';
COMMENT ON COLUMN plan_changes.was IS 'Its words before';
COMMENT ON COLUMN plan_changes.now IS 'Its words now';

CREATE TABLE impacts (
    child_plan_id VARCHAR NOT NULL,
    child_path VARCHAR,
    child_target_id VARCHAR,
    plan_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    path VARCHAR,
    former_path VARCHAR
);
COMMENT ON TABLE impacts IS 'What a plan below must look at again, since a new version of its parent changed there';
COMMENT ON COLUMN impacts.child_plan_id IS 'The plan below (plans.plan_id)';
COMMENT ON COLUMN impacts.child_path IS 'Its unit that carries out what changed; NULL: nothing there does';
COMMENT ON COLUMN impacts.child_target_id IS 'Its target that answers to what changed (targets.target_id)';
COMMENT ON COLUMN impacts.plan_id IS 'The parent as it is now (plans.plan_id)';
COMMENT ON COLUMN impacts.kind IS 'added, dropped or changed (plan_changes.kind)';
COMMENT ON COLUMN impacts.what IS 'task or target';
COMMENT ON COLUMN impacts.path IS 'The parent''s unit as it is now; NULL: dropped';
COMMENT ON COLUMN impacts.former_path IS 'The parent''s unit before; NULL: added';
