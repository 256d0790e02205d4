-- Note that an alert arrived.
UPDATE delivery SET told_at = $now WHERE alert_id = $alert_id AND channel = $channel
