-- A row is one week of one series taken apart: level + season + rest is the value seen.
SELECT week, level + season + rest AS y, level, season AS season_part, rest FROM component WHERE series_id = $series_id ORDER BY week
