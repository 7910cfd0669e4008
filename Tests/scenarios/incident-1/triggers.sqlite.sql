-- The timestamps of the assistant's chat do not change once they are written. SQLite only.

CREATE TRIGGER messages_timestamp_is_immutable BEFORE UPDATE OF "timestamp" ON messages
BEGIN
  SELECT RAISE(ABORT, 'messages.timestamp is immutable');
END;

CREATE TRIGGER conversations_started_at_is_immutable BEFORE UPDATE OF started_at ON conversations
BEGIN
  SELECT RAISE(ABORT, 'conversations.started_at is immutable');
END;
