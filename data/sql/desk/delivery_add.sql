-- Owe an alert to a channel, once.
INSERT OR IGNORE INTO delivery (alert_id, channel) VALUES ($alert_id, $channel)
