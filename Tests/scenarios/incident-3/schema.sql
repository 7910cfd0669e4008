-- A production database into which a seeding script put its demo users. SQLite and PostgreSQL.

CREATE TABLE users (
  id varchar(36) PRIMARY KEY,
  email varchar(255) NOT NULL UNIQUE,
  username varchar(64) NOT NULL UNIQUE,
  full_name varchar(100) NOT NULL,
  role varchar(16) NOT NULL DEFAULT 'client' CHECK (role IN ('client', 'consultant', 'admin')),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE sessions (
  id varchar(36) PRIMARY KEY,
  client_id varchar(36) NOT NULL REFERENCES users (id),
  consultant_id varchar(36) NOT NULL REFERENCES users (id),
  topic varchar(200) NOT NULL,
  status varchar(16) NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'completed', 'cancelled')),
  starts_at timestamp NOT NULL,
  duration_minutes integer NOT NULL DEFAULT 60,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE payments (
  id varchar(36) PRIMARY KEY,
  session_id varchar(36) NOT NULL REFERENCES sessions (id),
  payer_id varchar(36) NOT NULL REFERENCES users (id),
  amount_cents integer NOT NULL CHECK (amount_cents > 0),
  currency char(3) NOT NULL DEFAULT 'EUR',
  status varchar(16) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'refunded')),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE business_reports (
  id varchar(36) PRIMARY KEY,
  user_id varchar(36) NOT NULL REFERENCES users (id),
  session_id varchar(36) REFERENCES sessions (id),
  title varchar(200) NOT NULL,
  summary text,
  status varchar(16) NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'final')),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE conversations (
  id varchar(36) PRIMARY KEY,
  title varchar(200),
  session_id varchar(36) REFERENCES sessions (id),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE conversation_participants (
  id varchar(36) PRIMARY KEY,
  conversation_id varchar(36) NOT NULL REFERENCES conversations (id),
  user_id varchar(36) NOT NULL REFERENCES users (id),
  joined_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (conversation_id, user_id)
);

CREATE TABLE messages (
  id varchar(36) PRIMARY KEY,
  conversation_id varchar(36) NOT NULL REFERENCES conversations (id),
  sender_id varchar(36) NOT NULL REFERENCES users (id),
  content text NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX users_created ON users (created_at);
CREATE INDEX messages_conversation ON messages (conversation_id, created_at);
