-- A row is one design brief with the trend it is built round.
SELECT b.brief_id, b.theme, b.season, b.language, b.writer, b.title, b.body, b.faithfulness,
       coalesce(l.name, b.theme) AS name, t.stage, t.growth, t.series_id, r.name AS writer_name
FROM brief b
LEFT JOIN label l ON l.label_id = b.theme
LEFT JOIN trend t ON t.label_id = b.theme AND t.series_id = b.theme || '|all|all|all|all'
LEFT JOIN reader r ON r.reader = b.writer
ORDER BY t.growth DESC NULLS LAST, b.title, b.brief_id
