-- Events with chat rooms, as they were when an event could not be deleted. SQLite and PostgreSQL.

CREATE TABLE users (
  id integer PRIMARY KEY,
  email varchar(255) NOT NULL UNIQUE,
  username varchar(64) NOT NULL UNIQUE,
  display_name varchar(100) NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE events (
  id integer PRIMARY KEY,
  title varchar(200) NOT NULL,
  location varchar(200),
  status varchar(16) NOT NULL DEFAULT 'published' CHECK (status IN ('draft', 'published', 'cancelled')),
  organizer_id integer NOT NULL REFERENCES users (id),
  starts_at timestamp NOT NULL,
  ends_at timestamp NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp
);

CREATE TABLE chat_rooms (
  id integer PRIMARY KEY,
  event_id integer REFERENCES events (id) ON DELETE CASCADE,
  name varchar(100) NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp
);

-- The two references that made the deletion of an event fail: a column that may not be null is to become null, and
-- nothing says what becomes of a reply.
CREATE TABLE chat_messages (
  id integer PRIMARY KEY,
  chat_room_id integer NOT NULL REFERENCES chat_rooms (id) ON DELETE SET NULL,
  user_id integer NOT NULL REFERENCES users (id),
  content text NOT NULL,
  reply_to_message_id integer REFERENCES chat_messages (id),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp
);

CREATE INDEX chat_rooms_event ON chat_rooms (event_id);
CREATE INDEX chat_messages_room ON chat_messages (chat_room_id, created_at);
CREATE INDEX chat_messages_reply ON chat_messages (reply_to_message_id);
