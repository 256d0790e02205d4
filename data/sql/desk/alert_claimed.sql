-- A row is one alert that a run has claimed for a channel, the oldest first.
SELECT a.* FROM alert a JOIN delivery d ON d.alert_id = a.alert_id
WHERE d.channel = $channel AND d.claim = $claim AND d.told_at IS NULL ORDER BY a.found_at, a.alert_id
