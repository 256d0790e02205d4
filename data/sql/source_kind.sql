-- A row is the kind of one source.
SELECT kind FROM source WHERE source = $source
