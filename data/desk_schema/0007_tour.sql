-- The row, once there, says when the hints of a first visit were put away.
CREATE TABLE tour (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    ended_at TEXT NOT NULL
)
