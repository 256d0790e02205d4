-- A row is one removal after which the warehouse and the snapshots were not written anew yet.
SELECT removal_id, files FROM removal WHERE finished_at IS NULL ORDER BY removed_at, removal_id
