CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, deleted_at TEXT);
CREATE TABLE rooms (id INTEGER PRIMARY KEY, title TEXT, deleted_at TEXT);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, room_id INTEGER REFERENCES rooms, user_id INTEGER REFERENCES users, body TEXT,
  reply_to INTEGER REFERENCES messages, sent_at TEXT, deleted_at TEXT);
INSERT INTO users VALUES (1, 'ann', NULL), (2, 'bob', NULL), (3, 'eve', '2024-06-01 00:00:00');
INSERT INTO rooms VALUES (1, 'Boats', NULL), (2, 'Closed', '2024-05-01 00:00:00');
INSERT INTO messages VALUES
  (1, 1, 1, 'The boat leaves at nine.', NULL, '2024-03-01 08:00:00.123456', NULL),
  (2, 1, 2, 'Grüße aus dem Café 🙂', 1, '2024-03-01 08:00:01', NULL),
  (3, 1, 3, NULL, NULL, '2024-03-02 08:00:00', NULL),
  (4, 1, 1, '', 2, '1969-12-31 23:59:59.5', NULL),
  (5, 1, 2, 'taken back', NULL, '2024-03-03 08:00:00', '2024-03-03 09:00:00'),
  (6, 2, 2, 'in a room that went', NULL, '2024-03-04 08:00:00', NULL);
