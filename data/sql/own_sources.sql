-- A row is one source that is not the sample season's.
SELECT source FROM source WHERE NOT is_sample ORDER BY source
