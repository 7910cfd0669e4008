#!/usr/bin/env bash
# Fills a PostgreSQL database in the shape of Tests/scenarios/incident-4 with many messages, all on the server's side.
#
#   PGHOST=… PGUSER=… PGDATABASE=… make_tutoring.sh [MESSAGES]     1,000,000 unless another number is given
#
# 2,000 teachers and 18,000 students in 20,000 rooms; every tenth message answers the one before it in its room, every
# fiftieth is deleted. The same number gives the same rows.
set -euo pipefail

MESSAGES=${1:-1000000}
HERE=$(cd "$(dirname "$0")/.." && pwd)

psql -q -v ON_ERROR_STOP=1 -f "$HERE/scenarios/incident-4/schema.sql"
psql -q -v ON_ERROR_STOP=1 -v messages="$MESSAGES" << 'SQL'
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.made(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
  AS $$ SELECT md5(kind || ':' || n)::uuid $$;

INSERT INTO users
SELECT pg_temp.made('user', n), 'user' || n || '@example.invalid', 'User ' || n,
  CASE WHEN n <= 2000 THEN 'teacher' ELSE 'student' END, timestamptz '2023-01-01' + n * interval '1 minute', NULL
FROM generate_series(1, 20000) n;

INSERT INTO lessons
SELECT pg_temp.made('lesson', n), pg_temp.made('user', 1 + n % 2000), 'Lesson ' || n, 'scheduled',
  timestamptz '2023-06-01' + n * interval '1 hour', 45, timestamptz '2023-02-01' + n * interval '1 minute', NULL
FROM generate_series(1, 5000) n;

INSERT INTO bookings
SELECT pg_temp.made('booking', n), pg_temp.made('lesson', 1 + n % 5000), pg_temp.made('user', 2001 + n % 18000),
  CASE WHEN n % 3 = 0 THEN 'active' ELSE 'completed' END, timestamptz '2023-03-01' + n * interval '1 minute',
  timestamptz '2023-03-02' + n * interval '1 minute', NULL
FROM generate_series(1, 20000) n;

INSERT INTO chat_rooms
SELECT pg_temp.made('room', n), pg_temp.made('user', 1 + n % 2000), pg_temp.made('user', 2001 + (n * 7) % 18000 ),
  timestamptz '2023-03-01' + n * interval '1 minute', timestamptz '2023-03-02' + n * interval '1 minute', NULL
FROM generate_series(1, 20000) n
ON CONFLICT DO NOTHING;

-- Message n is in room 1 + n % 20000, so the one before it in its room is n - 20000.
CREATE TEMP TABLE rooms AS SELECT id, teacher_id, student_id, row_number() OVER (ORDER BY created_at) - 1 AS n FROM chat_rooms;
CREATE INDEX ON rooms (n);
INSERT INTO chat_messages
SELECT pg_temp.made('message', m.n), r.id, CASE WHEN m.n % 2 = 0 THEN r.teacher_id ELSE r.student_id END,
  'Message ' || m.n || ': ' || repeat(md5(m.n::text) || ' ', 1 + (m.n % 5)::int),
  CASE WHEN m.n % 10 = 0 AND m.n > (SELECT count(*) FROM rooms)
    THEN pg_temp.made('message', m.n - (SELECT count(*) FROM rooms)) END,
  timestamptz '2023-04-01' + m.n * interval '7 seconds',
  CASE WHEN m.n % 50 = 0 THEN timestamptz '2024-12-01' END
FROM generate_series(1, :messages) m (n) JOIN rooms r ON r.n = m.n % (SELECT count(*) FROM rooms);
ANALYZE;
SQL
