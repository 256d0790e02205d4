-- A row is one alert, the newest first, with the channels it reached and those it is still owed to.
SELECT a.*,
       (SELECT group_concat(d.channel, ' ') FROM delivery d WHERE d.alert_id = a.alert_id AND d.told_at IS NOT NULL) AS told,
       (SELECT group_concat(d.channel, ' ') FROM delivery d WHERE d.alert_id = a.alert_id AND d.told_at IS NULL) AS owed
FROM alert a ORDER BY a.found_at DESC, a.alert_id LIMIT $most
