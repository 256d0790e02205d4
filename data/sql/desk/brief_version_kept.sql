-- A row is the number that a version was kept under.
SELECT number FROM brief_version WHERE version_id = $version_id
