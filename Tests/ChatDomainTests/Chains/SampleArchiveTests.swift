import ChatLedgerTesting
import FoundationEssentials
import TestSupport
import Testing

@Suite(.ownThread) struct SampleArchiveTests {
  @Test func followsFromItsSeed() throws {
    func digest(_ seed: UInt64) throws -> UInt64 {
      // FNV-1a, 64 bits.
      var digest: UInt64 = 0xCBF2_9CE4_8422_2325
      try SampleArchive(seed: seed, messages: 200, rooms: 7, accounts: 30, lengths: .plain).forEachLine { line in
        for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
      }
      return digest
    }
    let known = try digest(1)
    #expect(known == 7_036_075_778_282_351_921)
    #expect(try digest(2) != known)
  }

  @Test(arguments: [0, 1, 2, 500])
  func hasExactlyTheMessagesAskedFor(count: Int) throws {
    let archive = try Archive(SampleArchive(seed: 3, messages: count, rooms: 5, accounts: 20))
    #expect(archive.posts.reduce(0) { $0 + 1 + $1.replyCount } == count)
    #expect(archive.summary.messages == count)
    #expect(archive.summary.threads == archive.posts.count)
    #expect(archive.channels.count == 5)
    #expect(archive.users.count == 20)
    #expect(archive.unreadable == 0)
  }

  @Test func oneRoomAndOneAccountWillDo() throws {
    let sample = SampleArchive(
      seed: 4, messages: 50, rooms: 1, accounts: 1, extras: [.reactions, .directConversations])
    let archive = try Archive(sample)
    #expect(archive.posts.allSatisfy { $0.channel == "room-001" && $0.user == "user-0001" })
    #expect(archive.summary.directMessages == 0)
  }

  @Test func isConsistent() throws {
    let archive = try Archive(SampleArchive(seed: 5, messages: 3_000, rooms: 20, accounts: 200, lengths: .plain))
    #expect(archive.kinds == ["version", "team", "channel", "user", "post"])
    for post in archive.posts {
      let messages = [(post.user, post.createAt)] + (post.replies ?? []).map { ($0.user, $0.createAt) }
      #expect(messages.allSatisfy { archive.members[post.channel]?.contains($0.0) == true })
      #expect(zip(messages, messages.dropFirst()).allSatisfy { $0.1 < $1.1 })
      #expect(post.props?.topic?.isEmpty == false)
    }
  }

  @Test func hasTheShapeOfARealArchive() throws {
    for (lengths, median, high) in [
      (SampleArchive.Lengths.html, 120...220, 2_200...3_800), (.plain, 75...120, 420...680),
    ] {
      let archive = try Archive(SampleArchive(seed: 6, messages: 10_000, lengths: lengths))
      let sizes = archive.posts.flatMap { post in
        [post.message.utf8.count] + (post.replies ?? []).map(\.message.utf8.count)
      }.sorted()
      #expect(median.contains(sizes[5_000]), "median \(sizes[5_000])")
      #expect(high.contains(sizes[9_500]), "95th percentile \(sizes[9_500])")
      #expect(sizes[9_999] > 60_000)
      let rooms = Dictionary(grouping: archive.posts, by: \.channel).mapValues {
        $0.reduce(0) { $0 + 1 + $1.replyCount }
      }
      #expect(rooms.values.max() ?? 0 > 1_000, "one room holds a tenth")
      // Grouped by thread, and threads overlap: the file is not in the order of time.
      let overlaps = zip(archive.posts, archive.posts.dropFirst()).count {
        $0.replies?.last?.createAt ?? 0 > $1.createAt
      }
      #expect(overlaps > archive.posts.count / 4)
    }
  }

  @Test func extrasComeWhenAskedFor() throws {
    let archive = try Archive(SampleArchive(seed: 7, messages: 2_000, extras: [.reactions, .directConversations]))
    #expect(archive.kinds == ["version", "team", "channel", "user", "direct_channel", "post", "direct_post"])
    #expect(archive.summary.directMessages == 40)
    let reactions = archive.posts.reduce(0) { sum, post in
      sum + (post.reactions?.count ?? 0) + (post.replies ?? []).reduce(0) { $0 + ($1.reactions?.count ?? 0) }
    }
    #expect(reactions == archive.summary.reactions)
    #expect(reactions > 100)
  }

  @Test(arguments: SampleArchive.Faults.allCases)
  func faultsStandBesideTheSoundLines(fault: SampleArchive.Faults) throws {
    let sound = try Archive(SampleArchive(seed: 8, messages: 1_000, lengths: .plain))
    let faulty = try Archive(SampleArchive(seed: 8, messages: 1_000, lengths: .plain, faults: fault))
    #expect(faulty.summary.messages == 1_000)
    #expect(faulty.summary.faultyLines > 0)
    #expect(faulty.lines.count == sound.lines.count + faulty.summary.faultyLines)
    // Taking them out leaves the archive as it was.
    var rest = sound.lines[...]
    for line in faulty.lines where line == rest.first { rest.removeFirst() }
    #expect(rest.isEmpty)
    if fault == .brokenLines {
      #expect(faulty.unreadable > 0)
    } else {
      #expect(faulty.unreadable == 0)
    }
    if fault == .unknownLineTypes { #expect(faulty.kinds.isSuperset(of: ["emoji", "survey"])) }
    if fault == .hugeMessages { #expect(faulty.posts.contains { $0.message.utf8.count == 200_000 }) }
  }
}

/// What is read back of a sample.
private struct Archive {
  struct Line: Decodable {
    struct Channel: Decodable { let name: String }
    struct User: Decodable {
      struct Team: Decodable { let channels: [Channel]? }
      let username: String
      let teams: [Team]
    }
    let type: String
    let channel: Channel?
    let user: User?
    let post: Post?
  }

  struct Post: Decodable {
    struct Props: Decodable { let topic: String? }
    struct Reaction: Decodable { let user: String }
    let channel: String
    let user: String
    let message: String
    let createAt: Int
    let props: Props?
    let replies: [Reply]?
    let reactions: [Reaction]?
    var replyCount: Int { replies?.count ?? 0 }

    struct Reply: Decodable {
      let user: String
      let message: String
      let createAt: Int
      let reactions: [Reaction]?

      enum CodingKeys: String, CodingKey {
        case user, message, reactions
        case createAt = "create_at"
      }
    }

    enum CodingKeys: String, CodingKey {
      case channel, user, message, props, replies, reactions
      case createAt = "create_at"
    }
  }

  var summary: SampleArchive.Summary
  var lines: [String] = []
  var kinds: Set<String> = []
  var channels: [String] = []
  var users: [String] = []
  var members: [String: Set<String>] = [:]
  var posts: [Post] = []
  var unreadable = 0

  init(_ sample: SampleArchive) throws {
    var lines: [String] = []
    summary = try sample.forEachLine { lines.append($0) }
    self.lines = lines
    let decoder = JSONDecoder()
    for text in lines {
      guard let line = try? decoder.decode(Line.self, from: Data(text.utf8)) else {
        unreadable += 1
        continue
      }
      kinds.insert(line.type)
      if let channel = line.channel { channels.append(channel.name) }
      if let user = line.user {
        users.append(user.username)
        for channel in user.teams.flatMap({ $0.channels ?? [] }) {
          members[channel.name, default: []].insert(user.username)
        }
      }
      if let post = line.post { posts.append(post) }
    }
    #expect(summary.lines == lines.count)
    #expect(summary.bytes == lines.reduce(0) { $0 + $1.utf8.count + 1 })
  }
}
