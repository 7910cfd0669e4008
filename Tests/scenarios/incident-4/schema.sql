-- Lessons, bookings and the chat room of each teacher and student. SQLite and PostgreSQL.

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email varchar(255) NOT NULL UNIQUE,
  name varchar(100) NOT NULL,
  role varchar(16) NOT NULL CHECK (role IN ('teacher', 'student', 'admin')),
  created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp with time zone
);

CREATE TABLE lessons (
  id uuid PRIMARY KEY,
  teacher_id uuid NOT NULL REFERENCES users (id),
  title varchar(200) NOT NULL,
  status varchar(16) NOT NULL DEFAULT 'scheduled'
    CHECK (status IN ('draft', 'scheduled', 'completed', 'cancelled')),
  scheduled_at timestamp with time zone NOT NULL,
  duration_minutes integer NOT NULL DEFAULT 45,
  created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp with time zone
);

CREATE TABLE bookings (
  id uuid PRIMARY KEY,
  lesson_id uuid NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  student_id uuid NOT NULL REFERENCES users (id),
  status varchar(16) NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'active', 'completed', 'cancelled')),
  created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp with time zone,
  UNIQUE (lesson_id, student_id)
);

CREATE TABLE chat_rooms (
  id uuid PRIMARY KEY,
  teacher_id uuid NOT NULL REFERENCES users (id),
  student_id uuid NOT NULL REFERENCES users (id),
  created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp with time zone,
  UNIQUE (teacher_id, student_id)
);

CREATE TABLE chat_messages (
  id uuid PRIMARY KEY,
  chat_room_id uuid NOT NULL REFERENCES chat_rooms (id) ON DELETE CASCADE,
  sender_id uuid NOT NULL REFERENCES users (id),
  content text NOT NULL,
  reply_to_message_id uuid REFERENCES chat_messages (id) ON DELETE SET NULL,
  created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deleted_at timestamp with time zone
);

CREATE INDEX bookings_status ON bookings (status) WHERE deleted_at IS NULL;
CREATE INDEX chat_messages_room ON chat_messages (chat_room_id, created_at);
