/// Databases in the shape in which the migrations of frameworks make them, with a few rows.
enum FrameworkDatabase: String, CaseIterable {
  /// Django, SQLite: a chat with an assistant and no people in it.
  case djangoWithoutUsers
  /// The same with `auth_user` and the tables that Django brings along.
  case django
  /// SQLAlchemy and Alembic: events with rooms, and authors that stand in the messages.
  case alembic
  /// UUID keys, lessons, bookings and a room for each pair.
  case tutoring
  /// Prisma: camelCase, enums, and an implicit table of members.
  case prisma
  /// No reference is declared, and keys are numbers.
  case undeclared

  var schema: String {
    switch self {
    case .djangoWithoutUsers: Self.assistant
    case .django: Self.djangoUsers + Self.assistantOfUsers
    case .alembic: Self.events
    case .tutoring: Self.lessons
    case .prisma: Self.sessions
    case .undeclared: Self.plain
    }
  }

  var rows: String {
    switch self {
    case .djangoWithoutUsers:
      """
      INSERT INTO chat_conversation VALUES (1, 'Holiday', 'active', '2025-05-12 09:00:00', NULL),
        (2, 'Invoice', 'ended', '2025-05-13 09:00:00', '2025-05-13 10:00:00');
      INSERT INTO chat_message VALUES (1, 'user', 'Which passes are open?', '2025-05-12 09:00:01', 1),
        (2, 'ai', 'Most of the lower ones', '2025-05-12 09:00:05', 1),
        (3, 'user', 'Shorter?', '2025-05-13 09:00:01', 2);
      """
    case .django:
      """
      INSERT INTO auth_user VALUES (1, 'pbkdf2$x', NULL, 0, 'aino', 'Virtanen', 'aino@x.example', 0, 1,
        '2025-04-12 09:00:00', 'Aino'), (2, 'pbkdf2$y', NULL, 1, 'bram', 'Wit', 'bram@x.example', 1, 1,
        '2025-04-13 09:00:00', 'Bram');
      INSERT INTO django_migrations VALUES (1, 'chat', '0001_initial', '2025-04-01');
      INSERT INTO chat_conversation VALUES (1, 'Holiday', '2025-05-12 09:00:00', 1),
        (2, 'New', '2025-05-13 09:00:00', 2);
      INSERT INTO chat_message VALUES (1, 'user', 'Which passes are open?', '2025-05-12 09:00:01', 1),
        (2, 'assistant', 'Most of the lower ones', '2025-05-12 09:00:05', 1);
      """
    case .alembic:
      """
      INSERT INTO alembic_version VALUES ('a1b2');
      INSERT INTO events VALUES (1, 'Hackathon', 'published', 'ada@x.example', '2025-06-20', '2025-06-01', NULL),
        (2, 'Picnic', 'cancelled', 'bo@x.example', '2025-06-21', '2025-06-01', '2025-06-03');
      INSERT INTO chat_rooms VALUES (1, 1, 'hackathon', '2025-06-01', NULL), (2, NULL, 'lobby', '2025-06-01', NULL);
      INSERT INTO chat_messages VALUES (1, 1, 'Ada@x.example', 'Ada', 'A room', NULL, '2025-06-02 10:00:00', NULL),
        (2, 1, 'bo@x.example', 'Bo', 'Finally', 1, '2025-06-02 10:01:00', NULL),
        (3, 2, 'ada@x.example', 'Ada', 'Doors at five', NULL, '2025-06-02 10:02:00', NULL),
        (4, 2, 'bo@x.example', 'Bo', 'typo', NULL, '2025-06-02 10:03:00', '2025-06-02 10:04:00');
      """
    case .tutoring: Self.lessonRows
    case .prisma: Self.sessionRows
    case .undeclared:
      """
      INSERT INTO members VALUES (1, 'ann', 'ann@x.example', 'h'), (2, 'bob', 'bob@x.example', 'h');
      INSERT INTO rooms VALUES (1, 'private', 1717200000), (2, 'public', 1717200001);
      INSERT INTO room_members VALUES (1, 1, 1), (2, 1, 2), (3, 2, 1);
      INSERT INTO messages VALUES (1, 1, 1, 'hi', NULL, 0, 1717200002), (2, 1, 2, 'hello', 1, 0, 1717200003),
        (3, 2, 1, 'gone', NULL, 1, 1717200004);
      """
    }
  }

