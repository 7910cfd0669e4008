-- The chat with an assistant whose owners had to prove that everything was saved. SQLite and PostgreSQL.

CREATE TABLE users (
  id integer PRIMARY KEY,
  email varchar(255) NOT NULL UNIQUE,
  name varchar(100) NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE conversations (
  id integer PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title varchar(200) NOT NULL CHECK (length(title) <= 200),
  status varchar(16) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'ended')),
  started_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ended_at timestamp,
  CHECK ((status = 'ended') = (ended_at IS NOT NULL))
);

CREATE TABLE messages (
  id integer PRIMARY KEY,
  conversation_id integer NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  sender varchar(8) NOT NULL CHECK (sender IN ('user', 'ai')),
  content text NOT NULL,
  "timestamp" timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX conversations_user ON conversations (user_id, started_at);
CREATE INDEX messages_conversation ON messages (conversation_id, "timestamp");
