-- A row is a post or a picture that stands behind a label in a week: at most five a week over the last $weeks weeks
-- that showed it in two years, by different people where there are enough, one of them against the label where
-- somebody is; then the $looks best dated looks of the last two years, by different designers first.
WITH active_tag AS (
    SELECT tag.* FROM tag JOIN reader ON reader.reader = tag.reader AND reader.active
    WHERE list_contains($labels::VARCHAR[], tag.label_id)
), recent AS (
    SELECT post.*, coalesce(post.author, post.post_id) AS who FROM post
    JOIN source ON source.source = post.source AND source.kind = 'posts'
    WHERE post.week > (SELECT max(p.week) FROM post p JOIN source s ON s.source = p.source AND s.kind = 'posts') - 728
), newest AS (
    SELECT label_id, week FROM mention
    WHERE kind = 'posts' AND week > (SELECT min(week) - 7 FROM recent) AND list_contains($labels::VARCHAR[], label_id)
    GROUP BY label_id, week
    QUALIFY row_number() OVER (PARTITION BY label_id ORDER BY week DESC) <= $weeks
), shown AS (
    SELECT active_tag.label_id, 'post' AS subject_kind, recent.post_id AS subject_id, recent.*, active_tag.polarity,
           active_tag.evidence AS words, coalesce(active_tag.span_start, 0) AS spot, active_tag.score,
           NULL::VARCHAR AS sha256
    FROM active_tag JOIN recent ON recent.post_id = active_tag.subject_id
    JOIN newest ON newest.label_id = active_tag.label_id AND newest.week = recent.week
    WHERE active_tag.subject_kind = 'post' AND recent.text <> ''
    UNION ALL BY NAME
    SELECT active_tag.label_id, 'image' AS subject_kind, image.image_id AS subject_id,
           recent.* REPLACE (coalesce(image.repeat_of, image.image_id) AS text_hash), active_tag.polarity,
           active_tag.evidence AS words, 0 AS spot, active_tag.score, image.sha256
    FROM active_tag JOIN image ON image.image_id = active_tag.subject_id
    JOIN post_image ON post_image.image_id = image.image_id
    JOIN recent ON recent.post_id = post_image.post_id
    JOIN newest ON newest.label_id = active_tag.label_id AND newest.week = recent.week
    WHERE active_tag.subject_kind = 'image'
), once AS (
    SELECT *, polarity = 'against' AS against FROM shown
    QUALIFY row_number() OVER (PARTITION BY label_id, subject_kind, subject_id
                               ORDER BY polarity = 'against', score DESC, spot, post_id, words) = 1
), distinct_content AS (
    SELECT *, row_number() OVER (PARTITION BY label_id, week, against, who
                                 ORDER BY coalesce(engagement, 0) DESC, subject_kind, subject_id) AS turn
    FROM once
    QUALIFY row_number() OVER (PARTITION BY label_id, week, subject_kind, text_hash
                               ORDER BY against, coalesce(engagement, 0) DESC, subject_id) = 1
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY label_id, week, against
                                 ORDER BY turn, coalesce(engagement, 0) DESC, subject_kind, subject_id) AS place
    FROM distinct_content
), chosen AS (
    SELECT *, greatest(1, least(spot - 90, length(text) - 277)) AS start FROM placed
    WHERE NOT against OR place = 1
    QUALIFY row_number() OVER (PARTITION BY label_id, week ORDER BY CASE WHEN against THEN 4.5 ELSE place END) <= 5
), look AS (
    SELECT active_tag.*, runway.sha256, runway.source, runway.week, runway.region, runway.designer, runway.season,
           runway.look, row_number() OVER (PARTITION BY active_tag.label_id, runway.designer, runway.season
                                           ORDER BY active_tag.score DESC, runway.look, runway.image_id) AS turn
    FROM active_tag JOIN runway ON runway.image_id = active_tag.subject_id AND active_tag.subject_kind = 'image'
    WHERE runway.week > (SELECT max(week) FROM runway) - 728 AND active_tag.polarity <> 'against'
    QUALIFY row_number() OVER (PARTITION BY active_tag.label_id, runway.image_id
                               ORDER BY active_tag.score DESC, active_tag.reader) = 1
)
SELECT substr(subject_kind, 1, 1) || '-' || subject_id || '-' || label_id AS evidence_id, label_id, week, subject_kind,
       subject_id, source, region, polarity,
       CASE WHEN length(text) <= 280 THEN text
            ELSE CASE WHEN start > 1 THEN '…' ELSE '' END || substr(text, start, 278)
                 || CASE WHEN start + 278 <= length(text) THEN '…' ELSE '' END END AS excerpt,
       words, sha256, NULL::VARCHAR AS designer, NULL::VARCHAR AS season, NULL::INTEGER AS look, engagement
FROM chosen
UNION ALL
(SELECT 'i-' || subject_id || '-' || label_id, label_id, week, 'image', subject_id, source, region, polarity,
        NULL, evidence, sha256, designer, season, look, NULL
 FROM look
 QUALIFY row_number() OVER (PARTITION BY label_id ORDER BY turn, week DESC, score DESC, subject_id) <= $looks)
ORDER BY evidence_id
