CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, role TEXT, made TEXT, gone TEXT);
CREATE TABLE courses (id INTEGER PRIMARY KEY, title TEXT, teacher INTEGER, state TEXT, gone TEXT);
CREATE TABLE rooms (
  id INTEGER PRIMARY KEY, sort TEXT, title TEXT, course INTEGER, one INTEGER, other INTEGER, made TEXT, gone TEXT);
CREATE TABLE members (room INTEGER, person INTEGER, role TEXT);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, room INTEGER, author INTEGER, body TEXT, answers INTEGER, sent TEXT, gone TEXT,
  colour TEXT);
CREATE TABLE reactions (id INTEGER PRIMARY KEY, message INTEGER, person INTEGER, emoji TEXT, made INTEGER);
CREATE TABLE receipts (message INTEGER, person INTEGER, PRIMARY KEY (message, person));
CREATE TABLE pins (message INTEGER PRIMARY KEY);
CREATE TABLE blocks (id INTEGER PRIMARY KEY, person INTEGER, contact INTEGER, made TEXT);
CREATE TABLE sessions (id INTEGER PRIMARY KEY, person INTEGER, device TEXT, began TEXT, ended TEXT);
CREATE TABLE reports (
  id INTEGER PRIMARY KEY, reporter INTEGER, subject INTEGER, message INTEGER, why TEXT, words TEXT, state TEXT,
  made TEXT);
CREATE TABLE settings (person INTEGER PRIMARY KEY, theme TEXT, sound INTEGER);
CREATE TABLE second_steps (person INTEGER PRIMARY KEY, is_on INTEGER, method TEXT);
INSERT INTO people VALUES
  (1, 'una', 'una@example.invalid', 'teacher', '2024-01-01 08:00:00', NULL),
  (2, 'vic', 'vic@example.invalid', 'student', '2024-01-02 08:00:00', NULL),
  (3, 'wim', 'wim@example.invalid', 'student', '2024-01-03 08:00:00', '2024-06-01 00:00:00');
INSERT INTO courses VALUES (1, 'Logic', 1, 'active', NULL), (2, 'Sets', 1, 'ended', '2024-05-01T00:00:00Z');
INSERT INTO rooms VALUES
  (1, 'pair', NULL, NULL, 1, 2, '2024-02-01 08:00:00', NULL),
  (2, 'room', 'Logic', 1, NULL, NULL, '2024-02-02 08:00:00', NULL),
  (3, 'room', 'Sets', 2, NULL, NULL, '2024-02-03 08:00:00', '2024-05-01T00:00:00Z');
INSERT INTO members VALUES (2, 1, 'lead'), (2, 2, 'member'), (2, 3, 'member');
INSERT INTO messages VALUES
  (1, 1, 1, 'hello', NULL, '2024-03-01 08:00:00.123456', NULL, 'red'),
  (2, 1, 2, 'hi', 1, '2024-03-01 08:00:01', NULL, NULL),
  (3, 2, 2, 'question', NULL, '2024-03-02 08:00:00', NULL, NULL),
  (4, 2, 3, 'secret', NULL, '2024-03-02 09:00:00', '2024-03-03 10:00:00', NULL),
  (5, 2, 1, 'answer to another room', 1, '2024-03-02 10:00:00', NULL, NULL),
  (6, 3, 1, 'in a room that went', NULL, '2024-03-04 10:00:00', NULL, NULL);
INSERT INTO reactions VALUES (1, 1, 2, '+1', 1709280002), (2, 3, 1, 'tada', 1709366402);
INSERT INTO receipts VALUES (1, 2), (2, 1);
INSERT INTO pins VALUES (3);
INSERT INTO blocks VALUES (1, 2, 3, '2024-04-01 00:00:00');
INSERT INTO sessions VALUES
  (1, 1, 'phone', '2024-04-02 00:00:00', NULL), (2, 2, 'desk', '2024-04-02 00:00:00', '2024-04-03 00:00:00');
INSERT INTO reports VALUES
  (1, 2, 3, 4, 'rude', 'look', 'open', '2024-04-04 00:00:00'),
  (2, 1, 3, NULL, 'spam', NULL, 'done', '2024-04-05 00:00:00');
INSERT INTO settings VALUES (1, 'dark', 1), (2, 'light', 0);
INSERT INTO second_steps VALUES (1, 1, 'totp');
