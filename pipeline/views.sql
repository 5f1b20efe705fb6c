-- The analysts' views: the questions asked most often, joined once. Read after schema.sql.

CREATE VIEW plan_counts AS
SELECT
    plan_id, number, title, level, locality, issued_on, completeness,
    (SELECT count(*) FROM tasks t WHERE t.plan_id = p.plan_id) AS tasks,
    (SELECT count(*) FROM targets t WHERE t.plan_id = p.plan_id) AS targets,
    (SELECT count(*) FROM deadlines d WHERE d.plan_id = p.plan_id) AS deadlines,
    (SELECT count(*) FROM assignments a WHERE a.plan_id = p.plan_id) AS assignments,
    (SELECT count(*) FROM citations c WHERE c.plan_id = p.plan_id) AS citations,
    (SELECT count(*) FROM gaps g WHERE g.plan_id = p.plan_id) AS gaps,
    (SELECT count(*) FROM findings f WHERE f.plan_id = p.plan_id) AS findings
FROM plans p;
COMMENT ON VIEW plan_counts IS 'One row a plan: how much was read in it';

CREATE VIEW required_tasks_left_out AS
SELECT
    c.plan_id, p.number, p.title, p.locality,
    c.parent_plan_id, c.parent_path, t.group_heading AS parent_group, t.text AS parent_task,
    c.required_by, by_unit.text AS required_by_text, c.reason, c.reason_vi, c.reason_en
FROM coverage c
JOIN plans p ON p.plan_id = c.plan_id
JOIN tasks t ON t.plan_id = c.parent_plan_id AND t.path = c.parent_path
LEFT JOIN units by_unit ON by_unit.plan_id = c.parent_plan_id AND by_unit.path = c.required_by
WHERE c.kind = 'task' AND c.verdict = 'missing' AND c.required
ORDER BY p.rowid, c.rowid;
COMMENT ON VIEW required_tasks_left_out IS
'Parent tasks that bind a plan (coverage.required) and have no counterpart in it, with the unit that orders them';

CREATE VIEW coverage_summary AS
SELECT
    c.plan_id, p.number, p.locality, c.parent_plan_id, c.kind,
    count(*) AS in_parent,
    count(*) FILTER (c.verdict = 'covered') AS covered,
    count(*) FILTER (c.verdict = 'partly') AS partly,
    count(*) FILTER (c.verdict = 'missing') AS missing,
    count(*) FILTER (c.verdict = 'missing' AND c.required) AS missing_required,
    count(*) FILTER (c.verdict = 'cannot_tell') AS cannot_tell,
    count(*) FILTER (c.verdict = 'not_applicable') AS not_applicable
FROM coverage c
JOIN plans p ON p.plan_id = c.plan_id
GROUP BY ALL
ORDER BY min(p.rowid), min(c.rowid);
COMMENT ON VIEW coverage_summary IS
'One row a plan, its parent and kind (task, target): how many of the parent''s stand under each verdict';

CREATE VIEW target_comparison AS
SELECT
    local.plan_id, p.number, p.locality, local.path, local.year, local.indicator, local.subject,
    local.op, local.value, local.value_max, local.unit, local.hedged,
    parent.plan_id AS parent_plan_id, parent.path AS parent_path, parent.year AS parent_year,
    parent.indicator AS parent_indicator, parent.subject AS parent_subject, parent.op AS parent_op,
    parent.value AS parent_value, parent.value_max AS parent_value_max, parent.unit AS parent_unit,
    parent.hedged AS parent_hedged,
    l.changes, l.score, l.status, local.quote, parent.quote AS parent_quote
FROM targets local
JOIN plans p ON p.plan_id = local.plan_id
LEFT JOIN target_links l ON l.target_id = local.target_id AND l.status <> 'rejected'
LEFT JOIN targets parent ON parent.target_id = l.parent_target_id
ORDER BY p.rowid, local.rowid;
COMMENT ON VIEW target_comparison IS
'Each target beside its parent''s; the parent_ columns are NULL where it has none (a target of the plan''s own)';

CREATE VIEW deadlines_due AS
SELECT
    d.end_on, d.end_on - current_date AS days_left, d.plan_id, p.number, p.locality, d.task_path, d.kind, d.start_on,
    coalesce(t.text, u.heading, u.text) AS task,
    (
        SELECT string_agg(DISTINCT a.agency, '; ' ORDER BY a.agency)
        FROM assignments a
        LEFT JOIN assignment_refs r ON r.assignment_id = a.assignment_id
        WHERE a.plan_id = d.plan_id AND a.role NOT IN ('coordinate', 'supervise', 'report', 'support')
            AND (
                a.task_path = d.task_path OR r.ref_path = d.task_path
                OR (contains(r.ref_path, '.') AND starts_with(d.task_path, r.ref_path || '.'))
            )
    ) AS doers,
    d.quote
FROM deadlines d
JOIN plans p ON p.plan_id = d.plan_id
LEFT JOIN units u ON u.plan_id = d.plan_id AND u.path = d.task_path
LEFT JOIN tasks t ON t.plan_id = d.plan_id AND t.path = d.task_path
WHERE d.end_on IS NOT NULL
ORDER BY d.end_on, p.rowid, d.rowid;
COMMENT ON VIEW deadlines_due IS
'Deadlines with a last day, the soonest first; days_left counts from today; doers are given the task by name or number';

CREATE VIEW responsibilities AS
SELECT
    a.agency_id, coalesce(g.name, a.agency) AS agency, g.level AS agency_level, g.locality AS agency_locality, a.role,
    a.plan_id, p.number, a.path, a.task_path, r.ref_path,
    coalesce(cited.text, cited_unit.heading, cited_unit.text, own.text, own_unit.heading, own_unit.text) AS duty,
    a.quote
FROM assignments a
JOIN plans p ON p.plan_id = a.plan_id
LEFT JOIN agencies g ON g.agency_id = a.agency_id
LEFT JOIN assignment_refs r ON r.assignment_id = a.assignment_id
LEFT JOIN tasks cited ON cited.plan_id = a.plan_id AND cited.path = r.ref_path
LEFT JOIN units cited_unit ON cited_unit.plan_id = a.plan_id AND cited_unit.path = r.ref_path
LEFT JOIN tasks own ON own.plan_id = a.plan_id AND own.path = a.task_path
LEFT JOIN units own_unit ON own_unit.plan_id = a.plan_id AND own_unit.path = a.task_path
ORDER BY agency, a.agency_id, p.rowid, a.rowid, r.rowid;
COMMENT ON VIEW responsibilities IS
'Who must do what: one row per body, role and unit, and per task cited by number where the unit cites some';

CREATE VIEW findings_in_context AS
SELECT
    f.finding_id, f.kind, f.severity,
    f.plan_id, p.number, p.title, p.locality, f.path,
    f.parent_plan_id, parent.number AS parent_number, parent.title AS parent_title, f.parent_path,
    f.was, f.now, f.message_vi, f.message_en, f.quote, f.page, f.parent_quote, f.parent_page
FROM findings f
JOIN plans p ON p.plan_id = f.plan_id
LEFT JOIN plans parent ON parent.plan_id = f.parent_plan_id
ORDER BY p.rowid, f.rowid;
COMMENT ON VIEW findings_in_context IS 'Every finding with the number and title of both plans';