  /// Accounts, conversations, messages, resources and reactions that are there after the import.
  var totals: [UInt64] {
    switch self {
    case .djangoWithoutUsers: [2, 2, 3, 0, 0]
    case .django: [3, 2, 2, 0, 0]
    case .alembic: [2, 2, 3, 1, 0]
    case .tutoring: [3, 1, 2, 4, 0]
    case .prisma: [3, 1, 2, 3, 1]
    case .undeclared: [2, 2, 2, 0, 0]
    }
  }

  // MARK: Django

  private static let assistant = """
    CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL,
      "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
    CREATE TABLE "chat_conversation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(200) NOT NULL,
      "status" varchar(16) NOT NULL, "started_at" datetime NOT NULL, "ended_at" datetime NULL);
    CREATE TABLE "chat_message" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sender" varchar(8) NOT NULL,
      "content" text NOT NULL, "timestamp" datetime NOT NULL, "conversation_id" bigint NOT NULL
      REFERENCES "chat_conversation" ("id") DEFERRABLE INITIALLY DEFERRED);

    """
  private static let djangoUsers = """
    CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY, "app" varchar(255), "name" varchar(255),
      "applied" datetime NOT NULL);
    CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL,
      "expire_date" datetime NOT NULL);
    CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY, "name" varchar(150) NOT NULL UNIQUE);
    CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY, "password" varchar(128) NOT NULL,
      "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE,
      "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL,
      "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
    CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY,
      "user_id" integer NOT NULL REFERENCES "auth_user" ("id"), "group_id" integer NOT NULL REFERENCES "auth_group");

    """
  private static let assistantOfUsers = """
    CREATE TABLE "chat_conversation" ("id" integer NOT NULL PRIMARY KEY, "title" varchar(200) NOT NULL,
      "started_at" datetime NOT NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id"));
    CREATE TABLE "chat_message" ("id" integer NOT NULL PRIMARY KEY, "role" varchar(16) NOT NULL,
      "content" text NOT NULL, "created_at" datetime NOT NULL,
      "conversation_id" integer NOT NULL REFERENCES "chat_conversation" ("id"));

    """

  // MARK: SQLAlchemy

  private static let events = """
    CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, PRIMARY KEY (version_num));
    CREATE TABLE events (id INTEGER NOT NULL, title VARCHAR(200) NOT NULL, status VARCHAR(16) NOT NULL,
      organizer_email VARCHAR(255), starts_at DATETIME NOT NULL, created_at DATETIME NOT NULL, deleted_at DATETIME,
      PRIMARY KEY (id));
    CREATE TABLE chat_rooms (id INTEGER NOT NULL, event_id INTEGER, name VARCHAR(100) NOT NULL,
      created_at DATETIME NOT NULL, deleted_at DATETIME, PRIMARY KEY (id),
      CONSTRAINT fk_chat_rooms_event FOREIGN KEY(event_id) REFERENCES events (id) ON DELETE CASCADE);
    CREATE TABLE chat_messages (id INTEGER NOT NULL, chat_room_id INTEGER NOT NULL, user_email VARCHAR(255) NOT NULL,
      user_name VARCHAR(100) NOT NULL, content TEXT NOT NULL, reply_to_message_id INTEGER,
      created_at DATETIME NOT NULL, deleted_at DATETIME, PRIMARY KEY (id),
      FOREIGN KEY(chat_room_id) REFERENCES chat_rooms (id),
      FOREIGN KEY(reply_to_message_id) REFERENCES chat_messages (id));

    """

  // MARK: Tutoring

