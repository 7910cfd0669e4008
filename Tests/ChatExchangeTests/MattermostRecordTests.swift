import TestSupport
import Testing

@testable import ChatExchange

@Suite(.ownThread) struct MattermostRecordTests {
  private func record(_ line: String) throws -> MattermostRecord {
    let bytes = Array(line.utf8)
    return try MattermostRecord(line: bytes.span)
  }

  private func error(_ line: String) -> ExchangeError? {
    do {
      _ = try record(line)
      return nil
    } catch {
      return error as? ExchangeError
    }
  }

  @Test func readsEveryTypeOfLine() throws {
    let types = try Archive.lines.map { line in
      switch try record(line) {
      case .version: "version"
      case .team: "team"
      case .channel: "channel"
      case .user: "user"
      case .post: "post"
      case .directChannel: "direct_channel"
      case .directPost: "direct_post"
      case .bot: "bot"
      case .unknown: "unknown"
      }
    }
    let expected = [
      "version", "team", "channel", "channel", "user", "user", "user", "post", "post", "direct_channel",
      "direct_channel", "direct_post", "direct_post",
    ]
    #expect(types == expected)
  }

  @Test func readsAPost() throws {
    guard case .post(let post) = try record(Archive.lines[7]) else {
      Issue.record("no post")
      return
    }
    #expect(post.team == "acme")
    #expect(post.message.text == "one\n\u{e9}\u{1F600}")
    #expect(post.message.createdAtMilliseconds == 1_600_000_000_001)
    #expect(post.message.isPinned)
    #expect(post.replies.map(\.text) == ["two", "three"])
    #expect(post.replies[0].reactions.map(\.emoji) == ["tada"])
    let kept = [
      RawField(name: "props", json: #"{"topic":"greetings","n":[1,2.50,null]}"#),
      RawField(name: "edit_at", json: "1600000000009"),
    ]
    #expect(post.message.rest == kept)
  }

  @Test func readsAUser() throws {
    guard case .user(let user) = try record(Archive.lines[4]) else {
      Issue.record("no user")
      return
    }
    #expect(user.userName == "ann")
    #expect(user.nickname == "Annie")
    #expect(user.rest.map(\.name) == ["nickname", "locale"])
    #expect(user.teams.first?.channels.map(\.name) == ["town", "vault"])
    #expect(user.teams.first?.channels.first?.roles == "channel_user channel_admin")
  }

  @Test func takesTheTypeFromBehindTheObject() throws {
    let line = #"{"team":{"name":"x"},"other":[1],"type":"team"}"#
    #expect(try record(line) == .team(TeamRecord(name: "x", json: #"{"name":"x"}"#)))
  }

  @Test func takesNullForAbsence() throws {
    let line =
      #"{"type":"post","post":{"team":"t","channel":"c","user":"u","message":"m","create_at":1,"props":null,"#
      + #""replies":null,"reactions":null,"attachments":null,"is_pinned":null}}"#
    guard case .post(let post) = try record(line) else {
      Issue.record("no post")
      return
    }
    #expect(post.message.rest.isEmpty)
    #expect(post.replies.isEmpty)
  }

  @Test func keepsAttachmentsThatAreMoreThanPaths() throws {
    let line =
      #"{"type":"post","post":{"team":"t","channel":"c","user":"u","message":"m","create_at":1,"#
      + #""attachments":[{"path":"a","id":7}]}}"#
    guard case .post(let post) = try record(line) else {
      Issue.record("no post")
      return
    }
    #expect(post.message.attachmentPaths.isEmpty)
    #expect(post.message.rest == [RawField(name: "attachments", json: #"[{"path":"a","id":7}]"#)])
  }

  @Test func takesMembersFromParticipants() throws {
    let line = #"{"type":"direct_channel","direct_channel":{"participants":[{"username":"a"},{"username":"b"}]}}"#
    guard case .directChannel(let channel) = try record(line) else {
      Issue.record("no direct channel")
      return
    }
    #expect(channel.members == ["a", "b"])
    #expect(channel.rest.map(\.name) == ["participants"])
  }

  @Test func namesUnknownTypes() throws {
    #expect(try record(#"{"type":"emoji","emoji":{"name":"x"}}"#) == .unknown(type: "emoji"))
  }

  @Test(arguments: [
    (#"{"type":"post","post":{"team":"t","channel":"c","user":"u","message":"m"}}"#, "create_at"),
    (#"{"type":"post","post":{"team":"t","channel":"c","user":"u","create_at":1}}"#, "message"),
    (#"{"type":"post","post":{"team":"t","channel":"c","message":"m","create_at":1}}"#, "user"),
    (#"{"type":"post","post":{"channel":"c","user":"u","message":"m","create_at":1}}"#, "team"),
    (#"{"type":"direct_post","direct_post":{"user":"u","message":"m","create_at":1}}"#, "channel_members"),
    (#"{"type":"user","user":{"email":"x"}}"#, "username"),
    (#"{"type":"channel","channel":{"team":"x"}}"#, "name"),
    (#"{"type":"post"}"#, "post"), (#"{"post":{}}"#, "type"), (#"{"type":"version"}"#, "version"),
  ])
  func namesWhatIsMissing(line: String, field: String) {
    let found = error(line)
    #expect(found?.code == .invalid)
    #expect(found?.message.contains("`\(field)`") == true)
  }

  @Test func namesTheColumnOfAWrongType() {
    let line = #"{"type":"post","post":{"team":"t","channel":"c","user":"u","message":"m","create_at":"late"}}"#
    let found = error(line)
    #expect(found?.code == .invalid)
    #expect(found?.column == 86)
  }

  @Test func refusesTimesOutsideTheCalendar() {
    let line =
      #"{"type":"post","post":{"team":"t","channel":"c","user":"u","message":"m","create_at":999999999999999}}"#
    #expect(error(line)?.code == .invalid)
  }

  @Test func refusesCutLines() {
    let line = Archive.lines[7]
    for count in stride(from: 0, to: line.utf8.count, by: 7) {
      #expect(error(String(decoding: Array(line.utf8.prefix(count)), as: UTF8.self)) != nil)
    }
  }
}
