-- Claim what is owed to a channel and nobody else is telling now.
UPDATE delivery SET claim = $claim, claimed_at = $now
WHERE channel = $channel AND told_at IS NULL AND (claimed_at IS NULL OR claimed_at < $stale)
