-- Store an alert; one that is there already stays as it is.
INSERT OR IGNORE INTO alert (alert_id, series_id, name, rule, week, peak_week, facts, snapshot_id, found_at)
VALUES ($alert_id, $series_id, $name, $rule, $week, $peak_week, $facts, $snapshot_id, $found_at)
