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

CREATE VIEW target_totals AS
SELECT
    parent.plan_id, p.number, parent.target_id, parent.path, parent.year, parent.indicator, parent.subject,
    parent.op, parent.value, parent.unit, local_plan.level,
    count(*) AS plans,
    sum(local.value) AS total,
    round(sum(local.value) / nullif(parent.value, 0), 4) AS share,
    string_agg(
        coalesce(local_plan.locality, local_plan.plan_id) || ': ' || regexp_replace(local.value::VARCHAR, '\.?0+$', ''), '; '
        ORDER BY local_plan.rowid
    ) AS figures,
    parent.quote
FROM targets parent
JOIN plans p ON p.plan_id = parent.plan_id
JOIN target_links l ON l.parent_target_id = parent.target_id AND l.status <> 'rejected'
JOIN targets local ON local.target_id = l.target_id
JOIN plans local_plan ON local_plan.plan_id = local.plan_id
WHERE EXISTS (
    SELECT 1 FROM findings f
    WHERE f.kind = 'target_scope_changed' AND f.rule = 'local_share' AND f.parent_target_id = parent.target_id
        AND f.target_id = local.target_id
)
GROUP BY
    p.rowid, parent.rowid, parent.plan_id, p.number, parent.target_id, parent.path, parent.year, parent.indicator,
    parent.subject, parent.op, parent.value, parent.unit, local_plan.level, parent.quote
ORDER BY p.rowid, parent.rowid, local_plan.level;
COMMENT ON VIEW target_totals IS
'Totals of a whole area (40 triệu người) beside the sum of the figures that the plans below set for their parts of it: '
'one row a parent target and level; share is the part of the parent''s total that they make together';

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

CREATE VIEW task_clarity AS
WITH RECURSIVE places AS (
    -- A task is spoken of at its own address, at those of the items above it, and where the plan states it again.
    SELECT plan_id, path, path AS place FROM tasks
    UNION
    SELECT plan_id, path, restates FROM tasks WHERE restates IS NOT NULL
    UNION
    SELECT plan_id, restates, path FROM tasks WHERE restates IS NOT NULL
    UNION
    SELECT p.plan_id, p.path, above.path
    FROM places p
    JOIN units u ON u.plan_id = p.plan_id AND u.path = p.place
    JOIN units above ON above.plan_id = u.plan_id AND above.path = u.parent_path
    WHERE above.kind NOT IN ('part', 'article', 'appendix', 'preamble')
),
given AS (
    SELECT
        a.plan_id, a.path, a.agency, coalesce(a.agency_id, a.agency) AS body, coalesce(b.is_class, false) AS is_class,
        a.role, s.place
    FROM assignments a
    LEFT JOIN agencies b ON b.agency_id = a.agency_id
    JOIN (
        SELECT assignment_id, task_path AS place FROM assignments
        UNION
        SELECT assignment_id, ref_path FROM assignment_refs
    ) s ON s.assignment_id = a.assignment_id
    WHERE a.role IN ('lead', 'implement', 'direct', 'advise')
),
doers AS (
    SELECT
        p.plan_id, p.path,
        list(DISTINCT g.agency ORDER BY g.agency) AS doers,
        list(DISTINCT g.path ORDER BY g.path) AS doers_at,
        coalesce(list(DISTINCT g.agency ORDER BY g.agency) FILTER (g.role = 'lead'), []) AS leads,
        coalesce(list(DISTINCT g.path ORDER BY g.path) FILTER (g.role = 'lead'), []) AS leads_at,
        count(DISTINCT g.body) = 1 AND NOT bool_or(g.is_class) AS is_one_body
    FROM places p
    JOIN given g ON g.plan_id = p.plan_id AND g.place = p.place
    GROUP BY ALL
),
times AS (
    SELECT p.plan_id, p.path, list(DISTINCT d.path ORDER BY d.path) AS times_at
    FROM places p
    JOIN deadlines d ON d.plan_id = p.plan_id AND d.task_path = p.place
    GROUP BY ALL
),
said AS (
    SELECT
        t.rowid AS task_order, t.plan_id, t.path, t.text AS task,
        coalesce(who.doers, []) AS doers, coalesce(who.leads, []) AS leads,
        coalesce(who.doers_at, []) AS people_at,
        CASE
            WHEN EXISTS (
                FROM gaps g WHERE g.plan_id = t.plan_id AND g.after_path = t.path
            ) AND NOT regexp_matches(t.text, '[.;:!?)”"/]\s*$') THEN []
            ELSE [t.path]
        END AS work_at,
        coalesce(times.times_at, []) AS time_at,
        CASE WHEN len(who.leads) > 0 THEN who.leads_at WHEN who.is_one_body THEN who.doers_at ELSE [] END
            AS responsibility_at,
        CASE
            WHEN t.deliverable IS NOT NULL
                OR EXISTS (FROM targets x WHERE x.plan_id = t.plan_id AND x.path = t.path AND x.in_task)
            THEN [t.path]
            ELSE []
        END AS product_at,
        CASE WHEN t.decided_by IS NOT NULL THEN [t.path] ELSE [] END AS authority_at,
        t.deliverable, t.decided_by
    FROM tasks t
    LEFT JOIN doers who ON who.plan_id = t.plan_id AND who.path = t.path
    LEFT JOIN times ON times.plan_id = t.plan_id AND times.path = t.path
)
SELECT
    s.plan_id, p.number, p.locality, s.path, s.task,
    len(people_at) > 0 AS people, len(work_at) > 0 AS work, len(time_at) > 0 AS "time",
    len(responsibility_at) > 0 AS responsibility, len(product_at) > 0 AS product, len(authority_at) > 0 AS authority,
    (
        (len(people_at) > 0)::INTEGER + (len(work_at) > 0)::INTEGER + (len(time_at) > 0)::INTEGER
        + (len(responsibility_at) > 0)::INTEGER + (len(product_at) > 0)::INTEGER + (len(authority_at) > 0)::INTEGER
    ) AS stated,
    leads, doers, deliverable, decided_by, people_at, work_at, time_at, responsibility_at, product_at, authority_at
