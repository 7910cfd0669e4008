import ArgumentParser

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print a completion script for a shell.",
    discussion: """
      Examples:
        chat-ledger completions bash > ~/.local/share/bash-completion/completions/chat-ledger
        chat-ledger completions zsh  > ~/.zfunc/_chat-ledger
        chat-ledger completions fish > ~/.config/fish/completions/chat-ledger.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish

    var completion: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() throws {
    OutputChannel.output.block(ChatLedgerCommand.completionScript(for: shell.completion) + "\n")
  }
}