  private static let lessons = """
    CREATE TABLE users (id uuid PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, name varchar(100) NOT NULL,
      role varchar(16) NOT NULL, created_at timestamp NOT NULL, deleted_at timestamp);
    CREATE TABLE lessons (id uuid PRIMARY KEY, teacher_id uuid NOT NULL REFERENCES users (id),
      title varchar(200) NOT NULL, status varchar(16) NOT NULL, scheduled_at timestamp NOT NULL,
      created_at timestamp NOT NULL, deleted_at timestamp);
    CREATE TABLE bookings (id uuid PRIMARY KEY, lesson_id uuid NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
      student_id uuid NOT NULL REFERENCES users (id), status varchar(16) NOT NULL, created_at timestamp NOT NULL,
      deleted_at timestamp, UNIQUE (lesson_id, student_id));
    CREATE TABLE chat_rooms (id uuid PRIMARY KEY, teacher_id uuid NOT NULL REFERENCES users (id),
      student_id uuid NOT NULL REFERENCES users (id), created_at timestamp NOT NULL, deleted_at timestamp,
      UNIQUE (teacher_id, student_id));
    CREATE TABLE chat_messages (id uuid PRIMARY KEY, chat_room_id uuid NOT NULL REFERENCES chat_rooms (id),
      sender_id uuid NOT NULL REFERENCES users (id), content text NOT NULL,
      reply_to_message_id uuid REFERENCES chat_messages (id) ON DELETE SET NULL, created_at timestamp NOT NULL,
      deleted_at timestamp);

    """
  private static let lessonRows = """
    INSERT INTO users VALUES
      ('aaaaaaaa-0000-4000-8000-000000000001', 't@x.example', 'Tea', 'teacher', '2025-01-01', NULL),
      ('aaaaaaaa-0000-4000-8000-000000000002', 's@x.example', 'Sam', 'student', '2025-01-02', NULL),
      ('aaaaaaaa-0000-4000-8000-000000000003', 'u@x.example', 'Uma', 'student', '2025-01-02', NULL);
    INSERT INTO lessons VALUES
      ('bbbbbbbb-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000001', 'Sets', 'scheduled',
        '2025-02-01', '2025-01-03', NULL),
      ('bbbbbbbb-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000001', 'Logic', 'completed',
        '2025-02-02', '2025-01-03', NULL);
    INSERT INTO bookings VALUES
      ('cccccccc-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000001',
        'aaaaaaaa-0000-4000-8000-000000000002', 'active', '2025-01-04', NULL),
      ('cccccccc-0000-4000-8000-000000000002', 'bbbbbbbb-0000-4000-8000-000000000002',
        'aaaaaaaa-0000-4000-8000-000000000003', 'active', '2025-01-04', NULL);
    INSERT INTO chat_rooms VALUES ('dddddddd-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000001',
      'aaaaaaaa-0000-4000-8000-000000000002', '2025-01-05', NULL);
    INSERT INTO chat_messages VALUES
      ('eeeeeeee-0000-4000-8000-000000000001', 'dddddddd-0000-4000-8000-000000000001',
        'aaaaaaaa-0000-4000-8000-000000000001', 'Hello', NULL, '2025-01-06', NULL),
      ('eeeeeeee-0000-4000-8000-000000000002', 'dddddddd-0000-4000-8000-000000000001',
        'aaaaaaaa-0000-4000-8000-000000000002', 'Hi', 'eeeeeeee-0000-4000-8000-000000000001', '2025-01-07', NULL);

    """

  // MARK: Prisma

