-- The chat of a tutoring platform, as it was on the day when a script cleared it. SQLite and PostgreSQL.

-- Kept by the script.

CREATE TABLE users (
  id varchar(36) PRIMARY KEY,
  email varchar(255) NOT NULL UNIQUE,
  username varchar(64) NOT NULL UNIQUE,
  first_name varchar(100),
  last_name varchar(100),
  role varchar(16) NOT NULL CHECK (role IN ('student', 'tutor', 'parent', 'admin')),
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE students (
  id varchar(36) PRIMARY KEY,
  user_id varchar(36) NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  grade_level integer,
  school varchar(200)
);

CREATE TABLE tutors (
  id varchar(36) PRIMARY KEY,
  user_id varchar(36) NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  subjects text NOT NULL DEFAULT '',
  hourly_rate numeric(8, 2),
  is_verified boolean NOT NULL DEFAULT false
);

CREATE TABLE parents (
  id varchar(36) PRIMARY KEY,
  user_id varchar(36) NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  student_id varchar(36) REFERENCES students (id) ON DELETE SET NULL,
  phone varchar(32)
);

CREATE TABLE connections (
  id varchar(36) PRIMARY KEY,
  student_id varchar(36) NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  tutor_id varchar(36) NOT NULL REFERENCES tutors (id) ON DELETE CASCADE,
  status varchar(16) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted', 'declined')),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (student_id, tutor_id)
);

CREATE TABLE chat_settings (
  user_id varchar(36) PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  read_receipts_enabled boolean NOT NULL DEFAULT true,
  typing_indicators_enabled boolean NOT NULL DEFAULT true,
  notifications_enabled boolean NOT NULL DEFAULT true,
  last_seen_visibility varchar(16) NOT NULL DEFAULT 'contacts'
    CHECK (last_seen_visibility IN ('everyone', 'contacts', 'nobody')),
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE chat_two_step_verification (
  user_id varchar(36) PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  is_enabled boolean NOT NULL DEFAULT false,
  pin_hash varchar(255),
  recovery_email varchar(255),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- Not named by the script, and so left as they were.

CREATE TABLE whiteboards (
  id varchar(36) PRIMARY KEY,
  title varchar(200) NOT NULL,
  tutor_id varchar(36) NOT NULL REFERENCES tutors (id) ON DELETE CASCADE,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- Cleared by the script.

CREATE TABLE conversations (
  id varchar(36) PRIMARY KEY,
  type varchar(16) NOT NULL DEFAULT 'direct' CHECK (type IN ('direct', 'group')),
  title varchar(200),
  created_by varchar(36) REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE conversation_participants (
  id varchar(36) PRIMARY KEY,
  conversation_id varchar(36) NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role varchar(16) NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin')),
  joined_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (conversation_id, user_id)
);

CREATE TABLE chat_messages (
  id varchar(36) PRIMARY KEY,
  conversation_id varchar(36) NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  sender_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  content text NOT NULL,
  message_type varchar(16) NOT NULL DEFAULT 'text' CHECK (message_type IN ('text', 'image', 'file', 'system')),
  reply_to_message_id varchar(36) REFERENCES chat_messages (id) ON DELETE SET NULL,
  edited_at timestamp,
  deleted_at timestamp,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE message_reactions (
  id varchar(36) PRIMARY KEY,
  message_id varchar(36) NOT NULL REFERENCES chat_messages (id) ON DELETE CASCADE,
  user_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  emoji varchar(32) NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (message_id, user_id, emoji)
);

CREATE TABLE message_read_receipts (
  id varchar(36) PRIMARY KEY,
  message_id varchar(36) NOT NULL REFERENCES chat_messages (id) ON DELETE CASCADE,
  user_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  read_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (message_id, user_id)
);

CREATE TABLE pinned_messages (
  id varchar(36) PRIMARY KEY,
  conversation_id varchar(36) NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  message_id varchar(36) NOT NULL UNIQUE REFERENCES chat_messages (id) ON DELETE CASCADE,
  pinned_by varchar(36) REFERENCES users (id) ON DELETE SET NULL,
  pinned_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE blocked_chat_contacts (
  id varchar(36) PRIMARY KEY,
  blocker_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  blocked_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  reason text,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (blocker_id, blocked_id),
  CHECK (blocker_id <> blocked_id)
);

CREATE TABLE chat_active_sessions (
  id varchar(36) PRIMARY KEY,
  user_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device_name varchar(100),
  user_agent text,
  ip_address varchar(45),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_active_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE chat_privacy_reports (
  id varchar(36) PRIMARY KEY,
  reporter_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  reported_user_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  conversation_id varchar(36) REFERENCES conversations (id) ON DELETE SET NULL,
  message_id varchar(36) REFERENCES chat_messages (id) ON DELETE SET NULL,
  reason varchar(64) NOT NULL,
  details text,
  status varchar(16) NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'reviewed', 'dismissed')),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE whiteboard_chat_messages (
  id varchar(36) PRIMARY KEY,
  whiteboard_id varchar(36) NOT NULL REFERENCES whiteboards (id) ON DELETE CASCADE,
  sender_id varchar(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  content text NOT NULL,
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX chat_messages_conversation ON chat_messages (conversation_id, created_at);
CREATE INDEX conversation_participants_user ON conversation_participants (user_id);
