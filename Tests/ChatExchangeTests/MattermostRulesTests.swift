import TestSupport
import Testing

@testable import ChatExchange

@Suite("What Mattermost accepts", .ownThread)
struct MattermostRulesTests {
  @Test func userNames() {
    for name in ["a", "ann.b-c_9", "Ann", "1st", ".dot", String(repeating: "a", count: 64)] {
      #expect(MattermostRules.isUserName(name), "\(name)")
    }
    for name in ["", "ann b", "ann:b", "ünn", "all", "Channel", "system", String(repeating: "a", count: 65)] {
      #expect(!MattermostRules.isUserName(name), "\(name)")
    }
  }

  @Test func channelAndTeamNames() {
    for name in ["a", "town-square", "a__b", "Town_1", "a-"] { #expect(MattermostRules.isChannelName(name), "\(name)") }
    for name in ["", "-a", "_a", "a b", "ä", String(repeating: "a", count: 65)] {
      #expect(!MattermostRules.isChannelName(name), "\(name)")
    }
    for name in ["ab", "a-b", "acme", "a__b", "Acme"] { #expect(MattermostRules.isTeamName(name), "\(name)") }
    for name in ["a", "-ab", "ab-", "a_b", "a__b-c", "api", "adminteam", "a b"] {
      #expect(!MattermostRules.isTeamName(name), "\(name)")
    }
  }

  @Test func addresses() {
    for address in ["a@b", "ann@port.example.net", "Ann+x@b.c"] {
      #expect(MattermostRules.isEmail(address), "\(address)")
    }
    for address in [
      "", "ann", "@b", "a@", "a@b@c", "a b@c", "Ann <a@b>", String(repeating: "a", count: 127) + "@b",
    ] {
      #expect(!MattermostRules.isEmail(address), "\(address)")
    }
  }

  @Test func roles() {
    for roles in ["", "system_user", "system_user system_admin", "custom_1"] {
      #expect(MattermostRules.areRoles(roles), "\(roles)")
    }
    for roles in ["system_admin", "Admin", "team-user"] { #expect(!MattermostRules.areRoles(roles), "\(roles)") }
  }

  @Test func guestsAreGuestsEverywhereOrNowhere() {
    func agree(_ system: String?, _ team: String, _ channel: String?) -> Bool {
      var roles = GuestRoles(system: system)
      roles.addTeam(team)
      if let channel { roles.addChannel(channel) }
      return roles.agree
    }
    #expect(agree("system_guest", "team_guest", "channel_guest"))
    #expect(agree("system_guest", "team_guest", nil))
    #expect(agree("system_user", "team_user", "channel_user"))
    #expect(agree(nil, "team_guest", "channel_user"))
    #expect(!agree("system_guest", "team_user", "channel_guest"))
    #expect(!agree("system_guest", "team_guest", "channel_user"))
    #expect(!agree("system_user", "team_guest", "channel_guest"))
    #expect(GuestRoles(system: "system_guest").agree)
  }

  @Test func lengthsPathsAndEmoji() {
    #expect(!MattermostRules.isLonger(String(repeating: "😀", count: 64), than: 64))
    #expect(MattermostRules.isLonger(String(repeating: "😀", count: 65), than: 64))
    for path in ["a.png", "data/a.png", "a/../b", "./a"] { #expect(MattermostRules.isInside(path), "\(path)") }
    for path in ["../a", "a/../../b"] { #expect(!MattermostRules.isInside(path), "\(path)") }
    for name in ["+1", "tada", "white_check-mark", "A"] { #expect(MattermostRules.isEmojiName(name), "\(name)") }
    for name in ["👍", "", "a b"] { #expect(!MattermostRules.isEmojiName(name), "\(name)") }
  }
}
