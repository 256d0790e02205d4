-- A row is how far one live source was heard, as JSON text; NULL where it was never listened to.
SELECT cursor FROM source WHERE source = $source
