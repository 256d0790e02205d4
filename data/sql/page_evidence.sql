-- A row is one post or image behind one label, newest week first and the most answered first within it.
SELECT evidence_id, week, subject_kind, subject_id, source, region, polarity, excerpt, words, sha256, designer, season, look,
       engagement
FROM evidence
WHERE label_id = $label_id AND ($region = 'all' OR region = $region) AND ($source = 'all' OR source = $source)
ORDER BY week DESC, engagement DESC NULLS LAST, evidence_id
LIMIT 400