FROM said s
JOIN plans p ON p.plan_id = s.plan_id
ORDER BY p.rowid, s.task_order;
COMMENT ON VIEW task_clarity IS
'“6 rõ”: one row a task; which of the six the plan states, and at which paths (…_at). people (rõ người): a body leads, implements, directs or advises it, named at the task, at an item above it, or by a duty that cites either by number. work (rõ việc): its words are whole, not broken off at a lost page. time (rõ thời gian): a deadline binds it or an item above it, “thường xuyên” included. responsibility (rõ trách nhiệm): one or several bodies lead it (leads), or one body alone has it, no class of bodies (các sở, ngành). product (rõ sản phẩm): a deliverable is named, or a figure in the task. authority (rõ thẩm quyền): the body that decides on the outcome is named (decided_by). stated counts them, 0 to 6. False: not stated in what was read';

CREATE VIEW plan_clarity AS
SELECT
    p.plan_id, p.number, p.locality, p.completeness, count(*) AS tasks,
    count(*) FILTER (c.people) AS people, count(*) FILTER (c.work) AS work, count(*) FILTER (c."time") AS "time",
    count(*) FILTER (c.responsibility) AS responsibility, count(*) FILTER (c.product) AS product,
    count(*) FILTER (c.authority) AS authority,
    round(avg(c.stated) / 6, 3) AS score
FROM task_clarity c
JOIN plans p ON p.plan_id = c.plan_id
GROUP BY ALL
ORDER BY min(p.rowid);
COMMENT ON VIEW plan_clarity IS
'“6 rõ” of a plan: of how many of its tasks it states each of the six (task_clarity), and score, the share of all six over all tasks, 0 to 1. Of a partial plan some may stand on lost pages';
