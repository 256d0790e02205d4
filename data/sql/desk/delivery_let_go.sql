-- Note that an alert did not arrive.
UPDATE delivery SET claim = NULL, claimed_at = NULL WHERE alert_id = $alert_id AND channel = $channel
