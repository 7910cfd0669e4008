-- What `manage.py migrate` makes of a small chat, as far as it matters, and a few rows.
CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app varchar(255), name varchar(255));
CREATE TABLE auth_user (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT, password varchar(128) NOT NULL, last_login datetime NULL,
  is_superuser bool NOT NULL, username varchar(150) NOT NULL UNIQUE, first_name varchar(150) NOT NULL,
  last_name varchar(150) NOT NULL, email varchar(254) NOT NULL, is_staff bool NOT NULL, is_active bool NOT NULL,
  date_joined datetime NOT NULL);
CREATE TABLE chat_room (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT, name varchar(100) NOT NULL, created_at datetime NOT NULL);
CREATE TABLE chat_room_members (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT, room_id bigint NOT NULL REFERENCES chat_room (id),
  user_id integer NOT NULL REFERENCES auth_user (id), UNIQUE (room_id, user_id));
CREATE TABLE chat_message (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT, room_id bigint NOT NULL REFERENCES chat_room (id),
  sender_id integer NULL REFERENCES auth_user (id), body text NOT NULL, created_at datetime NOT NULL,
  edited_at datetime NULL, is_deleted bool NOT NULL, reply_to_id bigint NULL REFERENCES chat_message (id));
INSERT INTO django_migrations VALUES (1, 'chat', '0001_initial');
INSERT INTO auth_user VALUES
  (1, 'pbkdf2_sha256$1', NULL, 1, 'ann', 'Ann', 'Archer', 'ann@example.invalid', 1, 1, '2024-01-01 08:00:00.123456'),
  (2, 'pbkdf2_sha256$2', NULL, 0, 'bob', 'Bob', '', 'bob@example.invalid', 0, 1, '2024-01-02 08:00:00'),
  (3, 'pbkdf2_sha256$3', NULL, 0, 'eve', '', '', '', 0, 0, '2024-01-03 08:00:00');
INSERT INTO chat_room VALUES (1, 'Boats', '2024-02-01 08:00:00'), (2, 'Trains', '2024-02-02 08:00:00');
INSERT INTO chat_room_members VALUES (1, 1, 1), (2, 1, 2), (3, 2, 2), (4, 2, 3);
INSERT INTO chat_message VALUES
  (1, 1, 1, 'The boat leaves at nine.', '2024-03-01 08:00:00.123456', NULL, 0, NULL),
  (2, 1, 2, 'I am there.', '2024-03-01 08:00:01', NULL, 0, 1),
  (3, 2, 3, 'taken back', '2024-03-02 08:00:00', NULL, 1, NULL),
  (4, 2, NULL, 'by somebody who left', '2024-03-03 08:00:00', '2024-03-03 09:00:00', 0, NULL);