  private static let sessions = """
    CREATE TABLE "_prisma_migrations" ("id" TEXT NOT NULL PRIMARY KEY, "checksum" TEXT NOT NULL);
    CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "email" TEXT NOT NULL, "passwordHash" TEXT NOT NULL,
      "fullName" TEXT NOT NULL, "role" TEXT NOT NULL DEFAULT 'CLIENT', "createdAt" DATETIME NOT NULL);
    CREATE TABLE "Session" ("id" TEXT NOT NULL PRIMARY KEY, "clientId" TEXT NOT NULL, "consultantId" TEXT NOT NULL,
      "topic" TEXT NOT NULL, "status" TEXT NOT NULL, "startsAt" DATETIME NOT NULL, "createdAt" DATETIME NOT NULL,
      FOREIGN KEY ("clientId") REFERENCES "User" ("id"), FOREIGN KEY ("consultantId") REFERENCES "User" ("id"));
    CREATE TABLE "Payment" ("id" TEXT NOT NULL PRIMARY KEY, "sessionId" TEXT NOT NULL, "payerId" TEXT NOT NULL,
      "amountCents" INTEGER NOT NULL, "status" TEXT NOT NULL, "createdAt" DATETIME NOT NULL,
      FOREIGN KEY ("sessionId") REFERENCES "Session" ("id"), FOREIGN KEY ("payerId") REFERENCES "User" ("id"));
    CREATE TABLE "BusinessReport" ("id" TEXT NOT NULL PRIMARY KEY, "userId" TEXT NOT NULL, "sessionId" TEXT,
      "title" TEXT NOT NULL, "summary" TEXT, "status" TEXT NOT NULL, "createdAt" DATETIME NOT NULL,
      FOREIGN KEY ("userId") REFERENCES "User" ("id"), FOREIGN KEY ("sessionId") REFERENCES "Session" ("id"));
    CREATE TABLE "Conversation" ("id" TEXT NOT NULL PRIMARY KEY, "title" TEXT, "sessionId" TEXT,
      "createdAt" DATETIME NOT NULL, FOREIGN KEY ("sessionId") REFERENCES "Session" ("id"));
    CREATE TABLE "_ConversationToUser" ("A" TEXT NOT NULL, "B" TEXT NOT NULL,
      FOREIGN KEY ("A") REFERENCES "Conversation" ("id"), FOREIGN KEY ("B") REFERENCES "User" ("id"));
    CREATE TABLE "Message" ("id" TEXT NOT NULL PRIMARY KEY, "conversationId" TEXT NOT NULL, "senderId" TEXT NOT NULL,
      "content" TEXT NOT NULL, "isDeleted" BOOLEAN NOT NULL DEFAULT false, "createdAt" DATETIME NOT NULL,
      "updatedAt" DATETIME NOT NULL, FOREIGN KEY ("conversationId") REFERENCES "Conversation" ("id"),
      FOREIGN KEY ("senderId") REFERENCES "User" ("id"));
    CREATE TABLE "MessageReaction" ("id" TEXT NOT NULL PRIMARY KEY, "messageId" TEXT NOT NULL, "userId" TEXT NOT NULL,
      "emoji" TEXT NOT NULL, "createdAt" DATETIME NOT NULL, FOREIGN KEY ("messageId") REFERENCES "Message" ("id"),
      FOREIGN KEY ("userId") REFERENCES "User" ("id"));
    CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
    CREATE UNIQUE INDEX "_ConversationToUser_AB_unique" ON "_ConversationToUser"("A", "B");

    """
  private static let sessionRows = """
    INSERT INTO "User" VALUES ('u1', 'a@x.example', 'h', 'Ada L', 'CLIENT', 1717200000000),
      ('u2', 'b@x.example', 'h', 'Bo M', 'CONSULTANT', 1717200000000),
      ('u3', 'c@x.example', 'h', 'Cy N', 'ADMIN', 1717200000000);
    INSERT INTO "Session" VALUES ('s1', 'u1', 'u2', 'Taxes', 'COMPLETED', 1717300000000, 1717200000000);
    INSERT INTO "Payment" VALUES ('p1', 's1', 'u1', 1200, 'PAID', 1717300000000);
    INSERT INTO "BusinessReport" VALUES ('r1', 'u2', 's1', 'May', NULL, 'DRAFT', 1717300000000);
    INSERT INTO "Conversation" VALUES ('c1', 'Taxes', 's1', 1717200000000);
    INSERT INTO "_ConversationToUser" VALUES ('c1', 'u1'), ('c1', 'u2');
    INSERT INTO "Message" VALUES ('m1', 'c1', 'u1', 'Hello', false, 1717200001000, 1717200001000),
      ('m2', 'c1', 'u2', 'Good day', false, 1717200002000, 1717200002000),
      ('m3', 'c1', 'u2', 'oops', true, 1717200003000, 1717200004000);
    INSERT INTO "MessageReaction" VALUES ('x1', 'm1', 'u2', '+1', 1717200005000);

    """

  // MARK: Without references

  private static let plain = """
    CREATE TABLE members (id INTEGER PRIMARY KEY, username TEXT, email TEXT, password_hash TEXT);
    CREATE TABLE rooms (id INTEGER PRIMARY KEY, type TEXT, created INTEGER);
    CREATE TABLE room_members (id INTEGER PRIMARY KEY, room_id INTEGER, member_id INTEGER);
    CREATE TABLE messages (id INTEGER PRIMARY KEY, room_id INTEGER, sender_id INTEGER, body TEXT, parent_id INTEGER,
      is_deleted INTEGER, created INTEGER);

    """
}
